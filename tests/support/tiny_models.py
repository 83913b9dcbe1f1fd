"""Small SBML models that the tests own: sound, small, and of every bad kind."""

from pathlib import Path

import numpy as np

from tests.support.sbml_text import document, function, parameter, rule

SOUND = {
    f"sound_{size:02d}_{seed}": (size, seed)
    for seed, size in enumerate([10, 10, 11, 11, 12, 12, 13, 14])
}
SMALL = {"small_04": (4, 100), "small_07": (7, 101)}
BAD = ("broken", "delayed", "hostile", "missing")
IDS = (*SOUND, *SMALL, *BAD)

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" '
    'level="3" version="1">\n'
)
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">'
DELAY = (
    '<csymbol encoding="text" '
    'definitionURL="http://www.sbml.org/sbml/symbols/delay">delay</csymbol>'
)
BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE sbml [<!ENTITY a "aaaaaaaaaa">\n'
    + "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 10}">\n'
        for inner, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>\n<sbml>&i;</sbml>\n"
)


def write_models(folder: Path) -> Path:
    """Write all but the missing one as `{id}.xml`, and return their sheet."""
    folder.mkdir(parents=True)
    for name, (size, seed) in (SOUND | SMALL).items():
        (folder / f"{name}.xml").write_text(gene_network(size, seed=seed))
    sound = gene_network(10, seed=0)
    (folder / "broken.xml").write_text(sound[: len(sound) // 2])
    (folder / "delayed.xml").write_text(
        sound.replace("<ci>x0</ci>", f"<apply>{DELAY}<ci>x0</ci><cn>1</cn></apply>")
    )
    (folder / "hostile.xml").write_text(BOMB)
    sheet = folder / "models.tsv"
    lines = ["id\tsha256\tname", *(f"{name}\t\tA model for tests" for name in IDS)]
    sheet.write_text("\n".join(lines) + "\n")
    return sheet


def gene_network(size: int, *, seed: int) -> str:
    """Return a model of `size` genes on a ring with chords, as SBML.

    Each gene's product decays at its own rate and is made at one that saturates in its
    activator; some have a repressor too. The rates are drawn from `seed`.
    """
    rng = np.random.default_rng(seed)
    species, parameters, reactions = [], [], []
    for gene in range(size):
        species.append(
            f'<species id="x{gene}" compartment="cell" substanceUnits="mole" '
            f'initialConcentration="{rng.uniform(0.5, 2):.3f}" '
            'hasOnlySubstanceUnits="false" boundaryCondition="false" '
            'constant="false"/>'
        )
        for letter in "kdm":
            parameters.append(
                f'<parameter id="{letter}{gene}" value="{rng.uniform(0.3, 2):.3f}" '
                'constant="true"/>'
            )
        activator = f"x{(gene - 1) % size}"
        rate = _times(f"<ci>k{gene}</ci>", _saturating(activator, f"m{gene}"))
        others = [activator]
        if rng.random() < 0.4:
            repressor = f"x{rng.integers(size)}"
            rate = f"<apply><divide/>{rate}{_one_plus(repressor)}</apply>"
            others.append(repressor)
        reactions.append(_reaction(f"make{gene}", "Products", gene, rate, others))
        decay = _times(f"<ci>d{gene}</ci>", f"<ci>x{gene}</ci>")
        reactions.append(_reaction(f"decay{gene}", "Reactants", gene, decay, []))
    return (
        f'{HEAD}<model id="ring" name="Ring of {size} genes">'
        '<listOfCompartments><compartment id="cell" spatialDimensions="3" size="1" '
        'constant="true"/></listOfCompartments>\n'
        f"<listOfSpecies>{''.join(species)}</listOfSpecies>\n"
        f"<listOfParameters>{''.join(parameters)}</listOfParameters>\n"
        f"<listOfReactions>{''.join(reactions)}</listOfReactions>\n"
        "</model></sbml>\n"
    )


def _times(*factors: str) -> str:
    return f"<apply><times/><ci>cell</ci>{''.join(factors)}</apply>"


def _saturating(species: str, constant: str) -> str:
    total = f"<apply><plus/><ci>{constant}</ci><ci>{species}</ci></apply>"
    return f"<apply><divide/><ci>{species}</ci>{total}</apply>"


def _one_plus(species: str) -> str:
    return f"<apply><plus/><cn>1</cn><ci>{species}</ci></apply>"


def _reaction(name: str, side: str, gene: int, rate: str, modifiers: list[str]) -> str:
    listed = "".join(
        f'<modifierSpeciesReference species="{species}"/>'
        for species in dict.fromkeys(modifiers)
    )
    return (
        f'<reaction id="{name}" reversible="false" fast="false"><listOf{side}>'
        f'<speciesReference species="x{gene}" stoichiometry="1" constant="true"/>'
        f"</listOf{side}>"
        + (f"<listOfModifiers>{listed}</listOfModifiers>" if listed else "")
        + f"<kineticLaw>{MATH}{rate}</math></kineticLaw></reaction>\n"
    )


def slow_to_read() -> str:
    """Return a model of few characters that takes seconds to read.

    Each function calls the one before it twice, with arguments of its own, so that
    there are ever more expressions, up to their limit.
    """
    functions = [function("f0", "lambda(x, sin(x))")]
    functions += [
        function(f"f{k}", f"lambda(x, f{k - 1}(x) + f{k - 1}(x + {k}))")
        for k in range(1, 24)
    ]
    content = document(*functions, parameter("x", 1.0), rule("rate", "x", "f23(x)"))
    return content.decode()


def endless() -> str:
    """Return a model that no integrator gets through: a hundred million vibrations.

    Of many bodies, so that ten million steps, the most that are allowed, take minutes.
    """
    bodies = range(100)
    content = document(
        *(parameter(f"x{k}", 1.0) for k in bodies),
        *(parameter(f"v{k}", 0.0) for k in bodies),
        *(rule("rate", f"x{k}", f"v{k}") for k in bodies),
        *(rule("rate", f"v{k}", f"-1e14 * x{k}") for k in bodies),
    )
    return content.decode()
