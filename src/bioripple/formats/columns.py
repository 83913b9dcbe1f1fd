"""Which columns, or attributes of edges, say what: by name, else by their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Signs
from bioripple.formats.findings import Finding
from bioripple.formats.relations import (
    BOTH_SIGNS,
    NEGATIVE,
    NO_SIGN,
    POSITIVE,
    Words,
    is_relation,
    word_signs,
)
from bioripple.runtime.text import one_line


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split())


# The first that is there counts; case, blanks, _ - . : # do not.
SOURCE_NAMES = _each("""source sourcename sourcenode sourceid src from regulator tf
    transcriptionfactor upstream subject parent start entitya nodea nodeid1 node1 genea
    gene1 proteina protein1 interactora tail""")
TARGET_NAMES = _each("""target targetname targetnode targetid tgt to regulated
    targetgene downstream object child end entityb nodeb nodeid2 node2 geneb gene2
    proteinb protein2 interactorb head gene""")
SIGN_NAMES = _each("""sign effect interaction relation relationship regulation mode mor
    modeofregulation polarity interactiontype edgetype sharedinteraction type action""")
WEIGHT_NAMES = _each("weight value strength coefficient coef correlation beta")
SOURCE_LABELS = _each("sourcegenesymbol sourcelabel")
TARGET_LABELS = _each("targetgenesymbol targetlabel")
STIMULATION, INHIBITION = "isstimulation", "isinhibition"
SURE_STIMULATION, SURE_INHIBITION = "consensusstimulation", "consensusinhibition"

_YES = frozenset(("1", "1.0", "true", "t", "yes", "y"))
_DROPPED = str.maketrans("", "", " _-.:#\"'")


def plain(name: str) -> str:
    """Return what counts of the name of a column."""
    return name.strip().casefold().translate(_DROPPED)


def named(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Return the place of the column that the first of the wanted names has."""
    found = [plain(name) for name in names]
    return next((found.index(name) for name in wanted if name in found), None)


@dataclass(frozen=True)
class SignColumns:
    """What says the sign of an edge.

    Attributes
    ----------
    names
        One column of words or numbers; or, of OmniPath's kind, one that says whether it
        stimulates and one whether it inhibits, and where there are, two that say on
        which of them its sources agree. None: nothing does.
    weight
        Whether it is named as a weight is.
    """

    names: tuple[str, ...]
    weight: bool = False


def sign_columns(names: Sequence[str]) -> SignColumns:
    """Choose the columns that say a sign, by their names."""
    pair = _all_named(names, (STIMULATION, INHIBITION))
    if pair:
        return SignColumns(
            pair + _all_named(names, (SURE_STIMULATION, SURE_INHIBITION))
        )
    sure = _all_named(names, (SURE_STIMULATION, SURE_INHIBITION))
    if sure:
        return SignColumns(sure)
    place = named(names, SIGN_NAMES)
    if place is not None:
        return SignColumns((names[place],))
    place = named(names, WEIGHT_NAMES)
    return SignColumns(() if place is None else (names[place],), place is not None)


def _all_named(names: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    places = [named(names, (it,)) for it in wanted]
    return tuple(names[it] for it in places if it is not None) * (None not in places)


def column_signs(
    chosen: SignColumns,
    columns: Mapping[str, Words],
    lines: NDArray[np.intp],
    unit: str,
    findings: list[Finding],
) -> Signs:
    """Return the sign of each edge, shape (m,), as `relations.signs_of` does."""
    if not chosen.names:
        return np.full(len(lines), NO_SIGN, dtype=np.int8)
    if len(chosen.names) == 1:
        sign = word_signs(columns[chosen.names[0]], lines, unit, findings)
        if chosen.weight and len(sign) and not (sign == NEGATIVE).any():
            _doubt_weights(chosen.names[0], findings)
        return sign
    sign = _yes_signs(*(columns[name] for name in chosen.names[:2]))
    if len(chosen.names) == 4:
        sure = _yes_signs(*(columns[name] for name in chosen.names[2:]))
        decided = (sign == BOTH_SIGNS) & (np.abs(sure) == 1)
        sign[decided] = sure[decided]
    return sign


def sign_by_words(names: Sequence[str], sample: Mapping[str, Sequence[str]]) -> str:
    """Return the column of which all words are relations, and some are no mere numbers.

    Of several, the first; if there are only numbers, the first with some below 0, or
    else the only one. Empty if there is none.
    """
    words = [it for it in names if sample[it] and all(map(is_relation, sample[it]))]
    for name in words:
        if not all(_is_number(word) for word in sample[name]):
            return name
    signed = [it for it in words if any(_below_zero(word) for word in sample[it])]
    chosen = signed or (words if len(words) == 1 else [])
    return chosen[0] if chosen else ""


def _yes_signs(stimulates: Words, inhibits: Words) -> Signs:
    up, down = (
        np.fromiter((str(it).strip().casefold() in _YES for it in each), dtype=np.bool_)
        for each in (stimulates, inhibits)
    )
    sign = np.where(up, POSITIVE, np.where(down, NEGATIVE, NO_SIGN)).astype(np.int8)
    sign[up & down] = BOTH_SIGNS
    return sign


def _doubt_weights(name: str, findings: list[Finding]) -> None:
    findings.append(
        Finding(
            "warning",
            f'column "{one_line(name, most=40)}"',
            "no number in it is below 0, so all edges are positive; is it a weight "
            "with a sign?",
        )
    )


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _below_zero(word: str) -> bool:
    return _is_number(word) and float(word) < 0
