"""The engine: the Docker Engine outside that carries the machines."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import docker
from docker.context import ContextAPI
from docker.errors import DockerException
from requests.exceptions import RequestException

from checks.lab import apt, cache, embedded
from checks.lab.error import LabError
from checks.lab.progress import say, stage

_DEFAULT_SOCKET = Path("/var/run/docker.sock")
_API_LIMIT = 120
"""Seconds that the engine may be silent in one request."""


@dataclass(frozen=True)
class Engine:
    """An engine that answers."""

    url: str
    kind: str
    """`embedded` or `host`."""
    client: docker.DockerClient

    @property
    def name(self) -> str:
        """Which engine it is, for the record: `embedded 26.1.5`."""
        return f"{self.kind} {self.client.version()['Version'].split('+')[0]}"

    @property
    def embedded(self) -> bool:
        return self.kind == "embedded"

    def command(self) -> list[str]:
        """How the `docker` command begins that asks this engine: the host's, or the lab's own."""
        ours = cache.folder().glob("engine/*/root/usr/bin/docker")
        return [shutil.which("docker") or next(map(str, ours), "docker"), "--host", self.url]


def connect(url: str, kind: str) -> Engine:
    """Open a connection to the engine at `url`. Raises DockerException if it does not answer."""
    over_ssh = url.startswith("ssh://")
    client = docker.DockerClient(base_url=url, timeout=_API_LIMIT, use_ssh_client=over_ssh)
    client.ping()
    return Engine(url, kind, client)


@contextmanager
def engine(run: Path, cgroup: str) -> Iterator[Engine]:
    """Find an engine or start the embedded one; it is as it was when this ends.

    `run` is a folder for the socket and the logs, `cgroup` a name for the embedded engine's control
    group.
    """
    found = _host_engine()
    if found:
        say(f"  ✓ Engine: {found.name} at {found.url}")
        yield found
        return
    archive = apt.archive()
    obstacle = embedded.obstacle()
    if obstacle or archive is None:
        raise LabError(
            f"No Docker Engine answers, and none can be started here: {obstacle}.",
            "Install and start Docker (and join the docker group), or set DOCKER_HOST; or run as "
            "root on Debian or Ubuntu, where the guide brings an engine of its own.",
        )
    root = embedded.root_file_system(archive)
    with stage("Starting the embedded engine (no Docker Engine answers on this host)"):
        private = embedded.EmbeddedEngine(root, run, cgroup)
    try:
        opened = connect(f"unix://{private.socket}", "embedded")
        try:
            yield opened
        finally:
            opened.client.close()
    finally:
        private.stop()


def _host_engine() -> Engine | None:
    """The engine that `docker` would use, in its own order, or None if there is none."""
    url, named_by = _named_engine()
    if not url and not _DEFAULT_SOCKET.exists():
        return None
    try:
        return connect(url or f"unix://{_DEFAULT_SOCKET}", "host")
    except (DockerException, RequestException, OSError) as error:
        if url:
            raise LabError(
                f"{named_by} names {url}, but no Docker Engine answers there: {error}.",
                f"Start it, or unset {named_by}.",
            ) from None
        if "Permission denied" in str(error):
            raise LabError(
                f"You may not use the Docker Engine at {_DEFAULT_SOCKET}.",
                "Join its group (`sudo usermod --append --groups docker $USER`, then log in "
                "again), or run as root.",
            ) from None
        return None


def _named_engine() -> tuple[str | None, str]:
    """The address that the environment or the docker context names, and what names it."""
    if not os.environ.get("DOCKER_CONTEXT") and os.environ.get("DOCKER_HOST"):
        return os.environ["DOCKER_HOST"], "DOCKER_HOST"
    name = os.environ.get("DOCKER_CONTEXT")
    context = ContextAPI.get_context(name) if name else ContextAPI.get_current_context()
    if context is None:
        raise LabError(
            f'There is no docker context "{name}".',
            "`docker context ls` lists them; unset DOCKER_CONTEXT to use the default.",
        )
    if context.name == "default":
        return None, ""
    return context.Host, f'the docker context "{context.name}"'
