"""The states of a step, and its marks; checks/site/words.toml has their words."""

from __future__ import annotations

from enum import StrEnum


class Sign(StrEnum):
    """What a step can be marked with."""


class State(Sign):
    """What is known about a step. The value is what a record holds."""

    RUN = "run"
    """Run exactly as printed, and checked; what answered from outside was real."""
    STAND_IN = "stand-in"
    """The same, but a stand-in answered while the step ran."""
    NOT_RUN = "not run"
    STALE = "stale"
    """The command is another one now. Found by comparing, never held by a record."""
    FAILED = "failed"
    """Only in the record of a run that failed, which the site never shows."""
    NOT_REACHED = "not reached"
    """After a failure in the same lesson; never passed, never skipped."""


class Mark(Sign):
    """What a reader must know before copying a step. Its check declares it, by the value's name
    (`@pytest.mark.deletes_data`); that a step is meant to fail, its record tells."""

    DELETES = "deletes_data"
    STOPS = "stops_containers"
    SECOND_HOST = "second_host"
    FAILS = "fails"
    DIFFERS = "differs"


SHOWN = (State.RUN, State.STAND_IN, State.NOT_RUN, State.STALE)
"""The states that a reader can meet."""

MARKED = (*Mark, State.NOT_RUN, State.STALE)
"""What stands beside a command; of the other states, the page's head speaks."""
