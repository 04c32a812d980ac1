"""The supply: whether what comes from outside comes from the real service or from the stand-in.

Every lesson has a network of its own. Where a service is stood in for, a sibling container on that
network answers under the service's host names, so the lesson's commands stay as they are printed.
"""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from docker.models.containers import Container

from checks.lab.progress import say, stage

Choice = Literal["auto", "live", "stand-in"]
CHOICES: tuple[Choice, ...] = ("auto", "live", "stand-in")

_PATIENCE = 5.0
"""Seconds in which a service must answer to count as live."""

CA = "/standin/tls/ca.crt"
"""Where the stand-in's image keeps the certificate that machines must trust."""


@dataclass(frozen=True)
class Service:
    """An outside service that lessons use, and the host names it answers under."""

    name: str
    hosts: tuple[str, ...]
    """The first is the one that is asked whether the service answers."""


SERVICES = (
    # Docker Hub's images, tokens and search (moby `registry/config.go`, `daemon/pkg/registry`).
    Service("Docker Hub", ("registry-1.docker.io", "auth.docker.io", "index.docker.io")),
    Service("Docker's apt repository", ("download.docker.com",)),
    # Mirrors of Docker's apt repository that readers in China use.
    Service("TUNA mirror", ("mirrors.tuna.tsinghua.edu.cn",)),
    Service("USTC mirror", ("mirrors.ustc.edu.cn",)),
    Service("Aliyun mirror", ("mirrors.aliyun.com",)),
)


@dataclass(frozen=True)
class Supply:
    """Which hosts are real in this run and which are stood in for."""

    live: tuple[str, ...]
    stand_in: tuple[str, ...]


def plan(choice: Choice, never: tuple[str, ...]) -> Supply:
    """Decide for each service. `auto` asks it; `never` are hosts that are not stood in for.

    (The machine's own apt archive may be one of the mirrors: then it must stay the real one.)
    """
    if choice == "live":
        answering = {service.name for service in SERVICES}
    elif choice == "stand-in":
        answering = set()
    else:
        with (
            stage("Asking which outside services answer"),
            ThreadPoolExecutor(len(SERVICES)) as pool,
        ):
            answers = pool.map(lambda service: answers_tls(service.hosts[0]), SERVICES)
            answering = {
                service.name for service, yes in zip(SERVICES, answers, strict=True) if yes
            }
    live = [
        host
        for service in SERVICES
        for host in service.hosts
        if service.name in answering or host in never
    ]
    stand_in = [host for service in SERVICES for host in service.hosts if host not in live]
    if stand_in:
        absent = ", ".join(service.name for service in SERVICES if service.hosts[0] in stand_in)
        say(f"  ! The lab's stand-in answers for: {absent}")
    return Supply(tuple(live), tuple(stand_in))


def answers_tls(host: str) -> bool:
    """Whether `host` answers on port 443 with a certificate that proves its name."""
    try:
        with (
            socket.create_connection((host, 443), _PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            secure.settimeout(_PATIENCE)
            secure.sendall(
                f"HEAD /v2/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
            )
            return secure.recv(5) == b"HTTP/"
    except OSError:
        return False


@dataclass(frozen=True)
class Answer:
    """One answer of the stand-in: when (seconds since 1970), under which name, to what."""

    at: float
    host: str
    status: int
    request: str


def answers(stand_in: Container) -> list[Answer]:
    """The stand-in's access log so far."""
    found = []
    for line in stand_in.logs(stdout=True, stderr=False).decode("utf-8", "replace").splitlines():
        parts = line.split("\t")
        if len(parts) == 4:
            found.append(Answer(float(parts[0]), parts[1], int(parts[2]), parts[3]))
    return found
