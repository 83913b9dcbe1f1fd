"""The step that gathers the endings of all models."""

from pathlib import Path

from collect_outcomes import main

from bioripple.collection import read_outcomes, scored_models
from bioripple.make_sheet import write_sheet
from bioripple.sheet import SheetRow
from tests.mapped_models import write_collection_records


def test_every_model_has_a_row(tmp_path: Path) -> None:
    outcomes = write_collection_records(tmp_path)
    sheet = tmp_path / "models.tsv"
    rows = [SheetRow(path.parent.name, "", f"Name of {path}") for path in outcomes]
    write_sheet(sheet, rows)
    table = tmp_path / "outcomes.tsv"
    main(outcomes=outcomes[::-1], sheet=sheet, paper_set_size=1, table=table)
    found = read_outcomes(table)
    assert found["model"].tolist() == ["m0", "m1", "m2", "m3"]
    assert found["status"].tolist() == ["scored", "scored", "mapped", "refused"]
    assert scored_models(found) == {"m0": 12, "m1": 15}
    # m0 is the steadiest of the two scored models
    assert found["paper87"].tolist() == [True, False, False, False]
    assert found["name"].iloc[0] == f"Name of {outcomes[0]}"
