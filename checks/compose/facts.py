"""What Compose made on the machine, and the application that the chapter hands out."""

from __future__ import annotations

import json
from typing import Any

from testinfra.host import Host

from checks.guide.problem import ROOT
from checks.lab import cache
from checks.lab.machine import Machine
from checks.lab.terminal import HOME, USER, Result

FILES = ROOT / "assets" / "files" / "compose"
PROJECT = "com.docker.compose.project"
URL = "http://localhost:8080/"
RUNNING = {"web-1": "running", "app-1": "healthy", "db-1": "healthy"}
"""How the application's containers are when all is well."""
BUILD_LIMIT = 600.0
"""Seconds for a build, which installs packages from an archive somewhere."""
_IMAGE = "/var/tmp/shop-app.tar"
"""On the machine: the application's image, to be kept or as it was kept."""


def containers(host: Host, project: str = "shop") -> dict[str, dict[str, Any]]:
    """A project's containers, also stopped ones: `docker inspect` by name without the project."""
    found = host.check_output("docker ps --all --quiet --filter label=%s=%s", PROJECT, project)
    if not found:
        return {}
    return {
        facts["Name"].removeprefix(f"/{project}-"): facts
        for facts in json.loads(host.check_output(f"docker inspect {' '.join(found.split())}"))
    }


def ids(host: Host, project: str = "shop") -> dict[str, str]:
    """The ids of a project's containers: another id is another container."""
    return {name: facts["Id"] for name, facts in containers(host, project).items()}


def states(host: Host, project: str = "shop") -> dict[str, str]:
    """How a project's containers are: `healthy` and the like where there is a check."""
    return {
        name: facts["State"].get("Health", {}).get("Status") or facts["State"]["Status"]
        for name, facts in containers(host, project).items()
    }


def assert_waited(started: Result) -> None:
    """Compose has waited for all of the application, which is what --wait is for: `web` waits for
    `app` and `app` for `db`, but nothing waits for `web`."""
    assert "Container shop-web-1 Healthy" in " ".join(str(started.stderr).split())


def made(host: Host, kind: str, project: str = "shop") -> set[str]:
    """The names of a project's networks or volumes (`network`, `volume`)."""
    told = f"docker {kind} ls --format '{{{{.Name}}}}' --filter label={PROJECT}={project}"
    return set(host.check_output(told).split())


def published(facts: dict[str, Any]) -> dict[str, list[str]]:
    """The ports of a container that the host has published, with those of the host."""
    return {
        port: sorted({binding["HostPort"] for binding in bindings})
        for port, bindings in facts["NetworkSettings"]["Ports"].items()
        if bindings
    }


def orders(host: Host, service: str = "shop-db-1") -> list[str]:
    """What the database holds, read past the application."""
    ask = "docker exec %s psql --username=shop --tuples-only --no-align --command=%s"
    said = host.check_output(ask, service, "SELECT what FROM orders ORDER BY number")
    return str(said).splitlines()


def page(host: Host, url: str = URL) -> list[str]:
    """The lines of what the application answers."""
    return str(host.check_output("curl --silent --fail --max-time 5 %s", url)).splitlines()


def downloaded(machine: Machine) -> None:
    """The reader has downloaded the application's files into the folder where he is."""
    for name in ("compose.yaml", "web.conf", "Dockerfile", "app.py"):
        machine.put(FILES / name, name)


def set_up(machine: Machine, build: bool = False) -> None:
    """The application lies in ~/shop as the page `application` puts it there, with its images.

    Its own image is built where `build` says so, or where no earlier lesson has kept it. Nothing
    is done for a reader who has it from that page.
    """
    if machine.terminal.check(f"test -e {HOME}/shop").exit == 0:
        return
    downloaded(machine)
    parts = [(FILES / name).read_bytes() for name in ("Dockerfile", "app.py")]
    kept = cache.folder() / "shop" / cache.key(machine.image, *parts)
    have, save = "docker compose build --quiet", "true"
    if kept.exists() and not build:
        machine.container.put_archive("/var/tmp", (kept / "image").read_bytes())
        have = f"docker load --quiet --input {_IMAGE} && rm {_IMAGE}"
    elif not kept.exists():
        save = f"docker save --output {_IMAGE} shop-app:1.0"
    script = "\n".join(
        [
            f"cd {HOME} && mkdir -p shop/app shop/secrets && chmod 700 shop/secrets",
            "mv compose.yaml web.conf shop && mv Dockerfile app.py shop/app && cd shop",
            "head -c 18 /dev/urandom | base64 > secrets/db_password",
            f"chmod 644 secrets/db_password && chown -R {USER}: {HOME}/shop",
            f"docker compose pull --quiet web db && {have} && {save}",
        ]
    )
    done = machine.terminal.check(script, BUILD_LIMIT)
    assert done.exit == 0, done.text
    if not kept.exists():
        with cache.fresh_entry(kept) as entry:
            packed, _ = machine.container.get_archive(_IMAGE)
            (entry / "image").write_bytes(b"".join(packed))
        machine.terminal.check(f"rm {_IMAGE}")
