"""Hold states and Jacobians of a folder of models against independent simulators.

It asks libRoadRunner and COPASI about every model, keeps what it found in `--found`,
one line per model, and writes the page. `--page-only` writes the page from what was
found before, in one or more such files. It exits with 1 if the table of causes is out
of date: the one beside this script is about the BioModels archive.
"""

import argparse
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

from bioripple.datasets.folder import find_models, ids_of
from bioripple.datasets.sheet import read_sheet
from bioripple.runtime.files import write_text
from bioripple.runtime.guard import Limits
from bioripple.validation.crosscheck.comparison import Comparison, read_line, summarise
from bioripple.validation.crosscheck.measure import measure
from bioripple.validation.crosscheck.table import (
    check_causes,
    page,
    read_causes,
)

CAUSES = Path(__file__).with_name("crosscheck_causes.tsv")
DEFAULT = Path(__file__).parents[1] / "config/models.tsv"
T_END = 10.0  # [model time units]


def find(folder: Path, first: str, last: str, limits: Limits) -> list[Comparison]:
    """Measure all models of a folder, by their ids in order."""
    # loaded once here rather than in each of the processes that are forked
    import COPASI
    import roadrunner

    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    print(f"COPASI {COPASI.__version__}, libRoadRunner {roadrunner.__version__}")
    warnings.simplefilter("ignore", RuntimeWarning)  # differences across poles
    comparisons = []
    names = find_models(folder).models
    for model, name in sorted(zip(ids_of(names), names, strict=True)):
        if model >= first and (not last or model <= last):
            content = (folder / name).read_bytes()
            comparisons.append(
                summarise(model, measure(content, t=T_END, limits=limits))
            )
            print(model, comparisons[-1].problems or "", flush=True)
    return comparisons


def main() -> None:
    """Measure, write the page, and check the causes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of SBML files")
    parser.add_argument("--page", type=Path, required=True, help="Markdown to write")
    parser.add_argument("--found", type=Path, required=True, nargs="+", help="lines")
    parser.add_argument("--causes", type=Path, default=CAUSES, help="why they differ")
    parser.add_argument("--page-only", action="store_true")
    parser.add_argument("--first", default="", help="first model id to compare")
    parser.add_argument("--last", default="", help="last model id to compare")
    parser.add_argument("--max-seconds", type=float, default=300.0)
    parser.add_argument("--max-memory-mb", type=int, default=8000)
    options = parser.parse_args()
    if not options.page_only:
        limits = Limits(options.max_seconds, options.max_memory_mb)
        comparisons = find(options.folder, options.first, options.last, limits)
        if not comparisons:
            parser.error(f"{options.folder}: has no model between those ids")
        lines = [comparison.line() + "\n" for comparison in comparisons]
        write_text(options.found[0], "".join(lines))
    texts = [path.read_text(encoding="utf-8") for path in options.found]
    comparisons = [read_line(line) for text in texts for line in text.splitlines()]
    compared = {comparison.model for comparison in comparisons}
    causes = {k: v for k, v in read_causes(options.causes).items() if k[0] in compared}
    versions = {
        "libRoadRunner": version("libroadrunner"),
        "COPASI": version("python-copasi"),
    }
    default = {row.id for row in read_sheet(DEFAULT)}
    text = page(comparisons, causes, versions, T_END, default=default)
    write_text(options.page, text)
    problems = check_causes(comparisons, causes)
    for problem in problems:
        print(f"{options.causes.name}: {problem}")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
