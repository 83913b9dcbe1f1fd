"""Write into tutorials what their commands print now, after a predictor has changed.

`python -m tests.support.rewrite_tutorials docs/tutorials/pathway.md`; then read it, for
its sentences speak of these numbers.
"""

import re
import sys
import tempfile
from pathlib import Path

from tests.support.tutorials import LEFT_OUT, PROGRAMS, on_terminal, prepare, to_run

PAIR = re.compile(
    r"(?ms)^```bash\n(.*?)^```\n\n```text\n(.*?)^```$|^```bash\n(.*?)^```$"
)
BORDERS = "┏┡└"


def key(line: str) -> str:
    """Return what a line of a table is of: its first cell."""
    if line[:1] in BORDERS:
        return line[:1]
    cells = re.split("[│┃]", line)
    return cells[1].strip() if len(cells) > 1 else line.strip()


def shortened(old: str, printed: list[str]) -> list[str]:
    """Return those printed lines that stand on the page already, in its order.

    Raises
    ------
    SystemExit
        If one of them is printed no more.
    """
    left, kept = list(printed), []
    for line in old.splitlines():
        if line.strip() == LEFT_OUT:
            kept.append(line)
            continue
        found = next((it for it in left if key(it) == key(line)), None)
        if found is None:
            raise SystemExit(f"not printed any more: {line}")
        left.remove(found)
        kept.append(found)
    return kept


def rewritten(page: Path, folder: Path) -> str:
    """Return a page with what is printed now."""
    prepare(page.name, folder)

    def again(match: re.Match[str]) -> str:
        commands, old, alone = match.groups()
        code, text, said = on_terminal(commands or alone, folder, PROGRAMS)
        if code:
            raise SystemExit(f"{commands or alone}{said}")
        if old is None:
            return match[0]
        lines = [line.rstrip() for line in text.rstrip().splitlines()]
        if LEFT_OUT in map(str.strip, old.splitlines()):
            lines = shortened(old, lines)
        shown = "\n".join(lines)
        return f"```bash\n{commands}```\n\n```text\n{shown}\n```"

    whole = page.read_text(encoding="utf-8")
    part = to_run(whole)
    return PAIR.sub(again, part) + whole[len(part) :]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            text = rewritten(Path(name), Path(folder))
        Path(name).write_text(text, encoding="utf-8")
