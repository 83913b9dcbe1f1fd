"""What must not hang on the machine: links, doubts and what they are made of."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
MODELS = ROOT / "tests/fixtures/biomodels"

# Maps models and prints their signs, and what the doubts are made of.
PROGRAM = """
import json, sys
from pathlib import Path
import numpy as np
from bioripple.network.listed import dense_in_file
from bioripple.mapping.jacobian import jacobian
from bioripple.mapping.parse_sbml import parse_sbml
from bioripple.mapping.sensitivity import sensitivity

found = {}
for path in map(Path, sys.argv[1:]):
    read = parse_sbml(path.read_bytes(), max_bytes=10**8, max_nodes=10**6)
    system = {key: np.asarray(value) for key, value in read.arrays.items()}
    there = jacobian(
        system, t_end=10.0, rtol=1e-10, atol=1e-14, loosen=100.0, max_steps=10**7
    )
    arrays = {key: np.asarray(value) for key, value in there.arrays.items()}
    facts = there.facts | sensitivity(arrays, max_nodes=1000).facts
    found[path.stem] = [
        np.sign(dense_in_file(arrays, "jacobian")).astype(int).tolist(),
        facts["n_sign_changes"],
        round(facts["tolerance_agreement"], 4),
        facts["zero_share"],
        facts["event_change"],
    ]
print(json.dumps(found))
"""


def mapped(kernels: str, threads: str) -> Any:
    variables = {
        "PYTHONPATH": str(ROOT / "src"),
        "OPENBLAS_CORETYPE": kernels,
        "OPENBLAS_NUM_THREADS": threads,
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, sorted(MODELS.glob("*.xml")))],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_links_and_doubts_are_the_same_with_other_kernels_and_threads() -> None:
    one = mapped("Haswell", "1")
    assert len(one) == 6
    assert mapped("Sandybridge", "2") == one
