"""Read the workflow's rule files as text: which rules there are, and what they name."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
RULE_FILES = [ROOT / "Snakefile", *sorted((ROOT / "workflow/rules").glob("*.smk"))]
START = re.compile(r"(?m)^(?=(?:use )?rule )")
HEAD = re.compile(r"use rule (?P<of>\w+) as (?P<used>\w+)|rule (?P<own>\w+)")


@dataclass(frozen=True)
class RuleText:
    """A rule as it is written; `of` is the rule that it takes all else from."""

    name: str
    of: str
    lines: list[str]

    def section(self, name: str) -> str:
        """Return what stands below `input:` or another word; empty if nothing."""
        found = re.search(
            rf"(?m)^    {name}:\n((?:^ {{8}}.*\n|^\n)+)", "\n".join(self.lines) + "\n"
        )
        return found[1] if found else ""

    def names(self, section: str) -> set[str]:
        """Return the names of a section's parts, at the least indentation."""
        return set(re.findall(r"(?m)^ {8}(\w+)=", self.section(section)))

    @property
    def script(self) -> str:
        """The step that it runs; empty if it is another rule's, or none."""
        found = re.search(r'scripts/(\w+)\.py"', "\n".join(self.lines))
        return found[1] if found else ""


def read_rules(path: Path) -> list[RuleText]:
    """Return the rules of a file; a line in the left column ends one."""
    found = []
    for text in START.split(path.read_text(encoding="utf-8")):
        head = HEAD.match(text)
        if head is None:
            continue
        first, *rest = text.splitlines()
        end = next(
            (k for k, line in enumerate(rest) if line and not line.startswith(" ")),
            len(rest),
        )
        lines = "\n".join([first, *rest[:end]]).rstrip().splitlines()
        name = head["used"] or head["own"]
        found.append(RuleText(name, head["of"] or "", lines))
    return found


def all_rules() -> dict[str, RuleText]:
    """Return every rule by its name, those of the Snakefile first."""
    return {rule.name: rule for path in RULE_FILES for rule in read_rules(path)}
