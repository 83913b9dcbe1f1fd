"""Words that mean one thing: the glossary has them, and code keeps to it."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from bioripple import vocabulary
from bioripple.network.tiers import Tier
from bioripple.runtime.records import RecordStatus
from tests.support.rule_files import ROOT

PAGE = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
SAID = set(re.findall(r"`([^`]+)`", PAGE))
PREDICTORS = ROOT / "src/bioripple/predictors"


@pytest.mark.parametrize(
    "words",
    [
        vocabulary.TRUTHS,
        vocabulary.STATUSES,
        vocabulary.EVALUATION_SETS,
        vocabulary.ENTRIES[1:],
        vocabulary.TIES,
        ("transductive", "transductive_all", "resubstitution"),
        get_args(Tier),
        get_args(RecordStatus),
    ],
)
def test_the_words_of_the_tables_are_explained(words: tuple[str, ...]) -> None:
    assert set(words) <= SAID


def test_what_the_glossary_names_in_the_package_is_there() -> None:
    rooms = [path.parent.name for path in ROOT.glob("src/bioripple/*/__init__.py")]
    dotted = [word for word in SAID if word.split(".")[0] in rooms and "." in word]
    assert len(dotted) >= 4
    for word in dotted:
        module, _, name = word.rpartition(".")
        try:
            import_module(f"bioripple.{word}")
        except ModuleNotFoundError:
            assert hasattr(import_module(f"bioripple.{module}"), name), word


def models_that_are_no_ids(path: Path) -> Iterator[int]:
    """Yield the lines on which something is called a model that is no text."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.arg(arg="model", annotation=ast.expr() as kind):
                pass
            case ast.AnnAssign(target=ast.Name(id="model"), annotation=kind):
                pass
            case _:
                continue
        if ast.unparse(kind) != "str":
            yield node.lineno


def test_a_model_is_never_something_that_was_trained() -> None:
    assert [
        (str(path.relative_to(PREDICTORS)), line)
        for path in PREDICTORS.rglob("*.py")
        for line in models_that_are_no_ids(path)
    ] == []
