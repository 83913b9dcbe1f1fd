"""The ids of an SBML model: what may have one, and which are doubled or dangling."""

from collections.abc import Iterable, Iterator
from itertools import chain

import libsbml

from bioripple.outcome import Failed


def model_ids(source: libsbml.Model) -> Iterator[str]:
    """Return the ids that a formula may use, function definitions left out."""
    for items in (
        source.getListOfCompartments(),
        source.getListOfSpecies(),
        source.getListOfParameters(),
        source.getListOfReactions(),
    ):
        yield from (item.getId() for item in items)
    for reaction in source.getListOfReactions():
        for item in _participants(reaction):
            if item.getId():
                yield item.getId()


def check_ids(source: libsbml.Model) -> None:
    """Make sure that ids are sound and unique and that formulas belong to something.

    Parameters
    ----------
    source
        The model, as libSBML read it: two things of one id, or a formula that it could
        not parse, do not disturb it.

    Raises
    ------
    Failed
        If an id is missing, impossible or there twice, a reaction has a participant
        that is no species, a conversion factor is no constant parameter, or a formula
        is missing where there has to be one.
    """
    functions = source.getListOfFunctionDefinitions()
    _check_unique(
        chain(model_ids(source), (item.getId() for item in functions)), "the model"
    )
    for item in functions:
        names = [item.getArgument(k).getName() for k in range(item.getNumArguments())]
        _check_unique(names, f"function {item.getId()!r}", plain=False)
    species = {item.getId() for item in source.getListOfSpecies()}
    for reaction in source.getListOfReactions():
        _check_reaction(reaction, species)
    _check_rules(source)
    _check_factors(source)


def _participants(reaction: libsbml.Reaction) -> Iterator[libsbml.SpeciesReference]:
    yield from reaction.getListOfReactants()
    yield from reaction.getListOfProducts()


def _check_unique(ids: Iterable[str], where: str, *, plain: bool = True) -> None:
    seen: set[str] = set()
    for name in ids:
        if not name:
            raise Failed(f"something in {where} has no id")
        if plain and not libsbml.SyntaxChecker.isValidSBMLSId(name):
            raise Failed(f"{name[:80]!r} cannot be an id in SBML")
        if name in seen:
            raise Failed(f"the id {name[:80]!r} is used more than once in {where}")
        seen.add(name)


def _check_reaction(reaction: libsbml.Reaction, species: set[str]) -> None:
    where = f"reaction {reaction.getId()!r}"
    for item in _participants(reaction):
        if item.getSpecies() not in species:
            raise Failed(f"{where}: {item.getSpecies()[:80]!r} is no species")
        if item.getLevel() == 1 and item.getDenominator() == 0:
            raise Failed(f"{where}: the denominator of a stoichiometry is 0")
    law = reaction.getKineticLaw()
    if law is None:
        return
    items = law.getListOfParameters() if reaction.getLevel() < 3 else ()
    local = (*items, *law.getListOfLocalParameters())
    _check_unique((item.getId() for item in local), where, plain=False)
    if law.isSetFormula() and not law.isSetMath():
        raise Failed(f"{where}: {law.getFormula()[:80]!r} is no formula")


def _check_rules(source: libsbml.Model) -> None:
    optional = (source.getLevel(), source.getVersion()) >= (3, 2)
    rules = source.getListOfRules()
    for rule in rules:
        if not (rule.isSetMath() or optional):
            raise Failed(f"the rule for {rule.getVariable()[:80]!r} has no formula")
    targets = [item.getSymbol() for item in source.getListOfInitialAssignments()]
    targets += [rule.getVariable() for rule in rules if rule.isAssignment()]
    _check_unique(targets, "initial assignments and assignment rules", plain=False)


def _check_factors(source: libsbml.Model) -> None:
    constants = {item.getId() for item in source.getListOfParameters() if item.constant}
    for item in (source, *source.getListOfSpecies()):
        factor = item.getConversionFactor()
        if factor and factor not in constants:
            raise Failed(
                f"the conversion factor {factor[:80]!r} of {item.getId()!r} is no "
                "constant parameter"
            )
