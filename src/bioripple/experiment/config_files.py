"""Read configuration files of which nothing is known, without running anything.

Snakemake runs Python code in a configuration that asks for it, takes the last of two
values of a key, and names no line where YAML is wrong.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from bioripple.runtime.text import one_line

LONGEST = 2000  # characters of a line of a message
MOST_BYTES = 100_000
TEMPLATE = "__use_yte__"
# What yaml raises where a value is not what its tag says, such as `!!bool maybe`.
NO_VALUE = (LookupError, AttributeError, TypeError, ValueError, ArithmeticError)


class ConfigError(ValueError):
    """The configuration cannot be used; the message names the keys.

    Each argument becomes a line; a file or a key may be called whatever it likes.
    """

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(one_line(line, most=LONGEST) for line in lines))


def check_files(paths: Iterable[Path]) -> None:
    """Refuse configuration files that give a key twice: all but the last would be lost.

    Parameters
    ----------
    paths
        Files that Snakemake has read.

    Raises
    ------
    ConfigError
        If there is one; the message has the file, the line and the key.
    """
    for path in paths:
        _load(path, path.read_bytes(), _CarefulLoader)


def read_config(path: Path) -> dict[str, Any]:
    """Read a configuration file of which nothing is known, without running anything.

    Parameters
    ----------
    path
        A YAML file; it may hold some of the keys only.

    Returns
    -------
    dict
        The configuration, not yet checked against a schema.

    Raises
    ------
    ConfigError
        If the file cannot be read, is too large, is no plain YAML, is empty, gives a
        key twice, has aliases, or asks Snakemake to run its contents as a template.
    """
    try:
        if not path.exists():
            raise ConfigError(f"{path}: there is no such file")
        if not path.is_file():
            raise ConfigError(f"{path}: expected a file, found a folder or a device")
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    if len(content) > MOST_BYTES:
        raise ConfigError(f"{path}: has more than {MOST_BYTES} bytes")
    config = _load(path, content, _PlainLoader)
    if config is None:
        raise ConfigError(
            f"{path}: holds no keys; write what differs from config/config.yaml"
        )
    if not isinstance(config, dict):
        raise ConfigError(
            f"{path}: expected keys and values, such as `gcn: {{epochs: 9}}`"
        )
    if TEMPLATE in config:
        raise ConfigError(f"{path}: {TEMPLATE} makes Snakemake run code in this file")
    return config


def _load(path: Path, content: bytes, loader: type[yaml.SafeLoader]) -> Any:
    """Read YAML; what is wrong with it is told with file and line."""
    try:
        return yaml.load(content, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        problem = str(error.problem)
        if "<block end>" in problem:  # what the parser says of lines that do not align
            problem = "indented unlike the lines above it"
        raise ConfigError(f"{path}{line}: no plain YAML: {problem[:300]}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        text = " ".join(str(error).split())[:300]
        raise ConfigError(f"{path}: no plain YAML: {text}") from None


class _CarefulLoader(yaml.SafeLoader):
    """Builds no objects, and takes every key of a mapping once."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except NO_VALUE as error:
            found, kind = str(node.value)[:80], type(error).__name__
            raise yaml.MarkedYAMLError(
                problem=f"{found!r} is no value ({kind})",
                problem_mark=node.start_mark,
            ) from None

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key_node, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if not isinstance(key_node, yaml.ScalarNode):
                continue
            key = (key_node.tag, key_node.value)
            if key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key_node.value!r} is given twice",
                    problem_mark=key_node.start_mark,
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


class _PlainLoader(_CarefulLoader):
    """Takes no aliases either: ten of them can stand for 10^10."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not taken",
                problem_mark=self.peek_event().start_mark,  # type: ignore[no-untyped-call]
            )
        return super().compose_node(parent, index)
