"""Names that are code, paths or doubled; sizes that are no sizes."""

import builtins
import keyword
from pathlib import Path

import numpy as np
import pytest

from bioripple.network.listed import dense_in_file
from tests.hostile.conftest import Steps
from tests.hostile.models import (
    another_species,
    apply,
    function,
    level_3,
    parameter,
    reaction,
    rule,
    starts,
)


def renamed(name: str) -> str:
    """Return a model whose species has another name."""
    return (
        level_3().replace('"s"', f'"{name}"').replace("<ci>s</ci>", f"<ci>{name}</ci>")
    )


def test_names_that_mean_something_to_python_are_names(
    steps: Steps, tmp_path: Path
) -> None:
    words = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *dir(object)}
    words |= {"t", "x", "v3", "function", "inf", "nan", "exp", "divide", "np", "s"}
    names = sorted(word for word in words if word not in ("k", "c", "r", "_"))
    others = "".join(another_species(name) for name in names if name != "s")
    total = apply("<plus/>", *(f"<ci>{name}</ci>" for name in names))
    model = level_3(species=others, law=apply("<times/>", "<ci>s</ci>", total))
    ending = steps(model)
    assert ending.status == "scored", ending.reason
    with np.load(tmp_path / "out/jacobian.npz", allow_pickle=False) as found:
        assert found["nodes"].tolist() == ["s"]
        # ds/dt = −s·(s + number of the others), and their sum holds s twice
        s = found["state"][0]
        slope = -(2.0 * s + len(names) - 1)
        assert dense_in_file(found, "jacobian")[0, 0] == pytest.approx(slope)


BAD_IDS = {
    "code": "__import__(&quot;os&quot;).abort()",
    "statement": "s;import os",
    "path": "../../s",
    "absolute": "/etc/passwd",
    "newline": "s&#10;import os",
    "space": "a b",
    "point": "a.b",
    "digit": "1s",
    "empty": "",
    "accent": "é",
    "bidirectional": "&#x202e;s",
    "template": "{0.__class__}",
    "percent": "%(s)s",
    "markup": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "long": "é" * 100_000,
}


@pytest.mark.parametrize("kind", BAD_IDS)
def test_what_cannot_be_an_id_fails(steps: Steps, kind: str) -> None:
    ending = steps(renamed(BAD_IDS[kind]))
    assert ending.status == "failed"
    assert ending.reason.isprintable()
    assert len(ending.reason) <= 500
    assert ending.files == {"system.json", "jacobian.json", "outcome.json"}


@pytest.mark.parametrize("kind", BAD_IDS)
def test_a_local_name_that_is_code_is_never_run(steps: Steps, kind: str) -> None:
    name = BAD_IDS[kind]
    law = apply("<times/>", "<ci>s</ci>", f"<ci>{name}</ci>")
    local = f'<localParameter id="{name}" value="1"/>'
    ending = steps(level_3(reactions=reaction(law, local=local)))
    assert ending.status in ("scored", "failed", "refused")
    assert ending.reason.isprintable()
    assert len(ending.reason) <= 500


@pytest.mark.parametrize("kind", BAD_IDS)
def test_a_name_that_is_not_defined_is_quoted_and_cut_off(
    steps: Steps, kind: str
) -> None:
    ending = steps(level_3(law=f"<ci>{BAD_IDS[kind]}</ci>"))
    assert ending.status in ("failed", "refused")
    assert ending.reason.isprintable()
    assert len(ending.reason) <= 500


def test_an_id_of_1000_letters_is_only_long(steps: Steps) -> None:
    assert steps(renamed("s" * 1000)).status == "scored"


@pytest.mark.parametrize(
    "model",
    [
        renamed("s" * 1001),
        renamed("s" * 100_000),
        level_3(parameters=parameter("p" * 10**6)),
        level_3().replace('id="r"', f'id="{"r" * 10**6}"'),
    ],
    ids=["1001", "species", "parameter", "reaction"],
)
def test_a_longer_id_is_refused(steps: Steps, model: str) -> None:
    ending = steps(model)
    assert ending.status == "refused"
    assert "characters; at most 1000" in ending.reason


def test_a_name_of_a_million_letters_is_cut_off(steps: Steps, tmp_path: Path) -> None:
    """Beside 500 species it would take 2 GB as an array of text."""
    others = "".join(another_species(f"x{k}") for k in range(500))
    model = level_3(species=others).replace('id="s"', f'id="s" name="{"n" * 10**6}"')
    assert steps(model).status == "scored"
    with np.load(tmp_path / "out/system.npz", allow_pickle=False) as found:
        names = found["species_names"]
        assert names[0] == "n" * 499 + "…"
        assert names.nbytes < 2 * 10**6


TWICE = {
    "species": level_3(species=another_species("s")),
    "species and parameter": level_3(parameters=parameter("s")),
    "function and parameter": level_3(functions=function("k", "<ci>x</ci>", "x")),
    "functions": level_3(functions=function("f", "<ci>x</ci>", "x") * 2),
    "arguments": level_3(functions=function("f", "<ci>x</ci>", "x", "x")),
    "local parameters": level_3(
        reactions=reaction("<ci>q</ci>", local='<localParameter id="q" value="1"/>' * 2)
    ),
    "rules": level_3(parameters=parameter("y"), rules=rule("y", "<cn>1</cn>") * 2),
    "initial": level_3(initial=starts("s", "<cn>1</cn>") + starts("s", "<cn>2</cn>")),
    "initial and rule": level_3(
        parameters=parameter("y"),
        initial=starts("y", "<cn>1</cn>"),
        rules=rule("y", "<cn>2</cn>"),
    ),
    "reactions": level_3(reactions=reaction("<ci>s</ci>") * 2),
    "laws": level_3().replace(
        "</kineticLaw>", f"</kineticLaw>{reaction('<ci>k</ci>')[113:]}"
    ),
    "models": level_3().replace("</model>", '</model><model id="m2"/>'),
    "lists": level_3().replace(
        "</model>", f"<listOfSpecies>{another_species('z')}</listOfSpecies></model>"
    ),
}


@pytest.mark.parametrize("kind", TWICE)
def test_what_is_there_twice_fails(steps: Steps, kind: str) -> None:
    ending = steps(TWICE[kind])
    assert ending.status == "failed", ending


@pytest.mark.parametrize("name", ["k", "c", "r", "nowhere", ""])
def test_a_participant_that_is_no_species_fails(steps: Steps, name: str) -> None:
    ending = steps(level_3(reactions=reaction("<ci>k</ci>", reactant=name)))
    assert ending.status == "failed"
    assert "is no species" in ending.reason or "line" in ending.reason


@pytest.mark.parametrize(
    ("size", "status"),
    [
        ("NaN", "refused"),
        ("INF", "failed"),
        ("-INF", "failed"),
        ("0", "failed"),
        ("1e999", "failed"),
        ("1e-400", "failed"),
        ("many", "failed"),
        ("1e308", "scored"),
        ("-1", "mapped"),
    ],
)
def test_a_compartment_without_a_size_is_told(
    steps: Steps, size: str, status: str
) -> None:
    ending = steps(level_3().replace('size="1"', f'size="{size}"'))
    assert ending.status == status, ending.reason


@pytest.mark.parametrize("amount", ["NaN", "INF", "-INF", "1e999", "x", ""])
def test_an_amount_that_is_no_number_is_told(steps: Steps, amount: str) -> None:
    model = level_3().replace('initialAmount="1"', f'initialAmount="{amount}"')
    assert steps(model).status in ("failed", "refused")


@pytest.mark.parametrize("times", ["NaN", "INF", "1e999"])
def test_a_stoichiometry_that_is_no_number_fails(steps: Steps, times: str) -> None:
    model = level_3(reactions=reaction("<ci>s</ci>", times=times))
    assert steps(model).status == "failed"
