"""What lab lessons of the chapter take over from its pages, and what only a second run shows."""

from __future__ import annotations

import json
from typing import Any

from testinfra.host import Host

from checks.guide.lesson import load_lesson
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


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


def made_again(step: StepRun, host: Host, machine: Machine) -> list[dict[str, Any]]:
    """What `docker inspect` knows of the containers of the step's `docker run --rm`: they are made
    once more, not started, and removed."""
    machine.terminal.run('docker() { shift; command docker create --label looked-at "$@"; }')
    step.again()
    machine.terminal.run("unset -f docker")
    made = " ".join(host.check_output("docker ps --all --quiet --filter label=looked-at").split())
    found: list[dict[str, Any]] = json.loads(host.check_output(f"docker inspect {made}"))
    host.check_output(f"docker rm {made}")
    return found


def writable(step: StepRun, host: Host, machine: Machine) -> list[bool]:
    """Whether each place that the step's `docker run --rm` mounts may be written to."""
    return [mount["RW"] for facts in made_again(step, host, machine) for mount in facts["Mounts"]]


def said_of_nothing(step: StepRun, machine: Machine) -> str:
    """What the step's journalctl prints where the journal has no such line."""
    machine.terminal.run('sudo() { command sudo "$@" --grep no-such-line; }')
    again = step.again()
    machine.terminal.run("unset -f sudo")
    return again.text
