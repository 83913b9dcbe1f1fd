"""Check a configuration against its schema and name every key that is wrong."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError


class ConfigError(ValueError):
    """The configuration cannot be used; the message names the keys."""


def load_schema(path: Path) -> dict[str, Any]:
    """Read a JSON Schema that is written as YAML."""
    schema: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return schema


def check_config(config: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    """Refuse a configuration that the schema does not allow.

    Parameters
    ----------
    config
        The configuration as Snakemake merged it.
    schema
        A JSON Schema (draft 2020-12).

    Raises
    ------
    ConfigError
        If anything is wrong. Every wrong key has a line: where it is, what was found
        and what was expected.
    """
    errors = Draft202012Validator(schema).iter_errors(config)
    problems = [problem for error in errors for problem in _explain(error)]
    if problems:
        lines = "\n  ".join(sorted(problems))
        raise ConfigError(
            f"the configuration is not usable:\n  {lines}\n"
            "config/README.md describes every key"
        )


def _explain(error: ValidationError) -> Iterator[str]:
    place = "/".join(str(part) for part in error.absolute_path)
    match error.validator:
        case "additionalProperties":
            known = list(error.schema["properties"])
            for key in sorted(set(error.instance) - set(known)):
                close = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"known are {known}"
                yield f"{_join(place, key)}: there is no such key; {hint}"
        case "required":
            for key in error.validator_value:
                if key not in error.instance:
                    yield f"{_join(place, key)}: is missing"
        case "minLength":
            yield f"{place}: is empty, but a value is needed here"
        case _:
            yield f"{place or 'top level'}: {error.message}{_yaml_hint(error)}"


def _join(place: str, key: str) -> str:
    return f"{place}/{key}" if place else key


def _yaml_hint(error: ValidationError) -> str:
    """Explain that YAML takes 1e-8, without a point, for text."""
    value = error.instance
    if error.validator == "type" and isinstance(value, str):
        try:
            return f"; write {float(value):#.1e}" if "e" in value.lower() else ""
        except ValueError:
            pass
    return ""
