"""How deep an XML text nests its elements, from its brackets alone."""

import numpy as np
from numpy.typing import NDArray

LESS, GREATER, SLASH, QUOTE, APOSTROPHE = b"<>/\"'"
NO_ELEMENTS = b"!?"  # begin comments, declarations and instructions


def surely_shallow(content: bytes, max_depth: int) -> bool:
    """Say whether elements are nested at most so deep, as far as a text is well-formed.

    Parameters
    ----------
    content
        The whole text, in an encoding that spells brackets as ASCII does.
    max_depth
        Most elements that may be open at once.

    Returns
    -------
    bool
        False also where brackets alone do not tell, as those in comments do not.

    Notes
    -----
    In a well-formed text a `<` is nowhere but at the beginning of tags and the like,
    and in comments and CDATA. Where it is not sure that a tag is empty, it counts as
    one that is never closed.
    """
    letters = np.frombuffer(content, dtype=np.uint8)
    begins = np.flatnonzero(letters == LESS)
    found = np.flatnonzero(letters == GREATER)
    place = np.searchsorted(found, begins)
    if not len(begins) or place[-1] == len(found):
        return False
    ends = found[place]
    if (ends[:-1] > begins[1:]).any():
        return False
    first = letters[begins + 1]
    is_element = (first != NO_ELEMENTS[0]) & (first != NO_ELEMENTS[1])
    is_end = first == SLASH
    is_empty = is_element & ~is_end & (letters[ends - 1] == SLASH)
    if len(found) > len(begins):  # some are in texts or in values
        is_empty[is_empty] = _are_outside(letters, begins[is_empty], ends[is_empty])
    opens = is_element & ~is_end & ~is_empty
    depth = np.cumsum(opens.astype(np.int64) - is_end) + is_empty
    return bool(depth.max() <= max_depth)


def _are_outside(
    letters: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say which tags surely end at their first `>`, as it is in no quotes."""
    quotes, apostrophes = (
        np.searchsorted(places, ends) - np.searchsorted(places, begins)
        for places in (np.flatnonzero(letters == mark) for mark in (QUOTE, APOSTROPHE))
    )
    outside: NDArray[np.bool_] = (quotes % 2 == 0) & (apostrophes == 0)
    return outside
