"""Which of the files of a BioModels entry is its model."""

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

from bioripple.errors import Failed, Refused
from bioripple.sbml.essence import rewrite
from bioripple.untrusted.xml import check_xml, decode

MOST_READ = 10  # files that are looked into
PARTS = str.maketrans(":/#", "   ")


def choose_model_file(
    names: Iterable[str], model: str, read: Callable[[str], bytes]
) -> str:
    """Choose which of an entry's files is the model.

    Parameters
    ----------
    names
        All files of the entry.
    model
        Its id, as in `BIOMD0000000168`; empty where the files are of no entry.
    read
        Returns the content of a file; called where the names do not tell.

    Returns
    -------
    str
        The name of the file.

    Raises
    ------
    Failed
        If none or several files qualify, or the files cannot be read.

    Notes
    -----
    BioModels annotates most models twice, with URLs (`{id}_url.xml`) and with URNs
    (`{id}_urn.xml`): the first is taken. Else files go first that name the entry's own
    id, in their own name or as what they are by their annotation; beside them may lie
    what the authors sent (`MODEL…_url.xml`) and variants. Of those the file is taken
    that has `_url` in its name, or the only one that does not end in `_urn.xml`, or
    any of several that say the same but for notes and annotations.
    """
    documents = sorted(
        name
        for name in names
        if name.endswith((".xml", ".sbml"))
        and _base(name) != "manifest.xml"
        and not _base(name).startswith("._")  # what macOS adds to an archive
    )
    usual = [name for name in documents if _base(name) == f"{model}_url.xml"]
    if len(usual) == 1:
        return usual[0]
    candidates = documents
    if len(documents) > 1:
        _check_number(documents)
        contents = {name: read(name) for name in documents}
        own = [
            name
            for name in documents
            if model
            and (_is_word(model, _base(name)) or names_entry(contents[name], model))
        ]
        candidates = _preferred(own or documents)
        if len(candidates) > 1 and _say_the_same(contents[name] for name in candidates):
            return candidates[0]
    if len(candidates) != 1:
        raise Failed(
            f"expected one SBML file, found {len(candidates)}: {candidates[:5]}"
        )
    return candidates[0]


def names_entry(content: bytes, model: str) -> bool:
    """Say whether an SBML file's annotation says that it is an entry of BioModels.

    Parameters
    ----------
    content
        The file.
    model
        The entry's id.
    """
    found = False
    depth = 0  # of open elements from one on that says what the model is

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal found, depth
        if depth or tag.rpartition(":")[2] == "is":
            depth += 1
            addresses = (
                value.translate(PARTS).split() for value in attributes.values()
            )
            found |= any(address[-1:] == [model] for address in addresses)

    def end(_tag: str) -> None:
        nonlocal depth
        depth = max(0, depth - 1)

    try:
        check_xml(content)
    except (Failed, Refused):
        return False
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(decode(content), True)
    return found


def _is_word(word: str, text: str) -> bool:
    return (
        re.search(f"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", text) is not None
    )


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _check_number(documents: list[str]) -> None:
    if len(documents) > MOST_READ:
        raise Failed(
            f"expected one SBML file, found {len(documents)}: {documents[:5]}; at most "
            f"{MOST_READ} are looked into"
        )


def _preferred(documents: list[str]) -> list[str]:
    choices = (
        [name for name in documents if name.endswith("_url.xml")],
        [name for name in documents if "_url" in name],
        [name for name in documents if not name.endswith("_urn.xml")],
    )
    return next((choice for choice in choices if choice), documents)


def _say_the_same(contents: Iterable[bytes]) -> bool:
    """Say whether files differ in what no number depends on only."""
    try:
        return len({_essence(content) for content in contents}) == 1
    except (Failed, Refused):
        return False


def _essence(content: bytes) -> str:
    check_xml(content)
    return "".join(rewrite(decode(content), essence=True).text.split())
