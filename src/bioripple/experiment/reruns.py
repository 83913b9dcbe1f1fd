"""Which steps an edit of the code makes run again, as CONTRIBUTING.md says it."""

from collections.abc import Mapping
from pathlib import Path

from bioripple.experiment.code_digest import reached_files
from bioripple.runtime.markdown import table_lines

PAGE = "CONTRIBUTING.md"
BEGIN, END = "<!-- reruns: written by `make docs` -->\n", "<!-- end of reruns -->\n"
# What one may edit, and the file that it is in.
EDITS = {
    "the version, or the package's face": "__init__.py",
    "how SBML is read": "sbml/reader.py",
    "the algebra": "symbolic/graph.py",
    "the integration": "dynamics/integrate.py",
    "the responses": "responses/sensitivity.py",
    "a truth": "responses/truths.py",
    "when a model is doubtful": "collection/health.py",
    "an evaluation set": "collection/evaluation_sets.py",
    "a split": "collection/splits.py",
    "a baseline": "predictors/topology.py",
    "the classifier": "predictors/gcn/network.py",
    "the learned kinetics": "predictors/kinetics/network.py",
    "what learners share": "predictors/learning.py",
    "the metric": "metrics/accuracy.py",
    "a label": "predictors/registry.py",
    "the look of figures": "figures/style.py",
    "a word of the tables": "vocabulary.py",
    "how a model is guarded": "runtime/guard.py",
    "how files are written": "runtime/files.py",
}
MANY = 12  # steps; more are counted, not named


def reached_by_step(root: Path) -> dict[str, frozenset[Path]]:
    """Return the files of the package that each step's script reaches."""
    scripts = sorted((root / "workflow/scripts").glob("*.py"))
    return {
        script.stem: frozenset(reached_files(script, src=root / "src"))
        for script in scripts
    }


def table(steps: Mapping[str, frozenset[Path]], root: Path) -> str:
    """Return the table as Markdown.

    Parameters
    ----------
    steps
        What `reached_by_step` returns.
    root
        Folder of the repository.

    Raises
    ------
    FileNotFoundError
        If a file of `EDITS` is not there.
    """
    rows = []
    for what, name in EDITS.items():
        path = root / "src/bioripple" / name
        path.stat()
        found = [step for step, files in steps.items() if path in files]
        named = ", ".join(f"`{step}`" for step in found) if len(found) <= MANY else ""
        told = f"{len(found)}: {named}" if found and named else f"{len(found)}"
        rows.append([what, f"`{name}`", told])
    lines = table_lines(["an edit of …", "in", f"of {len(steps)} steps"], rows)
    return "".join(f"{line}\n" for line in lines)


def page(text: str, rows: str) -> str:
    """Return the page with another table between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{rows}\n{END}{after}"


def contributing(root: Path) -> str:
    """Return CONTRIBUTING.md of a repository with the table of its code."""
    text = (root / PAGE).read_text(encoding="utf-8")
    return page(text, table(reached_by_step(root), root))
