"""Open an SBML document, and tell a fault that matters from one that does not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import libsbml

from bioripple.errors import Failed, Refused
from bioripple.sbml.essence import DECLARATION, Rewritten, rewrite
from bioripple.sbml.findings import Survey
from bioripple.symbolic.arithmetic import SMALLEST_NORMAL

XML_DECLARATION = re.compile(r"<\?xml\s.*?\?>", re.DOTALL)
# Of an empty `csymbol` libSBML takes what follows for the text.
HOLLOW = re.compile(r"<(?:[\w.-]+:)?csymbol\b[^<>]*?(?:/>|></(?:[\w.-]+:)?csymbol\s*>)")
# An attribute that may be a number below the normal range of doubles.
TINY = re.compile(
    r"""(=\s*["']\s*)([-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)[eE]-[0-9]{3,})(?=\s*["'])"""
)
ORDER = {
    libsbml.IncorrectOrderInModel,
    libsbml.IncorrectOrderInReaction,
    libsbml.IncorrectOrderInKineticLaw,
    libsbml.IncorrectOrderInEvent,
}
# Levels 1 and 2 ask for lists without which a model is complete.
INCOMPLETE = "must contain at least one"
EMPTY_LIST = re.compile("cannot be empty|must not be an empty list|must not be empty")
LONGEST = 400  # characters of a fault; its end may quote the whole rule


@dataclass(frozen=True)
class OpenDocument:
    """What libSBML made of an SBML text.

    Attributes
    ----------
    document
        Holds the model; its notes, annotations and units may be missing.
    annotated
        Holds them, if libSBML could read them; else it is the same.
    warnings
        Faults of the file that no number depends on, each with line and element.
    """

    document: libsbml.SBMLDocument
    annotated: libsbml.SBMLDocument
    warnings: tuple[str, ...] = ()


def open_document(text: str, found: Survey) -> OpenDocument:
    """Return the SBML document in a text; it holds a model.

    Parameters
    ----------
    text
        The file, which `sbml.survey.survey` has let through.
    found
        What it has found.

    Raises
    ------
    Failed
        If the text is no SBML model that libSBML can read.
    Refused
        If the model is a flux balance model.

    Notes
    -----
    Where libSBML has found faults, the text is read again without what no number
    depends on. Faults that are gone are warnings.
    """
    text = TINY.sub(_spelled_out, HOLLOW.sub(r"\g<0> ", text))
    document = _read(_declared(text))
    opened = OpenDocument(document, document)
    if next(_errors(document), None) is not None:
        opened = _without_harmless(text, document)
    model = opened.document.getModel()
    if model is None:
        raise Failed("the file holds no SBML model")
    _check_kinetics(model, found.objective)
    return opened


def _without_harmless(text: str, document: libsbml.SBMLDocument) -> OpenDocument:
    essence = rewrite(text, essence=True)
    core = _read(essence.text)
    for error in _errors(core):
        if not _has_read_on(error):
            raise Failed(_describe(error, essence))
    whole = rewrite(text, essence=False)
    faults: list[str] = []
    for error in _errors(_read(whole.text)):
        about_lists = EMPTY_LIST.search(error.getMessage()) is not None
        # libSBML tells neither which list it means nor its line
        faults += whole.empty if about_lists else [_describe(error, whole)]
    annotated = core if document.getModel() is None else document
    return OpenDocument(core, annotated, tuple(dict.fromkeys(faults)))


def _has_read_on(error: libsbml.SBMLError) -> bool:
    """Say whether libSBML has read the whole model in spite of an error.

    After other errors it may not have: it leaves out what it does not understand, and
    keeps the last of two things of which there may be one.
    """
    return error.getErrorId() in ORDER or (
        error.getErrorId() == libsbml.NotSchemaConformant
        and INCOMPLETE in error.getMessage()
    )


def _spelled_out(found: re.Match[str]) -> str:
    """Return an attribute with all the digits of a double that libSBML cannot round.

    It takes no number for one if the C library says that digits are lost.
    """
    value = float(found[2])
    is_tiny = 0.0 < abs(value) < SMALLEST_NORMAL
    return f"{found[1]}{Decimal(value):e}" if is_tiny else found[0]


def _read(text: str) -> libsbml.SBMLDocument:
    return libsbml.readSBMLFromString(text)


def _declared(text: str) -> str:
    """Return a text that declares the encoding in which libSBML gets it."""
    found = XML_DECLARATION.match(text)
    if found is None:
        return DECLARATION + text
    return DECLARATION + "\n" * found[0].count("\n") + text[found.end() :]


def _errors(document: libsbml.SBMLDocument) -> Iterator[libsbml.SBMLError]:
    for index in range(document.getNumErrors()):
        error = document.getError(index)
        if error.isFatal() or error.isError():
            yield error


def _describe(error: libsbml.SBMLError, text: Rewritten) -> str:
    """Return line, element and all that libSBML says, what is special first."""
    rule, *rest = error.getMessage().strip().split("\n")
    special = [line for line in rest if not line.startswith("Reference:")]
    message = " ".join(" ".join((*special, rule)).split())
    return f"{text.place(error.getLine())}: {message}"[:LONGEST]


def _check_kinetics(model: libsbml.Model, objective: str) -> None:
    if not objective:
        return
    for reaction in model.getListOfReactions():
        if not reaction.isSetKineticLaw():
            raise Refused(
                f"{objective}: is a flux balance model (<objective> of the SBML "
                "package 'fbc'), not a dynamic one: reaction "
                f"{reaction.getId()!r} has no kinetic law"
            )
