"""The step that looks for states at rest."""

from pathlib import Path

import numpy as np
import pandas as pd
import sensitivity
from steady_states import main

from bioripple.collection.outcome import read_outcome
from bioripple.collection.outcome_table import outcome_table
from bioripple.collection.steady_states import ARRAYS, SteadyStates
from bioripple.mapping.steady_state import COLUMNS
from bioripple.odes.arrays import from_arrays
from bioripple.runtime.files import read_arrays
from bioripple.runtime.records import read_data
from bioripple.runtime.tables import write_table
from tests.support.mapped_models import LIMITS, write_jacobian, write_system


def map_genes(folder: Path, genes: int) -> Path:
    """Write a network of genes with some Jacobian, and return its outcome."""
    system = write_system(folder, genes=genes)
    names = from_arrays(read_data(system)).states
    write_jacobian(folder, -np.eye(genes), names=names)
    sensitivity.main(
        jacobian=folder / "jacobian.json",
        outcome=folder / "outcome.json",
        min_nodes=10,
        max_nodes=1000,
        min_agreement=0.999,
        max_residual=1e-6,
        max_zero_share=0.9,
        max_state_change=0.01,
        **LIMITS,
    )
    return folder / "outcome.json"


def test_scored_models_have_a_state_at_rest_or_a_reason(tmp_path: Path) -> None:
    sizes = {"m0": 11, "m1": 4}
    outcomes = [map_genes(tmp_path / name, n) for name, n in sizes.items()]
    names = dict.fromkeys(sizes, "")
    table = outcome_table(map(read_outcome, outcomes), names=names, paper_set_size=9)
    write_table(tmp_path / "outcomes.tsv", table)
    for steps in (4000, 1):
        main(
            table=tmp_path / "outcomes.tsv",
            systems=[path.with_name("system.json") for path in outcomes],
            jacobians=[path.with_name("jacobian.json") for path in outcomes],
            steady_steps=steps,
            states=tmp_path / f"{steps}.npz",
            summary=tmp_path / f"{steps}.tsv",
            lost=tmp_path / "lost.tsv",
            **LIMITS,
        )
        rows = pd.read_csv(tmp_path / f"{steps}.tsv", sep="\t", keep_default_na=False)
        assert rows.columns.tolist() == list(COLUMNS)
        assert rows["model"].tolist() == ["m0"]  # the other is too small to be scored
        found = SteadyStates(tmp_path / f"{steps}.npz", tmp_path / f"{steps}.tsv")
        nodes = read_data(outcomes[0].with_name("jacobian.json"))["nodes"]
        if steps > 1:
            assert rows["found"].tolist() == [True]
            arrays = read_arrays(tmp_path / f"{steps}.npz")
            assert set(arrays) == {f"m0/{name}" for name in ARRAYS}
            assert np.array_equal(arrays["m0/nodes"], nodes)
            assert found.truth("m0", nodes.tolist()).share == 1.0
        else:
            assert found.arrays("m0") is None
            reason = found.truth("m0", nodes.tolist()).problem
            assert reason.startswith("not reached: ")
            assert found.truth("m9", ["a"]).problem.startswith("nothing came")
