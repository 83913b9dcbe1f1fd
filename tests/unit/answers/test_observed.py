"""Predictions against measurements: by hand, and against published data sets."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bioripple.answers.acting import as_acting
from bioripple.answers.conditions import read_conditions
from bioripple.answers.observed import SCORES, evaluate, read_observed
from bioripple.answers.result import Condition
from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.vocabulary import COMMONER_SIGN
from tests.support.signed_networks import of_text

DATA = Path(os.environ.get("BIORIPPLE_TEST_DATA", "nowhere")) / "measured/sfa"
NETWORK = of_text("A -> B\nB -| C\nD -> E")
CONDITIONS = (Condition("1", {"A": -1.0}), Condition("2", {"A": 1.0, "D": 1.0}))
SCORED = "propagation_0.5"


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def test_shares_and_ranks_are_counted(tmp_path: Path) -> None:
    """Said: condition 1: A, B down, C up, E nothing; 2: A, B up, C down, E up."""
    path = write(
        tmp_path / "e.tsv", "\tA\tB\tC\tE", "1\t-1\t-2\t-1\t0", "2\t3\t.5\tNA\t-1"
    )
    observed = read_observed(NETWORK, CONDITIONS, path)
    table = evaluate(NETWORK, observed, predictors=[SCORED]).set_index("predictor")
    assert ["predictor", *table.columns] == list(SCORES)
    row = table.loc[SCORED]
    # right: A, B, E of the first, A, B of the second; wrong: C, E
    assert (row["pairs"], row["sign_accuracy"]) == (7, pytest.approx(5 / 7))
    assert row["called"] == pytest.approx(6 / 7)
    assert row["where_called"] == pytest.approx(4 / 6)
    assert row["elsewhere"] == pytest.approx(3 / 5)  # A is what is perturbed
    assert row["low"] <= row["sign_accuracy"] <= row["high"]
    # sizes said: B > C > E = 0; measured: 2, 1, 0. The other has two readouts only.
    assert row["spearman"] == pytest.approx(1.0)
    commoner = table.loc[COMMONER_SIGN]
    assert commoner["sign_accuracy"] == pytest.approx(4 / 7)  # down: -1 -2 -1 -1
    assert list(table.index) == [SCORED, "distance_directed", COMMONER_SIGN]


def test_tables_may_be_turned(tmp_path: Path) -> None:
    plain = write(tmp_path / "e.tsv", "\tB\tC", "1\t-1\t2", "2\t3\t-4")
    turned = write(tmp_path / "t.tsv", "\t1\t2", "B\t-1\t3", "C\t2\t-4")
    one, other = (read_observed(NETWORK, CONDITIONS, it) for it in (plain, turned))
    assert np.array_equal(one.measured, other.measured)
    assert one.readouts == other.readouts == ("B", "C")


def test_what_is_not_in_both_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "e.tsv", "\tB\tBB", "2\t-1\t2", "9\t3\t-4")
    found = read_observed(NETWORK, CONDITIONS, path)
    assert [each.name for each in found.conditions] == ["2"]
    assert found.problems[0].startswith(f'{path}: there is no node "BB"')
    assert found.problems[1] == f"{path}: no such condition: 9"
    with pytest.raises(Refused, match="no condition is among them"):
        read_observed(NETWORK, CONDITIONS, write(path, "\tB", "9\t1"))
    with pytest.raises(Refused, match=r'line 2, column "B": .* found "up"'):
        read_observed(NETWORK, CONDITIONS, write(path, "\tB", "1\tup"))


def read_sif(path: Path) -> SignedNetwork:
    edges = [line.split("\t") for line in path.read_text().splitlines() if line]
    nodes = list(dict.fromkeys(name for a, _, b in edges for name in (a, b)))
    return signed_network(
        nodes,
        [nodes.index(a) for a, _, _ in edges],
        [nodes.index(b) for _, _, b in edges],
        [1 if word == "+" else -1 for _, word, _ in edges],
    )


def scores(name: str, measured: str, *, as_listed: bool) -> pd.Series:
    """Sign accuracies; as SFA has it, strengths are those of its perturbations."""
    folder = DATA / name
    network = read_sif(folder / "network.sif")
    asked = read_conditions(network, folder / "conds.tsv")
    assert (asked.problems, asked.not_done) == ((), {})
    conditions = asked.conditions
    if as_listed:
        conditions = as_acting(network, conditions, folder / "ptb.tsv")
    observed = read_observed(network, conditions, folder / measured)
    assert observed.problems == ()
    found = evaluate(network, observed, predictors=[SCORED])
    return found.set_index("predictor")["sign_accuracy"]


@pytest.mark.skipif(not DATA.is_dir(), reason="BIORIPPLE_TEST_DATA has no measurements")
@pytest.mark.parametrize(
    ("name", "measured", "as_listed", "expected"),
    [
        # (SFA with α = .5, signed distance, the commoner sign)
        ("nelander_2008", "exp.tsv", True, (0.794, 0.794, 0.587)),
        ("nelander_2008", "exp.tsv", False, (0.767, 0.762, 0.587)),
        ("molinelli_2013", "exp.tsv", True, (0.670, 0.590, 0.722)),
        ("molinelli_2013", "exp.tsv", False, (0.690, 0.656, 0.722)),
        ("pezze_2012", "exp_SS_I=100.tsv", True, (0.738, 0.738, 0.601)),
        ("schliemann_2011", "exp_16h_SS_TNF=2.tsv", True, (0.741, 0.694, 0.528)),
    ],
)
def test_published_data_sets_give_the_known_accuracies(
    name: str, measured: str, as_listed: bool, expected: tuple[float, ...]
) -> None:
    """In nelander_2008 one perturbation acts on links; in molinelli_2013 the table of
    conditions has doses where that of perturbations has -1."""
    found = scores(name, measured, as_listed=as_listed)
    assert tuple(found.round(3)) == expected
