"""Change SBML at random, but so that it stays written as plainly as it was."""

import random
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

TOKEN = re.compile(r"<[^>]*>|[^<]+")
ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')


def _words(text: str) -> list[str]:
    return text.split()


VALUES = [
    *_words(
        "0 1 -1 0.5 1e308 1e-310 1e-3000 NaN INF 1e999 2147483648 -2147483649 0x10 1e "
        "12abc true false 1.0 +5 .5 5. 1_0 k1 S1 a.b time pi é SBO:0000001 SBO:1 mole "
        "Celsius second _1 -x x:y &#32; &amp; &gt; 4 1.e2 e-notation integer rational"
    ),
    *("", " ", " 5 ", "k1 ", "k1 k2", "\u00a0k1"),
]
NAMES = _words(
    "id name metaid sboTerm units value constant size spatialDimensions compartment "
    "initialAmount initialConcentration hasOnlySubstanceUnits boundaryCondition "
    "outside substanceUnits species stoichiometry reversible fast variable symbol "
    "kind charge scale multiplier offset type definitionURL encoding "
    "useValuesFromTriggerTime class initialValue persistent timeUnits "
    "conversionFactor spatialSizeUnits exponent xmlns denominator speciesType "
    "compartmentType xml:id xmlns:m formula"
)
TAGS = _words(
    "ci cn apply times plus minus divide power exp ln log root abs floor and or xor p "
    "not eq neq lt leq gt geq tan pi true notanumber csymbol sep degree logbase "
    "piecewise piece otherwise lambda bvar semantics annotation notes math model "
    "listOfSpecies species listOfParameters parameter listOfReactions reaction "
    "listOfReactants body listOfProducts listOfModifiers speciesReference "
    "modifierSpeciesReference rateRule kineticLaw listOfLocalParameters "
    "localParameter listOfRules assignmentRule algebraicRule unit "
    "listOfInitialAssignments initialAssignment listOfEvents event trigger delay "
    "priority listOfConstraints listOfUnitDefinitions unitDefinition listOfUnits "
    "compartment functionDefinition stoichiometryMath m:ci factorial max quotient sec"
)
COPASI = '<COPASI xmlns="http://www.copasi.org/static/sbml"/>'
PIECES = (
    "<notes/>",
    '<notes><p xmlns="http://www.w3.org/1999/xhtml">x</p></notes>',
    "<notes><p>x</p></notes>",
    f"<annotation>{COPASI}</annotation>",
    f"<annotation>{COPASI}{COPASI}</annotation>",
    '<annotation><a xmlns="http://a"/></annotation>',
    "<annotation><m:a/></annotation>",
    "1",
    "<ci>k1</ci>",
    "<cn>2</cn>",
    '<cn type="e-notation">2<sep/>3</cn>',
    '<cn type="rational">2<sep/>3</cn>',
    "<apply><plus/><cn>1</cn></apply>",
    "<apply><times/></apply>",
    "<apply><log/><cn>3</cn></apply>",
    "<apply><root/><degree><cn>3</cn></degree><cn>3</cn></apply>",
    "<piecewise><piece><cn>1</cn><true/></piece></piecewise>",
    "<apply><xor/><true/></apply>",
    "<listOfModifiers/>",
)


@dataclass
class Item:
    """An element: its tag, its attributes, and elements and texts in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inner: list["Item | str"] = field(default_factory=list)

    def below(self) -> Iterator[tuple["Item", "Item"]]:
        """Return all elements below, each with its parent."""
        for item in self.inner:
            if isinstance(item, Item):
                yield item, self
                yield from item.below()

    def text(self) -> str:
        """Write the element."""
        inner = "".join(x if isinstance(x, str) else x.text() for x in self.inner)
        if not self.tag:
            return inner
        shown = "".join(f' {key}="{value}"' for key, value in self.attributes.items())
        end = f">{inner}</{self.tag}>" if inner else "/>"
        return f"<{self.tag}{shown}{end}"


def parsed(text: str) -> Item:
    """Return the elements of a text that has no comments, below one without a tag."""
    root = Item("")
    open_items = [root]
    for token in TOKEN.findall(text):
        if token.startswith("</"):
            open_items.pop()
        elif token[0] != "<" or token.startswith("<?"):
            open_items[-1].inner.append(token)
        else:
            tag = token.strip("</>").split()[0]
            item = Item(tag, dict(ATTRIBUTE.findall(token)))
            open_items[-1].inner.append(item)
            if not token.endswith("/>"):
                open_items.append(item)
    return root


def mutant(root: Item, dice: random.Random) -> bytes:
    """Return a document with one to three things in it changed."""
    root = deepcopy(root)
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        everything = list(root.below())
        item, parent = dice.choice(everything)
        other, _ = dice.choice(everything)
        dice.choice(CHANGES)(dice, item, parent, other)
    return root.text().encode()


def _set_value(dice: random.Random, item: Item, _parent: Item, other: Item) -> None:
    if item.attributes:
        values = [*VALUES, *other.attributes.values()]
        item.attributes[dice.choice(list(item.attributes))] = dice.choice(values)


def _add_value(dice: random.Random, item: Item, _parent: Item, _other: Item) -> None:
    item.attributes.setdefault(dice.choice(NAMES), dice.choice(VALUES))


def _drop_value(dice: random.Random, item: Item, _parent: Item, _other: Item) -> None:
    if item.attributes:
        del item.attributes[dice.choice(list(item.attributes))]


def _rename(dice: random.Random, item: Item, _parent: Item, _other: Item) -> None:
    item.tag = dice.choice(TAGS)


def _drop(_dice: random.Random, item: Item, parent: Item, _other: Item) -> None:
    parent.inner = [each for each in parent.inner if each is not item]


def _double(dice: random.Random, item: Item, parent: Item, other: Item) -> None:
    place = dice.choice((parent, other))
    place.inner.insert(dice.randint(0, len(place.inner)), deepcopy(item))


def _insert(dice: random.Random, item: Item, _parent: Item, _other: Item) -> None:
    (piece,) = parsed(dice.choice(PIECES)).inner
    item.inner.insert(dice.randint(0, len(item.inner)), piece)


def _set_text(dice: random.Random, item: Item, _parent: Item, _other: Item) -> None:
    item.inner = [dice.choice(VALUES)]


def _swap(dice: random.Random, _item: Item, parent: Item, _other: Item) -> None:
    dice.shuffle(parent.inner)


CHANGES = (
    _set_value,
    _add_value,
    _drop_value,
    _rename,
    _drop,
    _double,
    _insert,
    _set_text,
    _swap,
)
