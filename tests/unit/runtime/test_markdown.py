"""Markdown tables, read back by a parser of Markdown."""

from markdown_it import MarkdownIt

from bioripple.runtime.markdown import table_lines, table_row


def read_back(lines: list[str]) -> list[list[str]]:
    tokens = MarkdownIt().enable("table").parse("\n".join(lines))
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token.content)
    return rows


def test_heads_and_cells_are_read_back() -> None:
    lines = table_lines(["model", "nodes"], [["A", 3], ["B", ""]])
    assert lines == ["| model | nodes |", "|---|---|", "| A | 3 |", "| B |  |"]
    assert read_back(lines) == [["model", "nodes"], ["A", "3"], ["B", ""]]


def test_a_table_without_rows_is_a_table() -> None:
    assert read_back(table_lines(["model"], [])) == [["model"]]


def test_numbers_are_aligned_on_the_right() -> None:
    assert table_lines(["a", "b", "c"], [], numbers={"b"})[1] == "|---|---:|---|"


def test_a_cell_cannot_begin_another_cell_row_or_block() -> None:
    hostile = "a | b\n\n# title\r\n| c \\| d"
    rows = read_back(table_lines(["x|y", "z"], [[hostile, "end"]]))
    assert rows == [["x|y", "z"], ["a | b # title | c \\| d", "end"]]
    assert table_row([hostile]).isprintable()
