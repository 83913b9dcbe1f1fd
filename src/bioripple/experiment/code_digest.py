"""Say by a digest which code a step depends on, so that an edit reruns the step.

Snakemake notices a change of a rule's script, but not of a module that the script
imports. A rule that carries this digest among its params is rerun for both. The modules
are found by reading, not by running, the code.
"""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path


def code_digest(script: Path, *, src: Path, package: str = "bioripple") -> str:
    """Return a digest of a script and of the package's modules that it reaches.

    Parameters
    ----------
    script
        A Python script.
    src
        Folder that holds the package.
    package
        Name of the package. Other imports are the environment's business.

    Returns
    -------
    str
        16 hexadecimal digits. Comments, docstrings and layout do not enter.
    """
    digest = hashlib.sha256()
    for path in reached_files(script, src=src, package=package):
        name = path.relative_to(src) if path.is_relative_to(src) else path.name
        digest.update(f"{name}\n{_meaning(path)}\n".encode())
    return digest.hexdigest()[:16]


def reached_files(script: Path, *, src: Path, package: str = "bioripple") -> list[Path]:
    """Return a script and the package's files that it imports, however indirectly.

    Parameters
    ----------
    script, src, package
        As for `code_digest`.

    Returns
    -------
    list of Path
        The script first, then the modules in order of their paths, the `__init__.py` of
        the packages that hold them among them; but not that of the package as a whole,
        which holds its version and its face for people, and no step's code.
    """
    reached: set[Path] = set()
    waiting = [script]
    while waiting:
        for path in _imported(waiting.pop(), src, package):
            if path not in reached:
                reached.add(path)
                waiting.append(path)
    return [script, *sorted(reached - {script})]


@cache
def _imported(path: Path, src: Path, package: str) -> tuple[Path, ...]:
    names = {
        name
        for node in ast.walk(_parse(path))
        for name in _names(node, path, src)
        if name.split(".")[0] == package
    }
    return tuple(file for name in sorted(names) for file in _files(name, src))


def _names(node: ast.AST, path: Path, src: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = path.relative_to(src).parts[: -node.level]
            base = ".".join([*above, *([base] if base else [])])
        yield base
        # What is imported from a package may be a module or a name in __init__.py.
        yield from (f"{base}.{alias.name}" for alias in node.names)


def _files(name: str, src: Path) -> Iterator[Path]:
    parts = name.split(".")
    for depth in range(2, len(parts) + 1):
        stem = src.joinpath(*parts[:depth])
        for path in (stem / "__init__.py", stem.with_suffix(".py")):
            if path.is_file():
                yield path


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), filename=str(path))


@cache
def _meaning(path: Path) -> str:
    tree = _parse(path)
    for node in ast.walk(tree):
        kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        if isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)
