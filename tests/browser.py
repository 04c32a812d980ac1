"""The built site in a real browser: fixtures for every test that looks at it, and for the bench.

The site is built once, served from this machine, and opened in headless Chromium.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from checks.guide.lesson import LANGUAGES, Language, load_lessons
from checks.guide.page import load_pages
from checks.guide.problem import ROOT
from checks.site.source import address
from tests.needs import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = load_pages(ROOT)
STEPS = {step.key: step for lesson in load_lessons(ROOT).values() for step in lesson.steps}
EVERY_PAGE = [(language, name) for language in LANGUAGES for name in PAGES[language]]


def _looked_at() -> list[tuple[Language, str]]:
    """The pages that are looked at in a browser: of each chapter the landing page and the one with
    most steps, and every page that is unlike the others. One page of steps is like the next; what
    must hold on all of them, tests/test_built.py asks of their HTML."""
    chapters: dict[str, list[str]] = {}
    for name in PAGES["zh"]:
        chapters.setdefault(name.partition("/")[0], []).append(name)
    chosen: set[str] = set()
    for chapter, names in chapters.items():
        most = max(names, key=lambda name: len(PAGES["zh"][name].calls))
        unlike = chapter in ("index", "start", "background")
        chosen |= {*names} if unlike else {most, f"{chapter}/index"}
    return [(language, name) for language, name in EVERY_PAGE if name in chosen]


LOOKED_AT = _looked_at()


def steps_of(language: Language, name: str) -> list[str]:
    """The keys of the steps that a page's source shows, in its order."""
    ids = [call.args[0] for call in PAGES[language][name].calls if call.name == "step"]
    keys = [[key for key in (f"{name}/{id}", f"{name}.lab/{id}") if key in STEPS] for id in ids]
    return [key for found in keys for key in found]


def build(folder: Path, address: str, root: Path = ROOT, **more: str) -> None:
    """Build both languages of the guide at `root` into `folder`, as published at `address`.

    `more` are other variables of the environment that the settings read.
    """
    scratch = folder.with_name(f"{folder.name}-scratch")  # for jieba's dictionary and the like
    scratch.mkdir(exist_ok=True)
    surroundings = os.environ | {
        "TMPDIR": str(scratch),
        "SITE_URL": address,
        "SITE_URL_EN": address + "en/",
        "PYTHONPATH": str(root),
        **more,
    }
    for settings, target in (("mkdocs.yml", folder), ("mkdocs.en.yml", folder / "en")):
        built = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", settings, "-d", target],
            cwd=root,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert built.returncode == 0, built.stderr


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder as any plain file server does; yields the address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """A test's output is not the place for an access log."""

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The distribution's Chromium, asking nobody for anything of its own accord."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("needs Playwright; pip install playwright")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        missing("needs Chromium; apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield browser
        browser.close()


def at_rest(page: Page) -> None:
    """Wait until nothing on the page moves any more."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    page.wait_for_function("!document.getAnimations().some(one => one.playState === 'running')")


@dataclass
class Visit:
    """A tab, and what it did that it should not have done."""

    tab: Page
    site: str
    faults: list[str] = field(default_factory=list)

    def open(self, language: Language, name: str = "index") -> None:
        self.tab.goto(self.url(language, name), wait_until="networkidle")

    def see_all(self) -> None:
        """Read the page to its end and go back: what the theme adds to what is seen is there then
        (copy buttons, and the Tab key's way into code that is wider than its block)."""
        self.tab.evaluate(
            """async () => {
                const frame = done => requestAnimationFrame(() => setTimeout(done))
                const shown = () => new Promise(frame)
                for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
                    scrollTo({ top: y, behavior: "instant" })
                    await shown()
                }
                scrollTo({ top: 0, behavior: "instant" })
                await shown()
            }"""
        )

    def url(self, language: Language, name: str = "index") -> str:
        return f"{self.site}{'en/' if language == 'en' else ''}{address(name)}"


@contextmanager
def visiting(browser: Browser, site: str) -> Iterator[Visit]:
    """A tab that notes errors and requests to other hosts; having any fails the test."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    visit = Visit(context.new_page(), site)
    host = urlsplit(site).netloc

    def asked(url: str) -> None:
        if urlsplit(url).netloc not in (host, "") and not url.startswith(("data:", "blob:")):
            visit.faults.append(f"asked another host: {url}")

    visit.tab.on("request", lambda request: asked(request.url))
    visit.tab.on(
        "response",
        lambda answer: (
            visit.faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        ),
    )
    visit.tab.on(
        "console",
        lambda said: visit.faults.append(said.text) if said.type in ("error", "warning") else None,
    )
    visit.tab.on("pageerror", lambda error: visit.faults.append(str(error)))
    yield visit
    context.close()
    assert visit.faults == [], "\n".join(visit.faults)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the built site lies."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """The address of the built site."""
    with served(folder) as address:
        build(folder, address)
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Visit]:
    """A tab of one's own, in which nothing is open yet."""
    with visiting(browser, site) as visit:
        yield visit


@dataclass(frozen=True)
class Opened:
    """A page of the guide that is open in a tab."""

    language: Language
    name: str
    visit: Visit

    @property
    def tab(self) -> Page:
        return self.visit.tab


@pytest.fixture(scope="session", params=LOOKED_AT, ids=lambda page: f"{page[0]}-{page[1]}")
def opened(request: pytest.FixtureRequest, site: str, browser: Browser) -> Iterator[Opened]:
    """Each page in turn, open once for all tests that only look at it: leave it as it was."""
    language, name = request.param
    with visiting(browser, site) as visit:
        visit.open(language, name)
        visit.see_all()
        yield Opened(language, name, visit)


@pytest.fixture(scope="module")
def searching(site: str, browser: Browser) -> Iterator[dict[Language, Visit]]:
    """A tab in each language whose search is asked."""
    with ExitStack() as stack:
        visits: dict[Language, Visit] = {}
        for language in LANGUAGES:
            visits[language] = stack.enter_context(visiting(browser, site))
            visits[language].open(language)
        yield visits
