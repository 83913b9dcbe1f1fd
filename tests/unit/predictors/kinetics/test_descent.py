"""Parts that descend side by side, held against torch's own AdamW and schedule."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from bioripple.predictors.kinetics.descent import LARGEST_STEP, WARM_UP, Descent

STEPS, RATE, DECAY = 12, 0.05, 0.3
Losses = Callable[[int, nn.Module], Tensor]


def parts(seed: int) -> list[nn.Module]:
    torch.manual_seed(seed)
    return [nn.Sequential(nn.Linear(5, 7), nn.Linear(7, 1)) for _ in range(3)]


def loss(step: int, part: nn.Module) -> Tensor:
    """Return a loss whose gradients are now below and now above the largest step."""
    torch.manual_seed(step)
    found: Tensor = part(torch.randn(9, 5)).square().mean()
    return found * (10.0 if step % 2 else 0.1)


def by_torch(skipped: dict[int, set[int]]) -> list[nn.Module]:
    """Train with torch; `skipped` says by step which parts sit out."""
    found, rate_of = parts(0), 0
    values = [each for part in found for each in part.parameters()]
    optimizer = torch.optim.AdamW(values, lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, RATE, total_steps=STEPS + 1, pct_start=WARM_UP
    )
    for step in range(STEPS):
        optimizer.zero_grad()
        for k, part in enumerate(found):
            if k not in skipped.get(step, set()):
                loss(step, part).backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(part.parameters(), LARGEST_STEP)
        optimizer.step()
        if len(skipped.get(step, set())) < len(found):
            schedule.step()
            rate_of += 1
    assert rate_of < STEPS if {0, 1, 2} in skipped.values() else rate_of == STEPS
    return found


def by_descent(skipped: dict[int, set[int]], *, as_nan: bool) -> list[nn.Module]:
    """Train the same; those that sit out have no loss, or a gradient that is none."""
    found = parts(0)
    descent = Descent(found, learning_rate=RATE, weight_decay=DECAY, steps=STEPS)
    for step in range(STEPS):
        descent.forget_gradients()
        out = torch.tensor([k in skipped.get(step, set()) for k in range(3)])
        for k, part in enumerate(found):
            scale = torch.nan if out[k] else 1.0
            if as_nan or not out[k]:
                (scale * loss(step, part)).backward()  # type: ignore[no-untyped-call]
        taken = descent.step(torch.ones(3, dtype=torch.bool) if as_nan else ~out)
        assert torch.equal(taken, ~out)
    descent.finish()
    return found


@pytest.mark.parametrize(
    "skipped", [{}, {0: {1}, 4: {0, 2}, 5: {2}}, {1: {0, 1, 2}, 7: {0, 1, 2}, 8: {1}}]
)
@pytest.mark.parametrize("as_nan", [False, True])
def test_steps_are_those_of_torch(skipped: dict[int, set[int]], as_nan: bool) -> None:
    for one, other in zip(
        by_torch(skipped), by_descent(skipped, as_nan=as_nan), strict=True
    ):
        for mine, theirs in zip(one.parameters(), other.parameters(), strict=True):
            assert torch.allclose(mine, theirs, rtol=1e-6, atol=1e-7)


def test_in_the_end_parameters_have_memory_of_their_own() -> None:
    found = by_descent({}, as_nan=False)
    values = [each for part in found for each in part.parameters()]
    assert all(each.grad is None for each in values)
    assert len({each.untyped_storage().data_ptr() for each in values}) == len(values)
    assert all(each.untyped_storage().nbytes() == 4 * each.numel() for each in values)
