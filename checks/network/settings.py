"""What is checked when a recipe or its undo writes daemon.json."""

from __future__ import annotations

import json
from typing import Any

from testinfra.host import Host

from checks.daemon.facts import DAEMON_JSON, OWN, as_if_run, configured, has_settings
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


def assert_checks_draft(
    step: StepRun, host: Host, machine: Machine, wanted: dict[str, Any], copy: str
) -> None:
    """Run a step that sets all keys of `wanted` where each has a value of the wrong type: what it
    validates is what it will write. The copy has the owner that the file has."""
    kept = f"{DAEMON_JSON}.{copy}"
    has_settings(machine, json.dumps(dict.fromkeys(wanted, 7)))
    host.check_output(f"rm {kept} && chown nobody {DAEMON_JSON}")
    again = step.again()
    assert again.exit == 0, again.text
    assert configured(host) == wanted
    assert host.file(kept).user == "nobody"
    host.check_output(f"chown root {DAEMON_JSON}")


def assert_refuses_old(
    step: StepRun, host: Host, machine: Machine, wanted: dict[str, Any], copy: str
) -> None:
    """Run an undo that would give back a value that Docker refuses: it writes nothing."""
    now = OWN | wanted
    as_if_run(machine, now, copy, OWN | dict.fromkeys(wanted, 7))
    assert step.again().exit != 0
    assert configured(host) == now
