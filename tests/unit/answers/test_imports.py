"""An answer should come at once: what takes long to import is not needed for it."""

import subprocess
import sys

SLOW = ("scipy.stats", "scipy.integrate", "libsbml", "jsonschema", "networkx", "torch")


def test_what_answers_imports_nothing_that_takes_long() -> None:
    code = (
        "import sys, bioripple.cli.respond_network\n"
        f"print([name for name in {SLOW} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
