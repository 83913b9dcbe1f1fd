"""What the tutorials and README print is what a person who types it gets."""

from pathlib import Path

import pytest

from tests.support.rewrite_tutorials import shortened
from tests.support.tutorials import (
    PROGRAMS,
    ROOT,
    examples,
    missing,
    on_terminal,
    prepare,
    same,
    to_run,
    unit,
)

TRUST, README = ROOT / "docs/limits.md", ROOT / "README.md"
PAGES = [*sorted((ROOT / "docs/tutorials").glob("*.md")), TRUST, README]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_what_a_page_says_is_printed(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        prepare(page.name, tmp_path)
    except FileNotFoundError as lacking:
        pytest.skip(f"BIORIPPLE_TEST_DATA has no {lacking.filename}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    found = list(examples(to_run(page.read_text(encoding="utf-8"))))
    assert found, "nothing to run"
    for example in found:
        code, printed, said = on_terminal(example.commands, tmp_path, PROGRAMS)
        assert code == 0, f"{example.commands}{printed}{said}"
        if example.printed is not None:
            wrong = missing(example.printed, printed)
            assert not wrong, "\n".join([example.commands, *wrong, "", printed])


def test_pages_show_pictures_that_are_small() -> None:
    pictures = sorted((ROOT / "docs/images").glob("tutorial-*.png"))
    shown = {path.name for path in pictures}
    texts = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert pictures
    assert all(name in texts for name in shown)
    assert {path.name for path in pictures if path.stat().st_size > 150_000} == set()


def test_lines_are_the_same_up_to_round_off_and_no_further() -> None:
    assert same("│ kelp │  1 │ -0.0106 │", "│ kelp │ 1 │ -0.0107 │")
    assert not same("│ kelp │ 1 │ -0.0106 │", "│ kelp │ 1 │ -0.0108 │")
    assert not same("│ kelp │ 1 │ -0.0106 │", "│ kelp │ 1 │ 0.0106 │")
    assert not same("│ kelp │ 1 │ -0.0106 │", "│ kelp │ 2 │ -0.0106 │")
    assert not same("│ kelp │ 1 │", "│ otter │ 1 │")
    assert not same("nodes of set 1", "nodes of set")
    assert unit("0.013") == pytest.approx(1e-3)
    assert unit("1.30e-05") == pytest.approx(1e-7)
    assert unit("3e-05") == pytest.approx(1e-5)
    assert unit("56") == 0


def test_a_page_that_tells_something_else_is_found() -> None:
    page = "```bash\nbioripple x\n```\n\n```text\na 1\nb 2\n```\n\n```sh\nrm\n```\n"
    (example,) = examples(page)
    assert example.commands == "bioripple x\n"
    assert example.printed == "a 1\nb 2\n"
    assert missing("a 1\nb 2\n", "b 2\n\na 1\n") == []
    assert missing("a 1\nb 2\n", "a 1\nb 2\nb 2\n") == ["not on the page: b 2"]
    assert missing("a 1\nb 3\n…\n", "a 1\nb 2\nc\n") == ["not printed: b 3"]
    assert missing("a 1\n…\n", "a 1\nb 2\n") == []


def test_a_shortened_table_keeps_its_rows_when_it_is_written_again() -> None:
    old = "asked\n┃ node ┃ rank ┃\n│ a    │    1 │\n…\n"
    new = ["asked", "┃ node ┃ rank ┃", "│ b    │    1 │", "│ a    │    2 │", "└──────┘"]
    assert shortened(old, new) == [*new[:2], new[3], "…"]
    with pytest.raises(SystemExit, match="not printed any more: │ a"):
        shortened(old, new[:3])
