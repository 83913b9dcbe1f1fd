"""What a prediction is made of: as much as the file tells, and no more."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bioripple.answers.conditions import Asked
from bioripple.answers.from_file import Answered, Question, answer_from_file
from bioripple.answers.notes import notes_of
from bioripple.answers.result import Condition
from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork
from tests.support.sbml_text import compartment, document, reaction, rule, species

CHAIN = (
    compartment("C"),
    *(species(name, initialConcentration=1) for name in "abe"),
    reaction("make", "2", products=("a",)),
    reaction("turn", "0.5 * a * e", reactants=("a",), products=("b",)),
    reaction("lose", "0.25 * b", reactants=("b",)),
    reaction("help", "0.1 * b", products=("e",)),
    reaction("gone", "0.2 * e", reactants=("e",)),
)
RULES = (
    compartment("C"),
    *(species(name, initialConcentration=1) for name in "abe"),
    *(rule("rate", *each) for each in (("a", "-a"), ("b", "a - b"), ("e", "b - e"))),
)


def ask(network: SignedNetwork) -> Asked:
    return Asked((Condition("c", {"a": -1.0}),))


@pytest.fixture
def answered(tmp_path: Path) -> Callable[..., Answered]:
    (tmp_path / "chain.xml").write_bytes(document(*CHAIN))
    (tmp_path / "rules.xml").write_bytes(document(*RULES))
    (tmp_path / "n.sif").write_text("a -> b\nb -> e\n")
    (tmp_path / "nodes.tsv").write_text("id\tabundance\na\t3\nb\t100\n")

    def run(name: str, method: str, *, nodes: bool = False) -> Answered:
        table = tmp_path / "nodes.tsv" if nodes else None
        return answer_from_file(
            Question(tmp_path / name, ask, method=method, nodes=table)
        )

    return run


@pytest.mark.parametrize(
    ("name", "method", "nodes", "predictor", "known"),
    [
        ("n.sif", "auto", False, "learned_wiring", "network"),
        ("n.sif", "auto", True, "learned_wiring", "network + abundances"),
        ("chain.xml", "learned_structure", False, "learned_structure", "structure"),
        ("chain.xml", "auto", True, "learned_wiring", "network + abundances"),
        ("chain.xml", "learned_wiring", False, "learned_wiring", "network"),
        ("rules.xml", "auto", True, "learned_wiring", "network + abundances"),
    ],
)
def test_what_was_known_is_said(
    answered: Callable[..., Answered],
    name: str,
    method: str,
    nodes: bool,
    predictor: str,
    known: str,
) -> None:
    found = answered(name, method, nodes=nodes).with_paths()
    assert (found.predictor, found.facts["known"]) == (predictor, known)
    text = " ".join(found.notes)
    assert f"What it knew: {known} (" in text
    assert "each of a family that was left out" in text
    assert found.paths and sorted(found.table["node"]) == ["b", "e"]


def test_reactions_change_the_answer(answered: Callable[..., Answered]) -> None:
    one, two = (
        answered("chain.xml", method).answer.table.set_index("node")["response"]
        for method in ("learned_wiring", "learned_structure")
    )
    assert (one - two[one.index]).abs().max() > 1e-6


@pytest.mark.parametrize("name", ["n.sif", "rules.xml"])
def test_without_reactions_nobody_looks_at_them(
    answered: Callable[..., Answered], name: str
) -> None:
    with pytest.raises(Refused, match="learned_structure looks at reactions"):
        answered(name, "learned_structure")


def test_reactions_and_abundances_do_not_go_together(
    answered: Callable[..., Answered],
) -> None:
    with pytest.raises(Refused, match="learned_structure takes none; learned_wiring"):
        answered("chain.xml", "learned_structure", nodes=True)


def test_kinetics_without_an_answer_leave_the_reactions(
    answered: Callable[..., Answered], tmp_path: Path
) -> None:
    blows_up = reaction("burst", "9 * a * a * b", products=("a", "b"))
    (tmp_path / "burst.xml").write_bytes(document(*CHAIN, blows_up))
    found = answered("burst.xml", "auto")
    assert found.said[0].startswith("the kinetics give no answer")
    assert found.answer.predictor == "learned_structure"


def test_others_know_the_network_and_need_not_say_so() -> None:
    told = notes_of("distance_directed", held=False, number=0, converged=True)
    assert not any("What it knew" in note for note in told)
