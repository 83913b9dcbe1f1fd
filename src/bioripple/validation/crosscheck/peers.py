"""Two independent simulators behind one interface.

Values are what an id means in SBML: a species' concentration, or its amount where the
model says so. Both programs know both; what is asked for follows `Meanings`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

RTOL = 1e-10  # tighter than what is compared, so that the truth is not their noise
ATOL = 1e-14  # both scale it with the initial amounts [amount, model units]
MAX_STEP = 0.05  # share of the time that a step may take, so that no pulse is missed
MAX_STEPS = 1_000_000


class PeerFailed(Exception):
    """The program cannot load, run or evaluate the model."""


@dataclass(frozen=True)
class Meanings:
    """What the ids of a model mean.

    Attributes
    ----------
    species
        Ids of species, and whether each means its amount (else its concentration).
    homes
        The compartment of each species.
    """

    species: Mapping[str, bool]
    homes: Mapping[str, str]


class Peer(Protocol):
    """A model loaded into a simulator."""

    def run(self, t: float) -> None:
        """Integrate from the model's own initial values to a time."""

    def place(self, t: float, values: Mapping[str, float]) -> None:
        """Move to a time and set some values, compartments and parameters first."""

    def values(self, names: Iterable[str]) -> list[float]:
        """Return the values of ids at the present state."""

    def rates(self, names: Iterable[str]) -> list[float]:
        """Return the rates of change of ids that reactions or rate rules change."""


class RoadRunner:
    """libRoadRunner: models compiled to machine code, CVODE."""

    def __init__(self, sbml: str, meanings: Meanings) -> None:
        import roadrunner

        roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
        try:
            self._runner = roadrunner.RoadRunner(sbml)
        except (RuntimeError, ValueError) as problem:
            raise PeerFailed(str(problem)) from None
        self._model = self._runner.model
        self._keys = {
            name: name if is_amount else f"[{name}]"
            for name, is_amount in meanings.species.items()
        }

    def run(self, t: float) -> None:
        """Integrate from the model's own initial values to a time."""
        amounts = [abs(a) for a in self._model.getFloatingSpeciesAmounts() if a]
        integrator = self._runner.integrator
        integrator.relative_tolerance = RTOL
        integrator.absolute_tolerance = ATOL * min([1.0, *amounts])
        integrator.maximum_time_step = MAX_STEP * t
        integrator.maximum_num_steps = MAX_STEPS
        try:
            self._runner.simulate(0.0, t, 2)
        except (RuntimeError, ValueError) as problem:
            raise PeerFailed(str(problem)) from None

    def events_before(self, t: float) -> list[str]:
        """Run the model to a time and return the ids of the events that fired."""
        fired: list[str] = []
        for name in self._model.getEventIds():
            event = self._model.getEvent(name)
            event.setOnTrigger(lambda _model, _index, name: fired.append(name))
        self.run(t)
        return sorted(set(fired))

    def place(self, t: float, values: Mapping[str, float]) -> None:
        """Move to a time and set some values, compartments and parameters first."""
        self._model.setTime(t)
        for name in sorted(values, key=lambda name: name in self._keys):
            self._model.setValue(self._keys.get(name, name), values[name])

    def values(self, names: Iterable[str]) -> list[float]:
        """Return the values of ids at the present state."""
        return [self._model.getValue(self._keys.get(name, name)) for name in names]

    def rates(self, names: Iterable[str]) -> list[float]:
        """Return the rates of change of ids that reactions or rate rules change."""
        try:
            return [
                self._runner.getValue(f"{self._keys.get(name, name)}'")
                for name in names
            ]
        except RuntimeError as problem:
            raise PeerFailed(str(problem)) from None


class Copasi:
    """COPASI: LSODA over particle numbers."""

    def __init__(self, sbml: str, meanings: Meanings) -> None:
        import COPASI

        self._copasi = COPASI
        self._data = COPASI.CRootContainer.addDatamodel()
        if not self._data.importSBMLFromString(sbml):
            raise PeerFailed(COPASI.CCopasiMessage.getAllMessageText().strip())
        self._model = self._data.getModel()
        self._container = self._model.getMathContainer()
        self._model.applyInitialValues()
        self._entities: dict[str, Any] = {
            entity.getSBMLId(): entity
            for group in (
                self._model.getCompartments(),
                self._model.getModelValues(),
                self._model.getMetabolites(),
            )
            for entity in group
        }
        self._meanings = meanings
        self._particles = self._model.getQuantity2NumberFactor()

    def run(self, t: float) -> None:
        """Integrate from the model's own initial values to a time."""
        task = self._data.getTask("Time-Course")
        task.setMethodType(self._copasi.CTaskEnum.Method_deterministic)
        problem = task.getProblem()
        problem.setStepNumber(1)
        problem.setDuration(t)
        method = task.getMethod()
        method.getParameter("Relative Tolerance").setDblValue(RTOL)
        method.getParameter("Absolute Tolerance").setDblValue(ATOL)
        method.getParameter("Max Internal Steps").setIntValue(MAX_STEPS)
        method.getParameter("Max Internal Step Size").setDblValue(MAX_STEP * t)
        if not task.process(True):
            text = self._copasi.CCopasiMessage.getAllMessageText().strip()
            raise PeerFailed(text or "the time course failed")
        self._update()

    def place(self, t: float, values: Mapping[str, float]) -> None:
        """Move to a time and set some values, compartments and parameters first."""
        self._model.setValue(t)
        others = [name for name in values if name not in self._meanings.species]
        for name in others:
            self._entity(name).setValue(values[name])
        if others:
            self._update()
        for name in values.keys() - set(others):
            self._entity(name).setValue(values[name] * self._unit(name))
        self._update()

    def values(self, names: Iterable[str]) -> list[float]:
        """Return the values of ids at the present state."""
        return [self._entity(name).getValue() / self._unit(name) for name in names]

    def rates(self, names: Iterable[str]) -> list[float]:
        """Return the rates of change of ids that reactions or rate rules change."""
        return [self._rate(name) for name in names]

    def _rate(self, name: str) -> float:
        entity = self._entity(name)
        if name not in self._meanings.species:
            return float(entity.getRate())
        if self._meanings.species[name]:
            return float(entity.getRate() / self._particles)
        return float(entity.getConcentrationRate())

    def _entity(self, name: str) -> Any:
        try:
            return self._entities[name]
        except KeyError:
            raise PeerFailed(f"{name!r} is unknown to COPASI") from None

    def _unit(self, name: str) -> float:
        """Return how many particles one unit of a species is; 1 for what is none."""
        if name not in self._meanings.species:
            return 1.0
        if self._meanings.species[name]:
            return float(self._particles)
        home = self._entity(self._meanings.homes[name])
        return float(self._particles * home.getValue())

    def _update(self) -> None:
        self._container.fetchState()
        self._container.updateSimulatedValues(False)
        self._container.updateTransientDataValues()
        self._container.pushAllTransientValues()


class Renamed:
    """A model in which some ids are others than those that are asked for.

    Parameters
    ----------
    peer
        The model as it is.
    aliases
        Its ids, by those that are asked for.
    """

    def __init__(self, peer: Peer, aliases: Mapping[str, str]) -> None:
        self._peer, self._aliases = peer, aliases

    def _own(self, names: Iterable[str]) -> list[str]:
        return [self._aliases.get(name, name) for name in names]

    def run(self, t: float) -> None:
        """Integrate from the model's own initial values to a time."""
        self._peer.run(t)

    def place(self, t: float, values: Mapping[str, float]) -> None:
        """Move to a time and set some values, compartments and parameters first."""
        self._peer.place(t, dict(zip(self._own(values), values.values(), strict=True)))

    def values(self, names: Iterable[str]) -> list[float]:
        """Return the values of ids at the present state."""
        return self._peer.values(self._own(names))

    def rates(self, names: Iterable[str]) -> list[float]:
        """Return the rates of change of ids that reactions or rate rules change."""
        return self._peer.rates(self._own(names))


PEERS: dict[str, Callable[[str, Meanings], Peer]] = {
    "libRoadRunner": RoadRunner,
    "COPASI": Copasi,
}
