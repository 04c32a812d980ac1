"""What several tests share: a lab, the site in a browser, a copy of the guide to break."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checks.guide.problem import ROOT
from checks.guide.record import Supply
from checks.lab import embedded
from checks.lab.cli import session
from checks.lab.engine import Engine
from checks.lab.images import Images
from checks.lab.machine import Machine
from checks.lab.sandbox import Sandbox
from tests.browser import browser, folder, opened, searching, site, visit
from tests.needs import missing

__all__ = ["browser", "folder", "opened", "searching", "site", "visit"]


LAB = {"embedding", "lab", "cached", "verify"}
"""Fixtures of tests that run machines: they share one cache folder, so they take turns."""


@pytest.hookimpl(tryfirst=True)  # pytest-xdist's own hook reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests stay together when several processes share them (pytest-xdist): those that
    run machines, those of a page that is opened once, those of a file."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        page = getattr(item, "callspec", None) and item.callspec.params.get("opened")  # type: ignore[attr-defined]
        together = "lab" if LAB & names else str(page) if page else item.path.name
        item.add_marker(pytest.mark.xdist_group(together))


@pytest.fixture(scope="session")
def embedding() -> None:
    """The host can run the embedded engine."""
    obstacle = embedded.obstacle()
    if obstacle:
        missing(f"needs root on Debian or Ubuntu: {obstacle}")


@pytest.fixture
def no_engine_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine is named by the environment."""
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG"):
        monkeypatch.delenv(name, raising=False)


class Lab:
    """A running lab: starts machines, without the stand-in internet."""

    def __init__(self, opened: Engine, name: str, images: Images) -> None:
        self.engine = opened
        self.images = images
        self._name = name
        base = images.base(None)
        self.image = images.machine(base)

    def machine(self, image: str = "") -> Machine:
        return Machine(self.sandbox(Supply([], [])), image or self.image)

    def sandbox(self, plan: Supply, stand_in: str | None = None) -> Sandbox:
        return Sandbox(self.engine, self._name, plan, stand_in)


@pytest.fixture(scope="module")
def lab(embedding: None) -> Iterator[Lab]:
    """A lab of this process. It holds the cache's lock: no `verify` beside it."""
    with session() as (opened, this):
        yield Lab(opened, this.name, Images(opened, this))


def copy_guide(copy: Path) -> Path:
    """Copy the guide, without its history and environments, to break it at will."""
    shutil.copytree(
        ROOT,
        copy,
        # The folder assets/site is part of the guide, the folder site/ is what a build left.
        ignore=lambda folder, names: {
            *shutil.ignore_patterns(".git", ".nox", "__pycache__", ".*_cache", "tests")(
                folder, names
            ),
            *({"site"} if Path(folder) == ROOT else ()),
        },
    )
    return copy


@pytest.fixture
def guide_copy(tmp_path: Path) -> Path:
    return copy_guide(tmp_path / "guide")


Verify = Callable[..., "subprocess.CompletedProcess[str]"]


def verify_command(*words: str) -> list[str]:
    return [sys.executable, "-m", "checks.lab.verify", *words]


def verify_environment(root: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DOCKER_HOST", "DOCKER_CONTEXT", "GITHUB_ACTIONS")
    }
    return {**kept, "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1", **more}


@pytest.fixture
def verify() -> Verify:
    """Run `verify` as its nox session does, in `root`; both outputs come back as stdout."""

    def call(
        *words: str,
        root: Path = ROOT,
        before: tuple[str, ...] = (),
        **more: str,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*before, *verify_command(*words)],
            cwd=root,
            env=verify_environment(root, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=3600,  # against hanging: nothing is measured by it
            check=False,
        )

    return call
