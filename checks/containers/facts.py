"""What Docker says of a container, for the checks of the page on containers."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.waiting import await_true


def inspect(host: Host, name: str) -> dict[str, Any]:
    """Everything that `docker inspect` knows of a container. Fails if there is none."""
    found: dict[str, Any] = json.loads(host.check_output("docker container inspect %s", name))[0]
    return found


def names(host: Host, *options: str) -> set[str]:
    """The names of the containers that `docker ps` lists with these options."""
    listed = host.check_output(" ".join(["docker ps --format '{{.Names}}'", *options]))
    return set(listed.split())


def await_ended(host: Host, name: str) -> None:
    """Return once `docker ps` knows that it has ended: a busy Docker tells so whoever waits for the
    end, and for a moment still lists it as running."""
    await_true(lambda: name not in names(host))


def events(host: Host, *options: str) -> list[str]:
    """What Docker noted, a line each, up to this moment: `--until 0s` would leave out the second
    that has just begun, because the client asks in whole seconds."""
    told = ["docker events --since 1h --until $(date +%s.%N)", *options]
    return str(host.check_output(" ".join(told))).splitlines()


def exit_code(host: Host, name: str) -> int:
    """With which code its process 1 ended."""
    return int(inspect(host, name)["State"]["ExitCode"])


def await_out_of_memory(host: Host, name: str) -> None:
    """Return when Docker says that the container was killed because its memory was used up.

    It learns so apart from the container's end, and where the host is busy sometimes not at all:
    then the container, which ends by itself, is started once more.
    """
    for _ in range(5):
        with suppress(AssertionError):
            return await_true(lambda: bool(inspect(host, name)["State"]["OOMKilled"]), 15)
        host.run("docker start --attach %s", name)
    raise AssertionError(f"Docker does not say that {name} ran out of memory")


def pull(machine: Machine, *images: str) -> None:
    """Have these images on the machine, so that no download stands before a command's output."""
    done = machine.terminal.check(" && ".join(f"docker pull --quiet {image}" for image in images))
    assert done.exit == 0, done.text


def is_running(host: Host, name: str) -> bool:
    """Whether its process 1 is alive."""
    return bool(inspect(host, name)["State"]["Running"])


def address(host: Host, name: str, network: str = "bridge") -> str:
    """Its IPv4 address in a network."""
    return str(inspect(host, name)["NetworkSettings"]["Networks"][network]["IPAddress"])
