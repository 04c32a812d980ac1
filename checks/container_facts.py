"""What Docker says of a container, for the checks of the page on containers."""

from __future__ import annotations

import json
from typing import Any

from testinfra.host import Host


def inspect(host: Host, name: str) -> dict[str, Any]:
    """Everything that `docker inspect` knows of a container. Fails if there is none."""
    found: dict[str, Any] = json.loads(host.check_output("docker container inspect %s", name))[0]
    return found


def names(host: Host, *options: str) -> set[str]:
    """The names of the containers that `docker ps` lists with these options."""
    listed = host.check_output(" ".join(["docker ps --format '{{.Names}}'", *options]))
    return set(listed.split())


def exit_code(host: Host, name: str) -> int:
    """With which code its process 1 ended."""
    return int(inspect(host, name)["State"]["ExitCode"])
