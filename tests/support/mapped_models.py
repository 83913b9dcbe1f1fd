"""Records and arrays of small models, as the steps before the evaluation leave."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import sensitivity

from bioripple.collection.families import FAMILY_COLUMNS, family_rows
from bioripple.collection.outcome import read_outcome
from bioripple.collection.outcome_table import outcome_table
from bioripple.collection.steady_states import ARRAYS
from bioripple.network.listed import listed_of, to_file
from bioripple.odes.arrays import to_arrays
from bioripple.odes.system import build_odes
from bioripple.runtime.files import sha256, write_arrays, write_text
from bioripple.runtime.records import Record, read_data
from bioripple.runtime.rows import text_of
from bioripple.runtime.tables import write_table
from bioripple.sbml.reader import read_sbml
from tests.support.synthetic_networks import random_jacobian
from tests.support.tiny_models import gene_network

LIMITS: dict[str, Any] = {"max_seconds": 60, "max_memory_mb": 2000}


def write_jacobian(
    folder: Path,
    jacobian: np.ndarray,
    *,
    steadiness: float = 0.1,
    again: np.ndarray | None = None,
    state: np.ndarray | None = None,
    names: Sequence[str] = (),
) -> Path:
    """Write a model's Jacobian and its record; the folder's name is the model's id.

    `again` is the Jacobian at looser tolerances, by default the same.
    """
    n = len(jacobian)
    data = folder / "jacobian.npz"
    write_arrays(
        data,
        {
            "nodes": np.array(names or [f"x{k}" for k in range(n)], dtype=np.str_),
            "state": np.ones(n) if state is None else state,
            "rate": np.zeros(n),
            **to_file("jacobian", listed_of(jacobian)),
            **to_file("slopes", listed_of(np.zeros((n, n)))),
            **to_file(
                "jacobian_again", listed_of(jacobian if again is None else again)
            ),
            "t": 10.0,
        },
    )
    facts = {
        "n_variables": n + 1,
        "n_nodes": n,
        "n_satellites": 1,
        "has_events": False,
        "steadiness": steadiness,
        "max_steadiness": 2 * steadiness,
        "tolerance_problem": "",
        "state_change": 0.0,
        "state_changed": "",
        "n_sign_changes": 0,
        "zero_share": 0.0,
        "event_change": "",
        "forcing_unresolved": "",
        "versions": {"numpy": np.__version__},
    }
    digest = {"file": data.name, "sha256": sha256(data)}
    path = folder / "jacobian.json"
    Record(folder.name, "jacobian", "ok", "", facts, digest).write(path)
    return path


def write_system(
    folder: Path, *, publications: Sequence[str] = (), genes: int = 3
) -> Path:
    """Write the equations of some genes, called gene 0, gene 1, …, and their record."""
    system = build_odes(read_sbml(gene_network(genes, seed=0).encode()))
    data = folder / "system.npz"
    names = np.array([f"gene {k}" for k in range(genes)], dtype=np.str_)
    write_arrays(data, to_arrays(system) | {"species_names": names})
    digest = {"file": data.name, "sha256": sha256(data)}
    facts = {"publications": list(publications)}
    path = folder / "system.json"
    Record(folder.name, "parse_sbml", "ok", "", facts, digest).write(path)
    return path


def write_steady_states(
    folder: Path, jacobians: Sequence[Path], *, reasons: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Write what the step `steady_states` does of models that rest at the horizon.

    `reasons` says of others why they do not. Returns the files by what steps call them.
    """
    arrays: dict[str, Any] = {}
    for record in jacobians:
        model = record.parent.name
        if model in (reasons or {}) or not record.with_suffix(".npz").is_file():
            continue
        known = read_data(record)
        arrays |= {f"{model}/{name}": known[name] for name in ARRAYS}
    paths = {
        "steady_states": folder / "steady_states.npz",
        "steady_summary": folder / "steady_states.tsv",
    }
    write_arrays(paths["steady_states"], arrays)
    lines = [(model, reason, "") for model, reason in (reasons or {}).items()]
    text = text_of(("model", "reason", "detail"), lines)
    write_text(paths["steady_summary"], text)
    return paths


def write_families(folder: Path, models: Sequence[str]) -> Path:
    """Write models that have nothing in common."""
    path = folder / "families.tsv"
    rows = family_rows({model: model for model in models}, [])
    write_table(path, pd.DataFrame(rows, columns=list(FAMILY_COLUMNS)))
    return path


def write_bad_jacobian(folder: Path, *, status: str, reason: str) -> Path:
    """Write the record of a model that came to no Jacobian."""
    path = folder / "jacobian.json"
    Record(folder.name, "parse_sbml", status, reason).write(path)  # type: ignore[arg-type]
    return path


def random_model(folder: Path, *, nodes: int, seed: int) -> Path:
    """Write a random model whose steadiness grows with its seed."""
    jacobian = random_jacobian(nodes, np.random.default_rng(seed))
    return write_jacobian(folder, jacobian, steadiness=0.1 * (seed + 1))


def write_collection_records(folder: Path) -> list[Path]:
    """Write two models that are scored, a small one and a refused one; run their steps.

    Returns the outcomes of m0 (12 nodes, the steadier), m1 (15), m2 (6) and m3.
    """
    models = folder / "models"
    for seed, nodes in enumerate((12, 15, 6)):
        random_model(models / f"m{seed}", nodes=nodes, seed=seed)
    write_bad_jacobian(models / "m3", status="refused", reason="a delay")
    outcomes = []
    for model in ("m0", "m1", "m2", "m3"):
        outcome = models / model / "outcome.json"
        sensitivity.main(
            jacobian=models / model / "jacobian.json",
            outcome=outcome,
            min_nodes=10,
            max_nodes=1000,
            min_agreement=0.999,
            max_residual=1e-6,
            max_zero_share=0.9,
            max_state_change=0.01,
            **LIMITS,
        )
        outcomes.append(outcome)
    return outcomes


def write_collection(folder: Path) -> tuple[Path, list[Path]]:
    """Write the same records and the table of outcomes, with m0 put in `paper87`."""
    outcomes = write_collection_records(folder)
    names = {path.parent.name: "" for path in outcomes}
    table = outcome_table(map(read_outcome, outcomes), names=names, paper_set_size=1)
    table["paper87"] = table["model"] == "m0"
    write_table(folder / "outcomes.tsv", table)
    return folder / "outcomes.tsv", outcomes
