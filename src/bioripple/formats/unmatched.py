"""Names that a table has and a network has not, with those that may be meant."""

from collections.abc import Iterable, Sequence

from bioripple.formats.findings import Finding
from bioripple.formats.near import near
from bioripple.runtime.text import one_line

MOST = 10  # that are named


def unmatched(
    found: Iterable[tuple[str, str]], names: Sequence[str], became: str
) -> list[Finding]:
    """Say which names are none of the network's.

    Parameters
    ----------
    found
        Where each name stands, and the name.
    names
        Ids of the network's nodes.
    became
        What becomes of it, such as `its row is left out`.

    Returns
    -------
    list of Finding
        A warning for each of the first, with near misses, and one that counts them.
    """
    known = set(names)
    strange = [(where, name) for where, name in found if name not in known]
    findings = [
        Finding(
            "warning",
            where,
            f'"{one_line(name, most=60)}" is no node of the network; {became}'
            f"{meant(name, names)}",
        )
        for where, name in strange[:MOST]
    ]
    if len(strange) > MOST:
        findings.append(
            Finding(
                "warning",
                "",
                f"names that are no node of the network: {len(strange)}; the first are "
                "named above",
            )
        )
    return findings


def meant(name: str, names: Sequence[str]) -> str:
    """Return a question about near misses, empty if there are none."""
    close = [f'"{one_line(it, most=60)}"' for it in near(name, names)]
    if not close:
        return ""
    listed = close[0] if len(close) == 1 else f"{', '.join(close[:-1])} or {close[-1]}"
    return f". Is {listed} meant?"
