"""What the lab lessons of the chapter take over from its pages."""

from __future__ import annotations

from checks.guide.lesson import load_lesson
from checks.guide.problem import ROOT
from checks.lab.machine import Machine


def typed(machine: Machine, page: str, *steps: str) -> None:
    """Type these steps of the page, such as `operate/logs`: what its lab lesson starts from.

    Fails if one of them does.
    """
    commands = {
        step.id: step.command for step in load_lesson(ROOT / f"docs/lessons/{page}.sh").steps
    }
    for name in steps:
        done = machine.terminal.run(commands[name])
        assert done.exit == 0, f"{name}: {done.text}"
