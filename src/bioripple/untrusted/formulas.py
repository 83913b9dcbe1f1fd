"""The content model of MathML, as SBML uses it.

libSBML reads what it understands of a formula and drops the rest: of
`<cn>1<foo/>2</cn>` it keeps 1, of two `otherwise` one, and a `degree` after the
radicand is taken for the radicand. So every element, attribute, number and piece of
text of a formula has its place checked here, before libSBML reads it.
"""

from collections.abc import Callable, Mapping

from bioripple.errors import Failed, Refused
from bioripple.untrusted.names import Name
from bioripple.untrusted.numbers import SPACE, check_number

MATHML = "http://www.w3.org/1998/Math/MathML"
SYMBOLS = "http://www.sbml.org/sbml/symbols/"

# The models of BioModels and of the SBML Test Suite have at most 193 terms; libSBML
# keeps a sum of n terms as n nested sums, and destroys them by recursion.
MAX_TERMS = 10_000

Limits = tuple[int, int]  # at least, at most
ANY = MAX_TERMS
UNARY = (
    "abs floor ceiling factorial exp ln root log not "
    "sin cos tan sec csc cot sinh cosh tanh sech csch coth "
    "arcsin arccos arctan arcsec arccsc arccot "
    "arcsinh arccosh arctanh arcsech arccsch arccoth"
)
# How many arguments an operator takes, qualifiers not counted.
OPERATORS: dict[str, Limits] = {
    **dict.fromkeys(UNARY.split(), (1, 1)),
    **dict.fromkeys(("divide", "power", "neq", "implies", "quotient", "rem"), (2, 2)),
    **dict.fromkeys(("plus", "times", "and", "or", "xor"), (0, ANY)),
    **dict.fromkeys(("eq", "lt", "leq", "gt", "geq"), (0, ANY)),
    **dict.fromkeys(("min", "max"), (1, ANY)),
    "minus": (1, 2),
}
QUALIFIERS = {"degree": "root", "logbase": "log"}
CONSTANTS = {"true", "false", "notanumber", "pi", "infinity", "exponentiale"}
TOKENS = {"cn", "ci", "csymbol"}  # these hold text
EXPRESSIONS = frozenset(CONSTANTS | TOKENS | {"apply", "piecewise", "semantics"})
# How many expressions these hold; `semantics` one beside its attachments.
HOLDERS: dict[str, Limits] = {
    "math": (1, 1),
    "lambda": (1, 1),
    "bvar": (1, 1),
    "piece": (2, 2),
    "otherwise": (1, 1),
    "degree": (1, 1),
    "logbase": (1, 1),
    "semantics": (1, 1),
}
# Attachments of `semantics`: they do not say what the formula is.
SKIPPED = {"annotation", "annotation-xml"}
KNOWN = {*EXPRESSIONS, *HOLDERS, *OPERATORS, *SKIPPED, "sep"}

# csymbols that are quantities, and those that are functions of so many arguments.
QUANTITIES = {f"{SYMBOLS}time", f"{SYMBOLS}avogadro"}
FUNCTIONS: dict[str, Limits] = {f"{SYMBOLS}delay": (2, 2), f"{SYMBOLS}rateOf": (1, 1)}

# Attributes that change no meaning, and those that an element may have besides.
HARMLESS = {"id", "class", "style", "xref", "other", "xmlns"}
ATTRIBUTES = {
    "math": {"display", "mode", "overflow", "altimg", "alttext"},
    "cn": {"type", "base", "units"},
    "ci": {"type"},
    "csymbol": {"encoding", "definitionURL"},
}


class Open:
    """An element of a formula that is not closed yet.

    Attributes
    ----------
    kind
        Type of a `cn`, address of a `csymbol`.
    allowed
        Elements that it may hold as expressions.
    operator
        First element of an `apply`, once it is there.
    count, limits
        How many expressions it holds, and may hold.
    closed
        Whether nothing may follow in it.
    """

    __slots__ = (
        "allowed",
        "closed",
        "count",
        "kind",
        "limits",
        "name",
        "operator",
        "text",
    )

    def __init__(
        self, name: str, kind: str = "", allowed: frozenset[str] = EXPRESSIONS
    ) -> None:
        self.name = name
        self.kind = kind
        self.allowed = allowed
        self.operator = ""
        self.count = 0
        self.limits = HOLDERS.get(name, (0, ANY))
        self.closed = False
        self.text: list[str] = []


class FormulaGuard:
    """Checks one formula after the other, element by element.

    Parameters
    ----------
    where
        Called for the place of the element at hand and what its formula belongs to.
    """

    def __init__(self, where: Callable[[], str]) -> None:
        self.where = where
        self.open: list[Open] = []
        self._into = {
            "apply": self._into_apply,
            "piecewise": self._into_piecewise,
            "lambda": self._into_lambda,
            "cn": self._into_number,
            **dict.fromkeys(HOLDERS.keys() - {"lambda"}, self._into_holder),
        }

    def begin(self, attributes: Mapping[str, str], *, is_function: bool) -> None:
        """Begin with a `math` element; a function definition's holds a `lambda`."""
        self._read_attributes("math", attributes)
        allowed = frozenset(("lambda", "semantics")) if is_function else EXPRESSIONS
        self.open = [Open("math", allowed=allowed)]

    def start(self, name: Name, attributes: Mapping[str, str]) -> bool:
        """Take in the start of an element; False if what is in it does not count."""
        namespace, local = name
        parent = self.open[-1]
        if namespace != MATHML:
            raise self._failed(f"<{local[:40]}> is not in the namespace of MathML")
        into = self._into.get(parent.name)
        if into is None:
            raise self._misplaced(parent, local)
        if local not in KNOWN and parent.name != "cn":
            raise Refused(
                f"{self.where()}: uses <{local[:40]}>, which is not supported"
            )
        if local in SKIPPED and parent.name == "semantics":
            return False
        plain = not attributes and local != "csymbol"
        kind = "real" if plain else self._read_attributes(local, attributes)
        element = Open(local, kind)
        into(parent, element)
        self.open.append(element)
        return True

    def text(self, characters: str) -> None:
        """Take in text between the tags."""
        element = self.open[-1]
        if element.name in TOKENS:
            element.text.append(characters)
        elif characters.strip(SPACE):
            shown = characters.strip(SPACE)[:40]
            raise self._failed(f"{shown!r} stands in <{element.name}> outside of a tag")

    def end(self) -> bool:
        """Take in the end of an element; True if that was the formula's."""
        element = self.open.pop()
        least, most = element.limits
        if element.name in TOKENS:
            self._check_token(element)
        elif element.name == "apply" and not element.operator:
            raise self._failed("<apply> is empty")
        elif not least <= element.count <= most:
            raise self._wrong_count(element)
        return not self.open

    def _into_holder(self, parent: Open, element: Open) -> None:
        name = element.name
        if name not in parent.allowed:
            raise self._misplaced(parent, name)
        if name == "semantics":
            element.allowed = parent.allowed
        self._count(parent, element)

    def _into_apply(self, parent: Open, element: Open) -> None:
        name = element.name
        if not parent.operator:
            parent.limits = self._limits_of(element)
            parent.operator = name
        elif name in EXPRESSIONS:
            self._count(parent, element)
        elif QUALIFIERS.get(name) != parent.operator or parent.count or parent.closed:
            raise self._misplaced(parent, name)
        else:
            parent.closed = True  # to another qualifier

    def _into_piecewise(self, parent: Open, element: Open) -> None:
        if element.name not in ("piece", "otherwise") or parent.closed:
            raise self._misplaced(parent, element.name)
        self._count(parent, element)
        parent.closed = element.name == "otherwise"

    def _into_lambda(self, parent: Open, element: Open) -> None:
        if parent.count:
            raise self._misplaced(parent, element.name)
        if element.name == "bvar":
            element.allowed = frozenset(("ci",))
        elif element.name in EXPRESSIONS:
            self._count(parent, element)
        else:
            raise self._misplaced(parent, element.name)

    def _into_number(self, parent: Open, element: Open) -> None:
        if element.name != "sep":
            raise self._misplaced(parent, element.name)
        parent.text.append("\0")  # a character that XML cannot hold

    def _count(self, parent: Open, element: Open) -> None:
        if element.name == "csymbol" and element.kind not in QUANTITIES:
            raise self._failed(f"the symbol {element.kind[:80]!r} is no quantity")
        parent.count += 1
        if parent.count > MAX_TERMS:
            raise Refused(f"{self.where()}: more than {MAX_TERMS} terms")

    def _limits_of(self, element: Open) -> Limits:
        """Return how many arguments the first element of an `apply` takes."""
        name = element.name
        if name == "csymbol" and element.kind not in FUNCTIONS:
            raise self._failed(f"the symbol {element.kind[:80]!r} is no function")
        if name == "ci":
            return (0, ANY)
        if name == "csymbol":
            return FUNCTIONS[element.kind]
        if name not in OPERATORS:
            raise self._failed(f"<apply> begins with <{name}>, which is no operator")
        return OPERATORS[name]

    def _read_attributes(self, name: str, attributes: Mapping[str, str]) -> str:
        """Check attributes; return type or address where an element has one."""
        for key in attributes:
            if (
                key not in HARMLESS
                and key not in ATTRIBUTES.get(name, ())
                and ":" not in key  # of another namespace, such as units
            ):
                raise self._failed(f"<{name}> has an attribute {key[:40]!r}")
        if name == "cn":
            if attributes.get("base", "10") != "10":
                raise Refused(f"{self.where()}: a number to another base than 10")
            return attributes.get("type", "real")
        return self._read_symbol(attributes) if name == "csymbol" else ""

    def _read_symbol(self, attributes: Mapping[str, str]) -> str:
        address = attributes.get("definitionURL")
        if address is None:
            raise self._failed("the definitionURL of a <csymbol> is missing")
        if attributes.get("encoding", "text") != "text":
            shown = attributes["encoding"][:40]
            raise self._failed(f"<csymbol> has encoding={shown!r}, expected 'text'")
        if address not in QUANTITIES and address not in FUNCTIONS:
            shown = address.removeprefix(SYMBOLS)[:80]
            raise Refused(f"{self.where()}: uses {shown!r}, which is not supported")
        return address

    def _check_token(self, element: Open) -> None:
        text = "".join(element.text)
        if element.name == "cn":
            check_number(element.kind, text.split("\0"), self.where)
        elif element.name == "ci" and len(text.split()) != 1:
            raise self._failed(f"{text.strip(SPACE)[:40]!r} in <ci> is no name")

    def _misplaced(self, parent: Open, name: str) -> Failed:
        return self._failed(f"<{name[:40]}> is out of place in <{parent.name}>")

    def _wrong_count(self, element: Open) -> Failed:
        name = element.operator or element.name
        if name in ("math", "lambda") and not element.count:
            return Failed(f"{self.where()} is empty: <{name}> holds no formula")
        least, most = element.limits
        expected = f"{least}" if least == most else f"{least} to {most}"
        if most == ANY:
            expected = f"at least {least}"
        return self._failed(f"<{name}> has {element.count} arguments, not {expected}")

    def _failed(self, problem: str) -> Failed:
        return Failed(f"{self.where()}: {problem}")
