"""Run the SBML Test Suite: `python -m bioripple.validation.suite SUITE --table FILE`.

SUITE is the archive of semantic cases, or the folder that holds it or the unpacked
cases. Ends with status 1 if a case in scope neither passed nor was refused by name, or
if any case is wrong.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bioripple.runtime.files import write_text
from bioripple.validation.suite.cases import read_cases
from bioripple.validation.suite.simulate import run_case
from bioripple.validation.suite.table import in_scope, render


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all cases; print what is wrong and a summary."""
    parser = argparse.ArgumentParser(
        prog="bioripple.validation.suite", description=__doc__
    )
    parser.add_argument("suite", type=Path)
    parser.add_argument("--table", type=Path, help="Markdown file to write")
    options = parser.parse_args(arguments)
    endings = [run_case(case) for case in read_cases(options.suite)]
    inside = [ending for ending in endings if in_scope(ending.case)]
    bad = {
        *(ending for ending in endings if ending.status == "wrong"),
        *(ending for ending in inside if ending.status in ("failed", "not simulated")),
    }
    for ending in endings:
        if ending in bad:
            print(ending.case.id, ending.status, ending.reason)
    for title, found in (("all cases", endings), ("in scope", inside)):
        counts = Counter(ending.status for ending in found)
        print(f"{title}: {len(found)}", dict(counts))
    if options.table:
        write_text(options.table, render(endings))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
