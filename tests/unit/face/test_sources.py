"""Answers for chosen sources, as `import bioripple` offers them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bioripple as br
from bioripple.dynamics.jacobian import NodeJacobian

FIXTURE = Path("tests/fixtures/biomodels/BIOMD0000000010.xml")


@pytest.fixture(scope="module")
def jacobian() -> NodeJacobian:
    return br.jacobian(br.simulate(br.read_sbml(FIXTURE)))


def test_the_sparse_jacobian_is_the_jacobian(jacobian: NodeJacobian) -> None:
    assert np.array_equal(jacobian.sparse.toarray(), jacobian.jacobian)
    assert jacobian.sparse.nnz == np.count_nonzero(jacobian.jacobian)


def test_responses_of_sources_are_columns_with_their_names(
    jacobian: NodeJacobian,
) -> None:
    chosen = [str(name) for name in jacobian.nodes[[4, 1]]]
    for ask in (br.sensitivity, br.steady_state):
        found, whole = ask(jacobian, sources=chosen), ask(jacobian)
        assert list(found.columns) == chosen
        assert found.columns.name == "affecting"
        assert found.index.equals(whole.index)
        np.testing.assert_allclose(found, whole[chosen], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("predictor", ["distance_directed", "boolean"])
def test_predictions_of_sources_are_columns(
    jacobian: NodeJacobian, predictor: str
) -> None:
    chosen = [str(name) for name in jacobian.nodes[[2, 0]]]
    table = br.influence_network(jacobian)
    expected = br.predict(predictor, jacobian)[chosen]
    for network in (jacobian, table):
        assert br.predict(predictor, network, sources=chosen).equals(expected)
    bare = br.predict(predictor, table.to_numpy(), sources=[2, 0])
    assert bare.columns.equals(pd.Index([2, 0]))
    assert np.array_equal(bare, expected)


def test_a_network_that_was_read_predicts_whole_and_by_source(tmp_path: Path) -> None:
    path = tmp_path / "chain.sif"
    path.write_text("a activates b\nb inhibits c\n", encoding="utf-8")
    network = br.read(path)
    name = "first_neighbour_signed_directed"
    assert br.predict(name, network).loc["c", "b"] == -1
    found = br.predict(name, network, sources=["b"])
    assert found["b"].to_dict() == {"a": 0, "b": 0, "c": -1}


def test_a_source_that_is_no_node_is_named(jacobian: NodeJacobian) -> None:
    for ask in (br.sensitivity, br.steady_state):
        with pytest.raises(ValueError, match=r"sources: .*'MKKK'.*, found 'nobody'"):
            ask(jacobian, sources=["nobody"])
        with pytest.raises(TypeError, match="sources: expected a list of nodes"):
            ask(jacobian, sources="MKKK")
    with pytest.raises(ValueError, match="found 'nobody'"):
        br.predict("boolean", jacobian, sources=["nobody"])
