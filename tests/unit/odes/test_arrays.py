"""An ODE system survives its file exactly."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.odes.arrays import from_arrays, to_arrays
from bioripple.odes.system import build_odes
from bioripple.runtime import files
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import document, event, parameter, rule

SOURCE = Path(__file__).parents[3] / "src"
BIOMODELS = Path(__file__).parents[2] / "fixtures/biomodels"


@pytest.mark.parametrize("path", sorted(BIOMODELS.glob("*.xml")), ids=lambda p: p.stem)
def test_a_system_computes_the_same_after_reading(path: Path, tmp_path: Path) -> None:
    system = build_odes(read_sbml(path.read_bytes()))
    files.write_arrays(tmp_path / "system.npz", to_arrays(system))
    copy = from_arrays(files.read_arrays(tmp_path / "system.npz"))
    for field in ("model", "species", "parameters", "states", "initial", "n_events"):
        assert getattr(copy, field) == getattr(system, field), field
    assert copy.constants == system.constants
    assert list(copy.assigned) == list(system.assigned)
    for mine, theirs in zip(system.reactions, copy.reactions, strict=True):
        assert (mine.id, mine.reversible) == (theirs.id, theirs.reversible)
        assert mine.stoichiometry == theirs.stoichiometry
    x = (np.array(system.initial) * 1.1 + 0.01).tolist()
    one, two = (compile_system(item, t_end=1.0) for item in (system, copy))
    assert one.rates(0.5, x) == pytest.approx(two.rates(0.5, x), rel=1e-13)
    assert one.jacobian(0.5, x) == pytest.approx(two.jacobian(0.5, x), rel=1e-12)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_the_order_of_constants_does_not_hang_on_pythons_hashes(seed: str) -> None:
    """Names that only an event reads come out of a set; their order is in the file."""
    names = [f"c{k}" for k in range(20)]
    parts = [
        *(parameter(name, 1.0, constant=True) for name in reversed(names)),
        parameter("x", 1.0),
        rule("rate", "x", "1"),
        event("x > 5", {"x": " + ".join(names)}),
    ]
    code = (
        "from bioripple.odes.system import build_odes\n"
        "from bioripple.sbml.reader import read_sbml\n"
        "import sys\n"
        "print(*build_odes(read_sbml(sys.stdin.buffer.read())).constants)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=document(*parts),
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        check=True,
    )
    found = done.stdout.decode().split()
    assert [name for name in found if name in names] == sorted(names)
