"""Random reaction networks as SBML, for tests of what must hold for all of them."""

from dataclasses import dataclass

import libsbml
from hypothesis import strategies as st


@dataclass(frozen=True)
class NetworkReaction:
    """A reaction: what goes in and out (species numbers), its law and constant."""

    reactants: tuple[int, ...]
    products: tuple[int, ...]
    law: str
    constant: float


@dataclass(frozen=True)
class ReactionNetwork:
    """A network of species in one compartment of a given size."""

    initial: tuple[float, ...]
    reactions: tuple[NetworkReaction, ...]
    size: float

    @property
    def names(self) -> list[str]:
        """Return the species' ids."""
        return [f"s{index}" for index in range(len(self.initial))]

    def permuted(self, order: list[int]) -> "ReactionNetwork":
        """Return the network with species `order[k]` in place k."""
        place = {old: new for new, old in enumerate(order)}
        return ReactionNetwork(
            initial=tuple(self.initial[old] for old in order),
            reactions=tuple(
                NetworkReaction(
                    tuple(place[k] for k in reaction.reactants),
                    tuple(place[k] for k in reaction.products),
                    reaction.law,
                    reaction.constant,
                )
                for reaction in self.reactions
            ),
            size=self.size,
        )

    def faster(self, factor: float) -> "ReactionNetwork":
        """Return the network with all rates multiplied."""
        return ReactionNetwork(
            initial=self.initial,
            reactions=tuple(
                NetworkReaction(r.reactants, r.products, r.law, r.constant * factor)
                for r in self.reactions
            ),
            size=self.size,
        )

    def stoichiometry(self) -> list[list[int]]:
        """Return the net stoichiometry, species × reactions."""
        return [
            [r.products.count(k) - r.reactants.count(k) for r in self.reactions]
            for k in range(len(self.initial))
        ]

    def sbml(self) -> bytes:
        """Return the network as an SBML document."""
        document = libsbml.SBMLDocument(3, 1)
        model = document.createModel()
        compartment = model.createCompartment()
        compartment.setId("cell")
        compartment.setConstant(True)
        compartment.setSize(self.size)
        compartment.setSpatialDimensions(3)
        for name, value in zip(self.names, self.initial, strict=True):
            species = model.createSpecies()
            species.setId(name)
            species.setCompartment("cell")
            species.setInitialConcentration(value)
            species.setHasOnlySubstanceUnits(False)
            species.setBoundaryCondition(False)
            species.setConstant(False)
        for index, reaction in enumerate(self.reactions):
            self._add(model, index, reaction)
        text: str = libsbml.writeSBMLToString(document)
        return text.encode()

    def _add(self, model: libsbml.Model, index: int, reaction: NetworkReaction) -> None:
        item = model.createReaction()
        item.setId(f"r{index}")
        item.setReversible(False)
        item.setFast(False)
        for numbers, create in (
            (reaction.reactants, item.createReactant),
            (reaction.products, item.createProduct),
        ):
            for number in numbers:
                reference = create()
                reference.setSpecies(self.names[number])
                reference.setStoichiometry(1.0)
                reference.setConstant(True)
        law = item.createKineticLaw()
        parameter = law.createLocalParameter()
        parameter.setId("k")
        parameter.setValue(reaction.constant)
        law.setMath(libsbml.parseL3Formula(self._formula(reaction)))

    def _formula(self, reaction: NetworkReaction) -> str:
        names = [self.names[number] for number in reaction.reactants]
        factors = ["cell", "k"]
        if reaction.law == "saturating":
            factors += [f"{name}/(0.5 + {name})" for name in names]
        else:
            factors += names
        return " * ".join(factors)


@st.composite
def reaction_networks(draw: st.DrawFn) -> ReactionNetwork:
    """Draw a network of two to six species and one to eight reactions."""
    n = draw(st.integers(2, 6))
    species = st.integers(0, n - 1)
    some = st.lists(species, min_size=1, max_size=2).map(tuple)
    reactions = st.builds(
        NetworkReaction,
        reactants=some,
        products=some,
        law=st.sampled_from(["mass action", "saturating"]),
        constant=st.floats(0.01, 3.0),
    )
    return ReactionNetwork(
        initial=tuple(draw(st.floats(0.1, 3.0)) for _ in range(n)),
        reactions=tuple(draw(st.lists(reactions, min_size=1, max_size=8))),
        size=draw(st.floats(0.2, 5.0)),
    )
