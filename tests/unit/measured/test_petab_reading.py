"""PEtab problems: which network they are, and what of them is left out."""

from pathlib import Path

import pytest

from bioripple.measured.sets import names_of_sets
from bioripple.vocabulary import OWN_KINETICS
from tests.support.petab_problems import OBSERVABLES, read, tables, write_problem
from tests.support.sbml_text import event


def test_the_network_has_parameters_and_observables_as_nodes(tmp_path: Path) -> None:
    network = read(tmp_path)[0].network
    edges = {
        (network.nodes[j], network.nodes[i]): int(sign)
        for j, i, sign in zip(*network.edges, strict=True)
    }
    known = {edge: sign for edge, sign in edges.items() if edge[0] != edge[1]}
    total, blot = "observable total (offset)", "observable blot"
    assert known == {
        ("u", "A"): 1,
        ("C", "A"): -1,
        ("A", "B"): 1,
        ("drug", "B"): -1,
        ("B", "C"): 1,
        ("A", "observable A"): 1,
        ("B", total): 1,
        ("C", total): 1,
        ("B", blot): 1,
    }
    assert {a for a, b in edges if a == b} == {"A", "B", "C"}


def test_a_readout_of_what_is_perturbed_is_perturbed(tmp_path: Path) -> None:
    measured, _ = read(tmp_path)
    assert measured.is_perturbed.tolist()[-1] == [False, True, True]
    assert not measured.is_perturbed[:-1].any()


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("observables.tsv", "scale * B ** 2", "scale * (B", "is no formula"),
        ("observables.tsv", "scale * B ** 2", "nowhere * B", "'nowhere'"),
        ("observables.tsv", "scale * B ** 2", "__import__(B)", "'__import__'"),
        ("observables.tsv", "scale * B ** 2", "log(B, ki)", "base of its own"),
        ("parameters.tsv", "scale\t3.0", "scale\t", "no nominalValue"),
        ("measurements.tsv", "\toffset\t", "\tnothing\t", "'nothing' is no"),
        ("observables.tsv", "scale * B ** 2", "abs(", "is no formula"),
        ("model.xml", "</model>", "{event}</model>", "the model has events"),
    ],
)
def test_what_cannot_be_computed_is_left_out_with_its_reason(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    text = f"<listOfEvents>{event('A > 9', {'A': '1'})[1]}</listOfEvents>"
    changed = tables()[file].replace(old, new.replace("{event}", text))
    measured, said = read(tmp_path, **{file.replace(".", "_"): changed})
    assert expected in "\n".join(measured.problems)
    is_whole = len(measured.readouts) == len(OBSERVABLES)
    assert is_whole == (file == "model.xml")
    assert (OWN_KINETICS in said) != (file == "model.xml")


def test_a_problem_is_found_by_its_file_and_other_files_are_none(
    tmp_path: Path,
) -> None:
    path = write_problem(tmp_path / "mine", tables())
    (tmp_path / "mine/other.yaml").write_text("sets: [1]\n")
    assert names_of_sets(tmp_path) == {"mine": path}
