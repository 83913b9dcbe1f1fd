"""The step that gathers the endings of all models."""

from pathlib import Path

from collect_outcomes import main

from bioripple.collection.outcomes import read_outcomes, scored_models
from bioripple.datasets.make_sheet import write_sheet
from bioripple.datasets.sheet import SheetRow
from tests.support.mapped_models import write_collection_records


def test_every_model_has_a_row(tmp_path: Path) -> None:
    outcomes = write_collection_records(tmp_path)
    sheet = tmp_path / "models.tsv"
    rows = [SheetRow(path.parent.name, "", f"Name of {path}") for path in outcomes]
    write_sheet(sheet, rows)
    table = tmp_path / "outcomes.tsv"
    page = tmp_path / "outcomes.html"
    main(
        outcomes=outcomes[::-1],
        sheet=sheet,
        paper_set_size=1,
        table=table,
        page=page,
    )
    found = read_outcomes(table)
    assert found["model"].tolist() == ["m0", "m1", "m2", "m3"]
    assert found["status"].tolist() == ["scored", "scored", "mapped", "refused"]
    assert scored_models(found) == {"m0": 12, "m1": 15}
    assert "paper87" not in found  # own models do not stand for the paper's
    assert found["name"].iloc[0] == f"Name of {outcomes[0]}"
    assert "a delay" in page.read_text()
