"""Find what is wrong with a configuration, and where; `config_check` tells it."""

import difflib
import math
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

MOST_VALUES = 10_000
MOST_BITS = 64  # of an integer
MOST_CHARACTERS = 500  # of a message, which may quote what was found
RENAMED = {"benchmark": "comparison"}  # what was called otherwise before
Place = tuple[Any, ...]  # keys, and positions in lists, from the top level down
Problem = tuple[Place, str]


def _is_whole(_checker: object, value: Any) -> bool:
    """Return whether a value can count something: `range` and `MiB` take no 4000.0."""
    return isinstance(value, int) and not isinstance(value, bool)


Validator = extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole),
)


def find_problems(
    config: Mapping[str, Any], schema: Mapping[str, Any]
) -> list[Problem]:
    """Return every problem of a configuration: where it is, and what.

    Parameters
    ----------
    config
        The configuration as Snakemake merged it.
    schema
        A JSON Schema (draft 2020-12). A whole number has no point: 4000.0 is none.
    """
    strange = list(_strange_values(config))
    if strange:
        return strange
    errors = Validator(schema).iter_errors(config)
    return [problem for error in errors for problem in _explain(error)]


def _strange_values(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Find what a schema has no words for, or a message no room.

    Infinity and NaN satisfy most bounds, and an integer can have any number of digits.
    Values are counted as a tree: aliases make a small file a large configuration.
    """
    waiting: list[tuple[Place, Any]] = [((), config)]
    count = 0
    while waiting:
        place, item = waiting.pop()
        count += 1
        if count > MOST_VALUES:
            yield (), f"has more than {MOST_VALUES} values"
            return
        if isinstance(item, float) and not math.isfinite(item):
            yield place, f"{item} is no number to work with"
        if isinstance(item, int) and item.bit_length() > MOST_BITS:
            yield place, "has too many digits"
        if isinstance(item, Mapping):
            odd = [key for key in item if not isinstance(key, str)]
            if odd:
                kinds = ", ".join(sorted({type(key).__name__ for key in odd}))
                yield place, f"expected keys that are text, in quotes; found {kinds}"
            waiting += [((*place, key), item[key]) for key in item if key not in odd]
        elif isinstance(item, list | tuple):
            waiting += [((*place, k), value) for k, value in enumerate(item)]


def _unknown(key: str, known: list[str]) -> str:
    if RENAMED.get(key) in known:
        return f"is called {RENAMED[key]!r} now"
    close = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known are {known}"
    return f"there is no such key; {hint}"


def _explain(error: ValidationError) -> Iterator[Problem]:
    place = tuple(error.absolute_path)
    match error.validator:
        case "additionalProperties":
            known = list(error.schema["properties"])
            for key in sorted(set(error.instance) - set(known)):
                yield (*place, key), _unknown(key, known)
        case "required":
            for key in error.validator_value:
                if key not in error.instance:
                    yield (*place, key), "is missing"
        case "minLength":
            yield place, "is empty, but a value is needed here"
        case "type" if error.instance is None:
            yield place, "is empty; write its keys, or leave it out"
        case _:
            message = error.message
            if len(message) > MOST_CHARACTERS:
                message = f"{message[:MOST_CHARACTERS]}…"
            yield place, f"{message}{_yaml_hint(error)}"


def _yaml_hint(error: ValidationError) -> str:
    """Explain that YAML takes 1e-8, without a point, for text, and ids for numbers."""
    value = error.instance
    if error.validator_value == "integer" and isinstance(value, float):
        return f"; write {value:.0f}" if value.is_integer() else ""
    if error.validator_value == "string" and isinstance(value, bool | int | float):
        return "; put it in quotes if that is what it is called"
    if error.validator == "type" and isinstance(value, str):
        try:
            is_meant = "e" in value.lower() and math.isfinite(float(value))
            return f"; write {float(value):#.1e}" if is_meant else ""
        except ValueError:
            pass
    return ""
