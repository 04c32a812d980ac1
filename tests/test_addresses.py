"""Addresses: the language switch, the article's old one, those that do not exist, any sub-path."""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from checks.guide.lesson import LANGUAGES, Language, load_lessons
from checks.guide.problem import ROOT
from checks.site.moved import load_moved
from checks.site.source import address
from tests.browser import PAGES, STEPS, Visit, build, visiting
from tests.test_site import switch

OTHER: dict[Language, Language] = {"zh": "en", "en": "zh"}
PAGE = "containers/run"
"""A page with several headings and steps."""


# -- the language switch ---------------------------------------------------------------------------


def top(visit: Visit, id: str) -> float:
    """Where an element stands in the window, in pixels from its upper edge."""
    return float(visit.tab.evaluate(f"document.getElementById('{id}').getBoundingClientRect().top"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ["heading", "step"])
def test_the_language_switch_stays_at_the_heading_or_step(
    visit: Visit, language: Language, what: str
) -> None:
    headings = [heading.id for heading in PAGES[language][PAGE].headings if heading.id]
    step = load_lessons(ROOT)[PAGE].steps[2]
    id = headings[-1] if what == "heading" else f"step_{step.id}"
    visit.tab.goto(visit.url(language, PAGE) + f"#{id}", wait_until="networkidle")
    switch(visit, OTHER[language])
    assert visit.tab.url == visit.url(OTHER[language], PAGE) + f"#{id}"
    visit.tab.wait_for_function(
        """id => {
            const top = document.getElementById(id).getBoundingClientRect().top
            return 0 <= top && top < 300
        }""",
        arg=id,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_switch_stays_where_the_reader_has_scrolled(
    visit: Visit, language: Language
) -> None:
    ids = [heading.id for heading in PAGES[language][PAGE].headings if heading.level == 2]
    visit.tab.goto(visit.url(language, PAGE) + f"#{ids[0]}", wait_until="networkidle")
    # Again and again: what comes only when it is seen moves the headings.
    visit.tab.wait_for_function(
        """([first, third]) => {
            const [before, here] = [first, third].map(id => document.getElementById(id))
            here.scrollIntoView({ behavior: "instant" })
            const top = here.getBoundingClientRect().top
            return before.getBoundingClientRect().bottom <= 0 && top < innerHeight / 3
        }""",
        arg=[ids[0], ids[2]],
    )
    switch(visit, OTHER[language])
    assert visit.tab.url == visit.url(OTHER[language], PAGE) + f"#{ids[2]}"


def test_at_the_top_of_a_page_the_language_switch_names_no_heading(visit: Visit) -> None:
    visit.open("en", PAGE)
    switch(visit, "zh")
    assert visit.tab.url == visit.url("zh", PAGE)


# -- old addresses ---------------------------------------------------------------------------------

MOVED = load_moved(ROOT)


def sent(site: str, language: Language, old: str) -> dict[str, Any]:
    """What an old page's script knows: where headings and steps stand now, from the start page."""
    with urlopen(f"{site}{'en/' if language == 'en' else ''}{address(old)}") as answer:
        page = answer.read().decode()
    (known,) = re.findall(r"const moved = (.*), home = ", page)
    return dict(json.loads(known))


@functools.cache
def ids(site: str, language: Language, page: str) -> set[str]:
    """The ids of a page of the site, by its address below the start page."""
    with urlopen(f"{site}{'en/' if language == 'en' else ''}{page}") as answer:
        return set(re.findall(r' id="([^"]+)"', answer.read().decode()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("old", MOVED.pages)
def test_every_heading_and_step_of_an_old_page_is_answered(
    site: str, language: Language, old: str
) -> None:
    known = sent(site, language, old)
    for new, headings in MOVED.headings.get(old, {}).items():
        for id in headings:
            here = known["headings"].get(id, address(MOVED.pages[old]))
            assert here == address(new)
            assert id in ids(site, language, here)
    lessons = load_lessons(ROOT)
    for name, here in known["lessons"].items():
        steps = {f"step_{step.id}" for step in lessons[MOVED.lessons[name]].steps}
        assert steps <= ids(site, language, here)


def test_every_old_lesson_belongs_to_an_old_page(site: str) -> None:
    found = [name for old in MOVED.pages for name in sent(site, "zh", old)["lessons"]]
    assert sorted(found) == sorted(MOVED.lessons)


def test_every_old_script_is_the_new_one(site: str) -> None:
    for old, new in MOVED.lessons.items():
        for folder in ("", "en/"):
            texts = [urlopen(f"{site}{folder}lessons/{name}.sh").read() for name in (old, new)]
            assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("configure/", "daemon/"),
        ("configure/#mirror", "daemon/mirror/#mirror"),
        ("configure/#insecure", "daemon/#insecure"),
        ("configure/#step_configure-mirror_pull", "daemon/mirror/#step_pull"),
        ("containers/#data", "data/volumes/#data"),
        ("containers/#step_containers-ports_publish", "network/ports/#step_publish"),
        ("install/#routes", "install/#routes"),
        ("#step_index_run-web", "#step_run-web"),
        ("compare/#measured", "start/compare/#measured"),
        ("status/", "background/tested/"),
        ("background/status/", "background/tested/"),
        ("background/status/#steps", "background/tested/#steps"),
        ("#marks", "background/tested/#marks"),
        ("errors/compose/#not-ours", "errors/compose-names/#not-ours"),
        ("errors/compose/#step_why-job", "errors/compose-services/#step_why-job"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_old_address_leads_to_the_new_one(
    copy: str, browser: Browser, language: Language, old: str, new: str
) -> None:
    with visiting(browser, copy) as visit:
        visit.tab.goto(visit.url(language) + old)
        visit.tab.wait_for_url(visit.url(language) + new)
        visit.tab.wait_for_load_state("networkidle")


@pytest.mark.parametrize(
    ("old", "new"), [("compare/", "start/compare/"), ("status/", "background/tested/")]
)
def test_without_a_script_an_old_page_leads_on(
    site: str, browser: Browser, old: str, new: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + old)
    page.wait_for_url(site + new)
    context.close()


@pytest.mark.parametrize("address", ["Explore-docker", "Explore-docker/", "Explore-docker.html"])
def test_the_articles_old_address_leads_to_the_guide(visit: Visit, address: str) -> None:
    visit.tab.goto(visit.site + address)
    visit.tab.wait_for_url(visit.url("zh"))
    assert visit.tab.locator("h1").inner_text()
    # The title is the article's, and the page leads to its commands.
    assert visit.tab.locator("article a[href$='background/article/']").count()


# -- no such address, and any sub-path -------------------------------------------------------------

SUB_PATH = "/some/sub/path/"


class Pages(http.server.SimpleHTTPRequestHandler):
    """Serves as GitHub Pages does: below a path, and 404.html for what is not there."""

    def translate_path(self, path: str) -> str:
        inside = path.startswith(SUB_PATH)
        found = super().translate_path("/" + path.removeprefix(SUB_PATH) if inside else "/nothing")
        page = f"{found}.html"
        return page if not path.endswith("/") and Path(page).exists() else found

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """A test's output is not the place for an access log."""


def below_a_path(folder: Path, published: str) -> Iterator[str]:
    """The address of the site below SUB_PATH, built for the address `published` (or its own)."""
    handler = functools.partial(Pages, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
        build(folder, published or address, REPO_URL="https://github.com/someone/guide")
        yield address
        server.shutdown()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site at another address than the one it was built for, as a mirror has it."""
    yield from below_a_path(tmp_path_factory.mktemp("copy"), "https://docs.example.org/guide/")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site where it was built for, below the path of a project at GitHub Pages."""
    yield from below_a_path(tmp_path_factory.mktemp("published"), "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_works_below_any_path(copy: str, browser: Browser, language: Language) -> None:
    with visiting(browser, copy) as visit:
        tab = visit.tab
        for name in ("install/index", "background/tested", "start/compare"):
            visit.open(language, name)
        visit.open(language)
        # A step of the menu, the copy button, the switch, the search.
        tab.locator("article a[href$='containers/']").first.click()
        tab.wait_for_url(visit.url(language, "containers/index"))
        tab.locator(".md-nav--primary a[href='run/']").first.click()
        tab.wait_for_url(visit.url(language, PAGE))
        tab.wait_for_load_state("networkidle")
        tab.locator(".step").first.scroll_into_view_if_needed()
        tab.locator(".step button[data-md-type=copy]").first.click()
        key = tab.locator(".step").first.get_attribute("data-step") or ""
        tab.wait_for_function(
            "command => navigator.clipboard.readText().then(text => text === command)",
            arg=STEPS[key].command,
        )
        switch(visit, OTHER[language])
        assert tab.url.split("#")[0] == visit.url(OTHER[language], PAGE)
        tab.keyboard.press("/")
        tab.locator(".md-search__input").fill("daemon")
        tab.keyboard.press("End")
        found = tab.locator(".md-search-result__item a").first
        found.wait_for(state="attached")
        address = found.get_attribute("href") or ""
        assert address.startswith(visit.url(OTHER[language]))
        tab.goto(address, wait_until="networkidle")


@pytest.mark.parametrize("address", ["Explore-docker", "Explore-docker/", "Explore-docker.html"])
def test_the_old_address_leads_to_the_guide_below_any_path(
    copy: str, browser: Browser, address: str
) -> None:
    with visiting(browser, copy) as visit:
        visit.tab.goto(copy + address)
        visit.tab.wait_for_url(copy)


NOT_FOUND = "Failed to load resource: the server responded with a status of 404 (Not Found)"


def lost(visit: Visit, address: str) -> None:
    """Open an address that does not exist: that it is missing is no fault, anything else is."""
    visit.tab.goto(visit.site + address, wait_until="networkidle")
    for expected in (f"404 {visit.site}{address}", NOT_FOUND):
        visit.faults.remove(expected)


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("no-such-page/", "zh"),
        ("a/b/c.html", "zh"),
        ("english", "zh"),
        ("en/no-such-page/", "en"),
        ("en/a/b/c.html", "en"),
    ],
)
def test_an_address_that_does_not_exist_helps_on(
    published: str, browser: Browser, address: str, language: Language
) -> None:
    with visiting(browser, published) as visit:
        tab = visit.tab
        lost(visit, address)
        assert tab.locator("html").get_attribute("lang") == language
        title = {"zh": "这里没有这一页", "en": "There is no page here"}[language]
        assert tab.locator("h1").inner_text() == title
        assert title in tab.title()
        links = tab.locator("article li a").evaluate_all("all => all.map(one => one.href)")
        home = visit.url(language)
        assert {link.removesuffix(".") for link in links} == {
            visit.url(language, name) for name in PAGES[language]
        }
        # The search of the page itself, and the theme's.
        tab.locator("article [type=search]").fill("daemon")
        tab.keyboard.press("Enter")
        found = tab.locator(".md-search-result__item a").first
        found.wait_for(state="visible")
        assert (found.get_attribute("href") or "").startswith(home)


def test_without_a_script_the_missing_page_speaks_both_languages(
    published: str, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(published + "en/nothing/")
    assert "这里没有这一页" in page.locator("article").inner_text()
    assert "There is no page here" in page.locator("article").inner_text()
    assert page.locator("article a[hreflang=en]").evaluate("one => one.href") == published + "en/"
    context.close()


# -- the repository --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_that_failed_can_be_reported(
    copy: str, browser: Browser, language: Language
) -> None:
    # The link to the repository is there; Material's own would ask api.github.com for its stars.
    with visiting(browser, copy) as visit:
        visit.open(language, PAGE)
        tab = visit.tab
        assert tab.locator(".md-header a[href='https://github.com/someone/guide']").count() == 1
        steps = tab.locator(".step")
        links = tab.locator(".step .step-report")
        assert tab.locator(".made-from .step-report").count() == 1
        assert links.count() == steps.count() > 10
        step = steps.nth(5)
        address = urlsplit(step.locator(".step-report").get_attribute("href") or "")
        assert address.netloc + address.path == "github.com/someone/guide/issues/new"
        told = {name: values[0] for name, values in parse_qs(address.query).items()}
        key = step.get_attribute("data-step") or ""
        assert told["template"] == "command-failed.yml"
        assert told["step"] == key
        assert told["page"] == f"{visit.url(language, PAGE)}#{step.get_attribute('id')}"
        lesson = key.rpartition("/")[0]
        records = ROOT / "docs" / "records"
        assert (records / told["version"].split()[0] / f"{lesson}.json").is_file()


def test_without_a_repository_nothing_can_be_reported(visit: Visit) -> None:
    visit.open("en")
    assert visit.tab.locator(".step-report, .md-source").count() == 0
