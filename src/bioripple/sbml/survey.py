"""Look through the text of an SBML file for what libSBML would misread.

One pass of expat holds every number against its kind, every formula against the content
model of MathML, and every element of a package against what is supported. What no
number depends on is passed over.
"""

from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from bioripple.errors import Failed
from bioripple.sbml.attributes import NUMBERS_ASIDE, check_numbers, odd_numbers_aside
from bioripple.sbml.findings import StandIn, Survey
from bioripple.sbml.packages import (
    check_attribute,
    check_element,
    is_list,
    package_of,
)
from bioripple.sbml.vocabulary import (
    ASIDE,
    CORE,
    OWNERS,
    PLACES,
    fits,
    formula_label,
    label,
)
from bioripple.untrusted.formulas import MATHML, FormulaGuard
from bioripple.untrusted.names import OUTSIDE, Scope
from bioripple.untrusted.numbers import SPACE, check_text_formula

# Annotations that say what a function is where SBML has, or had, no word for it.
STAND_INS = (
    "http://sbml.org/annotations/symbols",
    "http://sbml.org/annotations/distribution",
)
Handlers = tuple[Any, Any, Any]  # of the start of an element, its end, and text


def survey(text: str) -> Survey:
    """Make sure that libSBML will read what an SBML file says.

    Parameters
    ----------
    text
        The whole file.

    Raises
    ------
    Failed
        If it is not well-formed, a number is none, a formula is not built as MathML
        says, or an element or a piece of text is where libSBML would overlook it.
    Refused
        If something is not supported, which the message names.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(text, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise Failed(
            f"the file is not well-formed XML: {reason} at line {error.lineno}"
        ) from None
    return reader.found


class _Open:
    """An element that is not closed yet, of SBML's core or a list of a package."""

    __slots__ = ("attributes", "has_formula", "name", "scope")

    def __init__(self, name: str, attributes: Mapping[str, str], scope: Scope) -> None:
        self.name = name
        self.attributes = attributes
        self.scope = scope
        self.has_formula = False


class _Reader:
    """Follows expat through the core and its formulas, and past what is aside."""

    def __init__(self) -> None:
        self.found = Survey()
        self.core = ""  # namespace of SBML's core
        self.level = ""
        self.required: set[str] = set()  # namespaces that must be understood
        self.open: list[_Open] = []
        self.scopes: list[Scope] = []  # of open elements of a formula or an annotation
        self.depth = 0  # of open elements that are passed over
        self.guard = FormulaGuard(self.in_formula)
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.in_core: Handlers = (self.start_core, self.end_core, self.core_text)
        self.go_on = self.in_core
        self.listen(self.in_core)

    def listen(self, handlers: Handlers) -> None:
        self.handlers = handlers
        start, end, text = handlers
        self.parser.StartElementHandler = start
        self.parser.EndElementHandler = end
        self.parser.CharacterDataHandler = text

    def pass_over(self) -> None:
        """Go on as now after the end of the element that has just begun."""
        self.go_on = self.handlers
        self.depth = 1
        self.listen((self.start_aside, self.end_aside, None))

    def start_aside(self, _tag: str, _attributes: dict[str, str]) -> None:
        self.depth += 1

    def start_unit(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.check_aside(tag.rpartition(":")[2], attributes)

    def end_aside(self, _tag: str) -> None:
        self.depth -= 1
        if not self.depth:
            self.listen(self.go_on)

    # SBML's core

    def start_core(self, tag: str, attributes: dict[str, str]) -> None:
        outer = self.open[-1].scope if self.open else Scope(OUTSIDE)
        scope = outer.within(attributes)
        namespace, name = scope.name(tag)
        if not self.open:
            self.begin(namespace, name, attributes, scope)
        if namespace == MATHML:
            self.begin_formula(name, attributes, scope)
        elif namespace != self.core:
            self.start_foreign(namespace, name, attributes, scope)
        elif name not in ASIDE:
            self.check_place(name, attributes)
            self.open.append(_Open(name, attributes, scope))
            self.check_core(name, attributes, scope)
        elif name == "annotation" and self.open[-1].name == "functionDefinition":
            self.scopes = [scope]
            self.listen((self.start_note, self.end_note, None))
        else:
            self.pass_over()
            if name == "listOfUnitDefinitions":
                self.parser.StartElementHandler = self.start_unit

    def end_core(self, _tag: str) -> None:
        self.open.pop()

    def core_text(self, characters: str) -> None:
        shown = characters.strip(SPACE)
        if shown:
            raise Failed(
                f"{self.line()}: the text {shown[:40]!r} stands in {self.parent()}"
            )

    def begin(
        self, core: str, name: str, attributes: Mapping[str, str], scope: Scope
    ) -> None:
        """Learn from the document's element what it is."""
        if name != "sbml" or not CORE.fullmatch(core):
            raise Failed(
                f"{self.line()}: the file begins with <{name[:40]}> of the namespace "
                f"{core[:80]!r}, not with <sbml> of one of SBML"
            )
        self.core = core
        self.level = attributes.get("level", "")
        version = attributes.get("version", "")
        if not fits(core, self.level, version):
            raise Failed(
                f"{self.line()}: <sbml> has level={self.level[:20]!r} and "
                f"version={version[:20]!r}, which are not those of its namespace "
                f"{core[:80]!r}"
            )
        self.required = {
            scope.namespace(key)
            for key, value in attributes.items()
            if key.endswith(":required") and value.strip(SPACE) in ("true", "1")
        }

    def check_place(self, name: str, attributes: Mapping[str, str]) -> None:
        places = PLACES.get(name)  # of what it does not know, libSBML says so
        if places is None or not self.open or self.open[-1].name in places:
            return
        place = self.at(name, attributes)
        if name == "math":
            raise Failed(f"{place}: its namespace is {self.core!r}, not {MATHML!r}")
        raise Failed(f"{place} is out of place in {self.parent()}")

    def check_core(
        self, name: str, attributes: Mapping[str, str], scope: Scope
    ) -> None:
        check_numbers(name, attributes, lambda: self.at(name, attributes))
        self.check_aside(name, attributes)
        for key in attributes:
            if ":" in key:
                self.check_prefixed(key, scope)
        if self.level == "1" and "formula" in attributes:
            check_text_formula(attributes["formula"], self.in_formula)
        if name == "stoichiometryMath" and (
            "stoichiometry" in self.open[-2].attributes
        ):
            raise Failed(f"{self.in_formula()} is given by a number and by a formula")

    def check_aside(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in NUMBERS_ASIDE:
            self.found.warnings += odd_numbers_aside(
                name, attributes, lambda: self.at(name, attributes)
            )

    def check_prefixed(self, key: str, scope: Scope) -> None:
        namespace = scope.namespace(key)
        if namespace not in ("", self.core) and not key.endswith(":required"):
            required = namespace in self.required
            check_attribute(namespace, key, required=required, where=self.line())

    def start_foreign(
        self, namespace: str, name: str, attributes: dict[str, str], scope: Scope
    ) -> None:
        """Take in an element of neither the core nor MathML."""
        if name in PLACES or CORE.fullmatch(namespace):
            raise Failed(
                f"{self.at(name, attributes)}: its namespace is {namespace[:80]!r}, "
                f"not {self.core[:80]!r}"
            )
        required = namespace in self.required
        check_element(namespace, name, required=required, where=self.line())
        if package_of(namespace) == "fbc" and name == "objective":
            self.found.objective = self.line()
        if is_list(name) and (package_of(namespace) or required):
            self.open.append(_Open(name, attributes, scope))
        else:
            self.pass_over()

    # Formulas

    def begin_formula(
        self, name: str, attributes: Mapping[str, str], scope: Scope
    ) -> None:
        owner = self.open[-1]
        if name != "math" or owner.name not in OWNERS:
            raise Failed(
                f"{self.line()}: <{name[:40]}> is out of place in {self.parent()}"
            )
        if owner.has_formula:
            raise Failed(f"{self.in_formula()}: there is more than one <math>")
        owner.has_formula = True
        self.guard.begin(attributes, is_function=owner.name == "functionDefinition")
        self.scopes = [scope]
        self.listen((self.start_formula, self.end_formula, self.guard.text))

    def start_formula(self, tag: str, attributes: dict[str, str]) -> None:
        scope = self.scopes[-1]
        if attributes:
            scope = scope.within(attributes)
        if self.guard.start(scope.name(tag), attributes):
            self.scopes.append(scope)
        else:
            self.pass_over()

    def end_formula(self, _tag: str) -> None:
        self.scopes.pop()
        if self.guard.end():
            self.listen(self.in_core)

    # Annotations of functions

    def start_note(self, tag: str, attributes: dict[str, str]) -> None:
        scope = self.scopes[-1].within(attributes)
        self.scopes.append(scope)
        namespace, _ = scope.name(tag)
        if namespace in STAND_INS and "definition" in attributes:
            function = self.open[-1].attributes.get("id", "")
            self.found.stand_ins[function] = StandIn(
                attributes["definition"], self.parser.CurrentLineNumber
            )

    def end_note(self, _tag: str) -> None:
        self.scopes.pop()
        if not self.scopes:
            self.listen(self.in_core)

    # Places, for messages

    def line(self) -> str:
        return f"line {self.parser.CurrentLineNumber}"

    def at(self, name: str, attributes: Mapping[str, str]) -> str:
        return f"{self.line()}: {label((name, attributes))}"

    def parent(self) -> str:
        return label((self.open[-1].name, self.open[-1].attributes))

    def in_formula(self) -> str:
        path = [(element.name, element.attributes) for element in self.open]
        return f"{self.line()}: {formula_label(path)}"
