"""What is true of a Docker daemon whose settings a lesson changes."""

from __future__ import annotations

import json
from typing import Any

from testinfra.host import Host

from checks.containers.facts import events
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


def mount_disk(machine: Machine, place: str, in_fstab: bool = False) -> None:
    """Mount a second file system on /srv, as a server has it: here a folder of one of the volumes.

    The machine's own root file system carries no overlay mounts. With `in_fstab`, systemd knows of
    it and can mount it.
    """
    command = f"mkdir {place} && mount --bind {place} /srv"
    if in_fstab:
        line = f"{place} /srv none bind 0 0"
        command = f"mkdir {place} && echo '{line}' >> /etc/fstab && systemctl daemon-reload"
        command += " && systemctl start srv.mount"
    done = machine.terminal.check(command)
    assert done.exit == 0, done.text


def run_twice(step: StepRun) -> str:
    """Run a step that writes a file, again with its folder there. Returns what it printed."""
    step.run()
    return str(step.run().stdout)


def info(host: Host) -> dict[str, Any]:
    """What the daemon says of itself."""
    said: dict[str, Any] = json.loads(host.check_output("docker info --format '{{json .}}'"))
    return said


def labels(host: Host) -> set[str]:
    """The daemon's labels, which it lists in an order of chance."""
    return set(info(host)["Labels"])


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
    return len(events(host, "--filter event=reload"))


def refusals(host: Host) -> int:
    """How often a daemon refused settings, to start with or to take over."""
    said = host.run("journalctl --unit docker --grep 'unable to configure' --output cat --quiet")
    return len(said.stdout.splitlines())


OWN = {"shutdown-timeout": 20, "log-opts": {"tag": "{{.Name}}"}, "labels": ["rack=7"]}
"""Settings of a reader's own, which no recipe may lose."""


def with_jq(machine: Machine) -> None:
    """Install jq, as the page `daemon/settings` has the reader do."""
    done = machine.terminal.check(
        "apt-get update && apt-get install --yes --no-install-recommends jq", 120
    )
    assert done.exit == 0, done.text


def has_settings(machine: Machine, text: str) -> None:
    """Write daemon.json as a reader may have it, right or wrong."""
    # Read from a here-document, so that no quote ends it.
    done = machine.terminal.check(f"cat > {DAEMON_JSON} << 'EOF'\n{text}\nEOF")
    assert done.exit == 0, done.text


SINCE = {"max-download-attempts": 7}
"""A setting that the reader has made since a recipe, which its undo leaves alone."""


def assert_merges(
    step: StepRun,
    host: Host,
    machine: Machine,
    merged: dict[str, Any],
    alone: dict[str, Any],
    copy: str,
) -> None:
    """Run a step that adds keys to daemon.json: first where there is no file, then to OWN.

    `alone` is what the file holds afterwards in the first case, `merged` in the second. The step
    leaves a file alone that is no JSON or does not validate. The file of before is kept in
    daemon.json.`copy`, also when the step runs once more.
    """
    kept = host.file(f"{DAEMON_JSON}.{copy}")
    step.run()
    assert configured(host) == alone
    machine.terminal.check(f"rm {kept.path}")
    for wrong in ('{ "debug": ', '{ "debgu": true }'):
        has_settings(machine, wrong)
        assert step.again().exit != 0
        assert host.file(DAEMON_JSON).content_string == f"{wrong}\n"
    # Where the file is a link, the copy is none: it would show what the step has written.
    elsewhere = "/srv/daemon.json"
    has_settings(machine, json.dumps(OWN))
    machine.terminal.check(f"mv {DAEMON_JSON} {elsewhere} && ln -s {elsewhere} {DAEMON_JSON}")
    for _ in range(2):
        again = step.again()
        assert again.exit == 0, again.text
        assert configured(host) == merged
        assert json.loads(kept.content_string) == OWN
        assert host.file(DAEMON_JSON).is_symlink
        machine.terminal.check("systemctl reset-failed docker docker.socket")
    machine.terminal.check(f"mv -T {elsewhere} {DAEMON_JSON}")


def assert_not_on_a_swarm(step: StepRun, host: Host) -> None:
    """Run a step that turns live-restore on: on a swarm node, where Docker would never start again
    with it, the step changes nothing."""
    before = configured(host)
    host.check_output("docker swarm init --advertise-addr 127.0.0.1")
    step.again()
    host.check_output("docker swarm leave --force && docker network rm docker_gwbridge")
    assert configured(host) == before


def assert_gives_back(
    step: StepRun,
    host: Host,
    machine: Machine,
    merged: dict[str, Any],
    copy: str,
    had: dict[str, Any],
    plain: dict[str, Any] = OWN,
) -> None:
    """Run a step that undoes a recipe, first for a reader who `had` values of his own for the
    recipe's keys beside OWN, then for one who had none: then `plain` is left.

    `merged` is what the recipe leaves of OWN. What the reader has set since stays.
    """
    for file, left in ((OWN | had, OWN | had), (OWN, plain)):
        as_if_run(machine, merged | SINCE, copy, file)
        if left is plain:
            step.run()
        else:
            again = step.again()
            assert again.exit == 0, again.text
        assert configured(host) == left | SINCE
        assert not host.file(f"{DAEMON_JSON}.{copy}").exists


def as_if_run(machine: Machine, now: dict[str, Any], copy: str, before: dict[str, Any]) -> None:
    """Leave daemon.json and the recipe's copy as the recipe does for a reader who had `before`."""
    has_settings(machine, json.dumps(before))
    done = machine.terminal.check(f"cp -a {DAEMON_JSON} {DAEMON_JSON}.{copy}")
    assert done.exit == 0, done.text
    has_settings(machine, json.dumps(now))
    machine.terminal.check("systemctl reset-failed docker docker.socket")


def listing(host: Host, folder: str) -> list[str]:
    """Every file below `folder` with its mode, owners, type and size."""
    said = host.check_output(f"find {folder} -printf '%P %m %U %G %y %s %l\\n' | sort")
    return list(said.splitlines())
