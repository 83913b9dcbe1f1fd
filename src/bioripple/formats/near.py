"""Names that are nearly the one that somebody wrote."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# One slip is allowed for so many characters, and no more slips than that in all.
CHARACTERS_PER_SLIP = 3
MOST_SLIPS = 3
# Longer names are compared by what is left of them when case and separators are gone.
LONGEST = 60

# Between 1 and 2 slips: `MEK` is a whole part of `p-MEK`.
_PART = 1.5


def near(name: str, names: Sequence[str], most: int = 3) -> list[str]:
    """Return those names that come closest to one that is not there.

    Case and separators do not count (`p-mek` is `P_MEK`). After that come names within
    a slip or two (a letter too many, missing, wrong, or two swapped), and names that
    have this one as a part between separators, or are a part of it.

    Parameters
    ----------
    name
        What was written.
    names
        What there is.
    most
        How many to return at most.

    Returns
    -------
    list of str
        The closest first, equally close ones in their order in `names`; empty if
        nothing is close.
    """
    wanted = _fold(name)
    if not wanted:
        return []
    folded = [_fold(other) for other in names]
    far = np.full(len(names), np.inf)
    own_parts = _parts(name)
    for k, other in enumerate(names):
        if folded[k] == wanted:
            far[k] = 0.0
        elif wanted in _parts(other) or (len(folded[k]) > 2 and folded[k] in own_parts):
            far[k] = _PART
    _add_slips(far, wanted, folded)
    order = np.argsort(far, kind="stable")[:most]
    return [names[k] for k in order if np.isfinite(far[k])]


def _add_slips(far: NDArray[np.float64], wanted: str, folded: list[str]) -> None:
    """Lower `far` [n] to the number of slips where that is small enough."""
    slips = min(MOST_SLIPS, len(wanted) // CHARACTERS_PER_SLIP)
    if not slips or len(wanted) > LONGEST:
        return
    some = [
        k for k, it in enumerate(folded) if it and abs(len(it) - len(wanted)) <= slips
    ]
    if not some:
        return
    found = _distances(wanted, [folded[k] for k in some])
    found[found > slips] = np.inf
    far[some] = np.minimum(far[some], found)


def _distances(wanted: str, others: list[str]) -> NDArray[np.float64]:
    """Return how many slips lie between a word and each of the others, shape (n,).

    Levenshtein's table with swaps, of all others at once: a row for each letter of the
    word, of which three are kept.
    """
    lengths = np.array([len(other) for other in others])
    longest = int(lengths.max())
    letters = np.array(others, dtype=f"<U{longest}").view(np.uint32)
    letters = np.ascontiguousarray(letters.reshape(len(others), longest).T)
    word = np.array([ord(each) for each in wanted], dtype=np.uint32)
    row = np.repeat(np.arange(longest + 1, dtype=np.int16)[:, None], len(others), 1)
    above = row
    for i, letter in enumerate(word):
        before, above = above, row
        row = np.full_like(above, i + 1)
        other_letter = letters != letter
        for j in range(1, longest + 1):
            row[j] = np.minimum(above[j], row[j - 1]) + 1
            np.minimum(row[j], above[j - 1] + other_letter[j - 1], out=row[j])
            if i and j > 1:
                swapped = ~other_letter[j - 2] & (letters[j - 1] == word[i - 1])
                swap = before[j - 2] + 1
                np.minimum(row[j], swap, out=row[j], where=swapped)
    found: NDArray[np.float64] = row[lengths, np.arange(len(others))].astype(np.float64)
    return found


_SEPARATORS = re.compile(r"[\W_]+")


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name[:1000]).casefold()
    return _SEPARATORS.sub("", plain)


def _parts(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", name[:1000]).casefold()
    return [part for part in _SEPARATORS.split(plain) if part]
