from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bioripple.files import write_text
from bioripple.graph_data import Network
from bioripple.splits import (
    ModelSets,
    Split,
    SplitKind,
    labelled_nodes,
    make_split,
    read_model_sets,
)
from tests.synthetic_networks import random_networks, write_outcomes

NETWORKS = random_networks([5, 12, 2, 15], seed=4)
FIRST, SECOND, THIRD, FOURTH = (network.model for network in NETWORKS)
SETS = ModelSets(scored=frozenset({SECOND, FOURTH}), paper87=frozenset({FOURTH}))


def split(kind: SplitKind, networks: Sequence[Network] = NETWORKS) -> Split:
    return make_split(networks, kind=kind, sets=SETS, labelled_share=0.5, seed=0)


def test_model_sets_come_from_the_outcome_table(tmp_path: Path) -> None:
    write_outcomes(tmp_path / "outcomes.tsv", NETWORKS, paper87=[FOURTH])
    assert read_model_sets(tmp_path / "outcomes.tsv") == SETS


def test_a_table_without_the_evaluation_set_is_refused(tmp_path: Path) -> None:
    write_text(tmp_path / "outcomes.tsv", "model\tstatus\nM1\tscored\n")
    with pytest.raises(ValueError, match="has no column paper87"):
        read_model_sets(tmp_path / "outcomes.tsv")


@pytest.mark.parametrize(
    ("n", "share", "count"),
    [(2, 0.5, 1), (5, 0.5, 2), (12, 0.5, 6), (10, 0.01, 1), (10, 0.99, 9)],
)
def test_share_of_labelled_nodes(n: int, share: float, count: int) -> None:
    assert labelled_nodes("M1", n, share=share, seed=0).sum() == count


def test_labelled_nodes_hang_on_model_and_seed_alone() -> None:
    draw = labelled_nodes("M1", 40, share=0.5, seed=0)
    np.testing.assert_array_equal(labelled_nodes("M1", 40, share=0.5, seed=0), draw)
    assert (labelled_nodes("M1", 40, share=0.5, seed=1) != draw).any()
    assert (labelled_nodes("M2", 40, share=0.5, seed=0) != draw).any()


def test_transductive_scores_whole_rows_of_the_nodes_that_are_not_labelled() -> None:
    result = split("transductive")
    assert list(result.labelled) == [network.model for network in NETWORKS]
    assert set(result.scored) == {SECOND, FOURTH}
    for model, mask in result.scored.items():
        labelled = result.labelled[model]
        assert mask.shape == (len(labelled), len(labelled))
        assert not mask[labelled].any()
        assert mask[~labelled].all()


def test_models_split_holds_out_whole_models() -> None:
    result = split("models")
    assert set(result.labelled) == {FIRST, SECOND, THIRD}
    assert all(mask.all() for mask in result.labelled.values())
    assert set(result.scored) == {FOURTH}
    assert result.scored[FOURTH].shape == (15, 15)
    assert result.scored[FOURTH].all()


def test_a_split_that_leaves_nothing_to_learn_from_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves 0 to learn from and 1 to score"):
        split("models", networks=NETWORKS[3:])
    with pytest.raises(ValueError, match="leaves 1 to learn from and 0 to score"):
        split("transductive", networks=NETWORKS[:1])
