"""Say by a digest which code a step depends on, so that an edit reruns the step.

Snakemake notices a change of a rule's script, but not of a module that the script
imports. A rule that carries this digest among its params is rerun for both. The modules
are found by reading, not by running, the code. Every Snakemake that starts, and on a
cluster one does in every job, reads all of it: each file is parsed once.
"""

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
# Where statements hold statements, or what holds them.
INNER = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass(frozen=True)
class Content:
    """What a file says, without comments, docstrings and layout.

    Attributes
    ----------
    imports
        Its statements that import something.
    meaning
        A digest of all of it.
    """

    imports: tuple[ast.Import | ast.ImportFrom, ...]
    meaning: bytes


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
        digest.update(f"{name}\n".encode() + _content(path).meaning)
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
        for node in _content(path).imports
        for name in _names(node, path, src)
        if name.split(".")[0] == package
    }
    return tuple(file for name in sorted(names) for file in _files(name, src))


def _names(node: ast.Import | ast.ImportFrom, path: Path, src: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    else:
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


@cache
def _content(path: Path) -> Content:
    tree = ast.parse(path.read_bytes(), filename=str(path))
    imports: list[ast.Import | ast.ImportFrom] = []
    waiting: list[ast.AST] = [tree]
    while waiting:  # only statements, for expressions hold neither
        node = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.append(node)
        if isinstance(node, DOCUMENTED) and _has_docstring(node.body):
            node.body = node.body[1:]
        for name in INNER:
            waiting += getattr(node, name, ())
    meaning = hashlib.sha256(repr(_plain(tree)).encode()).digest()
    return Content(tuple(imports), meaning)


def _has_docstring(body: list[ast.stmt]) -> bool:
    return (
        bool(body)
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    )


def _plain(node: object) -> object:
    """Return a node as tuples: what `ast.dump` tells, in a third of its time."""
    if isinstance(node, ast.AST):
        fields = [_plain(getattr(node, name, None)) for name in node._fields]
        return (type(node).__name__, *fields)
    if isinstance(node, list):
        return [_plain(each) for each in node]
    return node
