"""Synthetic kinetic models of any size: mass action, about two reactions a species.

`python benchmarks/synthetic_kinetics.py SPECIES FILE.xml [--seed SEED]` writes one. The
same size and seed give the same bytes on any machine.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from bioripple.runtime.files import write_text

MATHML = "http://www.w3.org/1998/Math/MathML"
SBML = "http://www.sbml.org/sbml/level2/version4"
SLOWEST = -2.0  # log10 of rate constants, up to 0 [1 / model time unit]


def network(species: int, *, seed: int, prefix: str = "s") -> str:
    """Return a model as SBML, level 2 version 4.

    Parameters
    ----------
    species
        How many. Each is used up by a reaction of its own, of first order or of second
        order with another, and made by one of first order from another: the graph of
        who makes whom is random, its degrees are small but for chance.
    seed
        Of what is drawn.
    prefix
        Of the names of species: models of a collection have few names in common.
    """
    draw = random.Random(f"{species} {seed}")
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<sbml xmlns="{SBML}" level="2" version="4">',
            f'<model id="synthetic_{species}">',
            '<listOfCompartments><compartment id="c" size="1"/></listOfCompartments>',
            "<listOfSpecies>",
            *(
                f'<species id="{prefix}{k}" compartment="c" '
                f'initialConcentration="{draw.uniform(0.5, 2.0):.6f}"/>'
                for k in range(species)
            ),
            "</listOfSpecies>",
            "<listOfReactions>",
            *_reactions(species, draw, prefix),
            "</listOfReactions>",
            "</model>",
            "</sbml>",
            "",
        ]
    )


def _reactions(species: int, draw: random.Random, prefix: str) -> Iterator[str]:
    for k in range(species):
        partner, product = draw.randrange(species), draw.randrange(species)
        if k % 2:
            yield _reaction(f"use_{k}", [k], partner, draw, prefix)
        else:
            used = sorted({k, partner})
            yield _reaction(f"use_{k}", used, product, draw, prefix)
        yield _reaction(f"make_{k}", [product], k, draw, prefix)


def _reaction(
    name: str,
    reactants: Sequence[int],
    product: int,
    draw: random.Random,
    prefix: str,
) -> str:
    used = "".join(f'<speciesReference species="{prefix}{k}"/>' for k in reactants)
    factors = "".join(f"<ci>{prefix}{k}</ci>" for k in reactants)
    constant = 10.0 ** draw.uniform(SLOWEST, 0.0)
    return (
        f'<reaction id="{name}" reversible="false">'
        f"<listOfReactants>{used}</listOfReactants><listOfProducts>"
        f'<speciesReference species="{prefix}{product}"/></listOfProducts><kineticLaw>'
        f'<math xmlns="{MATHML}"><apply><times/><ci>k</ci>{factors}</apply></math>'
        f'<listOfParameters><parameter id="k" value="{constant:.6g}"/>'
        "</listOfParameters></kineticLaw></reaction>"
    )


def main() -> None:
    """Write one model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("species", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    write_text(options.file, network(options.species, seed=options.seed))


if __name__ == "__main__":
    main()
