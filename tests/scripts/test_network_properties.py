"""The step that describes the networks of the scored models."""

from pathlib import Path

import pandas as pd
from network_properties import main

from bioripple.network.listed import dense_in_file
from bioripple.network.properties import PROPERTIES, network_properties
from bioripple.runtime.records import read_data
from tests.support.mapped_models import LIMITS, write_collection


def test_every_scored_model_has_a_row_of_nine_properties(tmp_path: Path) -> None:
    table, outcomes = write_collection(tmp_path)
    jacobians = [path.parent / "jacobian.json" for path in outcomes]
    path = tmp_path / "network_properties.tsv"
    lost = tmp_path / "lost.tsv"
    main(table=table, jacobians=jacobians, properties=path, lost=lost, **LIMITS)
    found = pd.read_csv(path, sep="\t", float_precision="round_trip")
    assert found.columns.tolist() == ["model", *PROPERTIES]
    assert found["model"].tolist() == ["m0", "m1"]
    expected = network_properties(dense_in_file(read_data(jacobians[1]), "jacobian"))
    assert found.iloc[1][list(PROPERTIES)].to_dict() == expected
