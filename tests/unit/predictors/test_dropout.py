"""Dropout against what shares, scales and gradients have to be."""

import pytest
import torch
from torch.testing import assert_close

from bioripple.predictors.dropout import Dropout, thinning


@pytest.mark.parametrize("share", [0.15, 0.5, 0.9])
def test_shares_and_means_are_met(share: float) -> None:
    torch.manual_seed(0)
    found = thinning(torch.empty(500, 403), share)
    assert found.shape == (500, 403)
    assert_close(torch.unique(found), torch.tensor([0.0, 1 / (1 - share)]))
    error = 5 * (share * (1 - share) / found.numel()) ** 0.5
    assert (found == 0).double().mean().item() == pytest.approx(share, abs=error)
    # each of the four parts of a number that is drawn, and each column and row
    for parts in (found.flatten()[:200_000].view(-1, 4), found, found.T):
        spread = 5 * (share / (1 - share) / len(parts)) ** 0.5
        assert (parts.mean(0) - 1).abs().max().item() < spread


def test_entries_beside_each_other_are_independent() -> None:
    torch.manual_seed(1)
    gone = thinning(torch.empty(400_000), 0.3) == 0
    for apart in (1, 2, 3, 4, 8):
        both = (gone[apart:] & gone[:-apart]).double().mean().item()
        assert both == pytest.approx(0.09, abs=0.004), apart


def test_draws_follow_the_seed_and_fit_any_shape() -> None:
    for shape in ((), (1,), (7, 3), (0, 4)):
        torch.manual_seed(3)
        one = thinning(torch.empty(shape), 0.4)
        again = thinning(torch.empty(shape), 0.4)
        torch.manual_seed(3)
        assert torch.equal(one, thinning(torch.empty(shape), 0.4))
        assert one.shape == again.shape == shape


def test_gradients_are_scaled_as_values_are() -> None:
    torch.manual_seed(0)
    values = torch.randn(300, dtype=torch.float64, requires_grad=True)
    found = Dropout(0.25)(values)
    found.sum().backward()
    assert values.grad is not None
    assert torch.equal(values.detach() * values.grad, found.detach())
    assert set(torch.unique(values.grad).tolist()) == {0.0, 1 / 0.75}


def test_nothing_is_dropped_outside_training() -> None:
    values = torch.randn(50)
    assert Dropout(0.5).eval()(values) is values
    assert Dropout(0.0)(values) is values
