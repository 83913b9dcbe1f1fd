"""Networks of which some edges are lost or flipped."""

import numpy as np
import pandas as pd

from bioripple.answers.answer import respond
from bioripple.answers.robustness import FLIPPED, LOST, altered
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.predictors.shipped import structure_passing
from tests.support.signed_networks import drawn, with_processes


def by_name(network: SignedNetwork) -> dict[tuple[str, str], int]:
    source, target, sign = network.edges
    return {
        (network.nodes[j], network.nodes[i]): int(value)
        for j, i, value in zip(source, target, sign, strict=True)
    }


def shuffled(network: SignedNetwork) -> SignedNetwork:
    order = np.random.default_rng(0).permutation(network.size)
    place = np.argsort(order)
    source, target, sign = network.edges
    nodes = [network.nodes[k] for k in order]
    return signed_network(nodes, place[source], place[target], sign)


def test_the_stated_shares_are_lost_and_flipped() -> None:
    network = drawn(60, 5.0, seed=1)
    whole = by_name(network)
    lost = flipped = 0
    for copy in altered(network, 50, seed=3):
        found = by_name(copy)
        assert found.keys() <= whole.keys()
        lost += len(whole) - len(found)
        flipped += sum(found[edge] != whole[edge] for edge in found)
    total = 50 * len(whole)
    for count, share in ((lost, LOST), (flipped, FLIPPED)):
        assert abs(count / total - share) < 4 * np.sqrt(share * (1 - share) / total)


def test_what_is_drawn_does_not_hang_on_the_order_of_the_file() -> None:
    network = drawn(20, 3.0, seed=2)
    pairs = zip(
        altered(network, 5, seed=1), altered(shuffled(network), 5, seed=1), strict=True
    )
    assert all(by_name(one) == by_name(other) for one, other in pairs)


def test_nor_does_the_answer() -> None:
    network = drawn(20, 3.0, seed=2)
    one, other = (
        respond(each, {"n0": -1.0}, robustness=5).table.set_index("node").sort_index()
        for each in (network, shuffled(network))
    )
    exact = ["distance", "relation", "sign_agreement"]
    pd.testing.assert_frame_equal(one[exact], other[exact])
    close = ["response", "spread", "baseline"]
    pd.testing.assert_frame_equal(one[close], other[close], rtol=1e-4, atol=1e-9)


def test_what_is_passed_has_the_signs_of_the_copy() -> None:
    network = with_processes(drawn(30, 4.0, seed=1))
    for copy in altered(network, 3, seed=0):
        assert copy.processes is network.processes
        assert copy.n_edges < network.n_edges
        others = copy.sign.toarray()
        np.fill_diagonal(others, 0)
        for member in structure_passing(copy).members:
            assert (np.sign(member.toarray()) == others).all()


def test_networks_of_which_nothing_is_known_stay_so() -> None:
    for copy in altered(drawn(10, 2.0, seed=1), 2, seed=0):
        assert copy.processes is None
