"""The program that runs a tape, in LLVM's language.

It is a loop around one `switch`, of some hundred lines, the same for all models: no
number or name of a model is in it. There is one for doubles and one for numbers of
twice as many digits (fp128, 113 bits).
"""

from typing import NamedTuple

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

WIDEN = """br label %widen
widen:
  %number = phi i64 [ 0, %begin ], [ %next_number, %widen ]
  %at_narrow = getelementptr double, ptr %start, i64 %number
  %narrow = load double, ptr %at_narrow
  %wide = fpext double %narrow to REAL
  %at_wide = getelementptr REAL, ptr %registers, i64 %number
  store REAL %wide, ptr %at_wide, align 8
  %next_number = add i64 %number, 1
  %is_more = icmp slt i64 %next_number, %n_registers
  br i1 %is_more, label %widen, label %do_rows"""

WIDE_TIME = "%quad_time = fpext double %time to REAL"

GIVE_DOUBLE = """
  store double %value, ptr %at_result
  %rough = fadd double %value, 0.0"""

GIVE_QUAD = """
  %rough = fptrunc REAL %value to double
  %rounded = fpext double %rough to REAL
  %rest = fsub REAL %value, %rounded
  %rough_rest = fptrunc REAL %rest to double
  %at_rest = getelementptr double, ptr %at_result, i64 %n_results
  store double %rough, ptr %at_result
  store double %rough_rest, ptr %at_rest"""

HEAD = """
declare i32 @PREFIX_fetestexcept(i32)
declare i32 @PREFIX_feclearexcept(i32)
declare double @llvm.fabs.f64(double)
declare fp128 @llvm.fabs.f128(fp128)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @PREFIX_Py_IncRef(ptr)
declare double @PREFIX_PyFloat_AsDouble(ptr)
declare ptr @PREFIX_PyObject_CallFunctionObjArgs(ptr, ...)
<FUNCTIONS>

define i32 @run(ptr %work, double %t) {
entry:
  %old = call i32 @PREFIX_fetestexcept(i32 <NOTES>)
  %is_old = icmp ne i32 %old, 0
  br i1 %is_old, label %forget, label %begin
forget:
  %forgotten = call i32 @PREFIX_feclearexcept(i32 <NOTES>)
  br label %begin
begin:
<FIELDS>
  %early = fcmp ogt double %low, %t
  %not_before = select i1 %early, double %low, double %t
  %late = fcmp olt double %high, %not_before
  %time = select i1 %late, double %high, double %not_before
  <FIRST>
do_rows:
  <WIDE_TIME>
  store REAL <TIME>, ptr %registers, align 8
  br label %loop
loop:
  %row = phi ptr [ %rows, %do_rows ], [ %next, %store ]
  %is_end = icmp eq ptr %row, %end
  br i1 %is_end, label %look, label %do
do:
  %at_d = getelementptr i32, ptr %row, i64 1
  %at_a = getelementptr i32, ptr %row, i64 2
  %at_b = getelementptr i32, ptr %row, i64 3
  %at_c = getelementptr i32, ptr %row, i64 4
  %op = load i32, ptr %row
  %d = load i32, ptr %at_d
  %ia = load i32, ptr %at_a
  %ib = load i32, ptr %at_b
  %ic = load i32, ptr %at_c
  %pa = getelementptr REAL, ptr %registers, i32 %ia
  %pb = getelementptr REAL, ptr %registers, i32 %ib
  %pc = getelementptr REAL, ptr %registers, i32 %ic
  %a = load REAL, ptr %pa, align 8
  %b = load REAL, ptr %pb, align 8
  %c = load REAL, ptr %pc, align 8
  switch i32 %op, label %doubtful [
<LABELS>
  ]
<CASES>
store:
  %z = phi REAL
<RESULTS>
  %pd = getelementptr REAL, ptr %registers, i32 %d
  store REAL %z, ptr %pd, align 8
  %next = getelementptr i32, ptr %row, i64 <ROW>
  br label %loop
look:
  %noted = call i32 @PREFIX_fetestexcept(i32 <NOTES>)
  %is_noted = icmp ne i32 %noted, 0
  br i1 %is_noted, label %doubtful, label %give
give:
  %index = phi i64 [ 0, %look ], [ %after, %copy ]
  %sound = phi i1 [ true, %look ], [ %still, %copy ]
  %all = icmp eq i64 %index, %n_results
  br i1 %all, label %judge, label %copy
copy:
  %at_source = getelementptr i32, ptr %sources, i64 %index
  %source = load i32, ptr %at_source
  %at_place = getelementptr i64, ptr %places, i64 %index
  %place = load i64, ptr %at_place
  %at_value = getelementptr REAL, ptr %registers, i32 %source
  %value = load REAL, ptr %at_value, align 8
  %at_result = getelementptr double, ptr %results, i64 %place
  <GIVE>
  %size = call double @llvm.fabs.f64(double %rough)
  %is_finite = fcmp olt double %size, <INFINITY>
  %still = and i1 %sound, %is_finite
  %after = add i64 %index, 1
  br label %give
judge:
  br i1 %sound, label %done, label %doubtful
done:
  ret i32 1
doubtful:
  %cleared = call i32 @PREFIX_feclearexcept(i32 <NOTES>)
  ret i32 0
}
"""
ANSWER = """
define ptr @answer(ptr %self, ptr %arguments, i64 %n) {
  %at_work = getelementptr i8, ptr %self, i64 <HEAD_SIZE>
  %work = load ptr, ptr %at_work
<FIELDS>
  %t_object = load ptr, ptr %arguments
  %at_x = getelementptr ptr, ptr %arguments, i64 1
  %x = load ptr, ptr %at_x
  %t = call double @PREFIX_PyFloat_AsDouble(ptr %t_object)
  %at_data = getelementptr i8, ptr %x, i64 <HEAD_SIZE>
  %data = load ptr, ptr %at_data
  %at_first = getelementptr double, ptr %registers, i64 1
  %bytes = mul i64 %n_arguments, 8
  call void @llvm.memcpy.p0.p0.i64(ptr %at_first, ptr %data, i64 %bytes, i1 false)
  %found = call i32 @run(ptr %work, double %t)
  %is_found = icmp eq i32 %found, 1
  br i1 %is_found, label %here, label %elsewhere
here:
  call void @PREFIX_Py_IncRef(ptr %answer)
  ret ptr %answer
elsewhere:
  %other = call ptr (ptr, ...) @PREFIX_PyObject_CallFunctionObjArgs(
    ptr %fallback, ptr %t_object, ptr %x, ptr null)
  ret ptr %other
}
"""
