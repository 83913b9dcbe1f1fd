"""Read the events of an SBML model, as far as they can be read.

Events are no part of the equations (see `odes`), so nothing in them makes a model fail:
what cannot be read is marked, and whether the event would have mattered is unknown.
"""

import libsbml

from bioripple.errors import Refused
from bioripple.sbml.mathml import Translator
from bioripple.sbml.model import Event
from bioripple.symbolic.graph import Node


def read_events(raw: libsbml.Model, translator: Translator) -> list[Event]:
    """Return the events of a model.

    Parameters
    ----------
    raw
        The model.
    translator
        Turns formulas into expressions.
    """
    return [
        _event(item, number, translator)
        for number, item in enumerate(raw.getListOfEvents(), start=1)
    ]


def _event(item: libsbml.Event, number: int, translator: Translator) -> Event:
    name = item.getId() or f"event {number}"
    is_complete = True

    def translate(holder: libsbml.SBase | None) -> Node | None:
        nonlocal is_complete
        if holder is None or not holder.isSetMath():
            return None
        try:
            return translator.translate(holder.getMath(), where=f"event {name!r}")
        except Refused:
            is_complete = False
            return None

    trigger, delay = item.getTrigger(), translate(item.getDelay())
    # who cannot tell how long an event waits cannot tell when it happens
    condition = translate(trigger) if is_complete else None
    assignments = {
        part.getVariable(): translate(part) for part in item.getListOfEventAssignments()
    }
    return Event(
        id=name,
        trigger=condition,
        # level 2 has no such attributes: an event that is true at first has to be
        # false before it fires, and none that has fired is called off
        initially=trigger is None or item.getLevel() < 3 or trigger.getInitialValue(),
        persistent=trigger is None or item.getLevel() < 3 or trigger.getPersistent(),
        delay=delay,
        targets=assignments,
        is_complete=is_complete,
    )
