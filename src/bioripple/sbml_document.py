"""Open an SBML document, and refuse what libSBML would only guess at."""

import libsbml

from bioripple.outcome import Failed, Refused

SUPPORTED_PACKAGES = {"l3v2extendedmath"}
# A package that must be understood changes the mathematics of the model.

# A layout of level 3 in a model of level 2; a list without which a model is complete.
HARMLESS = ("The L3 package 'layout", "must contain at least one")


def open_document(content: bytes) -> libsbml.SBMLDocument:
    """Return the SBML document in a text; it holds a model.

    Parameters
    ----------
    content
        The file's bytes, already checked by `xml_guard.check_xml`.

    Raises
    ------
    Failed
        If the bytes are not an SBML model that libSBML can read.
    Refused
        If the model needs a package that is not supported, which the message names.
    """
    document = libsbml.readSBMLFromString(_decode(content))
    for index in range(document.getNumErrors()):
        error = document.getError(index)
        if (error.isFatal() or error.isError()) and not _is_harmless(error):
            raise Failed(f"line {error.getLine()}: {error.getShortMessage()}")
    if document.getModel() is None:
        raise Failed("the file holds no SBML model")
    if document.getLevel() > 2:
        _check_packages(document)
    return document


def _is_harmless(error: libsbml.SBMLError) -> bool:
    """Say whether libSBML has read the whole model all the same.

    After other errors it reads on, too, but leaves out what it did not understand, or
    keeps the last of two things of which there may be one.
    """
    message = error.getMessage()
    return error.getErrorId() == libsbml.NotSchemaConformant and any(
        words in message for words in HARMLESS
    )


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")  # the other encoding that is let through


def _check_packages(document: libsbml.SBMLDocument) -> None:
    flux_balance = document.getModel().getPlugin("fbc")
    if flux_balance is not None and flux_balance.getNumObjectives():
        raise Refused("is a flux balance model (SBML package 'fbc'), not a dynamic one")
    for index in range(document.getNumPlugins()):
        package = document.getPlugin(index).getPackageName()
        if package not in SUPPORTED_PACKAGES and document.getPackageRequired(package):
            raise Refused(f"needs the SBML package {package!r}, which is not supported")
    for index in range(document.getNumUnknownPackages()):
        prefix = document.getUnknownPackagePrefix(index)
        if document.getPackageRequired(prefix):
            raise Refused(f"needs the SBML package {prefix!r}, which is not known")
