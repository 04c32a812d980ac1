"""What lessons run on: as asked for, as there is in the engine, and as one process is told."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from checks.guide.lesson import Lesson
from checks.guide.problem import ROOT
from checks.guide.record import Supply
from checks.lab import supply
from checks.lab.error import LabError
from checks.lab.images import Base, Images
from checks.lab.packages import packages
from checks.lab.progress import say
from checks.lab.route import DEFAULT, ROUTES, Route
from checks.lab.sandbox import STORES, Store
from checks.lab.supply import Choice
from checks.lab.upstream import changes

MACHINES = ("container", "vm")
"""What stands for the reader's server."""


class Wanted(argparse.Namespace):
    """What is asked for: what the options of `add_options` set, with their defaults."""

    lessons: list[str]
    """Those that are named; all where none is."""
    supply: Choice = "auto"
    base: str | None = None
    docker: str = DEFAULT.name
    docker_from: str = ""
    docker_packages: Path | None = None
    store: Store = "default"
    machine: str = MACHINES[0]
    keep: bool = False

    @property
    def route(self) -> Route:
        """How Docker comes onto the machine that lessons start from."""
        return ROUTES[self.docker]


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say on what lessons run."""
    add = parser.add_argument
    words = "where what comes from outside comes from (default: auto, which asks each service)"
    add("--supply", choices=supply.CHOICES, help=words)
    add("--base", metavar="IMAGE", help="make the machines from this image of Debian or Ubuntu")
    words = (
        "the Docker on the machine that lessons start from: from Docker's apt repository or the "
        "distribution's package (default: repository)"
    )
    add("--docker", choices=ROUTES, help=words)
    add = parser.add_mutually_exclusive_group().add_argument
    words = (
        "where Docker's repository is stood in for, take its Docker from this suite of the base's "
        "apt archive, such as forky for Debian 13 (default: the base's own)"
    )
    add("--docker-from", metavar="SUITE", help=words)
    words = (
        "the same, from a folder that holds Docker's own packages (.deb), for example carried past "
        "a firewall"
    )
    add("--docker-packages", metavar="FOLDER", type=Path, help=words)
    words = (
        "where Docker keeps its images: in containerd's store or in its classic one (default: as "
        "its version does after a fresh installation)"
    )
    parser.add_argument("--store", choices=STORES, help=words)


@dataclass(frozen=True)
class Ground:
    """What lessons start from: images in the engine, and who answers for the outside."""

    base: Base
    machine: str
    """The machine without Docker."""
    plan: Supply
    stand_in: str
    """The stand-in internet; empty where everything is live."""
    route: Route
    installed: str
    """The machine on which the route's lesson has installed Docker (made by that lesson)."""
    then: tuple[str, ...]
    """Commands of the guide that follow that lesson."""
    store: Store
    beside: str = ""
    """Where machines are virtual (vm.py): the image of their neighbours, which are containers."""


def lay_ground(images: Images, wanted: Wanted, lessons: dict[str, Lesson]) -> Ground:
    """Have the images that lessons start from, as far as no lesson makes them. Raises LabError."""
    base = images.base(wanted.base)
    machine = images.machine(base)
    plan = supply.plan(wanted.supply, base.mirror)
    for change in changes() if "registry-1.docker.io" in plan.live else ():
        say(f"  ! upstream changed: {change}")
    suite, folder = wanted.docker_from, wanted.docker_packages
    if (suite or folder) and "download.docker.com" in plan.live:
        option = f"--docker-from {suite}" if suite else "--docker-packages"
        raise LabError(
            f"{option}: Docker's own repository answers here.",
            "Leave the option out, or add --supply stand-in.",
        )
    given = packages(folder, images.engine.client.info()["Architecture"]) if folder else {}
    stand_in = images.stand_in(base, suite, given) if plan.stand_in else ""
    route = wanted.route
    then = tuple(step.command for step in route.further(lessons))
    installed = ""
    if first := lessons.get(route.lesson):
        texts = [(ROOT / path).read_text(encoding="utf-8") for path in (first.path, first.check)]
        outside = stand_in, " ".join(plan.stand_in)
        installed = images.name("installed", machine, wanted.store, *outside, *texts, *then)
    return Ground(base, machine, plan, stand_in, route, installed, then, wanted.store)


VARIABLE = "ESCAPE_VMWARE_ASSIGNMENT"
"""The environment variable that holds the assignment."""


class Assignment(msgspec.Struct, frozen=True):
    """Check this lesson: where, on what, and where to write what happened."""

    lesson: str
    engine_url: str
    engine_name: str
    run: str
    ground: Ground
    snapshot: bool
    """Keep the machine for the other lessons when this one has passed."""
    keep: bool
    """Leave the machine standing when the lesson fails."""
    result: str
    """The file for the record."""
    replaced: dict[str, str] = {}
    """Commands to run instead of the printed ones, by step (`nox -s mutate`)."""
    hold: bool = False
    """Start the machine as the lesson finds it and run none of its steps (`nox -s try`)."""

    def handed_over(self) -> dict[str, str]:
        """The environment variable by which a process is given it."""
        return {VARIABLE: msgspec.json.encode(self).decode()}

    @classmethod
    def given(cls) -> Assignment | None:
        """The assignment of this process, or None if it has none."""
        text = os.environ.get(VARIABLE)
        return msgspec.json.decode(text, type=cls) if text else None
