"""What `import bioripple` offers for networks of one's own."""

from pathlib import Path

import pytest

import bioripple as br
from bioripple.answers import answer
from tests.support.sbml_text import compartment, document, reaction, species

SIF = "RAS -> RAF\nRAF -> MEK\nMEK -> ERK\nERK -| RAS\nPP -| ERK\n"
CHAIN = document(
    compartment("C"),
    species("a", initialConcentration=1),
    species("b", initialConcentration=1),
    reaction("make", "2", products=("a",)),
    reaction("turn", "0.5 * a", reactants=("a",), products=("b",)),
    reaction("lose", "0.25 * b", reactants=("b",)),
)


@pytest.fixture
def network(tmp_path: Path) -> object:
    (tmp_path / "n.sif").write_text(SIF)
    return br.read(tmp_path / "n.sif")


def test_the_table_is_the_engine_s(network) -> None:
    found = br.respond(network, {"RAS": -1}, robustness=3)
    expected = answer.respond(network, {"RAS": -1.0}, robustness=3)
    assert found.equals(expected.table)
    assert found.attrs["predictor"] == expected.predictor
    assert found.attrs["notes"] == list(expected.notes)
    named = br.respond(network, {"one": {"RAS": -1}, "two": {"MEK->ERK": -1}})
    assert set(named["condition"]) == {"one", "two"}


def test_kinetics_are_used_where_they_are_given() -> None:
    """The steady state of b, 2 / 0.25, follows a held a in proportion."""
    found = br.respond(br.read_sbml(CHAIN), {"a": -0.1})
    assert found.attrs["predictor"] == "kinetics"
    assert found["node"].tolist() == ["b"]
    assert found["response"].tolist() == pytest.approx([-0.1])


def test_a_node_is_asked_backwards_and_its_ways_are_told(network) -> None:
    assert br.reverse(network, "ERK")["source"].tolist()[0] in {"MEK", "PP"}
    ways = br.explain(network, "RAS", "ERK", paths=1)
    assert ways["path"].tolist() == [["RAS", "RAF", "MEK", "ERK"]]
    assert ways["sign"].tolist() == [1]


def test_what_is_not_all_of_the_file_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "n.sif").write_text("A -> B\nA -| B\nB -> C\n")
    with pytest.warns(UserWarning, match="both signs"):
        assert br.read(tmp_path / "n.sif").n_edges == 1


@pytest.mark.parametrize(
    "perturb", [{}, {"RAS": "much"}, "RAS=-1", {"RAS": -1, "one": {"RAS": -1}}]
)
def test_what_is_no_perturbation_is_refused(network, perturb) -> None:
    with pytest.raises(TypeError, match="expected strengths by node"):
        br.respond(network, perturb)


def test_other_kinds_and_unknown_nodes_are_named(network) -> None:
    with pytest.raises(TypeError, match="network: expected the SignedNetwork"):
        br.respond("n.sif", {"RAS": -1})  # type: ignore[arg-type]
    with pytest.raises(br.Refused, match='did you mean "RAS"'):
        br.respond(network, {"ras": -1})


def test_nothing_that_is_asked_is_dropped_without_a_word(network) -> None:
    with pytest.raises(ValueError, match="knows no time"):
        br.respond(network, {"RAS": -1}, horizon=3.0)
    model = br.read_sbml(CHAIN)
    for given in ({"predictor": "propagation_0.5"}, {"robustness": 2}):
        with pytest.raises(ValueError, match="answered by its kinetics"):
            br.respond(model, {"a": -0.1}, **given)


def test_names_are_text_and_targets_a_list(network) -> None:
    with pytest.raises(TypeError, match="expected text, found 7"):
        br.respond(network, {7: -1})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected text, found None"):
        br.reverse(network, None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected a list, found 'RAS'"):
        br.respond(network, {"RAF": -1}, targets="RAS")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_abundances_are_amounts(network, value: float) -> None:
    with pytest.raises(br.Refused, match='abundance of "RAF": expected a finite'):
        br.respond(network, {"RAS": -1}, abundances={"RAF": value})


@pytest.mark.parametrize("number", [0, -1])
def test_less_than_one_row_is_no_answer(network, number: int) -> None:
    with pytest.raises(ValueError, match="top: expected"):
        br.reverse(network, "ERK", top=number)
    with pytest.raises(ValueError, match="paths: expected 1 to 1000"):
        br.explain(network, "RAS", "ERK", paths=number)


def test_more_paths_than_memory_holds_are_refused(network) -> None:
    with pytest.raises(ValueError, match="paths: expected 1 to 1000"):
        br.explain(network, "RAS", "ERK", paths=10**9)
