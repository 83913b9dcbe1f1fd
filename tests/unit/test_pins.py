"""Pinned packages: exact, complete, and the same for pip and conda."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bioripple.code_digest import reached_files

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+")
CONDA_NAMES = {"pytorch": "torch", "matplotlib-base": "matplotlib"}
MODULES = {"libsbml": "python-libsbml", "yaml": "pyyaml"}  # where names differ


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    pinned = [line for line in lines if not line.startswith("-r ")]
    assert all(PIN.fullmatch(line) for line in pinned)
    pairs = [line.split("==") for line in pinned]
    versions: dict[str, str] = {canonicalize_name(name): v for name, v in pairs}
    assert len(versions) == len(pairs)
    return versions


RUNTIME, DEV = pins("runtime.txt"), pins("dev.txt")
ENVIRONMENTS = sorted((ROOT / "envs").glob("*.yaml"))


def conda_packages(path: Path) -> dict[str, str]:
    listed = yaml.safe_load(path.read_text())["dependencies"]
    packages = {}
    for line in listed:
        name, version = str(line).split("=")
        packages[CONDA_NAMES.get(name, name)] = version
    return packages


def test_what_is_imported_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    development = project["optional-dependencies"]["dev"]
    for group, pinned in (
        (project["dependencies"], RUNTIME),
        (development, RUNTIME | DEV),
    ):
        for requirement in map(Requirement, group):
            version = pinned[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), requirement


def test_development_adds_to_the_runtime() -> None:
    assert (ROOT / "requirements/dev.txt").read_text().startswith("-r runtime.txt\n")
    assert not RUNTIME.keys() & DEV.keys()


def test_torch_takes_the_build_at_hand() -> None:
    assert "torch==2.13.0" in (ROOT / "requirements/runtime.txt").read_text().split()


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_conda_installs_the_same_versions(path: Path) -> None:
    content = yaml.safe_load(path.read_text())
    assert content["channels"] == ["conda-forge"]
    packages = conda_packages(path)
    assert packages.pop("python") == "3.11"
    packages.pop("pip", None)  # comes with Python where there is no conda
    pinned = RUNTIME | DEV
    assert packages == {name: pinned[canonicalize_name(name)] for name in packages}


def environments_of_rules() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in [ROOT / "Snakefile", *(ROOT / "workflow/rules").glob("*.smk")]:
        for rule in re.split(r"(?m)^rule ", path.read_text())[1:]:
            script = re.search(r'scripts/(\w+)\.py"', rule)
            env = re.search(r'envs/(\w+)\.yaml"', rule)
            if script:
                assert env, script[1]
                found[script[1]] = env[1]
    return found


@pytest.mark.parametrize("step", sorted(environments_of_rules()))
def test_a_rules_environment_has_what_its_script_imports(step: str) -> None:
    env = ROOT / "envs" / f"{environments_of_rules()[step]}.yaml"
    script = ROOT / "workflow/scripts" / f"{step}.py"
    known: set[str] = {canonicalize_name(name) for name in conda_packages(env)}
    known |= {"bioripple", "snakemake"} | set(sys.stdlib_module_names)
    for path in reached_files(script, source=ROOT / "src"):
        for name in imported(path):
            package = canonicalize_name(MODULES.get(name, name))
            assert package in known or name in known, f"{path} imports {name}"


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module or "")
    return {name.split(".")[0] for name in names}
