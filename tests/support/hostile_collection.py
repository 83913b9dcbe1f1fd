"""A sheet of sound models, and among them one of each kind that ends careless runs."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bioripple.arrays import Floats
from tests.hostile.models import (
    TIME,
    another_species,
    apply,
    level_3,
    listed,
    math,
    parameter,
    rule,
)
from tests.support.tiny_models import gene_network

# Ids that look like numbers, missing values and truth values; names with quotes,
# formulas, markup and nothing but blanks.
SOUND = {
    "00001": '"A ring" of ten',
    "1e5": "it's a 'ring'",
    "NA": '"',
    "true": "$\\frac{1}{0}$ =1+1 `x` <b>",
    "_": "   ",
    "0x10.5": "Ring\u202e \u00e9\u4e2d " + "n" * 200_000,
}
SIZES = (10, 11, 12, 10, 11, 12)
# Four nodes in two circles whose gains differ by more than numbers can, and six others.
FAR_APART = -np.eye(10)
FAR_APART[:4, :4] = 0.0
FAR_APART[0, 2], FAR_APART[1, 0], FAR_APART[2, 0] = 1.0, 1e-265, -1.0
FAR_APART[2, 3], FAR_APART[3, 1] = 1.0, -1e-240


def write_sound(folder: Path) -> Path:
    """Write the sound models, and return their sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (name, size) in enumerate(zip(SOUND, SIZES, strict=True)):
        (folder / f"{name}.xml").write_text(gene_network(size, seed=seed))
    return write_sheet(folder / "sound.tsv", SOUND)


def write_hostile(folder: Path) -> Path:
    """Write the hostile models beside the sound ones, and return the sheet of all."""
    for name, make in HOSTILE.items():
        (folder / f"{name}.xml").write_text(make(), encoding="utf-8")
    for name, place in RECORDS.items():
        place(folder, name)
    names = {name: "A hostile model" for name in (*HOSTILE, *RECORDS)}
    first, *rest = SOUND.items()
    return write_sheet(folder / "all.tsv", dict([first, *names.items(), *rest]))


def write_sheet(path: Path, names: dict[str, str]) -> Path:
    lines = ["id\tname", *(f"{key}\t{name}" for key, name in names.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def linear(jacobian: Floats) -> str:
    """Return a model that has a given Jacobian at t = 10 and rests until then.

    Its rates are those of x' = J (x - 1), and before that 0, so that no number is too
    large for the integrator.
    """
    ids = [f"x{k}" for k in range(len(jacobian))]
    moved = {name: apply("<minus/>", f"<ci>{name}</ci>", "<cn>1</cn>") for name in ids}
    rules = ""
    for name, row in zip(ids, jacobian.tolist(), strict=True):
        terms = [
            apply("<times/>", f"<cn>{slope!r}</cn>", moved[other])
            for other, slope in zip(ids, row, strict=True)
            if slope
        ]
        late = apply("<geq/>", TIME, "<cn>10</cn>")
        rate = (
            f"<piecewise><piece>{apply('<plus/>', *terms)}{late}</piece>"
            "<otherwise><cn>0</cn></otherwise></piecewise>"
        )
        rules += rule(name, rate, kind="rate")
    # something has to be integrated from 0 to 10 with a switch at 5
    clock = (
        f"<piecewise><piece><cn>0</cn>{apply('<lt/>', TIME, '<cn>5</cn>')}</piece>"
        "<otherwise><cn>1e-9</cn></otherwise></piecewise>"
    )
    rules += rule("clock", clock, kind="rate")
    return level_3(
        parameters="".join(parameter(name) for name in (*ids, "clock")), rules=rules
    )


def factorial_of_time() -> str:
    early = apply("<lt/>", apply("<factorial/>", TIME), "<cn>5</cn>")
    switch = (
        f"<piecewise><piece><cn>1</cn>{early}</piece>"
        "<otherwise><cn>2</cn></otherwise></piecewise>"
    )
    return level_3(law=apply("<times/>", "<ci>s</ci>", switch))


def speeds_near_overflow() -> str:
    """Four nodes; the median of their speeds is the mean of two that add up to inf."""
    model = linear(-np.eye(3))
    return model.replace(
        "<apply><plus/><apply><times/>",
        "<apply><plus/><cn>1.7e308</cn><apply><times/>",
    )


def entries_far_apart() -> str:
    """A Jacobian on which LAPACK's singular values do not converge."""
    return linear(FAR_APART)


def mean_jacobian_overflows() -> str:
    """Two links that add up to more than a floating-point number can be."""
    jacobian = -np.eye(10)
    jacobian[0, 1] = jacobian[2, 3] = 1.5e308
    return linear(jacobian)


def real_stoichiometries(n: int = 45, taking_part: int = 10) -> str:
    """Reactions of ten species each, of stoichiometries with seventeen digits.

    What they conserve are sums whose smallest integers have hundreds of digits.
    """
    rng = np.random.default_rng(0)
    ids = [f"x{k}" for k in range(n)]
    species = "".join(
        another_species(name).replace('boundaryCondition="true"', _FREE) for name in ids
    )
    reactions = ""
    for k in range(n - 5):
        chosen = rng.choice(n, taking_part, replace=False)
        amounts = rng.uniform(0.1, 3.0, taking_part)
        sides = [
            "".join(
                f'<speciesReference species="x{j}" stoichiometry="{amount!r}" '
                'constant="true"/>'
                for j, amount in zip(part.tolist(), size.tolist(), strict=True)
            )
            for part, size in zip(
                np.split(chosen, 2), np.split(amounts, 2), strict=True
            )
        ]
        law = apply("<times/>", "<cn>1e-3</cn>", f"<ci>x{chosen[0]}</ci>")
        reactions += (
            f'<reaction id="r{k}" reversible="false">'
            f"{listed('Reactants', sides[0])}{listed('Products', sides[1])}"
            f"<kineticLaw>{math(law)}</kineticLaw></reaction>"
        )
    return level_3(species=species, reactions=reactions)


_FREE = 'boundaryCondition="false"'


def tiny_stoichiometries() -> str:
    """Amounts per reaction of 1e-200, whose squares are zero."""
    return gene_network(10, seed=7).replace(
        'stoichiometry="1"', 'stoichiometry="1e-200"'
    )


def infinite_at_start() -> str:
    """A species that is x0 / time: infinite at first, sound at the state."""
    return _with_species(
        gene_network(10, seed=8), apply("<divide/>", "<ci>x0</ci>", TIME)
    )


def infinite_at_the_state() -> str:
    """A species that is x0 / (10 - time), and the state is that at t = 10."""
    late = apply("<minus/>", "<cn>10</cn>", TIME)
    return _with_species(
        gene_network(10, seed=9), apply("<divide/>", "<ci>x0</ci>", late)
    )


def infinite_node() -> str:
    """A species that is infinite throughout, and has a finite rate and derivatives."""
    infinite = apply("<times/>", "<cn>1e308</cn>", "<cn>10</cn>")
    formula = apply("<plus/>", "<ci>x0</ci>", infinite)
    return _with_species(gene_network(10, seed=12), formula)


def _with_species(model: str, formula: str) -> str:
    odd = (
        '<species id="odd" compartment="cell" substanceUnits="mole" '
        'hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>'
    )
    given = listed("Rules", rule("odd", formula))
    return model.replace("</listOfSpecies>", f"{odd}</listOfSpecies>").replace(
        "<listOfReactions>", f"{given}<listOfReactions>"
    )


def named(length: int) -> str:
    """A sound network, of which one species has a very long name."""
    return gene_network(10, seed=10).replace(
        'id="x1"', f'id="x1" name="{"n" * length}"', 1
    )


def long_id() -> str:
    return gene_network(10, seed=11).replace("x1", "x" * 10**6)


def place_link(folder: Path, name: str) -> None:
    """In place of the model a link to a record that lies elsewhere."""
    elsewhere = folder.parent / "elsewhere.json"
    record = {"model": name, "status": "failed", "reason": "SECRET"}
    elsewhere.write_text(json.dumps(record))
    (folder / f"{name}.error.json").symlink_to(elsewhere)


def place_giant(folder: Path, name: str) -> None:
    """In place of the model a record of 30 GB; it takes no room on the disk."""
    with (folder / f"{name}.error.json").open("wb") as stream:
        stream.truncate(30 * 10**9)


HOSTILE: dict[str, Callable[[], str]] = {
    "factorial_of_time": factorial_of_time,
    "speeds_near_overflow": speeds_near_overflow,
    "entries_far_apart": entries_far_apart,
    "mean_jacobian_overflows": mean_jacobian_overflows,
    "real_stoichiometries": real_stoichiometries,
    "tiny_stoichiometries": tiny_stoichiometries,
    "infinite_at_start": infinite_at_start,
    "infinite_at_the_state": infinite_at_the_state,
    "infinite_node": infinite_node,
    "long_name": lambda: named(10**6),
    "long_id": long_id,
}
RECORDS: dict[str, Callable[[Path, str], None]] = {
    "linked_record": place_link,
    "giant_record": place_giant,
}
