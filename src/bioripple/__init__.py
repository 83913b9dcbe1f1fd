"""Perturbation response of biochemical networks, from SBML files to predictions.

The names in `__all__` are for notebooks and scripts of one's own: after `import
bioripple as br` there is `br.read_sbml(…)` and so on. What they need is imported when
the first of them is used; it is named by a string, so that no step hangs on it.
"""

from importlib import import_module

__version__ = "0.1.0"

__all__ = [
    "Failed",
    "Refused",
    "Simulation",
    "accuracy",
    "explain",
    "influence_network",
    "jacobian",
    "list_predictors",
    "predict",
    "read",
    "read_sbml",
    "respond",
    "reverse",
    "sensitivity",
    "simulate",
    "steady_state",
]
# Of these, what people ask of networks of their own.
OWN = {"explain", "read", "respond", "reverse"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    face = "bioripple.face.networks" if name in OWN else "bioripple.face.models"
    return getattr(import_module(face), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
