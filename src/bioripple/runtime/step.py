"""Call a script's `main` with what its rule has, by name.

A rule names its inputs, outputs and params like the arguments of its script's `main`,
which says by its annotations what they are. What does not fit is told by name before
anything is computed.
"""

import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from bioripple.runtime.logs import log_to

# Params that are no arguments: two that decide what reruns, two for captions.
NO_ARGUMENTS = frozenset({"code", "named", "counts", "fewest"})
MOST_SHOWN = 80  # characters of a value that does not fit
Parameters = Mapping[str, inspect.Parameter]


class WrongStep(TypeError):
    """A rule and its script's `main` do not fit; each line names one mistake."""


def run_script(
    main: Callable[..., None], snakemake: Any, *, is_long: bool = False, **more: Any
) -> None:
    """Log to the rule's log file and call `main` with what the rule has.

    Parameters
    ----------
    main
        Takes keyword arguments only; see `arguments`.
    snakemake
        What Snakemake puts among a script's globals.
    is_long
        Say on the screen, now and then, how far it is.
    **more
        Arguments that are not the rule's.

    Raises
    ------
    WrongStep
        If the rule and `main` do not fit.
    """
    name = " ".join([snakemake.rule, *map(str, snakemake.wildcards)])
    log_to(snakemake.log[0], progress_of=name if is_long else "")
    main(**arguments(main, snakemake, **more), **more)


def arguments(
    main: Callable[..., None], snakemake: Any, **more: object
) -> dict[str, Any]:
    """Return what a rule has, by the names and as the kinds that `main` asks for.

    Parameters
    ----------
    main
        Its annotations are Path, str, int, float, bool, Literal, Mapping, Any, one of
        these or None, or a Sequence, list or tuple of them. What it takes as `**name`
        are the entries of the param `name`, whatever they are.
    snakemake
        What Snakemake gives to a script. `main` has to take every input, output and
        param with a name, but for `NO_ARGUMENTS`; wildcards and threads if it likes. An
        input without a name is only waited for.
    **more
        What `main` is given besides.

    Raises
    ------
    WrongStep
        If something is missing, unknown, given twice, or of another kind.
    """
    wanted = inspect.signature(main, eval_str=True).parameters
    offers = list(_offers(snakemake, wanted))
    found: dict[str, Any] = {}
    wrong: list[str] = []
    for offer in offers:
        try:
            if offer.name in found or offer.name in more:
                raise ValueError("is given twice")
            found[offer.name] = offer.fitted(wanted)
        except ValueError as problem:
            wrong.append(f"{offer.place}.{offer.name}: {problem}")
    told = {offer.name for offer in offers} | more.keys()
    wrong += [
        f"{name}: main needs it; the rule has no such input, output, param or wildcard"
        for name, each in wanted.items()
        if name not in told and each.default is each.empty and not _is_rest(each)
    ]
    if wrong:
        heading = f"rule {snakemake.rule} and main of its script do not fit:"
        raise WrongStep("\n".join([heading, *wrong]))
    return found


@dataclass(frozen=True)
class _Offer:
    """A value that a rule has; `is_rest` if it goes to `**name`."""

    place: str
    name: str
    value: Any
    is_rest: bool = False

    def fitted(self, wanted: Parameters) -> Any:
        """Return the value as `main` takes it; ValueError says why it does not."""
        if self.is_rest:
            return self.value
        if self.name not in wanted:
            raise ValueError("main takes no such argument")
        if _is_rest(wanted[self.name]):
            raise ValueError("expected names with values")
        kind, is_text = wanted[self.name].annotation, self.place == "wildcards"
        try:
            return _fit(self.value, kind, is_text=is_text)
        except ValueError as expected:
            shown = f"{type(self.value).__name__} {str(self.value)[:MOST_SHOWN]!r}"
            raise ValueError(f"expected {expected}, found {shown}") from None


def _offers(snakemake: Any, wanted: Parameters) -> Iterator[_Offer]:
    for place in ("input", "output", "params"):
        for name, value in getattr(snakemake, place).items():
            if name in wanted and _is_rest(wanted[name]) and isinstance(value, dict):
                for key, entry in value.items():
                    yield _Offer(f"{place}.{name}", key, entry, is_rest=True)
            elif place != "params" or name not in NO_ARGUMENTS:
                yield _Offer(place, name, value)
    for name, value in snakemake.wildcards.items():
        if name in wanted:
            yield _Offer("wildcards", name, value)
    if "threads" in wanted:
        yield _Offer("snakemake", "threads", snakemake.threads)


def _is_rest(parameter: inspect.Parameter) -> bool:
    return parameter.kind is parameter.VAR_KEYWORD


def _fit(value: Any, kind: Any, *, is_text: bool) -> Any:
    """Return a value as its kind; ValueError has the name of the kind.

    A wildcard is text, of which an integer is made; what a configuration holds stays
    the number that it is.
    """
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _fit_one_of(value, parts, is_text=is_text)
    if origin in (Sequence, list, tuple) and isinstance(value, list | tuple):
        items = [_fit(item, parts[0], is_text=is_text) for item in value]
        return tuple(items) if origin is tuple else items
    if kind is Path and isinstance(value, str | os.PathLike):
        return Path(value)
    if kind is int and is_text and value.isdecimal():
        return int(value)
    if _is_already(value, kind, origin):
        return value
    raise ValueError(_name(kind))


def _fit_one_of(value: Any, kinds: Sequence[Any], *, is_text: bool) -> Any:
    for kind in kinds:
        try:
            return _fit(value, kind, is_text=is_text)
        except ValueError:
            continue
    raise ValueError(
        " or ".join(getattr(kind, "__name__", str(kind)) for kind in kinds)
    )


def _is_already(value: object, kind: Any, origin: Any) -> bool:
    if origin is Literal:
        return value in get_args(kind)
    if origin is Mapping:
        return isinstance(value, dict)
    if kind in (int, float):
        number = int if kind is int else (int, float)
        return isinstance(value, number) and not isinstance(value, bool)
    return kind is Any or (kind in (bool, str, NoneType) and isinstance(value, kind))


def _name(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind)
