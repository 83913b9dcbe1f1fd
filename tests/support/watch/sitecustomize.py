"""Note what a step reads that its rule does not declare.

Python loads this file at its start where its folder is on PYTHONPATH. It is loaded in
processes of Snakemake alone, so that it imports nothing of bioripple.
"""

import os
import sys
from pathlib import Path
from typing import Any

FOUND = os.environ["BIORIPPLE_UNDECLARED"]  # a line for each: rule, wildcards, path
FOLDERS = os.environ["BIORIPPLE_WATCHED"].split(os.pathsep)
WRITES = os.O_WRONLY | os.O_RDWR
RECORD_OF = {"sensitivity.npz": "outcome.json"}  # others have the name of their arrays


def is_declared(path: Path, job: Any) -> bool:
    """Return whether a path is of the job, in a folder of it, or a record's arrays."""
    named = [*job.input, *job.output, *job.log]
    declared = {Path(os.path.abspath(name)) for name in named}
    if path.suffix == ".npz":
        record = path.with_name(RECORD_OF.get(path.name, f"{path.stem}.json"))
        declared |= {record.with_name(path.name)} if record in declared else set()
    return path in declared or not declared.isdisjoint(path.parents)


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Look at each file that is opened for reading."""
    if event != "open" or not isinstance(arguments[0], str | bytes):
        return
    job = getattr(sys.modules.get("__main__"), "snakemake", None)
    if job is None or arguments[2] & WRITES:
        return
    path = Path(os.path.abspath(os.fsdecode(arguments[0])))
    watched = any(path.is_relative_to(folder) for folder in FOLDERS)
    if watched and not is_declared(path, job):
        with open(FOUND, "a", encoding="utf-8") as found:
            print(job.rule, *job.wildcards, path, sep="\t", file=found)


sys.addaudithook(watch)
