"""What must hold on every page of the built site, asked of its HTML without a browser."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from urllib.request import urlopen

import pytest

from checks.guide.lesson import LANGUAGES, Language
from checks.site.source import address
from tests.browser import PAGES, STEPS, steps_of

VERBATIM = ("code", "pre", "samp", "script", "style")


class Built(HTMLParser):
    """One page: what its copy buttons hand out, its ids, the levels of its headings, its prose."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.copied: list[str] = []
        self.ids: list[str] = []
        self.levels: list[int] = []
        self.steps: list[str] = []
        self.languages: dict[str, str] = {}
        self.prose = ""
        self._verbatim = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-copy" in given:
            self.copied.append(given["data-copy"])
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "link" and "hreflang" in given:
            self.languages[given["hreflang"]] = given["href"]
        if given.get("class") == "step":
            self.steps.append(given["data-step"])
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.levels.append(int(tag[1]))
        self._verbatim += tag in VERBATIM

    def handle_endtag(self, tag: str) -> None:
        self._verbatim -= tag in VERBATIM

    def handle_data(self, data: str) -> None:
        self.prose += data if not self._verbatim else ""


@pytest.fixture(scope="module", params=LANGUAGES)
def built(request: pytest.FixtureRequest, site: str) -> tuple[Language, dict[str, Built]]:
    language: Language = request.param
    home = f"{site}{'en/' if language == 'en' else ''}"
    pages = {}
    for name in PAGES[language]:
        with urlopen(home + address(name)) as answer:
            pages[name] = Built(answer.read().decode())
    return language, pages


def test_every_copy_button_hands_out_what_is_executed(
    built: tuple[Language, dict[str, Built]],
) -> None:
    language, pages = built
    for name, page in pages.items():
        assert page.copied == [STEPS[key].command for key in steps_of(language, name)], name


def test_every_step_is_there_once(built: tuple[Language, dict[str, Built]]) -> None:
    _, pages = built
    shown = Counter(step for page in pages.values() for step in page.steps)
    assert shown == Counter([*STEPS])


def test_ids_are_unique_on_every_page(built: tuple[Language, dict[str, Built]]) -> None:
    _, pages = built
    for name, page in pages.items():
        assert [id for id, count in Counter(page.ids).items() if count > 1] == [], name


def test_every_page_has_one_title_and_leaves_out_no_level(
    built: tuple[Language, dict[str, Built]],
) -> None:
    _, pages = built
    for name, page in pages.items():
        assert page.levels.count(1) == 1, name
        assert all(below - above <= 1 for above, below in pairwise(page.levels)), name


def test_no_page_shows_its_markdown(built: tuple[Language, dict[str, Built]]) -> None:
    """As in Chinese, where `**word:**` ends no bold type if a character follows at once."""
    _, pages = built
    assert [name for name, page in pages.items() if "**" in page.prose or "](" in page.prose] == []


def test_each_page_names_itself_in_each_language(
    built: tuple[Language, dict[str, Built]], site: str
) -> None:
    for name, page in built[1].items():
        wanted = {"zh": site + address(name), "en": f"{site}en/{address(name)}"}
        assert page.languages == wanted, name
