"""Find measured sets, and read those that have a network beside their tables."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bioripple.answers.acting import as_acting
from bioripple.answers.conditions import conditions_of_file
from bioripple.answers.observed import read_observed
from bioripple.answers.result import Condition
from bioripple.errors import Refused
from bioripple.formats.read import read
from bioripple.measured.contrasts import Contrast, Kind, Measured
from bioripple.measured.from_midas import contrasts_of_midas
from bioripple.measured.midas import read_midas
from bioripple.network.signed import SignedNetwork

MIDAS = "MD-*.csv"
NETWORKS = ("PKN-*.sif", "network.sif", "*.sif")
PETAB = ("*.yaml", "*.yml")
PETAB_KEYS = (b"problems:", b"format_version:")  # begin lines of PEtab problems
LOOKED_AT = 100_000  # bytes of a YAML file
CONDITIONS, PERTURBATIONS, OBSERVED = "conds.tsv", "ptb.tsv", "exp*.tsv"


def folders_of_sets(folder: Path) -> list[Path]:
    """Return the folders that hold a set: this one, and those below it.

    Parameters
    ----------
    folder
        May be missing; then there is none.
    """
    below = [it for it in sorted(folder.rglob("*")) if it.is_dir()]
    return [it for it in (folder, *below) if tables_of(it)]


def tables_of(folder: Path) -> list[Path]:
    """Return the tables of measurements in a folder; each is a set of its own."""
    midas = sorted(folder.glob(MIDAS))
    petab = sorted(it for end in PETAB for it in folder.glob(end) if is_petab(it))
    has_conditions = (folder / CONDITIONS).is_file()
    observed = sorted(folder.glob(OBSERVED)) if has_conditions else ()
    return [*midas, *petab, *observed]


def is_petab(table: Path) -> bool:
    """Return whether a file looks like a PEtab problem, sound or not."""
    if not table.is_file() or not any(table.match(end) for end in PETAB):
        return False
    try:
        with table.open("rb") as stream:
            lines = stream.read(LOOKED_AT).split(b"\n")
    except OSError:
        return True  # who reads it says what is wrong
    return any(line.startswith(PETAB_KEYS) for line in lines)


def names_of_sets(folder: Path) -> dict[str, Path]:
    """Return the table of measurements of each set in a folder and below, by name.

    A set is called after its folder; where that holds several tables, after these, too.
    """
    return dict(_named(folder))


def _named(folder: Path) -> Iterator[tuple[str, Path]]:
    for each in folders_of_sets(folder):
        tables = tables_of(each)
        for table in tables:
            alone = len(tables) == 1
            yield each.name if alone else f"{each.name}/{table.stem}", table


def read_set(name: str, table: Path) -> Measured:
    """Read a measured set.

    Parameters
    ----------
    name
        What it is called.
    table
        Its measurements: MIDAS by the name `MD-….csv`, or `exp….tsv`, with `conds.tsv`
        beside it and, where perturbations are not what that says, `ptb.tsv`. The
        network lies beside it: `PKN-….sif`, `network.sif`, or the only `.sif`.

    Raises
    ------
    Refused
        If it cannot be used; the message names the file.
    """
    reader = _midas_set if table.suffix == ".csv" else _condition_set
    return reader(name, table)


def _network_of(folder: Path) -> tuple[SignedNetwork, tuple[str, ...]]:
    for pattern in NETWORKS:
        found = sorted(folder.glob(pattern))
        if len(found) > 1:
            raise Refused(
                f"{folder}: expected one network, found "
                f"{', '.join(it.name for it in found)}; call the right one network.sif"
            )
        if found:
            # A pair that is joined with both signs says nothing of a direction.
            whole = read(found[0], dual="drop")
            return whole.network, tuple(
                f"{found[0]}: {it.where + ': ' if it.where else ''}{it.text}"
                for it in whole.findings
                if it.level == "warning"
            )
    raise Refused(f"{folder}: expected a network, PKN-….sif or network.sif")


def _midas_set(name: str, table: Path) -> Measured:
    network, problems = _network_of(table.parent)
    found = contrasts_of_midas(name, network, read_midas(table))
    return replace(found, problems=(*problems, *found.problems))


def _condition_set(name: str, table: Path) -> Measured:
    folder = table.parent
    network, problems = _network_of(folder)
    asked = conditions_of_file(network, folder / CONDITIONS)
    conditions = asked.conditions
    if (folder / PERTURBATIONS).is_file():
        conditions = as_acting(network, conditions, folder / PERTURBATIONS)
    observed = read_observed(network, conditions, table)
    left_out = [f"condition {it}: {why}" for it, why in asked.not_done.items()]
    return Measured(
        name,
        network,
        tuple(_contrast(each) for each in observed.conditions),
        observed.readouts,
        observed.measured,
        (*problems, *asked.problems, *left_out, *observed.problems),
    )


def _contrast(condition: Condition) -> Contrast:
    sources = {*condition.nodes, *(source for source, _ in condition.links)}
    kind: Kind = "one" if len(sources) == 1 else "several"
    return Contrast(condition, kind, condition.name)
