"""What the checks of the images page ask of Docker, and how they read what it prints."""

from __future__ import annotations

import json
import re
from typing import Any

from testinfra.host import Host

from checks.lab.terminal import Result


def image(host: Host, name: str) -> dict[str, Any]:
    """What Docker knows of an image."""
    found: dict[str, Any] = json.loads(host.check_output("docker image inspect %s", name))[0]
    return found


def has_image(host: Host, name: str) -> bool:
    """Whether an image of this name or id is there."""
    return bool(host.run("docker image inspect %s", name).rc == 0)


def names(host: Host) -> set[str]:
    """Every image's name and tag; one without is `<none>:<none>`. (Docker 29 lists these only with
    `--all`, whatever the format.)"""
    listed = host.check_output("docker images --all --format '{{.Repository}}:{{.Tag}}'")
    return set(listed.splitlines())


def listed(result: Result) -> set[str]:
    """Name and tag of every image in a table that `docker images` printed. Docker 29 has them in
    one column, under a line that explains the table."""
    lines = [line for line in str(result.stdout).splitlines() if line.strip()]
    first = next(
        nth for nth, line in enumerate(lines) if line.split()[0] in ("REPOSITORY", "IMAGE")
    )
    columns = 2 if lines[first].startswith("REPOSITORY") else 1
    return {":".join(row.split()[:columns]) for row in lines[first + 1 :]}


def short_id(host: Host, name: str) -> str:
    """The twelve digits by which lists call an image."""
    return str(image(host, name)["Id"]).removeprefix("sha256:")[:12]


def dangling(host: Host) -> list[str]:
    """The ids of the images that have no name."""
    return str(host.check_output("docker images --quiet --filter dangling=true")).split()


def printed_by(host: Host, name: str, command: str = "") -> str:
    """What a new container of the image prints."""
    return str(host.check_output(f"docker run --rm --pull never {name} {command}"))


def containers(host: Host) -> set[str]:
    """The names of all containers, running or not."""
    return set(host.check_output("docker ps --all --format '{{.Names}}'").splitlines())


def cached(result: Result) -> dict[str, bool]:
    """Each instruction of a build (without FROM), and whether it came from the cache."""
    text = str(result.stderr)
    steps = dict(re.findall(r"^#(\d+) \[[^]]*\d/\d\] (?!FROM)(.+)$", text, re.MULTILINE))
    used = set(re.findall(r"^#(\d+) CACHED$", text, re.MULTILINE))
    return {instruction: number in used for number, instruction in steps.items()}


def saved_names(host: Host, file: str) -> list[list[str] | None]:
    """The names that an archive of `docker save` has for each of its images."""
    said = host.check_output(f"tar --extract --to-stdout --file {file} manifest.json")
    return [entry["RepoTags"] for entry in json.loads(said)]
