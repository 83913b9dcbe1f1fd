"""Read what the project pins: for pip in requirements/, for conda in envs/."""

import ast
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import yaml
from packaging.utils import canonicalize_name

from bioripple.experiment.code_digest import reached_files

ROOT = Path(__file__).parents[2]
IMPORT = re.compile(r"^from (bioripple[\w.]*) import (\([^)]*\)|[^\n(]*)", re.MULTILINE)
ENVIRONMENTS = {path.stem: path for path in sorted((ROOT / "envs").glob("*.yaml"))}

# The one place where names are translated.
PYPI_NAMES = {  # conda-forge: PyPI
    "matplotlib-base": "matplotlib",
    "pytorch": "torch",
    "seaborn-base": "seaborn",
}
MODULES = {"libsbml": "python-libsbml", "yaml": "pyyaml"}  # imported: PyPI

PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+")


def locked(name: str) -> dict[str, str]:
    """Return the versions that a file in requirements/ pins, by canonical name."""
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    pinned = [line for line in lines if not line.startswith(("-r ", "-c "))]
    assert all(PIN.fullmatch(line) for line in pinned)
    pairs = [line.split("==") for line in pinned]
    versions: dict[str, str] = {canonicalize_name(name): v for name, v in pairs}
    assert len(versions) == len(pairs)
    return versions


def conda_pins(path: Path) -> dict[str, str]:
    """Return the versions that an environment's file pins, by name on PyPI."""
    listed = yaml.safe_load(path.read_text())["dependencies"]
    pairs = [str(line).split("=") for line in listed]
    return {PYPI_NAMES.get(name, name): version for name, version in pairs}


def conda_name(package: str) -> str:
    """Return the name on conda-forge of a package on PyPI."""
    names = {pypi: conda for conda, pypi in PYPI_NAMES.items()}
    canonical = canonicalize_name(package)
    return names.get(canonical, canonical)


def environments_of_rules() -> dict[str, str]:
    """Return for each step the name of the environment that its rule names."""
    found: dict[str, str] = {}
    for path in [ROOT / "Snakefile", *(ROOT / "workflow/rules").glob("*.smk")]:
        for rule in re.split(r"(?m)^rule ", path.read_text())[1:]:
            script = re.search(r'scripts/(\w+)\.py"', rule)
            env = re.search(r'envs/(\w+)\.yaml"', rule)
            if script:
                assert env, script[1]
                found[script[1]] = env[1]
    return found


def files_of_step(step: str) -> list[Path]:
    """Return a step's script and everything of the project that it imports or runs."""
    script = ROOT / "workflow/scripts" / f"{step}.py"
    started = [script, *(ROOT / "tests/results").glob("*.py")]
    return [
        file
        for path in (started if step == "test" else [script])
        for file in reached_files(path, src=ROOT / "src")
    ]


def files_of_workflow() -> list[Path]:
    """Return the files of the package that the workflow imports before any job."""
    rules = [ROOT / "Snakefile", *(ROOT / "workflow/rules").glob("*.smk")]
    source = ROOT / "src"
    modules = []
    for path in rules:
        for module, names in IMPORT.findall(path.read_text()):
            package = source.joinpath(*module.split("."))
            modules += [
                package / f"{name}.py"
                if package.is_dir()
                else package.with_suffix(".py")
                for name in re.findall(r"\w+", names)
            ]
    return [file for path in modules for file in reached_files(path, src=source)]


def packages_of_step(step: str) -> dict[str, str]:
    """Return what a step imports from others: the modules' names, and PyPI's for them.

    Modules of Python, of the project, and of Snakemake are left out.
    """
    return packages(files_of_step(step))


def packages(paths: Iterable[Path]) -> dict[str, str]:
    """Return the same for any Python files."""
    own = {"bioripple", "snakemake", "tests", *sys.stdlib_module_names}
    names = imported(paths) - own
    return {name: canonicalize_name(MODULES.get(name, name)) for name in names}


def imported(paths: Iterable[Path]) -> set[str]:
    """Return the top-level modules that Python files import, anywhere in them."""
    names: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module or "")
    return {name.split(".")[0] for name in names}
