"""Pinned packages: exact, complete, and the same for pip and conda."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from bioripple.experiment.code_digest import reached_files
from tests.support.environments import (
    ENVIRONMENTS,
    PYPI_NAMES,
    ROOT,
    conda_name,
    conda_pins,
    environments_of_rules,
    files_of_workflow,
    locked,
    packages,
    packages_of_step,
)

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
# Imported by its name, as conda-forge has it not: rules do without.
BY_NAME = {"biodivine-aeon"}
FAST = {"llvmlite"}  # imported by its name, where it is there
SIMULATORS = {"roadrunner", "copasi"}  # in an environment of their own
RUNTIME, DEV = locked("runtime.txt"), locked("dev.txt")


def test_what_is_imported_is_pinned() -> None:
    for group, listed in groups().items():
        pinned = RUNTIME | DEV if group == "dev" else RUNTIME
        for requirement in listed:
            version = pinned[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), requirement


def groups() -> dict[str, list[Requirement]]:
    """Return what pyproject.toml lists: the extras, and `core` without any."""
    listed = PROJECT["optional-dependencies"] | {"core": PROJECT["dependencies"]}
    return {name: [*map(Requirement, group)] for name, group in listed.items()}


def names(*chosen: str) -> set[str]:
    """Return the names in some of the groups."""
    found = groups()
    return {canonicalize_name(each.name) for name in chosen for each in found[name]}


def test_a_light_install_has_what_people_call_and_no_more() -> None:
    package = ROOT / "src/bioripple"
    doors = [*package.glob("face/*.py"), *package.glob("cli/*.py")]
    reached = {
        file for path in doors for file in reached_files(path, src=package.parent)
    }
    needed = {*packages(reached).values(), *BY_NAME} - SIMULATORS
    assert needed == names("core")


def test_the_extras_are_what_else_is_imported() -> None:
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "workflow/scripts").glob("*.py")]
    apart = {*SIMULATORS, "pytest"}  # pytest looks at results
    unseen = {
        "snakemake",
        "pip",
        "pygments",
        *BY_NAME,
        *FAST,
    }  # started, or imported by Snakemake
    needed = {*packages(files).values(), *unseen} - apart
    assert needed == names("core", "learn", "workflow", "figures", "fast")
    assert names("learn") == {"torch"}
    assert names("fast") == FAST


def test_all_pythons_that_it_says_include_the_pinned_one() -> None:
    assert "3.11" in SpecifierSet(PROJECT["requires-python"])
    assert "needed=3.11\n" in (ROOT / "requirements/install.sh").read_text()


def test_pins_are_made_of_all_extras() -> None:
    line = re.search(
        r"^extras=(\S+)", (ROOT / "requirements/install.sh").read_text(), re.MULTILINE
    )
    assert line
    assert {*line[1].split(","), "dev", "core"} == groups().keys()


def test_development_adds_to_the_runtime() -> None:
    assert (ROOT / "requirements/dev.txt").read_text().startswith("-r runtime.txt\n")
    assert not RUNTIME.keys() & DEV.keys()


def test_torch_takes_the_build_at_hand() -> None:
    assert "torch==2.13.0" in (ROOT / "requirements/runtime.txt").read_text().split()


@pytest.mark.parametrize("name", ["conda.txt", "snakemake.txt"])
def test_the_conda_tests_use_the_same_versions(name: str) -> None:
    pinned = locked(name)
    common = pinned.keys() & (RUNTIME | DEV).keys()
    assert common
    assert {key: pinned[key] for key in common} == {
        key: (RUNTIME | DEV)[key] for key in common
    }


@pytest.mark.parametrize("path", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_conda_installs_the_same_versions(path: Path) -> None:
    assert yaml.safe_load(path.read_text()).keys() == {"channels", "dependencies"}
    assert yaml.safe_load(path.read_text())["channels"] == ["conda-forge"]
    pins = conda_pins(path)
    assert pins.pop("python") == "3.11"
    pinned = RUNTIME | DEV
    assert pins == {name: pinned[canonicalize_name(name)] for name in pins}


def test_every_translated_name_is_used_and_translates_back() -> None:
    listed = {
        str(line).split("=")[0]
        for path in ENVIRONMENTS.values()
        for line in yaml.safe_load(path.read_text())["dependencies"]
    }
    assert listed >= PYPI_NAMES.keys()
    for name in PYPI_NAMES:
        assert conda_name(PYPI_NAMES[name]) == name


@pytest.mark.parametrize(
    ("environment", "absent"),
    [
        ("fetch", {"python-libsbml", "torch", "matplotlib", "pandas", "scipy"}),
        ("sbml", {"torch", "matplotlib", "networkx", "seaborn"}),
        ("gcn", {"python-libsbml", "sympy", "matplotlib", "pandas"}),
        ("figures", {"python-libsbml", "sympy", "torch"}),
        ("test", {"python-libsbml", "torch", "matplotlib", "seaborn"}),
    ],
)
def test_an_environment_leaves_out_what_other_kinds_of_rule_need(
    environment: str, absent: set[str]
) -> None:
    assert not absent & conda_pins(ENVIRONMENTS[environment]).keys()


def test_every_environment_has_rules() -> None:
    assert set(environments_of_rules().values()) == set(ENVIRONMENTS)


@pytest.mark.parametrize("step", sorted(environments_of_rules()))
def test_a_rules_environment_has_what_its_script_imports(step: str) -> None:
    listed = conda_pins(ENVIRONMENTS[environments_of_rules()[step]])
    assert set(packages_of_step(step).values()) <= listed.keys()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_environment_has_nothing_that_no_script_of_it_imports(
    environment: str,
) -> None:
    needed = {"python", "pip"} if environment == "fetch" else {"python"}
    for step, name in environments_of_rules().items():
        if name == environment:
            needed |= set(packages_of_step(step).values())
    assert conda_pins(ENVIRONMENTS[environment]).keys() == needed


def test_the_workflow_starts_where_there_is_only_snakemake() -> None:
    files = files_of_workflow()
    assert ROOT / "src/bioripple/datasets/sheet.py" in files
    requirements = map(Requirement, metadata.requires("snakemake") or [])
    brought = {canonicalize_name(each.name) for each in requirements if not each.marker}
    assert set(packages(files).values()) <= brought
