"""A reader of the LaTeX that equations are printed in; it shares no code with them.

It computes with IEEE arithmetic, by the usual rules of precedence.
"""

import math
import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

TOKEN = re.compile(
    r"\\mathrm\{(?:[A-Za-z0-9.]|\\_|\\char\"[0-9A-F]+\{\})*\}"
    r"|[vw]_\{(?:\\mathrm\{(?:[A-Za-z0-9.]|\\_|\\char\"[0-9A-F]+\{\})*\}|\d+)\}"
    r"|\\text\{(?:if |otherwise|undefined)\}|\\operatorname\{[a-z]+\}"
    r"|\\(?:begin|end)\{cases\}|\\left\\lfloor|\\right\\rfloor|\\left\\lceil"
    r"|\\right\\rceil|\\left[([|]|\\right[)\]|]|\\\\|\\[a-zA-Z]+"
    r"|\d+(?:\.\d+)?|[-+=<^!&,{}]|[et](?![a-z])"
)
FUNCTIONS: dict[str, Callable[..., float]] = {
    r"\ln": np.log,
    r"\sin": np.sin,
    r"\cos": np.cos,
    r"\tan": np.tan,
    r"\arcsin": np.arcsin,
    r"\arccos": np.arccos,
    r"\arctan": np.arctan,
    r"\sinh": np.sinh,
    r"\cosh": np.cosh,
    r"\tanh": np.tanh,
    r"\operatorname{arsinh}": np.arcsinh,
    r"\operatorname{arcosh}": np.arccosh,
    r"\operatorname{artanh}": np.arctanh,
    r"\min": lambda *values: reduce(np.fmin, values),
    r"\max": lambda *values: reduce(np.fmax, values),
}
ENCLOSED: dict[str, tuple[str, Callable[[float], float]]] = {
    r"\left|": (r"\right|", abs),
    r"\left\lfloor": (r"\right\rfloor", np.floor),
    r"\left\lceil": (r"\right\rceil", np.ceil),
}
RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    r"\le": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    r"\ne": lambda a, b: a != b,
}


def read_equations(
    latex: str, values: Mapping[str, float], t: float = 0.0
) -> dict[str, float]:
    r"""Compute all left sides of an `aligned` block: ids, `d id`, `v_{…}` and `w_{…}`.

    `values` are the numbers of states and constants.
    """
    body = latex.removeprefix("\\begin{aligned}\n").removesuffix("\n\\end{aligned}")
    body = body.replace(" \\\\\n&\\quad ", " ")
    formulas = {}
    for line in body.split(" \\\\\n"):
        left, right = line.split(" &= ", 1)
        if left.startswith(r"\frac{d}{dt}"):
            left = "d " + _id(left.removeprefix(r"\frac{d}{dt}"))
        formulas[_id(left)] = right
    known: dict[str, float] = dict(values)

    def value(name: str) -> float:
        if name not in known:
            known[name] = evaluate(formulas[name], value, t)
        return known[name]

    # definitions read earlier ones only; thus no chain of them is followed at once
    named = [name for name in formulas if name[:2] in ("v_", "w_")]
    return {name: value(name) for name in (*named, *formulas)}


def evaluate(latex: str, value: Callable[[str], float], t: float = 0.0) -> float:
    """Compute one expression; `value` gives the number of a name."""
    reader = _Reader(latex, value, t)
    with np.errstate(all="ignore"):
        found = reader.sum()
    assert reader.here == "", f"stopped at {reader.tokens[reader.place :][:5]}"
    return float(found)


def _id(latex: str) -> str:
    if not latex.startswith(r"\mathrm{"):
        return latex
    plain = latex.removeprefix(r"\mathrm{").removesuffix("}").replace(r"\_", "_")
    return re.sub(r"\\char\"([0-9A-F]+)\{\}", lambda m: chr(int(m[1], 16)), plain)


class _Reader:
    def __init__(self, latex: str, value: Callable[[str], float], t: float) -> None:
        self.tokens = TOKEN.findall(latex)
        assert "".join(self.tokens).replace(" ", "") == latex.replace(" ", ""), latex
        self.place = 0
        self.value, self.t = value, t

    @property
    def here(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.here
        if expected and token != expected:
            raise SyntaxError(f"{token!r}, not {expected!r}")
        self.place += 1
        return token

    def group(self) -> np.float64:
        self.take("{")
        found = self.sum()
        self.take("}")
        return found

    def sum(self) -> np.float64:
        negative = self.here == "-" and bool(self.take())
        found = self.product()
        found = -found if negative else found
        while self.here in ("+", "-"):
            sign = self.take()
            term = self.product()
            found = found + term if sign == "+" else found - term
        return found

    def product(self) -> np.float64:
        found = self.power()
        while self.here == r"\cdot":
            self.take()
            found = found * self.power()
        return found

    def power(self) -> np.float64:
        found = self.atom()
        if self.here == "^":
            self.take()
            found = np.power(found, self.group())
            if self.here == "^":
                raise SyntaxError("a double superscript")
        if self.here == "!":
            self.take()
            found = np.float64(math.gamma(found + 1.0))
        return found

    def atom(self) -> np.float64:
        token = self.take()
        if token[0].isdigit():
            return np.float64(token)
        if token in ("e", "t"):
            return np.float64(math.e if token == "e" else self.t)
        if token[:2] in ("v_", "w_") or token.startswith(r"\mathrm"):
            return np.float64(self.value(_id(token)))
        if token == r"\infty":
            return np.float64(np.inf)
        if token == r"\text{undefined}":
            return np.float64(np.nan)
        if token == r"\frac":
            return self.group() / self.group()
        if token == r"\sqrt":
            return np.float64(np.sqrt(self.group()))
        if token == r"\left(":
            return np.float64(self.until(r"\right)", self.sum()))
        if token == r"\left[":
            return np.float64(self.until(r"\right]", self.condition()))
        if token in ENCLOSED:
            end, function = ENCLOSED[token]
            return np.float64(function(self.until(end, self.sum())))
        if token == r"\begin{cases}":
            return self.cases()
        self.take(r"\left(")
        arguments = [self.sum()]
        while self.here == ",":
            self.take()
            arguments.append(self.sum())
        return np.float64(self.until(r"\right)", FUNCTIONS[token](*arguments)))

    def until(self, end: str, found: Any) -> Any:
        self.take(end)
        return found

    def cases(self) -> np.float64:
        chosen: np.float64 | None = None
        while True:
            value = self.sum()
            self.take("&")
            holds = True
            if self.here == r"\text{otherwise}":
                self.take()
            else:
                self.take(r"\text{if }")
                holds = self.condition()
            if holds and chosen is None:
                chosen = value
            if self.take() == r"\end{cases}":
                return np.float64(np.nan) if chosen is None else chosen

    def condition(self) -> bool:
        found = self.conjunction()
        while self.here == r"\vee":
            self.take()
            found = self.conjunction() or found
        return found

    def conjunction(self) -> bool:
        found = self.relation()
        while self.here == r"\wedge":
            self.take()
            found = self.relation() and found
        return found

    def relation(self) -> bool:
        if self.here == r"\neg":
            self.take()
            self.take(r"\left(")
            return not self.until(r"\right)", self.condition())
        before = self.place
        try:
            left = self.sum()
            compare = RELATIONS[self.take()]
        except (SyntaxError, KeyError, IndexError):
            self.place = before  # parentheses around a condition
            self.take(r"\left(")
            return bool(self.until(r"\right)", self.condition()))
        return bool(compare(left, self.sum()))
