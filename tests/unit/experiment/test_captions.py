"""The captions of the report, for the whole collection and for a user's few models."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from docutils.core import publish_parts
from jinja2 import Environment, StrictUndefined

from bioripple.collection.evaluation_sets import caveat
from bioripple.experiment.captions import outcome_counts

ROOT = Path(__file__).parents[3]
CAPTIONS = sorted((ROOT / "workflow/report").glob("*.rst"))
# As Snakemake renders them, but that a name which is not there is an error.
JINJA = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)


def rendered(caption: Path, *, models: int, paper87: int, model: str) -> str:
    """Return a caption as HTML; what docutils complains of is an error."""
    counts = dict.fromkeys(("mapped", "refused", "failed", "doubtful"), 1)
    counts |= {"models": models + 4, "scored": models + 1, "all": models}
    known: dict[str, Any] = {**counts, "paper": paper87, "caveat": caveat(models)}
    params = SimpleNamespace(
        counts=known, bootstrap_draws=7, seed=0, fewest=10, model=model, code="0f"
    )
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    snakemake = SimpleNamespace(params=params, config=config)
    text = JINJA.from_string(caption.read_text()).render(snakemake=snakemake)
    told = io.StringIO()
    options = {"warning_stream": told}
    page: str = publish_parts(text, writer="html", settings_overrides=options)["body"]
    assert not told.getvalue(), f"{caption.name}: {told.getvalue()}"
    return " ".join(page.split())


@pytest.mark.parametrize("caption", CAPTIONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("model", ["", "BIOMD0000000009"])
def test_captions_of_few_models_name_nothing_after_the_paper(
    caption: Path, model: str
) -> None:
    page = rendered(caption, models=9, paper87=0, model=model)
    assert "paper87" not in page
    assert "published" not in page
    if caption.stem in ("figure3", "figure4", "figure6", "table1"):
        assert "eans of 9 models: an illustration, no result" in page


@pytest.mark.parametrize("caption", CAPTIONS, ids=lambda path: path.stem)
def test_captions_of_the_whole_collection_have_no_caveat(caption: Path) -> None:
    page = rendered(caption, models=302, paper87=87, model="")
    assert "illustration" not in page
    if caption.stem in ("figure3", "figure4", "figure6"):
        assert "87" in page
        assert "paper87" in page


def test_counts_are_of_the_outcomes_and_the_doubtful_are_in_no_mean(
    tmp_path: Path,
) -> None:
    ends = [("scored", "", "true"), ("scored", "far", "true"), ("scored", "", "false")]
    ends += [("mapped", "", "false"), ("failed", "", "false"), ("failed", "", "false")]
    table = tmp_path / "outcomes.tsv"
    lines = ["\t".join(row) for row in [("status", "doubt", "paper87"), *ends]]
    table.write_text("\n".join(lines) + "\n")
    found = outcome_counts(None, SimpleNamespace(outcomes=str(table)))
    assert found.pop("caveat") == caveat(2)
    assert found == {
        "models": 6,
        "paper": 2,
        "all": 2,
        "doubtful": 1,
        "scored": 3,
        "mapped": 1,
        "refused": 0,
        "failed": 2,
    }
