"""The ids of an SBML model: what may have one, and which are doubled or dangling."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

import libsbml

from bioripple.errors import Failed


def each(items: libsbml.ListOf) -> Iterator[Any]:
    """Return the things in a list, in half the time that its own iterator takes."""
    return map(items.get, range(items.size()))


def checked_ids(raw: libsbml.Model) -> set[str]:
    """Return the ids that a formula may use, function definitions left out.

    Parameters
    ----------
    raw
        The model, as libSBML read it: two things of one id, or a formula that it could
        not parse, do not disturb it.

    Raises
    ------
    Failed
        If an id is missing, impossible or there twice, a reaction has a participant
        that is no species, a conversion factor is no constant parameter, or a formula
        is missing where there has to be one.
    """
    species = [item.getId() for item in each(raw.getListOfSpecies())]
    reactions = list(each(raw.getListOfReactions()))
    participants = [(reaction, list(_participants(reaction))) for reaction in reactions]
    ids = [
        *(item.getId() for item in each(raw.getListOfCompartments())),
        *species,
        *(item.getId() for item in each(raw.getListOfParameters())),
        *(reaction.getId() for reaction in reactions),
        *filter(None, (item.getId() for _, items in participants for item in items)),
    ]
    functions = list(each(raw.getListOfFunctionDefinitions()))
    _check_unique(chain(ids, (item.getId() for item in functions)), "the model")
    for item in functions:
        names = [item.getArgument(k).getName() for k in range(item.getNumArguments())]
        _check_unique(names, f"function {item.getId()!r}", plain=False)
    known = set(species)
    for reaction, items in participants:
        _check_reaction(reaction, items, known)
    _check_rules(raw)
    _check_factors(raw)
    return set(ids)


def local_parameters(law: libsbml.KineticLaw) -> Iterator[libsbml.Parameter]:
    """Return the parameters of one reaction alone, whatever their level calls them."""
    if law.getLevel() < 3:
        yield from each(law.getListOfParameters())
    yield from each(law.getListOfLocalParameters())


def _participants(reaction: libsbml.Reaction) -> Iterator[libsbml.SpeciesReference]:
    yield from each(reaction.getListOfReactants())
    yield from each(reaction.getListOfProducts())


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


def _check_reaction(
    reaction: libsbml.Reaction,
    participants: Iterable[libsbml.SpeciesReference],
    species: Collection[str],
) -> None:
    where = f"reaction {reaction.getId()!r}"
    for item in participants:
        if item.getSpecies() not in species:
            raise Failed(f"{where}: {item.getSpecies()[:80]!r} is no species")
        if item.getLevel() == 1 and item.getDenominator() == 0:
            raise Failed(f"{where}: the denominator of a stoichiometry is 0")
    law = reaction.getKineticLaw()
    if law is None:
        return
    _check_unique((item.getId() for item in local_parameters(law)), where, plain=False)
    if law.isSetFormula() and not law.isSetMath():
        raise Failed(f"{where}: {law.getFormula()[:80]!r} is no formula")


def _check_rules(raw: libsbml.Model) -> None:
    optional = (raw.getLevel(), raw.getVersion()) >= (3, 2)
    rules = list(each(raw.getListOfRules()))
    for rule in rules:
        if not (rule.isSetMath() or optional):
            raise Failed(f"the rule for {rule.getVariable()[:80]!r} has no formula")
    targets = [item.getSymbol() for item in each(raw.getListOfInitialAssignments())]
    targets += [rule.getVariable() for rule in rules if rule.isAssignment()]
    _check_unique(targets, "initial assignments and assignment rules", plain=False)


def _check_factors(raw: libsbml.Model) -> None:
    parameters = each(raw.getListOfParameters())
    constants = {item.getId() for item in parameters if item.getConstant()}
    for item in (raw, *each(raw.getListOfSpecies())):
        factor = item.getConversionFactor()
        if factor and factor not in constants:
            raise Failed(
                f"the conversion factor {factor[:80]!r} of {item.getId()!r} is no "
                "constant parameter"
            )
