"""What of the program that runs tapes is the same for all its operations.

In LLVM's language, with words in capitals, some in brackets, that `machine_text`
replaces: REAL is the kind of numbers, PREFIX_ begins the names of functions.
"""

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
