"""Equations as text: what Python makes of them is what the system computes."""

import math
import re
from pathlib import Path

import pytest

import bioripple as br
from bioripple.odes.plain_text import plain_equations
from bioripple.odes.quantities import values_at
from bioripple.odes.system import OdeSystem
from tests.support import kinetic_models as models

FIXTURES = Path(__file__).parents[2] / "fixtures/biomodels"


def computed(system: OdeSystem) -> dict[str, float]:
    """Return dx/dt of the states at the start, from the text alone."""
    lines = dict(line.split(" = ", 1) for line in plain_equations(system))
    numbers = system.constants | dict(zip(system.states, system.initial, strict=True))

    def safe(text: str) -> str:
        return re.sub(r"[A-Za-z_]\w*(\.\w+|\[[^]]*\])?", _name, text).replace("^", "**")

    def value(text: str) -> float:
        names = set(re.findall(r"\bx_[0-9a-f]+\b", safe(text)))
        known = {name: look_up(bytes.fromhex(name[2:]).decode()) for name in names}
        found = eval(safe(text), {"__builtins__": {}}, known | {"sqrt": math.sqrt})
        return float(found)

    def look_up(name: str) -> float:
        if name not in numbers:
            numbers[name] = value(lines[name])
        return numbers[name]

    return {
        name: value(text)
        for name, text in lines.items()
        if re.match(r"d \S+/dt$", name)
    }


def _name(found: re.Match[str]) -> str:
    text = found[0]
    return text if text == "sqrt" else f"x_{text.encode().hex()}"


@pytest.mark.parametrize(
    "model", ["BIOMD0000000009", "BIOMD0000000012", "BIOMD0000000064"]
)
def test_the_text_computes_what_the_system_does(model: str) -> None:
    system = br.read_sbml(FIXTURES / f"{model}.xml")
    found = computed(system)
    simulation = br.simulate(system, 1.0)
    expected = simulation.compiled.rates(0.0, list(system.initial))
    assert list(found) == [f"d {name}/dt" for name in system.states]
    assert list(found.values()) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_reactions_have_names_and_numbers_come_first() -> None:
    assert plain_equations(models.chain()) == [
        "d a/dt = (kin - v[turn])/C",
        "d b/dt = (v[turn] - v[lose])/C",
        "v[make] = kin",
        "v[turn] = k*a",
        "v[lose] = d*b",
    ]


def test_values_of_what_is_printed_are_known() -> None:
    system = models.chain()
    known = values_at(system, br.simulate(system, 1.0).state, t=1.0)
    assert {"kin", "k", "d", "C", "a", "b"} <= known.keys()
