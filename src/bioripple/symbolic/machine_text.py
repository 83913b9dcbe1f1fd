"""The program that runs a tape, in LLVM's language.

It is a loop around one `switch`, of some hundred lines, the same for all models: no
number or name of a model is in it.
"""

from bioripple.symbolic.tape import OPERATIONS, WIDTH

# What of a tape's work lies where in `symbolic.machine.Work`, by its place there.
FIELDS = (
    *("rows", "end", "registers", "sources", "places", "n_results", "results"),
    *("low", "high", "n_arguments", "answer", "fallback"),
)
WHOLE, REAL = ("n_results", "n_arguments"), ("low", "high")  # the others are addresses
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
PREFIX = "bioripple_"  # of functions' names, so that LLVM does not think it knows them
# %a, %b, %c are the operands, %z has the result. As Python does it: `min` keeps the
# first of equals, what is no number is true, and `floor` of -0.0 is 0.0.
BODIES = {
    "add": "%z = fadd double %a, %b",
    "mul": "%z = fmul double %a, %b",
    "div": "%z = fdiv double %a, %b",
    "min": "%y = fcmp olt double %b, %a\n%z = select i1 %y, double %b, double %a",
    "max": "%y = fcmp ogt double %b, %a\n%z = select i1 %y, double %b, double %a",
    "lt": "%y = fcmp olt double %a, %b\n%z = uitofp i1 %y to double",
    "le": "%y = fcmp ole double %a, %b\n%z = uitofp i1 %y to double",
    "eq": "%y = fcmp oeq double %a, %b\n%z = uitofp i1 %y to double",
    "and": (
        "%w = fcmp une double %a, 0.0\n%x = fcmp une double %b, 0.0\n"
        "%y = and i1 %w, %x\n%z = uitofp i1 %y to double"
    ),
    "or": (
        "%w = fcmp une double %a, 0.0\n%x = fcmp une double %b, 0.0\n"
        "%y = or i1 %w, %x\n%z = uitofp i1 %y to double"
    ),
    "if": "%y = fcmp une double %a, 0.0\n%z = select i1 %y, double %b, double %c",
    "neg": "%z = fneg double %a",
    "not": "%y = fcmp oeq double %a, 0.0\n%z = uitofp i1 %y to double",
    "abs": "%z = call double @llvm.fabs.f64(double %a)",
    "sqrt": "%z = call double @llvm.sqrt.f64(double %a)",
}
INFINITY = "0x7FF0000000000000"


def program(notes: int) -> str:
    """Return the program's text.

    Parameters
    ----------
    notes
        The processor's notes that make a result doubtful (fenv.h).

    Returns
    -------
    str
        With a function `run(work, t)`, which returns 1; or 0, and no results, where
        the processor has noted something or a result is not finite. And with one that
        Python calls, `answer(work, t, x)`, which takes its arguments from the array x
        and returns the array of results, or else what the fallback, called with t and
        x, returns.
    """
    labels = [f"    i32 {number}, label %op{number}" for number in range(N_OPERATIONS)]
    cases = "\n".join(map(_case, range(N_OPERATIONS)))
    results = "\n".join(
        f"  [ %z{number}, %end{number} ]," for number in range(N_OPERATIONS)
    ).rstrip(",")
    return HEAD.format(
        functions="\n".join(
            f"declare double @{PREFIX}{name}"
            f"({'double, double' if name == 'pow' else 'double'})"
            for name in (*FUNCTIONS.values(), "floor", "ceil")
        ),
        fields="\n".join(map(_field, FIELDS[:9])),
        more_fields="\n".join(map(_field, ("registers", *FIELDS[9:]))),
        head_size=object.__basicsize__,
        labels="\n".join(labels),
        cases=cases,
        results=results,
        notes=notes,
    )


N_OPERATIONS = len(OPERATIONS)


def _field(name: str) -> str:
    place = FIELDS.index(name)
    kind = "i64" if name in WHOLE else "double" if name in REAL else "ptr"
    return (
        f"  %at_{name} = getelementptr i64, ptr %work, i64 {place}\n"
        f"  %{name} = load {kind}, ptr %at_{name}"
    )


def _case(number: int) -> str:
    """Return the lines of an operation; its names end in its number."""
    name = OPERATIONS[number]
    if name in ("floor", "ceil"):
        # of what is no finite number Python has none
        return (
            f"op{number}:\n"
            f"  %s{number} = call double @llvm.fabs.f64(double %a)\n"
            f"  %f{number} = fcmp olt double %s{number}, {INFINITY}\n"
            f"  br i1 %f{number}, label %end{number}, label %doubtful\n"
            f"end{number}:\n"
            f"  %v{number} = call double @{PREFIX}{name}(double %a)\n"
            f"  %z{number} = fadd double %v{number}, 0.0\n"
            "  br label %store"
        )
    if name in FUNCTIONS:
        operands = "double %a, double %b" if name == "pow" else "double %a"
        body = f"%z = call double @{PREFIX}{FUNCTIONS[name]}({operands})"
    else:
        body = BODIES[name]
    for letter in "wxyz":
        body = body.replace(f"%{letter}", f"%{letter}{number}")
    lines = "\n".join(f"  {line}" for line in body.split("\n"))
    return (
        f"op{number}:\n  br label %end{number}\n"
        f"end{number}:\n{lines}\n  br label %store"
    )


HEAD = f"""
declare i32 @{PREFIX}fetestexcept(i32)
declare i32 @{PREFIX}feclearexcept(i32)
declare double @llvm.fabs.f64(double)
declare double @llvm.sqrt.f64(double)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @{PREFIX}Py_IncRef(ptr)
declare void @{PREFIX}Py_DecRef(ptr)
declare ptr @{PREFIX}PyFloat_FromDouble(double)
declare ptr @{PREFIX}PyObject_CallFunctionObjArgs(ptr, ...)
{{functions}}

define i32 @run(ptr %work, double %t) {{{{
entry:
  %old = call i32 @{PREFIX}fetestexcept(i32 {{notes}})
  %is_old = icmp ne i32 %old, 0
  br i1 %is_old, label %forget, label %begin
forget:
  %forgotten = call i32 @{PREFIX}feclearexcept(i32 {{notes}})
  br label %begin
begin:
{{fields}}
  %early = fcmp ogt double %low, %t
  %not_before = select i1 %early, double %low, double %t
  %late = fcmp olt double %high, %not_before
  %time = select i1 %late, double %high, double %not_before
  store double %time, ptr %registers
  br label %loop
loop:
  %row = phi ptr [ %rows, %begin ], [ %next, %store ]
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
  %pa = getelementptr double, ptr %registers, i32 %ia
  %pb = getelementptr double, ptr %registers, i32 %ib
  %pc = getelementptr double, ptr %registers, i32 %ic
  %a = load double, ptr %pa
  %b = load double, ptr %pb
  %c = load double, ptr %pc
  switch i32 %op, label %doubtful [
{{labels}}
  ]
{{cases}}
store:
  %z = phi double
{{results}}
  %pd = getelementptr double, ptr %registers, i32 %d
  store double %z, ptr %pd
  %next = getelementptr i32, ptr %row, i64 {WIDTH}
  br label %loop
look:
  %noted = call i32 @{PREFIX}fetestexcept(i32 {{notes}})
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
  %at_value = getelementptr double, ptr %registers, i32 %source
  %value = load double, ptr %at_value
  %at_result = getelementptr double, ptr %results, i64 %place
  store double %value, ptr %at_result
  %size = call double @llvm.fabs.f64(double %value)
  %is_finite = fcmp olt double %size, {INFINITY}
  %still = and i1 %sound, %is_finite
  %after = add i64 %index, 1
  br label %give
judge:
  br i1 %sound, label %done, label %doubtful
done:
  ret i32 1
doubtful:
  %cleared = call i32 @{PREFIX}feclearexcept(i32 {{notes}})
  ret i32 0
}}}}

define ptr @answer(ptr %work, double %t, ptr %x) {{{{
{{more_fields}}
  %at_data = getelementptr i8, ptr %x, i64 {{head_size}}
  %data = load ptr, ptr %at_data
  %at_first = getelementptr double, ptr %registers, i64 1
  %bytes = mul i64 %n_arguments, 8
  call void @llvm.memcpy.p0.p0.i64(ptr %at_first, ptr %data, i64 %bytes, i1 false)
  %found = call i32 @run(ptr %work, double %t)
  %is_found = icmp eq i32 %found, 1
  br i1 %is_found, label %here, label %elsewhere
here:
  call void @{PREFIX}Py_IncRef(ptr %answer)
  ret ptr %answer
elsewhere:
  %number = call ptr @{PREFIX}PyFloat_FromDouble(double %t)
  %other = call ptr (ptr, ...) @{PREFIX}PyObject_CallFunctionObjArgs(
    ptr %fallback, ptr %number, ptr %x, ptr null)
  call void @{PREFIX}Py_DecRef(ptr %number)
  ret ptr %other
}}}}
"""
