"""The built site in a real browser, in both languages, from the guide as it is.

The site is built once, served from this machine, and each page is opened in headless Chromium.
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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from checks.guide.lesson import LANGUAGES, Language, load_lessons
from checks.guide.page import PageReader
from checks.guide.problem import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = PageReader(ROOT).pages()
EVERY_PAGE = [(language, name) for language in LANGUAGES for name in PAGES[language]]


def cannot_run(reason: str) -> None:
    """Say that the browser tests do not run; where all must run (CI), that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(f"NOT RUN: {reason}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the built site. It is built here with the address that it is served at."""
    folder = tmp_path_factory.mktemp("site")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """A test's output is not the place for an access log."""

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        surroundings = os.environ | {
            "SITE_URL": address,
            "SITE_URL_EN": address + "en/",
            "PYTHONPATH": str(ROOT),
        }
        for settings, target in (("mkdocs.yml", folder), ("mkdocs.en.yml", folder / "en")):
            command = ["-m", "mkdocs", "build", "--strict", "-f", settings, "-d", str(target)]
            built = subprocess.run(
                [sys.executable, *command],
                cwd=ROOT,
                env=surroundings,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert built.returncode == 0, built.stderr
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        cannot_run("needs Playwright; pip install playwright")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        cannot_run("needs Chromium; apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield browser
        browser.close()


@dataclass
class Visit:
    """A tab, and what it did that it should not have done."""

    tab: Page
    site: str
    faults: list[str] = field(default_factory=list)

    def open(self, language: Language, name: str = "index") -> None:
        self.tab.goto(self.url(language, name), wait_until="networkidle")

    def url(self, language: Language, name: str = "index") -> str:
        folder = "" if name == "index" else f"{name}/"
        return f"{self.site}{'en/' if language == 'en' else ''}{folder}"


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Visit]:
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
    assert visit.faults == []


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
def test_the_copy_button_of_every_step_yields_what_is_executed(
    visit: Visit, language: Language, name: str
) -> None:
    steps = {step.key: step for lesson in load_lessons(ROOT).values() for step in lesson.steps}
    shown = [call.args[0] for call in PAGES[language][name].calls if call.name == "step"]
    visit.open(language, name)
    blocks = visit.tab.locator(".step")
    assert [block.get_attribute("data-step") for block in blocks.all()] == shown
    # Steps in a tab that is not chosen have their button, too: click each by its own script. One
    # call for each, because a browser lets a script copy for five seconds after it was called.
    copied = [
        block.evaluate(
            """async (step) => {
                await navigator.clipboard.writeText("nothing was copied")
                step.querySelector("button[data-md-type=copy]").click()
                await new Promise(done => setTimeout(done, 20))
                return navigator.clipboard.readText()
            }"""
        )
        for block in blocks.all()
    ]
    assert dict(zip(shown, copied, strict=True)) == {key: steps[key].command for key in shown}


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
def test_a_step_reads_as_its_lesson_does(visit: Visit, language: Language, name: str) -> None:
    steps = {step.key: step for lesson in load_lessons(ROOT).values() for step in lesson.steps}
    visit.open(language, name)
    for block in visit.tab.locator(".step").all():
        key = block.get_attribute("data-step") or ""
        assert block.locator(".highlight code").text_content() == steps[key].text(language)


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
def test_the_mark_of_every_step_leads_to_the_legend(
    visit: Visit, language: Language, name: str
) -> None:
    visit.open(language, name)
    legend = visit.url(language) + "#marks"
    links = visit.tab.eval_on_selector_all(".step-state", "all => all.map(one => one.href)")
    assert set(links) <= {legend}
    visit.tab.goto(legend)
    assert visit.tab.locator("#marks").count() == 1
    assert visit.tab.locator(".marks dt").count() == 4


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
def test_ids_are_unique(visit: Visit, language: Language, name: str) -> None:
    visit.open(language, name)
    ids = visit.tab.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
@pytest.mark.parametrize("width", [390, 1440])
def test_a_page_is_no_wider_than_its_window(
    visit: Visit, language: Language, name: str, width: int
) -> None:
    visit.tab.set_viewport_size({"width": width, "height": 900})
    visit.open(language, name)
    for summary in visit.tab.locator(".step-output > summary").all():
        if summary.is_visible():
            summary.click()
    assert visit.tab.evaluate("document.documentElement.scrollWidth") <= width


def switch(visit: Visit, language: Language) -> None:
    visit.tab.locator(".md-header .md-select").hover()
    visit.tab.locator(f".md-header a[hreflang={language}]").click()
    visit.tab.wait_for_function(f"document.documentElement.lang.startsWith('{language}')")
    visit.tab.wait_for_load_state("networkidle")


@pytest.mark.parametrize("name", sorted(PAGES["zh"]))
def test_the_language_switch_stays_on_the_page(visit: Visit, name: str) -> None:
    visit.open("zh", name)
    switch(visit, "en")
    assert visit.tab.url == visit.url("en", name)
    switch(visit, "zh")
    assert visit.tab.url == visit.url("zh", name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_switch_stays_on_the_page_after_instant_navigation(
    visit: Visit, language: Language
) -> None:
    other: Language = "en" if language == "zh" else "zh"
    name = sorted(set(PAGES[language]) - {"index"})[0]
    visit.open(language)
    visit.tab.evaluate("window.sameDocument = true")
    visit.tab.locator(f".md-nav--primary a[href='{visit.url(language, name)}']").first.click()
    visit.tab.wait_for_url(visit.url(language, name))
    visit.tab.wait_for_load_state("networkidle")
    assert visit.tab.evaluate("window.sameDocument") is True
    switch(visit, other)
    assert visit.tab.url == visit.url(other, name)


@pytest.mark.parametrize(
    ("language", "word"), [("zh", "守护进程"), ("zh", "daemon"), ("en", "daemon")]
)
def test_search_finds_words_of_both_languages(visit: Visit, language: Language, word: str) -> None:
    visit.open(language)
    visit.tab.keyboard.press("/")
    # The theme searches when a key goes up, as it does after a word from an input method.
    visit.tab.locator(".md-search__input").fill(word)
    visit.tab.keyboard.press("End")
    found = visit.tab.locator(".md-search-result__item a").first
    found.wait_for(state="attached", timeout=10_000)
    assert (found.get_attribute("href") or "").startswith(visit.url(language))
