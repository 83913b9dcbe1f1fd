"""Hold states and Jacobians of a folder of models against independent simulators.

It asks libRoadRunner and COPASI about every model, keeps what it found in `--found`,
one line per model, and writes the page. `--page-only` writes the page from what was
found before. It exits with 1 if the table of causes beside this script is out of date.
"""

import argparse
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

from bioripple.crosscheck.measure import measure
from bioripple.crosscheck.record import Record, read_line, summarise
from bioripple.crosscheck.table import check_causes, page, read_causes
from bioripple.guard import Limits

CAUSES = Path(__file__).with_name("crosscheck_causes.tsv")
T_END = 10.0  # [model time units]


def find(folder: Path, last: str, limits: Limits) -> list[Record]:
    """Measure all models of a folder."""
    # loaded once here rather than in each of the processes that are forked
    import COPASI
    import roadrunner

    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    print(f"COPASI {COPASI.__version__}, libRoadRunner {roadrunner.__version__}")
    warnings.simplefilter("ignore", RuntimeWarning)  # differences across poles
    records = []
    for path in sorted(folder.glob("*.xml")):
        if path.stem <= last:
            measured = measure(path.read_bytes(), t=T_END, limits=limits)
            records.append(summarise(path.stem, measured))
            print(path.stem, records[-1].problems or "", flush=True)
    return records


def main() -> None:
    """Measure, write the page, and check the causes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="SBML files, *.xml")
    parser.add_argument("--page", type=Path, required=True, help="Markdown to write")
    parser.add_argument("--found", type=Path, required=True, help="JSON lines")
    parser.add_argument("--page-only", action="store_true")
    parser.add_argument("--last", default="~", help="last model id to compare")
    parser.add_argument("--max-seconds", type=float, default=300.0)
    parser.add_argument("--max-memory-mb", type=int, default=8000)
    options = parser.parse_args()
    if not options.page_only:
        limits = Limits(options.max_seconds, options.max_memory_mb)
        records = find(options.folder, options.last, limits)
        options.found.parent.mkdir(parents=True, exist_ok=True)
        lines = [record.line() + "\n" for record in records]
        options.found.write_text("".join(lines), encoding="utf-8")
    lines = options.found.read_text(encoding="utf-8").splitlines()
    records = [read_line(line) for line in lines]
    compared = {record.model for record in records}
    causes = {k: v for k, v in read_causes(CAUSES).items() if k[0] in compared}
    versions = {
        "libRoadRunner": version("libroadrunner"),
        "COPASI": version("python-copasi"),
    }
    options.page.write_text(page(records, causes, versions, T_END), encoding="utf-8")
    problems = check_causes(records, causes)
    for problem in problems:
        print(f"{CAUSES.name}: {problem}")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
