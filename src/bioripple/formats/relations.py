"""What a word or a number on an edge says of its sign."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bioripple.arrays import Signs
from bioripple.formats.findings import Finding
from bioripple.runtime.text import one_line

POSITIVE, NEGATIVE = 1, -1
NO_SIGN, BOTH_SIGNS = 0, 2  # what `--dual` decides about

Words = NDArray[np.object_]

# Case does not count, nor do blanks, hyphens and underscores between letters.
_POSITIVE_WORDS = """
    + 1 +1 -> --> => → activates activate activation activating activator activated
    stimulates stimulate stimulation stimulating induces induce induction inducing
    upregulates upregulate upregulation up increases increase positive pos plus
    promotes promote promotion enhances enhancement positiveregulation positiveinfluence
    excites excitation excitatory friend trust ally
"""
_NEGATIVE_WORDS = """
    - -1 −1 − – -| --| =| ⊣ |-| inhibits inhibit inhibition inhibiting inhibitor
    inhibited represses repress repression repressing repressor suppresses suppress
    suppression downregulates downregulate downregulation down decreases decrease
    negative neg minus blocks block antagonizes negativeregulation negativeinfluence
    inhibitory foe distrust enemy
"""
_BOTH_WORDS = "dual both ± +/- -/+ +- -+ 1/-1 -1/1 ambiguous"
# Words that say that the sign is not known; nothing is wrong with them.
_UNSIGNED_WORDS = "unknown ? none na n/a nan null . unspecified undirected"

_MOST_WORDS = 5  # that are named when they are not known


def _plain(word: str) -> str:
    folded = word.strip().casefold()
    letters = any(each.isalpha() for each in folded)
    return folded.translate(_DROPPED) if letters else folded.replace(" ", "")


_DROPPED = str.maketrans("", "", " -_")
_MEANING = {
    _plain(word): sign
    for words, sign in (
        (_POSITIVE_WORDS, POSITIVE),
        (_NEGATIVE_WORDS, NEGATIVE),
        (_BOTH_WORDS, BOTH_SIGNS),
        (_UNSIGNED_WORDS, NO_SIGN),
    )
    for word in words.split()
} | {"": NO_SIGN}


def sign_of(word: str) -> int | None:
    """Return the sign that a word or a number stands for.

    Returns
    -------
    int or None
        1, -1, `BOTH_SIGNS`, `NO_SIGN` for words that say so (`unknown`, 0, nothing),
        and None for a word that is not known.
    """
    plain = _plain(word)
    if plain in _MEANING:
        return _MEANING[plain]
    for start, sign in (("upregulates", 1), ("downregulates", -1)):
        if plain.startswith(start):  # `up-regulates quantity by expression`
            return sign
    try:
        number = float(word)
    except ValueError:
        return None
    return NO_SIGN if math.isnan(number) else int(np.sign(number))


def is_relation(word: str) -> bool:
    """Return whether a word that is there is known."""
    return bool(word.strip()) and sign_of(word) is not None


def signs_of(
    codes: NDArray[np.intp],
    words: Sequence[str],
    lines: NDArray[np.intp],
    unit: str,
    findings: list[Finding],
) -> Signs:
    """Return the sign that each edge's word stands for.

    Parameters
    ----------
    codes : (m,)
        Place of each edge's word in `words`.
    words
        Those that there are, each once.
    lines : (m,)
        Where each edge stands, counted in `unit`.
    unit
        `line` or `edge`.
    findings
        What there is to say is added.

    Returns
    -------
    array of int8, shape (m,)
        `POSITIVE`, `NEGATIVE`, `BOTH_SIGNS` or `NO_SIGN`.
    """
    found = [sign_of(word) for word in words]
    table = np.array([it or NO_SIGN for it in found], dtype=np.int8)
    strange = [k for k, it in enumerate(found) if it is None]
    if strange:
        _name_strange(codes, words, strange, lines, unit, findings)
    return table[codes] if len(words) else np.zeros(len(codes), dtype=np.int8)


def word_signs(
    words: Words, lines: NDArray[np.intp], unit: str, findings: list[Finding]
) -> Signs:
    """As `signs_of`, of one word for each edge, shape (m,)."""
    codes, different = pd.factorize(words)
    return signs_of(
        codes.astype(np.intp), [str(it) for it in different], lines, unit, findings
    )


def _name_strange(
    codes: NDArray[np.intp],
    words: Sequence[str],
    strange: list[int],
    lines: NDArray[np.intp],
    unit: str,
    findings: list[Finding],
) -> None:
    counts = np.bincount(codes, minlength=len(words))
    first = np.full(len(words), -1, dtype=np.intp)
    first[codes[::-1]] = lines[::-1]
    strange = [k for k in strange if counts[k]]
    for k in strange[:_MOST_WORDS]:
        shown = one_line(words[k], most=40)
        findings.append(
            Finding(
                "warning",
                f"{unit} {first[k]}",
                f'"{shown}" says nothing about a sign; edges with it, which have none: '
                f"{counts[k]}",
            )
        )
    if rest := strange[_MOST_WORDS:]:
        findings.append(
            Finding(
                "warning",
                "",
                f"other words that say nothing about a sign: {len(rest)}, on "
                f"{counts[rest].sum()} edges, which have none",
            )
        )
