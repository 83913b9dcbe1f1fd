"""What is held out, and when."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bioripple.collection.splits import (
    FoldPlan,
    Split,
    TooFewModels,
    assign_folds,
    labelled_nodes,
    make_folds,
    read_families,
    read_fold_plan,
    read_scored_models,
)
from bioripple.predictors.gcn.graph import sizes_of
from bioripple.runtime.files import write_text
from bioripple.vocabulary import SplitKind
from tests.support.synthetic_networks import (
    random_networks,
    write_families,
    write_outcomes,
)

NETWORKS = random_networks([5, 12, 2, 15, 10, 11, 10, 4], seed=4)
MODELS = [network.model for network in NETWORKS]
SCORED = {network.model for network in NETWORKS if network.size >= 10}
# the first, of 5 nodes, is kin of the second; the sixth of the seventh
FAMILY = dict(zip(MODELS, [MODELS[k] for k in (0, 0, 2, 3, 4, 5, 5, 7)], strict=True))


def folds(
    kind: SplitKind, *, n_folds: int = 3, seed: int = 0, first: int = 0, last: int = 8
) -> tuple[Split, ...]:
    sizes = sizes_of(NETWORKS[first:last])
    return make_folds(plan(sizes, n_folds=n_folds), kind=kind, seed=seed)


def plan(
    sizes: Mapping[str, int], *, n_folds: int, family: Mapping[str, str] = FAMILY
) -> FoldPlan:
    return FoldPlan(sizes, SCORED, family, n_folds=n_folds, labelled_share=0.5)


def test_tables_are_read(tmp_path: Path) -> None:
    write_outcomes(tmp_path / "outcomes.tsv", NETWORKS, paper87=[])
    assert read_scored_models(tmp_path / "outcomes.tsv") == SCORED
    write_families(tmp_path / "families.tsv", FAMILY)
    found = read_fold_plan(
        sizes_of(NETWORKS),
        outcomes=tmp_path / "outcomes.tsv",
        families=tmp_path / "families.tsv",
        n_folds=3,
        labelled_share=0.5,
    )
    assert found == plan(sizes_of(NETWORKS), n_folds=3)
    assert read_families(tmp_path / "families.tsv") == FAMILY


def test_a_table_without_families_is_refused(tmp_path: Path) -> None:
    write_text(tmp_path / "families.tsv", "model\tstatus\nM1\tscored\n")
    with pytest.raises(ValueError, match="has no column family"):
        read_families(tmp_path / "families.tsv")


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
    (result,) = folds("transductive")
    assert list(result.labelled) == MODELS
    assert set(result.scored) == SCORED
    for model, mask in result.scored.items():
        labelled = result.labelled[model]
        assert mask.shape == (len(labelled), len(labelled))
        assert not mask[labelled].any()
        assert mask[~labelled].all()


def test_what_is_learned_from_is_scored_as_well_where_the_split_says_so() -> None:
    (half,), (others,) = folds("transductive_all"), folds("transductive")
    (same,) = folds("resubstitution")
    for found in (half, same):
        assert set(found.scored) == SCORED
        assert all(mask.all() for mask in found.scored.values())
    assert all((half.labelled[m] == others.labelled[m]).all() for m in MODELS)
    assert all(mask.all() for mask in same.labelled.values())


@pytest.mark.parametrize("kind", ["models", "families"])
@pytest.mark.parametrize("seed", range(5))
def test_every_scored_model_is_held_out_once(kind: SplitKind, seed: int) -> None:
    found = folds(kind, seed=seed)
    held_out = [model for fold in found for model in fold.scored]
    assert sorted(held_out) == sorted(SCORED)
    for fold in found:
        assert not set(fold.scored) & set(fold.labelled)
        assert all(mask.all() for mask in (*fold.labelled.values(),))
        for model, entries in fold.scored.items():
            size = NETWORKS[MODELS.index(model)].size
            assert entries.shape == (size, size)
            assert entries.all()


def test_models_keeps_everything_else_for_training() -> None:
    for fold in folds("models"):
        assert set(fold.labelled) | set(fold.scored) == set(MODELS)


@pytest.mark.parametrize("seed", range(5))
def test_no_family_is_on_both_sides(seed: int) -> None:
    found = folds("families", seed=seed)
    for fold in found:
        learned = {FAMILY[model] for model in fold.labelled}
        assert not learned & {FAMILY[model] for model in fold.scored}
        # what is neither scored nor trained on is kin of something scored
        for model in set(MODELS) - set(fold.labelled) - set(fold.scored):
            assert FAMILY[model] in {FAMILY[other] for other in fold.scored}
    with_second = next(fold for fold in found if MODELS[1] in fold.scored)
    assert MODELS[0] not in with_second.labelled


def test_seeds_draw_other_folds_and_one_seed_the_same() -> None:
    def contents(seed: int) -> list[set[str]]:
        return [set(fold.scored) for fold in folds("models", seed=seed)]

    assert contents(0) == contents(0)
    assert any(contents(0) != contents(seed) for seed in range(1, 5))


def test_no_more_folds_than_there_are_models_to_hold_out() -> None:
    assert len(folds("models", n_folds=50)) == len(SCORED)
    assert len(folds("families", n_folds=50)) == len({FAMILY[m] for m in SCORED})


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=60),
    st.integers(1, 7),
    st.integers(0, 99),
)
def test_folds_are_balanced(kin: list[int], n_folds: int, seed: int) -> None:
    groups = {f"M{k:02}": f"F{family}" for k, family in enumerate(kin)}
    scored = {model for model in groups if int(model[1:]) % 3}
    numbers = assign_folds(groups, scored, n_folds=n_folds, seed=seed)
    assert set(numbers) == {groups[model] for model in scored}
    sizes = Counter(groups[model] for model in scored)
    held = [0] * min(n_folds, len(sizes))
    for group, fold in numbers.items():
        held[fold] += sizes[group]
    if held:
        assert min(held) > 0
        assert max(held) - min(held) <= max(sizes.values())


def test_single_models_are_dealt_out_evenly() -> None:
    groups = {f"M{k:03}": f"M{k:03}" for k in range(316)}
    numbers = assign_folds(groups, set(groups), n_folds=5, seed=0)
    assert sorted(Counter(numbers.values()).values()) == [63, 63, 63, 63, 64]


@pytest.mark.parametrize("kind", ["transductive", "models", "families"])
@pytest.mark.parametrize("models", [slice(0), slice(1), slice(1, 2)])
def test_one_model_is_too_few_for_any_split(kind: SplitKind, models: slice) -> None:
    with pytest.raises(TooFewModels, match=r"needs 2 mapped models, found [01]"):
        folds(kind, first=models.start or 0, last=models.stop)


@pytest.mark.parametrize(
    ("kind", "models", "reason"),
    [
        # the sixth and the seventh are of one family
        ("families", (5, 6), "leaves 0 models to learn from and 2 to score"),
        ("transductive", (0, 7), "leaves 2 models to learn from and 0 to score"),
        ("models", (0, 7), "no model is scored"),
    ],
)
def test_a_split_that_leaves_nothing_to_learn_from_or_to_score_is_told(
    kind: SplitKind, models: tuple[int, int], reason: str
) -> None:
    with pytest.raises(TooFewModels, match=reason):
        make_folds(
            plan(sizes_of(NETWORKS[k] for k in models), n_folds=2), kind=kind, seed=0
        )


def test_a_model_without_a_family_is_on_no_side() -> None:
    unknown = MODELS[3]
    family = {model: head for model, head in FAMILY.items() if model != unknown}
    everyone = plan(sizes_of(NETWORKS), n_folds=3, family=family)
    found = make_folds(everyone, kind="families", seed=0)
    others = sizes_of(each for each in NETWORKS if each.model != unknown)
    expected = make_folds(
        plan(others, n_folds=3, family=family), kind="families", seed=0
    )
    for one, other in zip(found, expected, strict=True):
        assert one.labelled.keys() == other.labelled.keys()
        assert one.scored.keys() == other.scored.keys()
    by_model = make_folds(everyone, kind="models", seed=0)
    assert sum(unknown in fold.scored for fold in by_model) == 1
