"""What others read to cite the project or to list it."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import bioripple

ROOT = Path(__file__).parents[3]
TEXT = {"type": "string", "minLength": 1}
DOI = {"type": "string", "pattern": r"^10\.\d{4,9}/[^\s]+$"}
AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "oneOf": [
            {"required": ["name"], "properties": {"name": TEXT}},
            {
                "required": ["family-names", "given-names"],
                "properties": {"family-names": TEXT, "given-names": TEXT},
            },
        ],
        "type": "object",
    },
}
# Those parts of https://citation-file-format.github.io (1.2.0) that are used here; the
# file also passes the complete schema, as `cffconvert --validate` says.
CITATION: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["authors", "cff-version", "message", "title"],
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": TEXT,
        "title": TEXT,
        "abstract": TEXT,
        "type": {"enum": ["software", "dataset"]},
        "version": TEXT,
        "doi": DOI,
        "date-released": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "license": TEXT,
        "authors": AUTHORS,
        "keywords": {"type": "array", "items": TEXT, "uniqueItems": True},
        "references": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["authors", "title", "type"],
                "properties": {
                    "type": {"const": "article"},
                    "title": TEXT,
                    "authors": AUTHORS,
                    "journal": TEXT,
                    "volume": {"type": "integer"},
                    "start": {"type": ["integer", "string"]},
                    "year": {"type": "integer"},
                    "doi": DOI,
                },
            },
        },
    },
}


@pytest.fixture(scope="module")
def citation() -> Any:
    return yaml.safe_load((ROOT / "CITATION.cff").read_text())


def test_the_citation_follows_its_schema(citation: Any) -> None:
    errors = list(Draft202012Validator(CITATION).iter_errors(citation))
    assert not errors, errors[0].message
    assert list(Draft202012Validator(CITATION).iter_errors({**citation, "doi ": 1}))


def test_the_citation_and_the_package_agree(citation: Any) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert citation["title"] == project["name"]
    assert citation["version"] == project["version"] == bioripple.__version__
    assert citation["license"] == project["license"]
    assert [a["name"] for a in citation["authors"]] == [
        a["name"] for a in project["authors"]
    ]


def test_the_readme_cites_the_same_article(citation: Any) -> None:
    article = citation["references"][0]
    readme = " ".join((ROOT / "README.md").read_text().replace("*", "").split())
    assert article["title"] in readme
    assert f"{article['journal']} {article['volume']}, {article['start']}" in readme
    assert f"({article['year']})" in readme


def test_the_workflow_catalog_finds_what_it_looks_for() -> None:
    # As https://github.com/snakemake/snakemake-workflow-catalog looks at a repository:
    # where there is a folder `workflow`, the Snakefile has to lie in it.
    settings = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text())
    assert set(settings) == {"usage"}
    usage = settings["usage"]
    assert set(usage) == {"mandatory-flags", "software-stack-deployment", "report"}
    assert set(usage["mandatory-flags"]) == {"desc", "flags"}
    deployment = usage["software-stack-deployment"]
    assert set(deployment) <= {"conda", "apptainer", "apptainer+conda"}
    assert deployment["conda"] is True
    assert usage["report"] is True
    assert (ROOT / "workflow/Snakefile").is_file()
    assert (ROOT / "config/README.md").is_file()
    assert list((ROOT / "workflow/rules").glob("*.smk"))
    readme = (ROOT / "README.md").read_text().lower()
    assert re.search("snakemake", readme) and re.search("workflow", readme)


def test_one_place_says_that_there_is_no_public_address(citation: Any) -> None:
    readme = (ROOT / "README.md").read_text()
    (section,) = re.findall(r"(?s)## Where it lives\n(.*?)\n## ", readme)
    assert "no public address yet" in " ".join(section.split())
    pointer = "README.md#where-it-lives"
    assert pointer in (ROOT / "SECURITY.md").read_text()
    assert "Where it" in (ROOT / "CITATION.cff").read_text()
    assert citation["authors"] == [{"name": "bioripple authors (not named yet)"}]
    documents = [*ROOT.glob("*.md"), *ROOT.glob("*.cff"), *ROOT.glob("docs/**/*.md")]
    for path in documents:
        text = path.read_text()
        for void in ("REPOSITORY", "git clone", "maintainers named", "@users."):
            assert void not in text, f"{path.name}: {void}"
