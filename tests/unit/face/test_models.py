"""What `import bioripple` offers: the same numbers as the parts called by hand."""

import ast
import gzip
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

import bioripple as br
from bioripple.experiment.code_digest import reached_files
from bioripple.experiment.config_check import load_config
from bioripple.face import models, predictions
from bioripple.mapping.jacobian import jacobian as workflow_jacobian
from bioripple.mapping.parse_sbml import parse_sbml
from bioripple.network.influence import signs
from bioripple.network.listed import dense_in_file
from bioripple.predictors.topology import ALPHA, closeness, propagation
from bioripple.responses.sensitivity import sensitivity
from bioripple.untrusted.xml import MAX_BYTES
from tests.support.sbml_text import compartment, document, reaction, species

ROOT = Path(__file__).parents[3]
FACE = ROOT / "src/bioripple/__init__.py"
ON, DECAY = 0.5, 0.25  # rates of ∅ -> a -> b -> ∅ per amount
CHAIN = document(
    compartment("C"),
    species("a", initialConcentration=3),
    species("b", initialConcentration=1),
    species("c", initialConcentration=7),  # nothing acts on it: a satellite
    reaction("make", "2", products=("a",)),
    reaction("turn", f"{ON} * a", reactants=("a",), products=("b",)),
    reaction("lose", f"{DECAY} * b", reactants=("b",)),
)
FIXTURE = ROOT / "tests/fixtures/biomodels/BIOMD0000000010.xml"


@pytest.fixture(scope="module")
def chain() -> br.Simulation:
    return br.simulate(br.read_sbml(CHAIN), t=2.0)


def test_a_state_is_the_solution(chain: br.Simulation) -> None:
    expected = 4.0 - math.exp(-2.0 * ON)  # of ȧ = 2 - a/2 from 3
    assert chain.quantities["a"] == pytest.approx(expected, rel=1e-8)
    assert chain.quantities["c"] == 7.0
    assert chain.t == 2.0


def test_matrices_are_the_closed_forms(chain: br.Simulation) -> None:
    jacobian = br.jacobian(chain)
    np.testing.assert_allclose(jacobian.jacobian, [[-ON, 0.0], [ON, -DECAY]])
    response = br.sensitivity(jacobian)
    assert response.loc["b", "a"] == pytest.approx(ON / (1.0 + DECAY))
    assert response.loc["a", "b"] == 0.0
    lasting = br.steady_state(jacobian)
    assert lasting.loc["b", "a"] == pytest.approx(ON / DECAY)
    network = br.influence_network(jacobian)
    assert network.to_dict() == {"a": {"a": -1, "b": 1}, "b": {"a": 0, "b": -1}}
    for table in (response, lasting, network):
        assert list(table.index) == list(table.columns) == ["a", "b"]
        assert (table.index.name, table.columns.name) == ("affected", "affecting")


def test_the_numbers_are_those_of_the_workflow() -> None:
    chosen = load_config()["mapping"]
    content = FIXTURE.read_bytes()
    system = parse_sbml(
        content, max_bytes=len(content), max_nodes=chosen["max_expression_nodes"]
    )
    names = ("t_end", "rtol", "atol", "loosen", "max_steps")
    arrays = {name: np.asarray(array) for name, array in system.arrays.items()}
    found = workflow_jacobian(arrays, **{name: chosen[name] for name in names})
    ours = br.jacobian(br.simulate(br.read_sbml(FIXTURE)))
    for name in ("nodes", "state"):
        np.testing.assert_array_equal(getattr(ours, name), found.arrays[name])
    stored = {name: np.asarray(array) for name, array in found.arrays.items()}
    np.testing.assert_array_equal(ours.jacobian, dense_in_file(stored, "jacobian"))
    np.testing.assert_array_equal(
        br.sensitivity(ours), sensitivity(ours.jacobian).matrix
    )


def test_the_settings_are_those_of_the_shipped_configuration() -> None:
    config = load_config()
    assert config["mapping"]["loosen"] == models.LOOSEN
    assert config["mapping"]["max_expression_nodes"] == models.MAX_EXPRESSION_NODES
    assert config["mapping"]["max_file_mb"] * 1024**2 == MAX_BYTES
    assert config["baselines"]["alpha"] == ALPHA
    assert config["evaluation"]["seed"] == predictions.SEED


def test_a_file_is_a_path_or_bytes_and_may_be_compressed(tmp_path: Path) -> None:
    plain, packed = tmp_path / "m.xml", tmp_path / "m.xml.gz"
    plain.write_bytes(CHAIN)
    packed.write_bytes(gzip.compress(CHAIN))
    for source in (plain, str(plain), packed, CHAIN, gzip.compress(CHAIN)):
        assert br.read_sbml(source).states == ("a", "b")


def test_a_file_is_looked_through_before_libsbml_sees_it() -> None:
    bomb = b'<!DOCTYPE s [<!ENTITY a "b">]>' + CHAIN
    with pytest.raises(br.Refused, match="document type"):
        br.read_sbml(bomb)


def test_a_large_file_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "m.xml"
    path.write_bytes(CHAIN)
    monkeypatch.setattr(models, "MAX_BYTES", len(CHAIN) - 1)
    with pytest.raises(br.Refused, match=r"m\.xml: has more than \d+ bytes"):
        br.read_sbml(path)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda s: br.read_sbml(s.t), TypeError, "sbml: expected the path .* float"),
        (lambda _: br.read_sbml(CHAIN.decode()), TypeError, r"encode it: text\.enc"),
        (lambda _: br.read_sbml("absent.xml"), FileNotFoundError, r"absent\.xml"),
        (lambda s: br.simulate(s), TypeError, "system: .* read_sbml returns"),
        (lambda s: br.simulate(s.compiled.system, t=-1), ValueError, "t: expected a"),
        (lambda s: br.jacobian(s.state), TypeError, "simulation: .* simulate returns"),
        (lambda s: br.sensitivity(s), TypeError, "jacobian: expected the NodeJacobian"),
        (lambda s: br.steady_state(s), TypeError, "jacobian: expected the NodeJaco"),
        (lambda s: br.influence_network(s), TypeError, "jacobian: expected the Node"),
    ],
)
def test_a_wrong_argument_is_named(call, error, message, chain) -> None:
    with pytest.raises(error, match=message):
        call(chain)


def test_predictions_are_those_of_the_models(chain: br.Simulation) -> None:
    jacobian = br.jacobian(chain)
    sign = signs(jacobian.jacobian)
    for id_, expected in {
        "distance_directed": closeness(sign, directed=True),
        "distance_undirected": closeness(sign, directed=False),
        "propagation_0.5": propagation(sign, directed=True, signed=True, alpha=0.5),
    }.items():
        for network in (jacobian, br.influence_network(jacobian)):
            table = br.predict(id_, network)
            np.testing.assert_array_equal(table, expected)
            assert list(table.columns) == ["a", "b"]
        assert br.predict(id_, sign).columns.equals(pd.RangeIndex(2))


def test_every_predictor_of_networks_predicts() -> None:
    ring = np.roll(np.eye(5), 1, axis=0) - np.eye(5)
    listed = br.list_predictors()
    assert listed["id"].is_unique
    assert (listed["what"].str.len() > 0).all()
    assert set(listed["tier"]) >= {"topology", "structure", "abundance_state"}
    for id_ in listed["id"][listed["tier"] == "topology"]:
        found = br.predict(id_, ring)
        assert found.shape == (5, 5)
        assert np.isfinite(found.to_numpy()).all()


def test_an_unknown_predictor_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"distance_directed, .*; found 'distance'$"):
        br.predict("distance", np.eye(2))
    with pytest.raises(ValueError, match="which needs the tier structure"):
        br.predict("structural_kinetics", np.eye(2))


def test_a_network_of_other_kinds_is_refused() -> None:
    with pytest.raises(ValueError, match=r"network: expected shape \(n, n\)"):
        br.predict("distance_directed", np.ones((2, 3)))
    with pytest.raises(ValueError, match="network: expected finite numbers"):
        br.predict("distance_directed", [[1.0, math.nan], [0.0, 1.0]])
    table = pd.DataFrame(np.eye(2), index=["a", "b"], columns=["b", "a"])
    with pytest.raises(ValueError, match="network: expected columns that are its rows"):
        br.predict("distance_directed", table)
    with pytest.raises(TypeError, match="network: expected an array of numbers"):
        br.predict("distance_directed", [["a"]])


def test_an_accuracy_is_the_rank_correlation_off_the_diagonal() -> None:
    rng = np.random.default_rng(0)
    truth, guess = rng.normal(size=(2, 6, 6))
    guess = guess.round()  # so that there are ties
    off = ~np.eye(6, dtype=bool)
    expected = spearmanr(np.abs(truth[off]), np.abs(guess[off])).statistic
    assert br.accuracy(truth, guess) == pytest.approx(expected)
    off[0, 1], truth[0, 1] = False, math.nan  # not defined: not scored
    expected = spearmanr(np.abs(truth[off]), np.abs(guess[off])).statistic
    assert br.accuracy(pd.DataFrame(truth), pd.DataFrame(guess)) == pytest.approx(
        expected
    )


def test_matrices_of_other_nodes_are_not_compared() -> None:
    with pytest.raises(ValueError, match="prediction: expected the shape of truth"):
        br.accuracy(np.eye(2), np.eye(3))
    one = pd.DataFrame(np.eye(2), index=["a", "b"], columns=["a", "b"])
    for other in (one.loc[["b", "a"]], one[["b", "a"]]):
        with pytest.raises(ValueError, match=r"prediction: expected the .* of truth"):
            br.accuracy(one, other)


IMPORTING = """
import sys
before = set(sys.modules)
import bioripple
bioripple.__version__, dir(bioripple)
new = {name.split(".")[0] for name in set(sys.modules) - before}
print(*sorted(new - set(sys.stdlib_module_names)))
bioripple.predict
print(*sorted({"numpy", "torch", "matplotlib", "snakemake"} & set(sys.modules)))
"""


def python(code: str, folder: Path) -> list[str]:
    """Return the lines that a program prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_the_face_alone_imports_nothing_else(tmp_path: Path) -> None:
    assert python(IMPORTING, tmp_path) == ["bioripple", "numpy"]


def test_the_python_of_the_readme_runs_as_it_is_printed(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "model.xml").write_bytes(FIXTURE.read_bytes())
    accuracy, shape = python(f"{code}\nprint(response.shape)", tmp_path)
    expected = br.jacobian(br.simulate(br.read_sbml(FIXTURE)))
    guess = br.predict("distance_directed", expected)
    assert float(accuracy) == br.accuracy(br.sensitivity(expected), guess)
    assert shape == "(8, 8)"


def test_names_are_told_to_people_and_to_type_checkers() -> None:
    stub = ast.parse(FACE.with_suffix(".pyi").read_text(encoding="utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    told = {alias.asname for node in imports for alias in node.names}
    assert told == set(br.__all__) <= set(dir(br))
    for name in br.__all__:
        assert getattr(br, name).__doc__
    assert FACE.with_name("py.typed").is_file()
    with pytest.raises(AttributeError, match="no attribute 'absent'"):
        br.absent  # type: ignore[attr-defined]  # noqa: B018


def test_no_name_is_that_of_a_room() -> None:
    """An import of the room would put it in the place of the function."""
    rooms = {path.parent.name for path in FACE.parent.glob("*/__init__.py")}
    assert not rooms & set(br.__all__)


def test_no_step_hangs_on_the_face() -> None:
    for script in (ROOT / "workflow/scripts").glob("*.py"):
        reached = reached_files(script, src=ROOT / "src")
        assert FACE.with_name("face") / "models.py" not in reached
