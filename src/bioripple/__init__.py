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
    "predict_others",
    "read",
    "read_sbml",
    "respond",
    "reverse",
    "sensitivity",
    "simulate",
    "steady_state",
]
# Where these are; all others are in `face.models`.
_FACES = {
    "networks": {"explain", "read", "respond", "reverse"},
    "predictions": {"accuracy", "list_predictors", "predict", "predict_others"},
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    face = next((face for face, names in _FACES.items() if name in names), "models")
    return getattr(import_module(f"bioripple.face.{face}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
