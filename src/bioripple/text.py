"""Text of strangers on one line of a table or a terminal."""


def one_line(text: str) -> str:
    """Return a text without tabs, line breaks and other control characters.

    In a table they would be taken for the end of a cell, by a terminal for commands.
    """
    printable = (char if char.isprintable() else " " for char in text)
    return " ".join("".join(printable).split())
