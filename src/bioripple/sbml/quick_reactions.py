"""Read the reactions of a plainly written SBML file."""

from xml.etree.ElementTree import Element

from bioripple.sbml.model import Participant, Reaction, SbmlModel
from bioripple.sbml.quick_elements import Elements, flag
from bioripple.sbml.quick_formulas import Formulas, Local
from bioripple.sbml.unusual import Unusual
from bioripple.symbolic.graph import Node

PARTS = ("listOfReactants", "listOfProducts", "listOfModifiers", "kineticLaw")


def read_reactions(
    items: Element | None, elements: Elements, formulas: Formulas, model: SbmlModel
) -> None:
    """Read the reactions of a model.

    Parameters
    ----------
    items
        The list of reactions, if there is one.
    elements
        Takes elements apart.
    formulas
        Turns formulas into expressions.
    model
        Gets the reactions, and the numbers of their own parameters.

    Raises
    ------
    Unusual
        If anything is not known for sure.
    """
    reader = _Reader(elements, formulas, model)
    for item, attributes in elements.each(items, "reaction"):
        reactants, products, modifiers, law = elements.parts(item, PARTS)
        if flag(attributes, "fast", False):
            raise Unusual
        for modifier in elements.each_alone(modifiers, "modifierSpeciesReference"):
            reader.check_species(modifier.get("species", ""))
        model.reactions.append(
            Reaction(
                id=attributes["id"],
                reversible=flag(attributes, "reversible", True),
                reactants=reader.participants(reactants),
                products=reader.participants(products),
                rate=None if law is None else reader.rate(law, attributes["id"]),
            )
        )


class _Reader:
    """Reads the parts of one reaction after the other."""

    def __init__(
        self, elements: Elements, formulas: Formulas, model: SbmlModel
    ) -> None:
        self.elements = elements
        self.formulas = formulas
        self.model = model
        self.species = {item.id for item in model.species}
        self.local = (
            ("listOfLocalParameters", "localParameter")
            if model.level > 2
            else ("listOfParameters", "parameter")
        )

    def participants(self, items: Element | None) -> tuple[Participant, ...]:
        """Return the reactants or the products of a reaction."""
        graph, model = self.formulas.graph, self.model
        found = []
        for item in self.elements.each_alone(items, "speciesReference"):
            species = item.get("species", "")
            self.check_species(species)
            number = self.elements.number(item, "stoichiometry")
            if number is None:
                number = 1.0  # the default of level 2; level 3 has to give one
            name = item.get("id")
            if name is None:
                node = graph.constant(number)
            else:
                model.values[name] = number
                if model.level > 2 and not flag(item, "constant", True):
                    model.variable_references.add(name)
                node = graph.symbol(name)
            found.append(Participant(species, node))
        return tuple(found)

    def check_species(self, name: str) -> None:
        """Make sure that there is a species of this id."""
        if name not in self.species:
            raise Unusual

    def rate(self, law: Element, reaction: str) -> Node:
        """Return the rate that a kinetic law gives."""
        elements, graph, values = self.elements, self.formulas.graph, self.model.values
        elements.attributes(law, "kineticLaw")
        formula, parameters = elements.parts(law, ("math", self.local[0]))
        if formula is None:
            raise Unusual
        local: dict[str, Node] = {}
        for item in elements.each_alone(parameters, self.local[1]):
            name = item["id"]
            if name in local:
                raise Unusual
            key = f"{reaction}.{name}"
            values[key] = elements.number(item, "value")
            local[name] = graph.symbol(key)
        names = Local(self.formulas.names, local) if local else None
        return self.formulas.translate(formula, names)
