"""Make text from outside harmless to show: no control characters, no end in sight."""

MOST = 500  # characters of a name or a reason that may come from a stranger


def one_line(text: str, *, most: int | None = None) -> str:
    """Return a text on one line, of printable characters and single spaces.

    Parameters
    ----------
    text
        Whatever a file, a server or another program said.
    most
        Characters to keep; a longer text ends in an ellipsis. All by default.
    """
    words = "".join(c if c.isprintable() else " " for c in text).split()
    line = " ".join(words)
    return line if most is None or len(line) <= most else f"{line[: most - 1]}…"


def many_lines(text: str) -> str:
    """Return a text line by line without other control characters.

    Lines but the first are indented, so that no part of a text that comes from outside
    can be taken for an entry of a log.
    """
    lines = text.replace("\t", "    ").split("\n")
    return "\n  ".join(
        "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
        for line in (line.rstrip("\r") for line in lines)
    )
