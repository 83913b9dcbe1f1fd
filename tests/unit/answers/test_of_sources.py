"""Predictions for chosen sources, against closed forms and columns of all."""

from pathlib import Path

import numpy as np
import pytest

import bioripple as br
from bioripple.answers.of_sources import goes_by_source, predict_of
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.network.tiers import Topology
from bioripple.predictors.registry import BY_ID, PREDICTORS
from bioripple.predictors.topology import BASELINES
from tests.support.signed_networks import drawn, of_text

BY_SOURCE = [each.id for each in PREDICTORS if goes_by_source(each.id)]
ARCHIVE = sorted(Path("tests/fixtures/biomodels").glob("*.xml"))
CHAIN = of_text("a -> b\nb -| c\nc -> d")
STAR = of_text("hub -> a\nhub -| b\nhub -> c")
CYCLE = of_text("a -> b\nb -> c\nc -| a")


def whole(predictor: str, network: SignedNetwork) -> np.ndarray:
    known = Topology(network.sign.toarray())
    return BY_ID[predictor].predict(known, "dynamo", seed=0)


def check(predictor: str, network: SignedNetwork, sources: list[int]) -> None:
    """Hold columns against those of all, which for propagation is an inverse."""
    found = predict_of(predictor, network, sources)
    expected = whole(predictor, network)[:, sources]
    if predictor.startswith("propagation"):
        size = np.abs(expected).max(axis=0)
        assert (np.abs(found - expected) <= 1e-9 * size).all()
        assert not found[expected == 0.0].any()
    else:
        assert np.array_equal(found, expected)


def test_all_of_table_1_and_all_alphas_go_by_source() -> None:
    assert set(BASELINES) < set(BY_SOURCE)
    assert sum(name.startswith("propagation_0") for name in BY_SOURCE) == 6


@pytest.mark.parametrize("predictor", BY_SOURCE)
def test_columns_are_those_of_all(predictor: str) -> None:
    for seed, degree in enumerate((0.5, 2.0, 5.0)):
        check(predictor, drawn(60, degree, seed), [59, 0, 7])
    check(predictor, drawn(150, 1.5, 3), list(range(150)))  # more than a block


@pytest.mark.parametrize("predictor", BASELINES)
def test_iterated_columns_are_those_of_all(predictor: str) -> None:
    check(predictor, drawn(1_050, 2.0, 5), [3, 500])  # too many nodes for factors


@pytest.mark.parametrize("path", ARCHIVE, ids=lambda path: path.stem)
def test_columns_of_models_of_the_archive_are_those_of_all(path: Path) -> None:
    jacobian = br.jacobian(br.simulate(br.read_sbml(path)))
    edges = jacobian.links.without_zeros()
    network = signed_network(jacobian.nodes, edges.columns, edges.rows, edges.signs)
    for predictor in BASELINES:
        check(predictor, network, list(range(0, network.size, 3)))


def test_distances_are_those_of_chain_star_and_cycle() -> None:
    for network, source, directed, expected in (
        (CHAIN, "b", True, [0, 1, 1 / 2, 1 / 3]),
        (CHAIN, "b", False, [1 / 2, 1, 1 / 2, 1 / 3]),
        (STAR, "hub", True, [1, 1 / 2, 1 / 2, 1 / 2]),
        (STAR, "a", True, [0, 1, 0, 0]),  # reaches nothing
        (STAR, "a", False, [1 / 2, 1, 1 / 3, 1 / 3]),
        (CYCLE, "b", True, [1 / 3, 1, 1 / 2]),
    ):
        name = "distance_directed" if directed else "distance_undirected"
        found = predict_of(name, network, [network.place[source]])
        assert found[:, 0].tolist() == expected


def test_neighbours_have_the_signs_of_their_edges() -> None:
    name = "first_neighbour_signed_directed"
    assert predict_of(name, STAR, [0])[:, 0].tolist() == [0, 1, -1, 1]
    assert predict_of("first_neighbour_undirected", CHAIN, [1])[:, 0].tolist() == [
        1,
        0,
        1,
        0,
    ]


def test_propagation_along_a_chain_loses_a_share_at_every_step() -> None:
    """Each node has one edge in and one out, so that W is α times the signs."""
    found = predict_of("propagation_0.5", CHAIN, [0])[:, 0]
    assert np.allclose(found, [0.5, 0.25, -0.125, -0.0625], rtol=1e-14)


def test_what_takes_all_responses_at_once_is_no_matter_of_sources() -> None:
    for name in ("boolean", "structural_kinetics", "full_graph", "no_such"):
        assert not goes_by_source(name)
        with pytest.raises(ValueError, match=f"'{name}' does not go by source"):
            predict_of(name, CHAIN, [0])
