"""Formulas that are deep, long, cyclic or explode, and numbers that are none."""

import pytest

from tests.hostile.conftest import Steps
from tests.hostile.models import (
    TIME,
    another_species,
    apply,
    function,
    level_1,
    level_3,
    parameter,
    rate_of,
    rule,
    starts,
)


@pytest.mark.parametrize(("left", "right"), [("(", ")"), ("-(", ")"), ("1*(", ")")])
def test_text_nested_10000_deep_exhausts_no_stack(
    steps: Steps, left: str, right: str
) -> None:
    ending = steps(level_1(left * 10_000 + "s" + right * 10_000))
    assert ending.status == "scored", ending.reason


@pytest.mark.parametrize("sign", ["+", "*", "-", "/"])
def test_a_chain_of_1000_operators_exhausts_no_stack(steps: Steps, sign: str) -> None:
    chain = sign.join(["s"] * 1_000)
    ending = steps(level_1(f"s/(1+({chain})^2)"))
    assert ending.status in ("scored", "failed"), ending.reason
    assert "SIG" not in ending.reason


@pytest.mark.parametrize("formula", ["(" * 10**6 + "s" + ")" * 10**6, "s+" * 10**6])
def test_text_without_end_is_refused(steps: Steps, formula: str) -> None:
    ending = steps(level_1(formula))
    assert ending.status == "refused"
    assert "longer than 100000" in ending.reason


@pytest.mark.parametrize(
    ("formula", "status", "reason"),
    [
        ("s;s", "failed", "is no formula"),
        ("__import__('os').abort()", "failed", "is no formula"),
        ("(s", "failed", "is no formula"),
        ("s(s)", "refused", "calls 's'"),
        ("pow(s)", "refused", "does not fit"),
        ("s/0", "failed", "rate of change of 's'"),
        ("1e999*s", "failed", "rate of change of 's'"),
        ("0/0", "failed", "rate of change of 's'"),
    ],
)
def test_nonsense_in_text_is_told(
    steps: Steps, formula: str, status: str, reason: str
) -> None:
    ending = steps(level_1(formula))
    assert (ending.status, reason in ending.reason) == (status, True), ending.reason


def test_a_rule_that_cannot_be_parsed_is_not_left_out(steps: Steps) -> None:
    ending = steps(level_1("s", rules='<parameterRule name="k" formula="2 2"/>'))
    assert ending.status == "failed"
    assert "rule for 'k'" in ending.reason


def test_a_stoichiometry_of_one_over_zero_fails(steps: Steps) -> None:
    ending = steps(level_1("s", denominator="0"))
    assert ending.status == "failed"
    assert "denominator" in ending.reason


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("<cn> 12abc </cn>", "failed"),
        ("<cn> 0x10 </cn>", "failed"),
        ("<cn> 1,5 </cn>", "failed"),
        ("<cn> nan </cn>", "failed"),
        ("<cn></cn>", "failed"),
        ('<cn type="integer"> 1.5 </cn>', "failed"),
        ('<cn type="integer"> 1 <sep/> 2 </cn>', "failed"),
        ('<cn type="rational"> 1 </cn>', "failed"),
        ('<cn type="rational"> 1 <sep/> 0 </cn>', "failed"),
        ('<cn type="e-notation"> 1 <sep/> 999999999 </cn>', "failed"),
        ('<cn type="integer"> 2147483648 </cn>', "refused"),
        ('<cn type="integer"> -99999999999999999999 </cn>', "refused"),
        ('<cn type="rational"> 10000000000 <sep/> 5 </cn>', "refused"),
        ('<cn type="integer" base="16"> 10 </cn>', "refused"),
        ('<cn type="complex-polar"> 1 <sep/> 2 </cn>', "refused"),
        ("<infinity/>", "failed"),
        ("<notanumber/>", "failed"),
        (apply("<power/>", "<cn>10</cn>", "<cn>999999999</cn>"), "failed"),
        (apply("<factorial/>", "<cn>999999999</cn>"), "failed"),
        ('<cn type="integer"> 2147483647 </cn>', "scored"),
        ("<cn> -1.5e-3 </cn>", "scored"),
        ('<cn type="e-notation"> 2.5 <sep/> -1 </cn>', "scored"),
    ],
)
def test_numbers_are_read_right_or_not_at_all(
    steps: Steps, number: str, status: str
) -> None:
    rules = rule("y", number, kind="rate")
    ending = steps(level_3(parameters=parameter("y", value="0"), rules=rules))
    assert ending.status == status, ending.reason


def test_a_huge_exponent_is_only_a_number(steps: Steps) -> None:
    law = apply("<power/>", "<ci>s</ci>", '<cn type="integer">999999999</cn>')
    assert steps(level_3(law=law)).status in ("scored", "failed")


def circle(kind: str, content: str) -> str:
    both = parameter("a") + parameter("b")
    if kind == "initial":
        return level_3(parameters=both, initial=content)
    return level_3(parameters=both, rules=content)


A, B = "<ci>a</ci>", "<ci>b</ci>"
CIRCLES = {
    "rules": circle("rules", rule("a", B) + rule("b", A)),
    "rule": circle("rules", rule("a", A)),
    "rates": circle("rules", rule("a", rate_of("b")) + rule("b", rate_of("a"))),
    "rate": circle("rules", rule("a", rate_of("a"), kind="rate")),
    "initial": circle("initial", starts("a", B) + starts("b", A) + starts("s", A)),
    "functions": level_3(
        functions=function("f", apply("g", "<ci>x</ci>"), "x")
        + function("g", apply("f", "<ci>x</ci>"), "x"),
        law=apply("f", "<ci>s</ci>"),
    ),
    "function": level_3(
        functions=function("f", apply("f", "<ci>x</ci>"), "x"),
        law=apply("f", "<ci>s</ci>"),
    ),
    "reaction": level_3(law="<ci>r</ci>"),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_a_circle_is_told(steps: Steps, name: str) -> None:
    ending = steps(CIRCLES[name])
    assert ending.status in ("failed", "refused")
    assert any(word in ending.reason for word in ("circle", "each other")), ending


def test_functions_that_double_at_each_level_stay_small(steps: Steps) -> None:
    functions = function("f0", apply("<times/>", "<cn>0.5</cn>", "<ci>x</ci>"), "x")
    for level in range(1, 60):
        call = apply(f"f{level - 1}", "<ci>x</ci>")
        body = apply("<max/>", call, apply("<sin/>", call))
        functions += function(f"f{level}", body, "x")
    ending = steps(level_3(functions=functions, law=apply("f59", "<ci>s</ci>")))
    assert ending.status == "scored", ending.reason


def test_functions_that_grow_with_each_call_hit_the_limit(steps: Steps) -> None:
    functions = function("f0", "<ci>x</ci>", "x")
    for level in range(1, 60):
        calls = [
            apply(f"f{level - 1}", apply(name, "<ci>x</ci>"))
            for name in ("<sin/>", "<cos/>")
        ]
        functions += function(f"f{level}", apply("<times/>", *calls), "x")
    model = level_3(functions=functions, law=apply("f59", "<ci>s</ci>"))
    ending = steps(model, max_nodes=5_000)
    assert ending.status == "refused"
    assert "too large: more than 5000" in ending.reason
    ending = steps(model, seconds=0.5, max_nodes=10**9)
    assert ending.status == "failed"
    assert "longer than 0.5 s" in ending.reason


@pytest.mark.parametrize("kind", ["rules", "initial"])
def test_a_chain_of_400_rules_exhausts_no_stack(steps: Steps, kind: str) -> None:
    make = rule if kind == "rules" else starts
    parts = "".join(make(f"a{k}", f"<ci>a{k + 1}</ci>") for k in range(399))
    names = "".join(parameter(f"a{k}") for k in range(400))
    model = level_3(parameters=names, law="<ci>a0</ci>", **{kind: parts})
    ending = steps(model)
    assert ending.status == "refused"
    assert "more than 150 deep" in ending.reason


@pytest.mark.parametrize(
    "formula",
    [
        apply("<times/>", "<cn>1e305</cn>", apply("<minus/>", TIME, "<cn>10</cn>")),
        apply("<minus/>", "<infinity/>", "<infinity/>"),
    ],
    ids=["overflow", "nan"],
)
def test_a_state_or_speed_that_is_not_finite_fails(steps: Steps, formula: str) -> None:
    law = apply("<plus/>", formula, "<ci>s</ci>")
    if "infinity" not in formula:
        law = apply("<times/>", formula, "<ci>s</ci>")
    ending = steps(level_3(species=another_species("z"), rules=rule("z", law)))
    assert ending.status == "failed"
    assert "'z' relative to its value" in ending.reason
