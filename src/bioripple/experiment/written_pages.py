"""Pages of the repository that are made of its code, written or compared with it."""

import sys
from collections.abc import Callable
from pathlib import Path

from bioripple.experiment import config_docs, reruns, shipped_docs
from bioripple.experiment.config_check import ROOT
from bioripple.runtime.files import write_text

# What each page should be, by the repository's folder.
PAGES: dict[str, Callable[[Path], str]] = {
    "config/README.md": config_docs.manual,
    "CONTRIBUTING.md": reruns.contributing,
    shipped_docs.PAGE: shipped_docs.shipped_page,
}


def write_pages(*, check: bool, root: Path = ROOT) -> int:
    """Write the pages, or say which are out of date; return the exit code.

    Parameters
    ----------
    check
        Write nothing.
    root
        Folder of the repository.
    """
    texts = {root / name: make(root) for name, make in PAGES.items()}
    if not check:
        for path, text in texts.items():
            write_text(path, text)
        return 0
    stale = [
        path for path, text in texts.items() if path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        name = path.relative_to(root)
        sys.stderr.write(f"{name} does not match the code: run `make docs`\n")
    return 1 if stale else 0
