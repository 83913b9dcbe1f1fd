"""The benchmark that chooses settings within the training folds: its bookkeeping."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "nested_choice.py"


@pytest.fixture(scope="module")
def nested() -> ModuleType:
    spec = spec_from_file_location("nested_choice", SCRIPT)
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules["nested_choice"] = module  # dataclasses look it up
    spec.loader.exec_module(module)
    return module


def test_the_candidates_are_settings_that_there_are(nested: ModuleType) -> None:
    shipped = nested.shipped_settings("topology")
    assert (shipped.tier, shipped.split) == ("topology", "families")
    for tier in ("topology", "abundance_both"):
        found = nested.candidates(tier)
        assert next(iter(found)) == nested.SHIPPED
        for changes in found.values():
            assert changes.keys() <= vars(shipped).keys()
    assert "no relaxation" not in nested.candidates("structure")


def test_the_best_mean_is_chosen_and_of_equals_the_first(nested: ModuleType) -> None:
    tried = {
        "shipped": {"dynamo": {"a": 0.5, "b": 0.5}},
        "other": {"dynamo": {"a": 0.25, "b": 0.75}},
        "better": {"dynamo": {"a": 0.5, "b": 0.75}},
    }
    assert nested.best(tried, "dynamo") == "better"
    del tried["better"]
    assert nested.best(tried, "dynamo") == "shipped"


def test_folds_are_compared_model_by_model(nested: ModuleType) -> None:
    shipped = [{"a": 0.5, "b": 0.7}, {"c": 0.2, "d": 0.9}]
    chosen = [{"a": 0.6, "b": 0.7}, {"c": 0.4, "d": 0.0}]
    parts = [
        nested.Part(
            "topology",
            {"dynamo": name},
            {"dynamo": before},
            {"dynamo": after},
        )
        for name, before, after in zip(("x", "y"), shipped, chosen, strict=True)
    ]
    family = {"a": "f", "b": "f", "c": "g", "d": "h"}
    found, names = nested.compare(parts, "dynamo", {"a", "b", "c"}, family)
    assert (found.n_models, found.n_families) == (3, 2)
    assert found.gain == pytest.approx(0.1)
    assert found.mean == pytest.approx((0.6 + 0.7 + 0.4) / 3)
    assert names == {"x": 1, "y": 1}
