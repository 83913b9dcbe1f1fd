"""Families against cases made by hand and against what any grouping must satisfy."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bioripple.arrays import Signs
from bioripple.collection.families import (
    Candidate,
    Link,
    family_rows,
    find_links,
    find_twin,
    group,
)
from bioripple.collection.overlap import Content, content, overlaps, plain_name
from bioripple.errors import Failed
from bioripple.network.structure import SystemView
from bioripple.odes.arrays import to_arrays
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    reaction,
    rule,
    species,
)
from tests.support.synthetic_networks import random_jacobian

NOTHING = Content(frozenset(), frozenset())


def candidate(
    model: str,
    *,
    publications: tuple[str, ...] = (),
    seed: int = 0,
    n: int = 12,
    by_id: Content = NOTHING,
    by_name: Content = NOTHING,
) -> Candidate:
    jacobian = random_jacobian(n, np.random.default_rng(seed))
    return Candidate(
        model, publications, np.sign(jacobian).astype(np.int8), by_id, by_name
    )


def pathway(*names: str) -> Content:
    """Return a chain of conversions."""
    steps = pairwise(names)
    return Content(
        frozenset(names),
        frozenset((frozenset([(a, -1), (b, 1)]), frozenset()) for a, b in steps),
    )


def links(*candidates: Candidate) -> set[tuple[str, str, str]]:
    found, _ = find_links(candidates, min_nodes=10)
    return {(link.first, link.second, link.why) for link in found}


def test_a_shared_publication_joins() -> None:
    first = candidate("A", publications=("doi:1", "pubmed:1"), seed=1)
    second = candidate("B", publications=("pubmed:1",), seed=2)
    third = candidate("C", publications=("pubmed:2",), seed=3)
    assert links(first, second, third) == {("A", "B", "publication")}


def test_an_equal_network_joins_whatever_the_order_of_its_nodes() -> None:
    first = candidate("A", seed=1)
    order = np.random.default_rng(5).permutation(12)
    second = Candidate("B", (), first.sign[np.ix_(order, order)], NOTHING, NOTHING)
    other_sign = Candidate("C", (), -first.sign, NOTHING, NOTHING)
    assert links(first, second, other_sign) == {("A", "B", "network")}


def test_a_network_that_cannot_be_compared_is_lost_and_breaks_no_chain() -> None:
    candidates = [candidate(model, publications=("doi:1",)) for model in "ABC"]

    def refuse_b(sign: Signs, others: Sequence[Signs]) -> int | None:
        if sign is candidates[1].sign:
            raise Failed("too much")
        return find_twin(sign, others)

    found, lost = find_links(candidates, min_nodes=10, twin=refuse_b)
    assert found == [
        Link("A", "C", "publication", "doi:1"),
        Link("A", "C", "network", "12 nodes"),
    ]
    assert lost == {"B": "too much"}


def test_equal_small_networks_join_nothing() -> None:
    assert links(candidate("A", n=9), candidate("B", n=9)) == set()


def test_a_high_overlap_of_species_and_reactions_joins() -> None:
    whole = pathway("glc", "g6p", "f6p", "fbp", "dhap", "gap", "bpg")
    longer = pathway("glc", "g6p", "f6p", "fbp", "dhap", "gap", "bpg", "pep")
    backwards = pathway("bpg", "gap", "dhap", "fbp", "f6p", "g6p", "glc")
    models = [
        candidate("A", seed=1, by_name=whole),
        candidate("B", seed=2, by_name=longer),
        candidate("C", seed=3, by_name=backwards),
    ]
    assert links(*models) == {("A", "B", "overlap")}


def test_ids_and_names_are_not_mixed_up() -> None:
    chain = pathway("aa", "bb", "cc", "dd", "ee", "ff")
    assert (
        links(
            candidate("A", seed=1, by_id=chain), candidate("B", seed=2, by_name=chain)
        )
        == set()
    )


def test_few_shared_names_are_chance() -> None:
    four = pathway("aa", "bb", "cc", "dd")
    assert not overlaps([four, four])
    five = pathway("aa", "bb", "cc", "dd", "ee")
    assert overlaps([five, five])


@pytest.mark.parametrize(
    "name",
    ["species_1", "s12", "x", "X3", "Species 7", "_1", "17", "M-2", "", "state1"],
)
def test_generic_names_say_nothing(name: str) -> None:
    assert plain_name(name) is None


@pytest.mark.parametrize(
    ("name", "plain"), [("Cdc-20", "cdc20"), ("MAPK_PP", "mapkpp"), ("β-TrCP", "βtrcp")]
)
def test_telling_names_lose_case_and_punctuation(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_content_of_a_model() -> None:
    """ATP is held by the model: it is a species, but no reaction changes it."""
    text = document(
        compartment("C"),
        *(species(name, initialConcentration=1.0) for name in ("glc", "g6p", "s1")),
        species("atp", initialConcentration=1.0, boundaryCondition=True),
        species("vol", initialConcentration=1.0),
        parameter("k", 1.0, constant=True),
        reaction("r1", "k*glc*atp", reactants=("glc", "atp"), products=("2 g6p",)),
        reaction("r2", "g6p", reactants=("g6p",), products=("s1",)),
        rule("rate", "vol", "glc*s1"),
    )
    arrays = to_arrays(build_odes(read_sbml(text)))
    view = SystemView({key: np.asarray(array) for key, array in arrays.items()})
    assert content(view, view.species) == Content(
        species=frozenset({"glc", "g6p", "atp", "vol"}),
        processes=frozenset(
            {
                (frozenset({("glc", -1), ("g6p", 1)}), frozenset()),
                (frozenset({("vol", 0)}), frozenset({"glc"})),
            }
        ),
    )


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_families_are_the_connected_components(
    pairs: list[tuple[int, int]], random: Random
) -> None:
    models = [f"M{k}" for k in range(10)]
    joined = [Link(f"M{i}", f"M{j}", "network", "") for i, j in pairs if i != j]
    family = group(models, joined)
    assert list(family) == models
    assert all(family[link.first] == family[link.second] for link in joined)
    assert all(family[head] == head <= model for model, head in family.items())
    # no more than needed: each link can join two groups at most
    assert len(set(family.values())) >= len(models) - len(joined)
    random.shuffle(joined)
    random.shuffle(models)
    assert group(models, joined) == family


def test_rows_name_the_reason_of_every_join() -> None:
    joined = [Link("A", "B", "publication", "pubmed:1"), Link("A", "B", "network", "n")]
    rows = family_rows(group("ABC", joined), joined)
    assert [tuple(row.values()) for row in rows] == [
        ("A", "A", 2, "", "", ""),
        ("B", "A", 2, "publication", "A", "pubmed:1"),
        ("B", "A", 2, "network", "A", "n"),
        ("C", "C", 1, "", "", ""),
    ]
