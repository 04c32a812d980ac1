"""The supply: whether what comes from outside comes from the real service or from the stand-in.

Every lesson has a network of its own. Where a service is stood in for, a sibling container on that
network answers under the service's host names, so the lesson's commands stay as they are printed.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPSConnection
from typing import Literal

import requests
from docker.models.containers import Container

from checks.guide.record import Supply
from checks.lab.progress import say, stage

Choice = Literal["auto", "live", "stand-in"]
CHOICES: tuple[Choice, ...] = ("auto", "live", "stand-in")

_PATIENCE = 5.0
"""Seconds in which a service must answer to count as live."""

_PULLS = 2
"""Images that a lesson pulls, on average of the whole guide: 110 to 130 by 61 lessons."""

CA = "/standin/tls/ca.crt"
"""Where the stand-in's image keeps the certificate that machines must trust."""


@dataclass(frozen=True)
class Service:
    """An outside service that lessons use, and the host names it answers under."""

    name: str
    hosts: tuple[str, ...]
    """The first is the one that is asked whether the service answers."""
    mirror: bool = False
    """Whether it only copies another: then it may be missing from a run on the real services."""


SERVICES = (
    # Docker Hub's images, tokens and search (moby `registry/config.go`, `daemon/pkg/registry`).
    Service("Docker Hub", ("registry-1.docker.io", "auth.docker.io", "index.docker.io")),
    Service("Docker's apt repository", ("download.docker.com",)),
    # Mirrors of Docker's apt repository that readers in China use.
    Service("TUNA mirror", ("mirrors.tuna.tsinghua.edu.cn",), mirror=True),
    Service("USTC mirror", ("mirrors.ustc.edu.cn",), mirror=True),
    Service("Aliyun mirror", ("mirrors.aliyun.com",), mirror=True),
)


def plan(choice: Choice, never: tuple[str, ...]) -> Supply:
    """Decide for each service. `auto` asks it, `live` asks the mirrors only, since one that does
    not answer is no fault of the guide's. `never` are hosts that are not stood in for.

    (The machine's own apt archive may be one of the mirrors: then it must stay the real one.)
    """
    asked = [one for one in SERVICES if choice == "auto" or (choice == "live" and one.mirror)]
    answering = {one for one in SERVICES if choice == "live" and not one.mirror}
    if asked:
        with stage("Asking which outside services answer"), ThreadPoolExecutor() as pool:
            answers = pool.map(lambda service: answers_tls(service.hosts[0]), asked)
            answering |= {one for one, yes in zip(asked, answers, strict=True) if yes}
    hosts = {host: service for service in SERVICES for host in service.hosts}
    live = [host for host, service in hosts.items() if service in answering or host in never]
    stand_in = [host for host in hosts if host not in live]
    if stand_in:
        absent = ", ".join(service.name for service in SERVICES if service.hosts[0] in stand_in)
        say(f"  ! The lab's stand-in answers for: {absent}")
    proxy = next((name for name in ("HTTPS_PROXY", "https_proxy") if os.environ.get(name)), None)
    if proxy and (choice == "live" or (asked and stand_in)):
        say(f"  ! {proxy} is for this host's programs only: machines of the lab go out directly")
    return Supply(live, stand_in)


def answers_tls(host: str) -> bool:
    """Whether `host` answers on port 443 with a certificate that proves its name, and lets us in.

    Mirrors of Chinese sites refuse other countries' addresses with 403. (Docker Hub asks for a
    login, a site without a registry finds nothing: both are there.)
    """
    try:
        with closing(HTTPSConnection(host, timeout=_PATIENCE)) as connection:
            connection.request("HEAD", "/v2/")
            status = connection.getresponse().status
            return status != HTTPStatus.FORBIDDEN and status < HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, HTTPException):
        return False


def check_pulls(lessons: int) -> None:
    """Say so if Docker Hub will not give this address as many images as so many lessons pull.

    Where it limits an address, it says in a header how many are left; asking for headers is no pull
    (https://docs.docker.com/docker-hub/usage/pulls/).
    """
    try:
        token = requests.get(
            "https://auth.docker.io/token?service=registry.docker.io"
            "&scope=repository:ratelimitpreview/test:pull",
            timeout=_PATIENCE,
        ).json()["token"]
        headers = requests.head(
            "https://registry-1.docker.io/v2/ratelimitpreview/test/manifests/latest",
            headers={"Authorization": f"Bearer {token}"},
            timeout=_PATIENCE,
        ).headers
        left = int(headers["ratelimit-remaining"].partition(";")[0])
    except (requests.RequestException, KeyError, ValueError):
        return
    if left < lessons * _PULLS:
        say(
            f"  ! Docker Hub gives this address {left} more images, and these lessons pull about "
            f"{lessons * _PULLS} (machines pull without a login, 100 in six hours). Run a part, "
            "such as --shard 1/2, and the next one six hours later."
        )


@dataclass(frozen=True)
class Answer:
    """One answer of the stand-in: when it was asked (seconds since 1970), by which name, for what.

    Asked, because it writes its log a while after the command that asked may have ended.
    """

    at: float
    host: str
    request: str


def answers(stand_in: Container) -> list[Answer]:
    """The stand-in's access log so far."""
    log = stand_in.logs(stdout=True, stderr=False).decode("utf-8", "replace")
    lines = [parts for line in log.splitlines() if len(parts := line.split("\t")) == 4]
    return [Answer(float(at) - float(took), host, asked) for at, took, host, asked in lines]
