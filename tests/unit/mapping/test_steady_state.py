"""Models at rest: where, what acts on what there, and why they do not come to rest."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import fsolve

from bioripple.arrays import Floats
from bioripple.mapping.steady_state import AtRest, at_rest
from bioripple.network.listed import dense_in_file
from bioripple.odes.arrays import to_arrays
from bioripple.odes.system import OdeSystem
from bioripple.responses.truths import at_steady_state
from tests.support import kinetic_models as models


def look(system: OdeSystem, *, max_steps: int = 4000) -> AtRest:
    arrays: dict[str, Any] = {k: np.asarray(v) for k, v in to_arrays(system).items()}
    return at_rest(arrays, np.array(system.states), max_steps=max_steps)


def responses(found: AtRest) -> Floats:
    known: dict[str, Any] = dict(found.arrays)
    return at_steady_state(
        dense_in_file(known, "jacobian"),
        dense_in_file(known, "slopes"),
        known["state"],
        range(len(known["nodes"])),
    ).matrix


def test_a_chain_in_closed_form() -> None:
    """∅ → a → b → ∅: b is proportional to a, so a per cent of a is one of b."""
    found = look(models.chain(kin=2.0, k=0.5, d=0.25))
    assert found.row["found"] and not found.row["n_further_nodes"]
    assert np.asarray(found.arrays["state"]) == pytest.approx([4.0, 8.0])
    known: dict[str, Any] = dict(found.arrays)
    assert np.allclose(dense_in_file(known, "jacobian"), [[-0.5, 0], [0.5, -0.25]])
    assert np.allclose(responses(found), [[1, 0], [1, 1]])


def test_a_push_that_lasts_moves_the_zero_of_the_rates() -> None:
    """Two genes that repress each other, against the roots of their equations."""
    found = look(models.toggle_switch(u=2.0, v=1.0))
    state = np.asarray(found.arrays["state"])
    moved = []
    for j, push in enumerate(1e-6 * np.eye(2)):

        def rates(x: Floats, push: Floats = push) -> Floats:
            return 5.0 / (1.0 + x[::-1] ** 2) - x + push

        change = (fsolve(rates, state, xtol=1e-12) - state) / state
        moved.append(change / change[j])
    assert np.allclose(responses(found), np.array(moved).T, rtol=1e-4)


@pytest.mark.parametrize(
    ("system", "reason"),
    [
        (models.brusselator(), "unstable"),
        (models.driven("sin(time)"), "time dependent"),
        (models.michaelis_menten(top=0.9), "not reached"),
        (models.vibration(), "undecided"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_each_reason(system: OdeSystem, reason: str) -> None:
    found = look(system)
    assert (found.row["found"], found.row["reason"]) == (False, reason)
    assert found.row["detail"] and not found.arrays


def test_steps_bound_the_search() -> None:
    """The same state needs some steps; with too few it is not reached."""
    assert look(models.chain()).row["found"]
    few = look(models.chain(), max_steps=1)
    assert few.row["reason"] == "not reached"
    assert "more than all 1 steps" in str(few.row["detail"])


def test_what_is_used_up_is_exactly_zero() -> None:
    """What decays without influx is 0 at rest, and has no per cent."""
    found = look(models.chain(kin=0.0))
    assert np.asarray(found.arrays["state"]).tolist() == [0.0, 0.0]
    assert np.isnan(responses(found)[1, 0])
