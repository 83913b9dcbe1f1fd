"""The step that groups models into families."""

from pathlib import Path

import pandas as pd
from families import main

from tests.support.mapped_models import (
    LIMITS,
    random_model,
    write_bad_jacobian,
    write_system,
)


def test_every_model_with_a_jacobian_has_a_family(tmp_path: Path) -> None:
    described = {"m0": ["pubmed:1"], "m1": ["pubmed:2"], "m2": ["pubmed:1"], "m3": []}
    for seed, (model, publications) in enumerate(described.items()):
        write_system(tmp_path / model, publications=publications)
        random_model(tmp_path / model, nodes=12, seed=seed)
    write_bad_jacobian(tmp_path / "m3", status="refused", reason="a delay")
    table = tmp_path / "families.tsv"
    main(
        systems=[tmp_path / model / "system.json" for model in described],
        jacobians=[tmp_path / model / "jacobian.json" for model in described],
        min_nodes=10,
        families=table,
        lost=tmp_path / "lost.tsv",
        **LIMITS,
    )
    found = pd.read_csv(table, sep="\t", keep_default_na=False)
    assert found.to_dict("split")["data"] == [
        ["m0", "m0", 2, "", "", ""],
        ["m1", "m1", 1, "", "", ""],
        ["m2", "m0", 2, "publication", "m0", "pubmed:1"],
    ]
