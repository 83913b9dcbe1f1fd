"""Read an SBML document with libSBML, after a survey of its text."""

import libsbml

from bioripple.errors import Failed, Refused
from bioripple.sbml.document import OpenDocument, open_document
from bioripple.sbml.events import read_events
from bioripple.sbml.findings import Survey
from bioripple.sbml.functions import read_functions
from bioripple.sbml.ids import checked_ids, each, local_parameters
from bioripple.sbml.mathml import Translator
from bioripple.sbml.model import (
    Compartment,
    Parameter,
    Participant,
    Reaction,
    SbmlModel,
    Species,
)
from bioripple.sbml.publications import publications
from bioripple.sbml.survey import survey
from bioripple.symbolic.graph import ExpressionGraph, Node, TooLarge
from bioripple.untrusted.xml import ENCODINGS, declared_encoding, decode


def read_thoroughly(content: bytes, *, max_nodes: int) -> SbmlModel:
    """Read any SBML document; parameters and errors are those of `reader.read_sbml`."""
    text = decode(content)
    found = survey(text)
    opened = open_document(text, found)
    try:
        model = _read_model(opened, found, max_nodes)
    except TooLarge as problem:
        raise Refused(f"the formulas are too large: {problem}") from None
    encoding = declared_encoding(content)
    if ENCODINGS[encoding.lower()] != "utf-8":
        warning = f"line 1: <?xml?>: the encoding is {encoding}, SBML has to be UTF-8"
        model.warnings = (warning, *model.warnings)
    return model


def _read_model(opened: OpenDocument, found: Survey, max_nodes: int) -> SbmlModel:
    graph = ExpressionGraph(max_nodes=max_nodes)
    raw, annotated = opened.document.getModel(), opened.annotated.getModel()
    functions, warnings = read_functions(raw, found)
    model = SbmlModel(
        id=annotated.getId(),
        name=annotated.getName(),
        level=opened.document.getLevel(),
        version=opened.document.getVersion(),
        graph=graph,
        conversion_factor=raw.getConversionFactor(),
        n_events=raw.getNumEvents(),
        publications=publications(annotated),
        warnings=(*opened.warnings, *found.warnings, *warnings),
    )
    ruled = _ruled_in_level_1(raw)
    model.compartments = [
        _compartment(item, ruled) for item in each(raw.getListOfCompartments())
    ]
    model.species = [_species(item) for item in each(raw.getListOfSpecies())]
    model.parameters = [
        _parameter(item, ruled) for item in each(raw.getListOfParameters())
    ]
    translator = Translator(graph, functions, checked_ids(raw), level=model.level)
    for reaction in each(raw.getListOfReactions()):
        model.reactions.append(_reaction(reaction, translator, model))
    _read_rules(raw, translator, model)
    for item in each(raw.getListOfInitialAssignments()):
        if item.isSetMath():
            where = f"initial assignment to {item.getSymbol()!r}"
            _check_target(item.getSymbol(), where, translator, model)
            model.initial[item.getSymbol()] = translator.translate(
                item.getMath(), where=where
            )
    model.events = read_events(raw, translator)
    return model


def _ruled_in_level_1(raw: libsbml.Model) -> set[str]:
    """Return what rules set in a level 1 model, where nothing is marked constant."""
    if raw.getLevel() > 1:
        return set()
    return {rule.getVariable() for rule in each(raw.getListOfRules())}


def _compartment(item: libsbml.Compartment, ruled: set[str]) -> Compartment:
    # level 1 has a default volume of 1, which libSBML fills in
    has_size = item.isSetSize() or item.isSetVolume()
    return Compartment(
        id=item.getId(),
        name=item.getName(),
        size=item.getSize() if has_size else None,
        dimensions=item.getSpatialDimensionsAsDouble(),
        constant=item.getConstant() and item.getId() not in ruled,
    )


def _species(item: libsbml.Species) -> Species:
    return Species(
        id=item.getId(),
        name=item.getName(),
        compartment=item.getCompartment(),
        amount=item.getInitialAmount() if item.isSetInitialAmount() else None,
        concentration=(
            item.getInitialConcentration() if item.isSetInitialConcentration() else None
        ),
        only_substance=item.getHasOnlySubstanceUnits(),
        boundary=item.getBoundaryCondition(),
        constant=item.getConstant(),
        conversion_factor=item.getConversionFactor(),
    )


def _parameter(item: libsbml.Parameter, ruled: set[str]) -> Parameter:
    return Parameter(
        id=item.getId(),
        name=item.getName(),
        value=item.getValue() if item.isSetValue() else None,
        constant=item.getConstant() and item.getId() not in ruled,
    )


def _reaction(
    item: libsbml.Reaction, translator: Translator, model: SbmlModel
) -> Reaction:
    name = item.getId()
    if item.getFast():
        raise Refused(f"reaction {name!r} is marked fast, which is not supported")
    return Reaction(
        id=name,
        reversible=item.getReversible(),
        reactants=tuple(
            _participant(reference, translator, model, name)
            for reference in each(item.getListOfReactants())
        ),
        products=tuple(
            _participant(reference, translator, model, name)
            for reference in each(item.getListOfProducts())
        ),
        rate=_kinetic_law(item, translator, model.values),
    )


def _participant(
    item: libsbml.SpeciesReference,
    translator: Translator,
    model: SbmlModel,
    reaction: str,
) -> Participant:
    graph = translator.graph
    species = item.getSpecies()
    if item.isSetStoichiometryMath() and item.getStoichiometryMath().isSetMath():
        where = f"stoichiometry of {species!r} in reaction {reaction!r}"
        tree = item.getStoichiometryMath().getMath()
        return Participant(species, translator.translate(tree, where=where))
    number = _stoichiometry(item)
    if item.getId():
        model.values[item.getId()] = number
        if item.getLevel() > 2 and not item.getConstant():
            model.variable_references.add(item.getId())
        return Participant(species, graph.symbol(item.getId()))
    if number is None:
        raise Refused(f"reaction {reaction!r}: {species!r} has no stoichiometry")
    return Participant(species, graph.constant(number))


def _stoichiometry(item: libsbml.SpeciesReference) -> float | None:
    if item.getLevel() > 2 and not item.isSetStoichiometry():
        return None
    value: float = item.getStoichiometry()
    return value / item.getDenominator() if item.getLevel() == 1 else value


def _kinetic_law(
    item: libsbml.Reaction, translator: Translator, values: dict[str, float | None]
) -> Node | None:
    law = item.getKineticLaw()
    if law is None or not law.isSetMath():
        return None
    local: dict[str, Node] = {}
    for parameter in local_parameters(law):
        key = f"{item.getId()}.{parameter.getId()}"
        translator.constants.add(key)
        values[key] = parameter.getValue() if parameter.isSetValue() else None
        local[parameter.getId()] = translator.graph.symbol(key)
    where = f"kinetic law of reaction {item.getId()!r}"
    return translator.translate(law.getMath(), where=where, local=local)


def _read_rules(raw: libsbml.Model, translator: Translator, model: SbmlModel) -> None:
    for rule in each(raw.getListOfRules()):
        if not rule.isSetMath():
            continue  # level 3 version 2: a rule without mathematics has no effect
        variable = rule.getVariable()
        if rule.isAlgebraic():
            where = "algebraic rule"
            model.algebraic.append(translator.translate(rule.getMath(), where=where))
            continue
        where = f"rule for {variable!r}"
        _check_target(variable, where, translator, model)
        if variable in model.assignments or variable in model.rates:
            raise Failed(f"{where}: there is another rule for it")
        kind = model.rates if rule.isRate() else model.assignments
        kind[variable] = translator.translate(rule.getMath(), where=where)


def _check_target(
    name: str, where: str, translator: Translator, model: SbmlModel
) -> None:
    if name not in translator.known:
        raise Failed(f"{where}: {name!r} is not defined")
    if any(reaction.id == name for reaction in model.reactions):
        raise Failed(f"{where}: {name!r} is a reaction, which no rule can set")
