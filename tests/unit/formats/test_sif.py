"""SIF in the dialects that are met."""

from pathlib import Path

import pytest

from tests.support.network_files import edges_by_name, read_text, told

TWO = {("A", "B", 1), ("B", "C", -1)}


@pytest.mark.parametrize(
    ("plus", "minus"),
    [
        ("1", "-1"),
        ("+1", "-1"),
        ("+", "-"),
        ("0.7", "-2e-3"),
        ("->", "-|"),
        ("-->", "--|"),
        ("→", "⊣"),
        ("activates", "inhibits"),
        ("Activation", "Repression"),
        ("up-regulates", "down-regulates"),
        ("UP_REGULATES", "Down-Regulates"),
        ("stimulation", "inhibition"),
        ("positive", "negative"),
        ("+", "−"),
    ],
)
@pytest.mark.parametrize("between", ["\t", " ", "   "])
def test_words_for_signs(tmp_path: Path, plus: str, minus: str, between: str) -> None:
    text = f"A{between}{plus}{between}B\nB{between}{minus}{between}C\n"
    found = read_text(tmp_path, text)
    assert edges_by_name(found.network) == TWO
    assert found.network.nodes == ("A", "B", "C")
    assert found.findings == ()


def test_words_with_blanks_between_tabs(tmp_path: Path) -> None:
    text = (
        "A\tup-regulates quantity by expression\tB\n"
        "B\tdown-regulates quantity by destabilization\tC\n"
    )
    assert edges_by_name(read_text(tmp_path, text).network) == TWO


@pytest.mark.parametrize(
    "text",
    [
        "A + B\nB - C",
        "# who\nA + B\n\n   \nB - C\n",
        "A + B\r\nB - C\r\n",
        "A + B\rB - C\r",
        "\ufeffA + B\nB - C\n",
        "source Interaction target\nA + B\nB - C\n",
        "target\tSign\tsource\nB\t1\tA\nC\t-1\tB\n",
        "A\t+\tB\t\t\nB\t-\tC\t\t\n",
        "A\t+\tB\nB - C\n",
        "A + B\n!B + C\n",
        "!A - B\nB - C\n",
    ],
)
def test_lines_as_people_write_them(tmp_path: Path, text: str) -> None:
    found = read_text(tmp_path, text)
    assert edges_by_name(found.network) == TWO
    assert not told(found, "warning")


def test_several_targets_gates_and_nodes_alone(tmp_path: Path) -> None:
    text = "A + B C and1\nand1 + D\nE\n"
    found = read_text(tmp_path, text)
    assert edges_by_name(found.network) == {
        ("A", "B", 1),
        ("A", "C", 1),
        ("A", "and1", 1),
        ("and1", "D", 1),
    }
    assert set(found.network.nodes) == {"A", "B", "C", "D", "E", "and1"}


def test_names_with_blanks_where_there_are_tabs(tmp_path: Path) -> None:
    found = read_text(tmp_path, "NF kB\t+\tp 53\nnode alone\n")
    assert found.network.nodes == ("NF kB", "p 53", "node alone")


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", 'a"b', "it's", "STAT1/STAT3", "../../x", "🧬"]
)
def test_names_are_kept_as_they_are(tmp_path: Path, name: str) -> None:
    assert read_text(tmp_path, f"{name}\t+\tB\n").network.nodes == (name, "B")


def test_header_is_told(tmp_path: Path) -> None:
    found = read_text(tmp_path, "target\tinteraction\tsource\nB\t1\tA\n")
    text = "note line 1: names columns: target interaction source; the first name of a"
    assert f"{text} line is the target" in told(found)


def test_a_missing_name_is_told_with_its_line(tmp_path: Path) -> None:
    found = read_text(tmp_path, "A\t+\tB\nA\t+\nA\t\tB\n\t+\tB\n")
    assert edges_by_name(found.network) == {("A", "B", 1)}
    assert "warning line 2: a name is missing" in told(found)
    assert "warning line 4: a name is missing" in told(found)


def test_a_word_that_is_not_known_is_told_with_its_line(tmp_path: Path) -> None:
    found = read_text(tmp_path, "A + B\nB pp C\nC pp A\nA Unknown C\n")
    assert edges_by_name(found.network) == {("A", "B", 1)}
    assert found.network.size == 3
    text = told(found, "warning")
    assert 'line 2: "pp" says nothing about a sign; edges with it, which have none: 2'
    assert (
        'line 2: "B" -> "C" has no sign that is known; left out (--dual drop)' in text
    )
    assert '"Unknown"' not in text
