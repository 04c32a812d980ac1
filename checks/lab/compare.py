"""`nox -s compare`: run assets/files/compare.py in full on a machine of the lab.

The program is the one that the page hands out. Here it gets a machine with Docker, told what it
needs by the page's own step.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from checks.guide.lesson import load_lessons
from checks.guide.measured import SCHEMA, Measured, written
from checks.guide.problem import ROOT
from checks.lab.cli import Parser, run_command
from checks.lab.error import LabError, tail
from checks.lab.ground import Wanted
from checks.lab.machine import Machine
from checks.lab.plugin import commit
from checks.lab.progress import say, stage
from checks.lab.runner import opened
from checks.lab.terminal import HOME

PROGRAM = ROOT / "assets" / "files" / "compare.py"
LESSON, INSTALL = "start/compare", "install"
"""The step that installs what the program needs."""
_FOLDER = "/var/lib/docker/compare"
"""Where it works on the machine: a volume, so that disks are files of a real file system."""
_SUMMARY = {
    "start": "start/{}/median",
    "disk of the first": "disk first/{}/median",
    "disk of each further one": "start/{}/disk/median",
    "memory, idle": "start/{}/memory_idle/median",
    "memory, under load": "start/{}/memory_busy/median",
    "processor": "cpu of {}",
    "disk": "disk of {}",
    "network": "network of {}",
    "number": "density end/{}/answering/median",
}
"""What the end of a run prints of each side, by the name of its figure."""


def options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line: whether to be `quick`, whether to `record`. Raises LabError."""
    parser = Parser("compare", "Measure virtual machines and containers side by side.")
    parser.add_argument("--quick", action="store_true", help="one sample, ten containers")
    words = "write docs/measured/, which the page shows"
    parser.add_argument("--record", action="store_true", help=words)
    given = parser.parse_args(arguments)
    if given.quick and given.record:
        raise LabError("--quick is one sample, which is no record.", "Leave one of them out.")
    return given


def compare(wanted: argparse.Namespace) -> int:
    """Measure; returns the exit code."""
    lessons = load_lessons()
    with opened(Wanted(), lessons) as runner:
        machine = runner.machine()
        install = next(step for step in lessons[LESSON].steps if step.id == INSTALL)
        with stage("Installing what the comparison needs"):
            done = machine.terminal.run(install.command, 900)
        if done.exit:
            raise LabError(
                f"What the comparison needs could not be installed:{tail(done.text, 8)}",
                "Check the network and run again.",
            )
        code, results = _measure(machine, wanted)
        if code == 0:
            _finish(_measured(machine, runner.ground.base.name, results), wanted)
        return code


def _measure(machine: Machine, wanted: argparse.Namespace) -> tuple[int, list[dict[str, Any]]]:
    """Run the program on the machine; returns its exit code and the figures that it prints."""
    machine.put(PROGRAM, "compare.py")
    machine.terminal.check(f"mkdir -p {_FOLDER}")
    words = ["python3", f"{HOME}/compare.py", "--json", "--folder", _FOLDER]
    words += ["--quick"] if wanted.quick else []
    api = machine.sandbox.engine.client.api
    started = api.exec_create(machine.container.id, words, workdir="/root")
    said = b""
    for out, err in api.exec_start(started["Id"], stream=True, demux=True):
        if err:
            say(err.decode("utf-8", "replace").rstrip("\n"))
        said += out or b""
    results = [json.loads(line) for line in said.splitlines() if line.startswith(b"{")]
    return int(api.exec_inspect(started["Id"])["ExitCode"]), results


def _measured(machine: Machine, base: str, results: list[dict[str, Any]]) -> Measured:
    system, facts = machine.facts()
    host = next(one for one in results if one["what"] == "host")
    docker = ".".join(facts.docker.split(".")[:2])
    return Measured(
        SCHEMA,
        f"{system}_docker-{docker}",
        time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        commit(),
        base,
        {name: host[name] for name in host if name not in ("what", "side", "when")},
        [one for one in results if one["what"] != "host"],
    )


def _finish(measured: Measured, wanted: argparse.Namespace) -> None:
    if wanted.record:
        say(f"  ✓ Recorded {measured.save().relative_to(ROOT)}")
    if measured.emulated:
        say("  The virtual machine's processor was emulated: its times and speeds do not count.")
    for what, name in _SUMMARY.items():
        names = [name.format(side) for side in ("container", "vm")]
        container, vm = (written(one, measured.figure(one)) for one in names)
        say(f"  {what}: container {container}, vm {vm}")


if __name__ == "__main__":
    sys.exit(run_command(lambda: compare(options(sys.argv[1:]))))
