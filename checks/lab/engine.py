"""The engine: the Docker Engine outside that carries the machines."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import docker
from docker.context import Context, ContextAPI
from docker.errors import DockerException
from docker.tls import TLSConfig
from docker.utils import kwargs_from_env
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
    embedded: bool
    """Whether it is the lab's own, started for this run."""
    client: docker.DockerClient
    link: subprocess.Popen[str] | None = None
    """The connection over ssh that it is reached by."""

    @property
    def name(self) -> str:
        """Which engine it is, for the record: `embedded 26.1.5`."""
        kind = "embedded" if self.embedded else "host"
        return f"{kind} {self.client.version()['Version'].split('+')[0]}"

    def command(self) -> list[str]:
        """How the `docker` command begins that asks this engine: the host's, or the lab's own."""
        ours = cache.folder().glob("engine/*/root/usr/bin/docker")
        words = [shutil.which("docker") or next(map(str, ours), "docker"), "--host", self.url]
        tls = _tls(self.url)
        if tls and tls.cert:
            files = zip(("cacert", "cert", "key"), (tls.ca_cert, *tls.cert), strict=True)
            words += ["--tlsverify" if tls.verify else "--tls"]
            words += [f"--tls{name}={file}" for name, file in files]
        return words


def connect(url: str, folder: Path, embedded: bool = False) -> Engine:
    """Open a connection to the engine at `url`; over ssh, by a socket in `folder`.

    Raises DockerException if it does not answer, or if ssh does not get there.
    """
    near, link = _forwarded(url, folder) if url.startswith("ssh://") else (url, None)
    client = docker.DockerClient(base_url=near, timeout=_API_LIMIT, tls=_tls(url) or False)
    client.ping()
    return Engine(url, embedded, client, link)


def _forwarded(url: str, folder: Path) -> tuple[str, subprocess.Popen[str]]:
    """The address of a socket here that leads to the engine at `url`, and the ssh that carries it.

    The SDK's own way makes a connection for each request, and wants paramiko.
    """
    parts = urlsplit(url)
    socket, log = folder / f"{os.getpid()}.sock", folder / f"{os.getpid()}.log"
    # What it runs there ends when its input does: with this process, however that ends.
    command = ["ssh", "-T", "-oExitOnForwardFailure=yes", "-oControlPath=none"]
    command += ["-oConnectTimeout=30", f"-L{socket}:{parts.path or '/var/run/docker.sock'}"]
    command += ["--", f"ssh://{parts.netloc}", "echo; exec cat"]
    with log.open("w") as errors:
        link = subprocess.Popen(
            ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert link.stdout
    if not link.stdout.readline():
        raise DockerException(log.read_text(errors="replace").strip() or "ssh gives no reason")
    return f"unix://{socket}", link


class _Certificates(TLSConfig):
    def configure_client(self, client: docker.APIClient) -> None:
        super().configure_client(client)
        client.trust_env = False  # or REQUESTS_CA_BUNDLE would count instead of the engine's own


def _tls(url: str) -> TLSConfig | None:
    """The certificates that the environment or the docker context name for the engine at `url`."""
    if not url.startswith("tcp://"):
        return None
    context, named = _context(), None
    if context or os.environ.get("DOCKER_TLS_VERIFY"):
        named = context.TLSConfig if context else kwargs_from_env()["tls"]
    return named and _Certificates(named.cert, named.ca_cert, named.verify)


@contextmanager
def engine(run: Path, cgroup: str) -> Iterator[Engine]:
    """Find an engine or start the embedded one; it is as it was when this ends.

    `run` is a folder for the socket and the logs, `cgroup` a name for the embedded engine's control
    group.
    """
    found = _host_engine(run)
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
    with ExitStack() as leaving:
        leaving.callback(private.stop)
        opened = connect(f"unix://{private.socket}", run, embedded=True)
        leaving.callback(opened.client.close)
        yield opened


def _host_engine(run: Path) -> Engine | None:
    """The engine that `docker` would use, in its own order, or None if there is none."""
    context = _context()
    url = context.Host if context else os.environ.get("DOCKER_HOST")
    named_by = f'the docker context "{context.name}"' if context else "DOCKER_HOST"
    if not url and not _DEFAULT_SOCKET.exists():
        return None
    try:
        return connect(url or f"unix://{_DEFAULT_SOCKET}", run)
    except (DockerException, RequestException, OSError) as error:
        if url:
            raise LabError(
                f"{named_by} names {url}, but no Docker Engine answers there: {error}.",
                f"Start it, or unset {named_by}. `docker version` must reach it too: over ssh by a "
                "key and as a user who may use it there, over TLS with DOCKER_TLS_VERIFY=1 and "
                "its certificates in DOCKER_CERT_PATH.",
            ) from None
        if "Permission denied" in str(error):
            raise LabError(
                f"You may not use the Docker Engine at {_DEFAULT_SOCKET}.",
                "Join its group (`sudo usermod --append --groups docker $USER`, then log in "
                "again), or run as root.",
            ) from None
        return None


def _context() -> Context | None:
    """The docker context that says where the engine is; None where the environment does, or where
    it is the default one."""
    name = os.environ.get("DOCKER_CONTEXT")
    if not name and os.environ.get("DOCKER_HOST"):
        return None
    context = ContextAPI.get_context(name) if name else ContextAPI.get_current_context()
    if context is None:
        raise LabError(
            f'There is no docker context "{name}".',
            "`docker context ls` lists them; unset DOCKER_CONTEXT to use the default.",
        )
    return None if context.name == "default" else context
