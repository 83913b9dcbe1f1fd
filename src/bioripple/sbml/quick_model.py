"""Read a plainly written SBML file without libSBML, or say that it is not plain.

What is read here is what libSBML and `thorough` would make of the file, node by node.
So all that a file may hold is listed, and what is not is `Unusual`, as is whatever is
wrong: errors, refusals and warnings are for them to word.
"""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from bioripple.sbml.model import Compartment, Event, Parameter, SbmlModel, Species
from bioripple.sbml.quick_elements import DIMENSIONS, Attributes, Elements, flag
from bioripple.sbml.quick_formulas import Formulas, read_function
from bioripple.sbml.quick_markup import Plain, plain
from bioripple.sbml.quick_publications import publications_in
from bioripple.sbml.quick_reactions import read_reactions
from bioripple.sbml.quick_words import words
from bioripple.sbml.unusual import Unusual
from bioripple.symbolic.graph import ExpressionGraph, Node, TooLarge

Functions = dict[str, tuple[tuple[str, ...], Element]]
Parts = Mapping[str, Element | None]

LISTS = (
    "listOfFunctionDefinitions",
    "listOfUnitDefinitions",
    "listOfCompartments",
    "listOfSpecies",
    "listOfParameters",
    "listOfInitialAssignments",
    "listOfRules",
    "listOfReactions",
    "listOfEvents",
)


def read_quickly(content: bytes, *, max_nodes: int) -> SbmlModel:
    """Read a plainly written SBML document; parameters are those of `reader.read_sbml`.

    Raises
    ------
    Unusual
        If the file is not plain, or if anything is wrong with it.
    """
    found = plain(content)
    reader = _Reader(found, max_nodes)
    try:
        reader.read()
    except TooLarge as problem:
        raise Unusual from problem
    reader.elements.check()
    return reader.model


class _Reader:
    """Reads the lists of one file into one model."""

    def __init__(self, found: Plain, max_nodes: int) -> None:
        self.found = found
        root = found.root
        namespace = root.tag[1:].partition("}")[0]
        known = words(namespace, root.get("level", ""), root.get("version", ""))
        self.elements = Elements(namespace, known)
        self.root = root
        self.is_first = namespace.endswith("/level2")
        self.reactions: set[str] = set()
        self.model = SbmlModel(
            id="",
            name="",
            level=int(root.get("level", "")),
            version=int(root.get("version", "")),
            graph=ExpressionGraph(max_nodes=max_nodes),
        )

    def read(self) -> None:
        """Read the whole model, in the order in which `thorough` makes its nodes."""
        elements, model = self.elements, self.model
        elements.take_metaid(self.root)
        (item,) = elements.parts(self.root, ("model",))
        if item is None:
            raise Unusual
        attributes = elements.attributes(item, "model")
        model.id, model.name = attributes.get("id", ""), attributes.get("name", "")
        model.publications = self._publications(item, attributes)
        parts = dict(zip(LISTS, elements.parts(item, LISTS), strict=True))
        if self.is_first and parts["listOfInitialAssignments"] is not None:
            raise Unusual  # level 2 version 1 has none
        functions = self._functions(parts["listOfFunctionDefinitions"])
        self._check_units(parts["listOfUnitDefinitions"])
        self._read_quantities(parts)
        ids = self._ids(parts["listOfReactions"])
        _check_unique([*ids, *functions])
        self.reactions = {item.get("id", "") for item in parts["listOfReactions"] or ()}
        formulas = Formulas(model.graph, functions, set(ids))
        read_reactions(parts["listOfReactions"], elements, formulas, model)
        self._read_rules(parts["listOfRules"], formulas)
        for item, attributes in elements.each(
            parts["listOfInitialAssignments"], "initialAssignment"
        ):
            name = self._target(attributes, "symbol", formulas)
            if name in model.assignments or name in model.initial:
                raise Unusual
            model.initial[name] = formulas.translate(elements.math(item))
        self._read_events(parts["listOfEvents"], formulas)
        formulas.check_uncalled()

    def _publications(self, model: Element, attributes: Attributes) -> tuple[str, ...]:
        annotation = self.elements.aside[1]
        before = sum(1 for item in self.root if item.tag == annotation)
        if not any(item.tag == annotation for item in model):
            return ()
        if "metaid" not in attributes:
            raise Unusual
        return publications_in(
            self.found.annotations[before], attributes["metaid"], self.found.document
        )

    def _functions(self, items: Element | None) -> Functions:
        functions = {}
        for item, attributes in self.elements.each(items, "functionDefinition"):
            function = read_function(self.elements.math(item))
            if attributes["id"] in functions:
                raise Unusual
            functions[attributes["id"]] = function
        return functions

    def _check_units(self, items: Element | None) -> None:
        elements = self.elements
        for item, _ in elements.each(items, "unitDefinition"):
            (units,) = elements.parts(item, ("listOfUnits",))
            if units is None:
                raise Unusual
            for _ in elements.each_alone(units, "unit"):
                pass

    def _read_quantities(self, parts: Parts) -> None:
        """Read compartments, species and parameters."""
        model, each = self.model, self.elements.each_alone
        number = self.elements.number
        for item in each(parts["listOfCompartments"], "compartment"):
            dimensions = item.get("spatialDimensions", "3")
            if dimensions not in DIMENSIONS:
                raise Unusual
            model.compartments.append(
                Compartment(
                    id=item["id"],
                    name=item.get("name", ""),
                    size=number(item, "size"),
                    dimensions=DIMENSIONS[dimensions],
                    constant=flag(item, "constant", True),
                )
            )
        for item in each(parts["listOfSpecies"], "species"):
            model.species.append(self._species(item))
        for item in each(parts["listOfParameters"], "parameter"):
            model.parameters.append(
                Parameter(
                    id=item["id"],
                    name=item.get("name", ""),
                    value=number(item, "value"),
                    constant=flag(item, "constant", True),
                )
            )

    def _species(self, item: Attributes) -> Species:
        if "initialAmount" in item and "initialConcentration" in item:
            raise Unusual
        return Species(
            id=item["id"],
            name=item.get("name", ""),
            compartment=item["compartment"],
            amount=self.elements.number(item, "initialAmount"),
            concentration=self.elements.number(item, "initialConcentration"),
            only_substance=flag(item, "hasOnlySubstanceUnits", False),
            boundary=flag(item, "boundaryCondition", False),
            constant=flag(item, "constant", False),
            conversion_factor="",
        )

    def _ids(self, reactions: Element | None) -> list[str]:
        """Return the ids that a formula may use."""
        model = self.model
        quantities = (model.compartments, model.species, model.parameters)
        ids = [item.id for items in quantities for item in items]
        for reaction in () if reactions is None else reactions:
            ids.append(reaction.get("id", ""))
            for name in ("listOfReactants", "listOfProducts"):
                for reference in reaction.findall(f"{self.elements.begin}{name}/*"):
                    if reference.get("id") is not None:
                        ids.append(reference.get("id", ""))
        return ids

    def _read_rules(self, items: Element | None, formulas: Formulas) -> None:
        elements, model = self.elements, self.model
        kinds = {"assignmentRule": model.assignments, "rateRule": model.rates}
        for item in () if items is None else items:
            name = item.tag.removeprefix(elements.begin)
            if name == "algebraicRule":
                elements.attributes(item, name)
                model.algebraic.append(formulas.translate(elements.math(item)))
                continue
            if name not in kinds:
                raise Unusual
            attributes = elements.attributes(item, name)
            variable = self._target(attributes, "variable", formulas)
            if variable in model.assignments or variable in model.rates:
                raise Unusual
            kinds[name][variable] = formulas.translate(elements.math(item))

    def _target(self, attributes: Attributes, key: str, formulas: Formulas) -> str:
        """Return what a rule or an initial assignment sets, if it may."""
        name = attributes.get(key, "")
        if name not in formulas.names.ids or name in self.reactions:
            raise Unusual
        return name

    def _read_events(self, items: Element | None, formulas: Formulas) -> None:
        elements, model = self.elements, self.model
        names = ("trigger", "delay", "listOfEventAssignments")
        for number, (item, attributes) in enumerate(elements.each(items, "event"), 1):
            trigger, delay, assignments = elements.parts(item, names)
            if trigger is None or assignments is None:
                raise Unusual
            said = elements.attributes(trigger, "trigger")
            wait = None
            if delay is not None:
                elements.attributes(delay, "delay")
                wait = formulas.translate(elements.math(delay))
            condition = formulas.translate(elements.math(trigger))
            targets: dict[str, Node | None] = {}
            for part, part_said in elements.each(assignments, "eventAssignment"):
                node = formulas.translate(elements.math(part))
                targets[part_said.get("variable", "")] = node
            model.n_events += 1
            model.events.append(
                Event(
                    id=attributes.get("id") or f"event {number}",
                    trigger=condition,
                    initially=flag(said, "initialValue", True),
                    persistent=flag(said, "persistent", True),
                    delay=wait,
                    targets=targets,
                    is_complete=True,
                )
            )


def _check_unique(ids: Sequence[str]) -> None:
    if len(set(ids)) < len(ids):
        raise Unusual
