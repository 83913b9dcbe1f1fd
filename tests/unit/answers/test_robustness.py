"""Altered networks keep their processes, which explain only edges that stay."""

import numpy as np

from bioripple.answers.robustness import altered
from bioripple.predictors.shipped import structure_passing
from tests.support.signed_networks import drawn, with_processes


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
