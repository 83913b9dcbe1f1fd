"""Write down which results a step opens for writing, and which it puts in place.

Python imports this file at its start where it lies on `PYTHONPATH`.
"""

import os
import sys

JOURNAL = os.environ.get("WATCHED_JOURNAL", "")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def watch(event, arguments):
    if event == "open":
        path, _, flags = arguments
        if not isinstance(path, str | bytes | os.PathLike) or not flags & WRITING:
            return
        action = "opened"
    elif event == "os.rename":
        path, action = arguments[1], "placed"
    else:
        return
    # Snakemake itself writes benchmarks and its own notes.
    if "/.snakemake/scripts/" in sys.argv[0]:
        line = f"{action}\t{os.path.relpath(os.fsdecode(path))}\n"
        os.write(journal, line.encode())


if JOURNAL:
    journal = os.open(JOURNAL, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sys.addaudithook(watch)
