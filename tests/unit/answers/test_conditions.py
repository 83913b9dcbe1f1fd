"""What is perturbed, as people write it."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bioripple.answers.acting import as_acting
from bioripple.answers.conditions import read_conditions, read_perturbation
from bioripple.errors import Failed, Refused
from bioripple.network.signed import signed_network
from tests.support.signed_networks import of_text

NETWORK = of_text("EGFR -> RAS\nRAS -> ERK\nERK -| EGFR")
# Ids that hold all that parts a perturbation.
ODD = ("a", "a,b", "a=1", "a=1,b", "x->y", "x", "y", "b", "p q", '"q"', "x->y=2")
ODD_NETWORK = signed_network(ODD, [5, 5, 4], [6, 7, 0], [1, -1, 1])


def test_nodes_and_links_with_their_strengths() -> None:
    found = read_perturbation(NETWORK, "EGFR=-1, RAS=-0.5 ,RAS->ERK=1e-1")
    assert found.nodes == {"EGFR": -1.0, "RAS": -0.5}
    assert found.links == {("RAS", "ERK"): 0.1}


@pytest.mark.parametrize(
    ("text", "nodes", "links"),
    [
        ("a=1", {"a": 1.0}, {}),
        ("a,b=2", {"a,b": 2.0}, {}),
        ("a=1=3", {"a=1": 3.0}, {}),
        ("a=1,b=2", {"a=1,b": 2.0}, {}),  # the longest name that there is
        ("'a'=1,b=2", {"a": 1.0, "b": 2.0}, {}),
        ('"a"=1,"b"=2', {"a": 1.0, "b": 2.0}, {}),
        ("b=2,a=1", {"b": 2.0, "a": 1.0}, {}),
        ("x->y=1", {"x->y": 1.0}, {}),  # a node of that name comes first
        ("x->b=1", {}, {("x", "b"): 1.0}),
        ("x->y->a=1", {}, {("x->y", "a"): 1.0}),
        ("x->y=2=5", {"x->y=2": 5.0}, {}),
        ("p q=-1", {"p q": -1.0}, {}),
    ],
)
def test_names_may_hold_what_parts_them(
    text: str, nodes: dict[str, float], links: dict[tuple[str, str], float]
) -> None:
    found = read_perturbation(ODD_NETWORK, text)
    assert (found.nodes, found.links) == (nodes, links)


@given(
    st.dictionaries(
        st.sampled_from([name for name in ODD if '"' not in name]),
        st.floats(-1e99, 1e99),
        min_size=1,
    )
)
def test_quoted_names_are_read_as_they_were_written(
    strengths: dict[str, float],
) -> None:
    assume(any(strengths.values()))
    text = ",".join(f'"{name}"={value!r}' for name, value in strengths.items())
    assert read_perturbation(ODD_NETWORK, text).nodes == strengths


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("EGFR=0", "a strength that is not 0"),
        ("EGFR=-0,RAS->ERK=0", "a strength that is not 0"),
        ("EGRF=-1", 'there is no node "EGRF" in the network; did you mean "EGFR"'),
        ("EGFR=-1,RUS=1", 'no node "RUS".* did you mean "RAS"'),
        ("EGFR=down", 'perturbed "EGFR": expected a finite strength .* found "down"'),
        ("EGFR=nan", 'found "nan"'),
        ("EGFR=inf", 'found "inf"'),
        ("EGFR=1e308", 'below 1e100, found "1e308"'),
        ("EGFR->RAS=1,EGFR -> RAS=-1", 'perturbed "EGFR -> RAS": expected the link'),
        ("EGFR=1_0", 'found "1_0"'),
        ("EGFR", '"EGFR": expected NODE=STRENGTH, such as EGFR=-1'),
        ("EGFR=-1,EGFR=1", 'perturbed "EGFR": expected it once'),
        ("EGFR->ERK=-1", 'no link from "EGFR" to "ERK".*the other way round'),
        ("RAS->RAS=-1", 'no link from "RAS" to "RAS" in the network$'),
        ("", "expected something that is perturbed"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read_perturbation(NETWORK, text)


def test_of_what_people_call_a_node_its_id_is_told() -> None:
    network = signed_network(["EGF", "Ra"], [0], [1], [1], labels=["EGF", "EGF_EGFR"])
    with pytest.raises(Refused, match=r'no node "EGF_EGFR".* did you mean "Ra"[?]$'):
        read_perturbation(network, "EGF_EGFR=-1")


def table(path: Path, *lines: str, end: str = "\n") -> Path:
    path.write_bytes(end.join((*lines, "")).encode())
    return path


def test_a_table_has_a_row_for_each_condition(tmp_path: Path) -> None:
    path = table(
        tmp_path / "c.tsv", "\tEGFR\tRAS\tRAS->ERK", "1\t-1\t0\t0", "two\t0\t.5\t-1"
    )
    found = read_conditions(NETWORK, path)
    first, second = found.conditions
    assert (first.name, first.nodes, first.links) == ("1", {"EGFR": -1.0}, {})
    assert second.nodes == {"RAS": 0.5}
    assert second.links == {("RAS", "ERK"): -1.0}
    assert (found.problems, found.not_done) == ((), {})


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("corner", ["", "condition\t", "\t"])
def test_line_ends_and_corners_are_as_people_have_them(
    tmp_path: Path, end: str, corner: str
) -> None:
    path = table(tmp_path / "c.tsv", f"{corner}EGFR\tRAS", "", "a\t1\t", end=end)
    (found,) = read_conditions(NETWORK, path).conditions
    assert (found.name, found.nodes) == ("a", {"EGFR": 1.0})


def test_what_the_network_has_not_is_said_and_the_rest_done(tmp_path: Path) -> None:
    path = table(
        tmp_path / "c.tsv",
        "\tEGFR\tEGRF",
        "good\t-1\t0",
        "partly\t-1\t-1",
        "bad\t0\t-1",
        "control\t0\t0",
    )
    found = read_conditions(NETWORK, path)
    assert [each.name for each in found.conditions] == ["good", "partly"]
    assert found.conditions[1].nodes == {"EGFR": -1.0}
    assert found.problems == (
        f'{path}: line 1: there is no node "EGRF" in the network; did you mean "EGFR"?',
        f'{path}: line 3: condition "partly" goes without "EGRF"',
    )
    assert found.not_done == {
        "bad": 'perturbs "EGRF" only, which the network has not',
        "control": "perturbs nothing",
    }


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ["\tEGFR", "a\tlow"],
            'line 2, column "EGFR": expected a strength.*found "low"',
        ),
        (["\tEGFR", "", "a\tnan"], 'line 3, column "EGFR": .*found "nan"'),
        (["\tEGFR", "a\t-inf"], 'line 2, column "EGFR": .*found "-inf"'),
        (["\tEGFR\tRAS", "a\t1\t0", "b\t1"], "line 3 has 2 cells, expected 3"),
        (["\tEGFR\tEGFR", "a\t1\t0"], 'line 1: .* once; "EGFR" is there twice'),
        (["\tEGFR\t", "a\t1\t0"], "line 1: .* once; one has no name"),
        (["\tEGFR", "a\t1", "a\t0"], 'line 3: "a" is on line 2 already'),
        (["\tEGFR"], "expected a line of names and a line for each row"),
        (["EGFR RAS", "a 1"], "line 1 has one cell; expected tabs or commas"),
    ],
)
def test_a_table_that_is_none_is_refused_by_line(
    tmp_path: Path, lines: list[str], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        read_conditions(NETWORK, table(tmp_path / "c.tsv", *lines))


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such file"):
        read_conditions(NETWORK, tmp_path / "none.tsv")
    with pytest.raises(Refused, match="is a folder or a device"):
        read_conditions(NETWORK, tmp_path)
    (tmp_path / "latin.tsv").write_bytes("\tEGFR\nä\t1\n".encode("latin-1"))
    with pytest.raises(Failed, match="line 2: byte 0xe4 is not UTF-8"):
        read_conditions(NETWORK, tmp_path / "latin.tsv")


def test_cells_may_be_parted_by_commas_and_names_quoted(tmp_path: Path) -> None:
    tabs = table(tmp_path / "c.tsv", "#cond\tEGFR", "a, b\t-1")
    commas = table(tmp_path / "c.csv", "", "#cond,EGFR", '"a, b",-1')
    assert read_conditions(NETWORK, commas) == read_conditions(NETWORK, tabs)
    assert [it.name for it in read_conditions(NETWORK, tabs).conditions] == ["a, b"]


def test_a_second_table_says_what_perturbations_act_on(tmp_path: Path) -> None:
    conditions = read_conditions(
        NETWORK, table(tmp_path / "c.tsv", "\tEGFR\tRAS", "1\t-.3\t-1", "2\t0\t-1")
    ).conditions
    kinds = table(
        tmp_path / "p.tsv",
        "Target\tType\tValue\tBy",
        "RAS\tlink\t0.1\tx",
        "EGFR\tnode\t-1\t",
    )
    first, second = as_acting(NETWORK, conditions, kinds)
    assert first.nodes == {"EGFR": -1.0}
    assert first.links == second.links == {("RAS", "ERK"): -0.9}
    with pytest.raises(
        Refused, match='line 2: expected the type node or link, found "x"'
    ):
        as_acting(NETWORK, conditions, table(kinds, "Target\tType\tValue", "RAS\tx\t1"))


def test_two_columns_are_not_one_link(tmp_path: Path) -> None:
    path = tmp_path / "c.tsv"
    path.write_text("\tEGFR->RAS\tEGFR -> RAS\na\t1\t-1\n")
    with pytest.raises(Refused, match=r'line 1: .*"EGFR -> RAS" is "EGFR->RAS"'):
        read_conditions(NETWORK, path)
