"""What is true of a Docker daemon whose settings a lesson changes."""

from __future__ import annotations

import json
from typing import Any

from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

DAEMON_JSON = "/etc/docker/daemon.json"


def settle(machine: Machine) -> None:
    """Make the machine one that started long ago and on which nobody set anything.

    systemd counts the start at boot too: without this, a lesson could start Docker one time less
    than a reader can. The folder is missing so that the step that makes it has something to do.
    """
    done = machine.terminal.check("systemctl reset-failed docker && rm -rf /etc/docker")
    assert done.exit == 0, done.text


def mount_disk(machine: Machine, place: str) -> None:
    """Mount a second file system on /srv, as a server has it: here a folder of one of the volumes.

    The machine's own root file system carries no overlay mounts.
    """
    done = machine.terminal.check(f"mkdir {place} && mount --bind {place} /srv")
    assert done.exit == 0, done.text


def run_twice(step: StepRun) -> str:
    """Run a step that writes a file, again with its folder there. Returns what it printed."""
    step.run()
    return str(step.run().stdout)


def info(host: Host) -> dict[str, Any]:
    """What the daemon says of itself."""
    said: dict[str, Any] = json.loads(host.check_output("docker info --format '{{json .}}'"))
    return said


def configured(host: Host) -> Any:
    """The settings in daemon.json, which anybody may read."""
    file = host.file(DAEMON_JSON)
    assert file.mode == 0o644
    return json.loads(file.content_string)


def process(host: Host) -> str:
    """The daemon's process."""
    return str(host.check_output("systemctl show --property=MainPID --value docker"))


def assert_restarted(step: StepRun, host: Host) -> None:
    """The step starts the daemon anew, and it runs."""
    before = process(host)
    step.run()
    assert process(host) not in (before, "0")
    assert host.service("docker").is_running


def reloads(host: Host) -> int:
    """How often the running daemon has taken over changed settings."""
    said = host.check_output("docker events --since 1h --until 0s --filter event=reload")
    return len(said.splitlines())


def refusals(host: Host) -> int:
    """How often a daemon refused settings, to start with or to take over."""
    said = host.run("journalctl --unit docker --grep 'unable to configure' --output cat --quiet")
    return len(said.stdout.splitlines())
