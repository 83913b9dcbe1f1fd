"""The program that runs a tape, in LLVM's language.

It is a loop around one `switch`, of some hundred lines, the same for all models: no
number or name of a model is in it. There is one for doubles and one for numbers of
twice as many digits (fp128, 113 bits).
"""

from typing import NamedTuple

from bioripple.symbolic.machine_frame import (
    ANSWER,
    GIVE_DOUBLE,
    GIVE_QUAD,
    HEAD,
    WIDEN,
)
from bioripple.symbolic.tape import OPERATIONS, WIDTH

# What of a tape's work lies where in `symbolic.machine.Work`: eight bytes each.
FIELDS = (
    *("rows", "end", "registers", "sources", "places", "n_results", "results"),
    *("low", "high", "n_arguments", "answer", "fallback", "start", "n_registers"),
)
WHOLE = ("n_results", "n_arguments", "n_registers")
REAL = ("low", "high")  # all others are addresses
# C functions that Python's `math` calls, too, by operation.
FUNCTIONS = {
    "pow": "pow",
    "ln": "log",
    **{
        name: name
        for name in (
            *("exp", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh"),
            *("tanh", "asinh", "acosh", "atanh"),
        )
    },
}
MORE_FUNCTIONS = ("floor", "ceil", "sqrt")
PREFIX = "bioripple_"  # of functions' names, so that LLVM does not think it knows them
INFINITY, HUGE = "0x7FF0000000000000", "0x43F0000000000000"  # 2^64
# Operations of which no value is asked for arguments beyond a size.
BOUNDED = {
    **dict.fromkeys(("floor", "ceil"), INFINITY),
    **dict.fromkeys(("sin", "cos", "tan"), HUGE),
}


class Real(NamedTuple):
    """A kind of numbers to compute with."""

    name: str
    mark: str  # at the end of C functions' names
    size: str  # of LLVM's own
    zero: str
    one: str


DOUBLE = Real("double", "", "f64", "0.0", "1.0")
QUAD = Real("fp128", "f128", "f128", f"0xL{'0' * 32}", f"0xL{'0' * 16}3FFF{'0' * 12}")

# %a, %b, %c are the operands, %z has the result. As Python does it: `min` keeps the
# first of equals, and what is no number is true.
TRUTH = "%z = select i1 %y, REAL ONE, REAL ZERO"
BODIES = {
    "add": "%z = fadd REAL %a, %b",
    "mul": "%z = fmul REAL %a, %b",
    "div": "%z = fdiv REAL %a, %b",
    "min": "%y = fcmp olt REAL %b, %a\n%z = select i1 %y, REAL %b, REAL %a",
    "max": "%y = fcmp ogt REAL %b, %a\n%z = select i1 %y, REAL %b, REAL %a",
    **{
        name: f"LEFT\nRIGHT\n%y = fcmp {relation} double %v, %w\n{TRUTH}"
        for name, relation in (("lt", "olt"), ("le", "ole"), ("eq", "oeq"))
    },
    **{
        name: (
            "%w = fcmp une REAL %a, ZERO\n%x = fcmp une REAL %b, ZERO\n"
            f"%y = {name} i1 %w, %x\n{TRUTH}"
        )
        for name in ("and", "or")
    },
    "if": "%y = fcmp une REAL %a, ZERO\n%z = select i1 %y, REAL %b, REAL %c",
    "neg": "%z = fneg REAL %a",
    "not": f"%y = fcmp oeq REAL %a, ZERO\n{TRUTH}",
    "abs": "%z = call REAL @llvm.fabs.SIZE(REAL %a)",
    # where Python makes whole numbers, -0.0 is 0.0
    "floor": "%v = call REAL @FUNCTION(REAL %a)\n%z = fadd REAL %v, ZERO",
    "ceil": "%v = call REAL @FUNCTION(REAL %a)\n%z = fadd REAL %v, ZERO",
    "pow": "%z = call REAL @FUNCTION(REAL %a, REAL %b)",
}
FUNCTION = "%z = call REAL @FUNCTION(REAL %a)"


def program(real: Real, notes: int) -> str:
    """Return the program's text.

    Parameters
    ----------
    real
        What to compute with.
    notes
        The processor's notes that make a result doubtful (fenv.h).

    Returns
    -------
    str
        With a function `run(work, t)`, which returns 1; or 0, and no results, where
        the processor has noted something or a result is not finite. With doubles, there
        is one for Python, `answer(self, (t, x))`, whose work is the memory of the array
        `self`: it takes its arguments from the array x and returns the array of
        results, or else what the fallback, called with t and x, returns. With quads,
        each result is two doubles, whose sum it is.
    """
    numbers = range(len(OPERATIONS))
    names = (*FUNCTIONS.values(), *MORE_FUNCTIONS)
    parts = {
        "FUNCTIONS": "\n".join(_declared(name, real) for name in names),
        "FIELDS": "\n".join(map(_field, FIELDS)),
        "LABELS": "\n".join(f"    i32 {k}, label %op{k}" for k in numbers),
        "CASES": "\n".join(_case(k, real) for k in numbers),
        "RESULTS": ",\n".join(f"  [ %z{k}, %end{k} ]" for k in numbers),
        "GIVE": GIVE_DOUBLE if real is DOUBLE else GIVE_QUAD,
        "FIRST": "br label %do_rows" if real is DOUBLE else WIDEN,
        "WIDE_TIME": ""
        if real is DOUBLE
        else "%quad_time = fpext double %time to REAL",
        "TIME": "%time" if real is DOUBLE else "%quad_time",
        "ROW": str(WIDTH),
        "NOTES": str(notes),
        "INFINITY": INFINITY,
        "HEAD_SIZE": str(object.__basicsize__),
    }
    text = HEAD + (ANSWER if real is DOUBLE else "")
    for word, part in parts.items():
        text = text.replace(f"<{word}>", part)
    return _in_terms_of(real, text).replace("PREFIX_", PREFIX)


def _declared(name: str, real: Real) -> str:
    operands = "REAL, REAL" if name == "pow" else "REAL"
    return f"declare REAL @PREFIX_{name}{real.mark}({operands})"


def _field(name: str) -> str:
    kind = "i64" if name in WHOLE else "double" if name in REAL else "ptr"
    return (
        f"  %at_{name} = getelementptr i64, ptr %work, i64 {FIELDS.index(name)}\n"
        f"  %{name} = load {kind}, ptr %at_{name}"
    )


def _in_terms_of(real: Real, text: str) -> str:
    if real is DOUBLE:
        text = text.replace("LEFT\n", "").replace("RIGHT\n", "")
        text = text.replace("double %v, %w", "double %a, %b")
    # compared with the digits of a double, as an integrator does
    text = text.replace("LEFT", "%v = fptrunc fp128 %a to double")
    text = text.replace("RIGHT", "%w = fptrunc fp128 %b to double")
    text = text.replace("ZERO", real.zero).replace("ONE", real.one)
    return text.replace("SIZE", real.size).replace("REAL", real.name)


def _case(number: int, real: Real) -> str:
    """Return the lines of an operation; its own names end in its number."""
    name = OPERATIONS[number]
    body = _in_terms_of(real, BODIES.get(name, FUNCTION))
    body = body.replace("FUNCTION", f"PREFIX_{FUNCTIONS.get(name, name)}{real.mark}")
    for letter in "vwxyz":
        body = body.replace(f"%{letter}", f"%{letter}{number}")
    lines = [f"op{number}:"]
    if name in BOUNDED:
        lines += [
            f"  %r{number} = {ROUGH[real.name]}",
            f"  %s{number} = call double @llvm.fabs.f64(double %r{number})",
            f"  %t{number} = fcmp olt double %s{number}, {BOUNDED[name]}",
            f"  br i1 %t{number}, label %end{number}, label %doubtful",
        ]
    else:
        lines.append(f"  br label %end{number}")
    lines.append(f"end{number}:")
    lines += [f"  {line}" for line in body.split("\n")]
    return "\n".join([*lines, "  br label %store"])


ROUGH = {"double": "fadd double %a, 0.0", "fp128": "fptrunc fp128 %a to double"}
