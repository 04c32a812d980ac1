"""The lists that nobody types: chapters, a chapter's pages, and how much of the guide was run."""

from __future__ import annotations

import re
from typing import Any
from urllib.request import urlopen

import pytest
from mkdocs.utils.yaml import yaml_load

from checks.guide.lesson import LANGUAGES, Language, load_lessons
from checks.guide.problem import ROOT
from checks.guide.record import load_records
from checks.guide.state import State
from checks.site.contents import chapters, proof
from checks.site.source import Source, address
from tests.browser import STEPS

with (ROOT / "mkdocs.yml").open("rb") as _file:
    CONFIG: dict[str, Any] = yaml_load(_file)
NAV: dict[str, list[str]] = {name: pages for one in CONFIG["nav"] for name, pages in one.items()}


def listed(site: str, language: Language, page: str, kind: str) -> list[str]:
    """The addresses in the lists of this kind on a page, from the start page."""
    home = f"{site}{'en/' if language == 'en' else ''}"
    with urlopen(home + address(page)) as answer:
        html = answer.read().decode()
    (found,) = re.findall(rf'<div data-guide class="{kind}"><ul>(.*?)</ul></div>', html)
    depth = "../" * address(page).count("/")
    return [to.removeprefix(depth) for to in re.findall(r'<a href="([^"]*)"', found)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_has_a_card_for_every_other_chapter(site: str, language: Language) -> None:
    firsts = [pages[0] for name, pages in NAV.items() if name != "start"]
    goals = [address(path.removesuffix(".md")) for path in firsts]
    assert listed(site, language, "index", "cards") == goals


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chapter", [name for name, pages in NAV.items() if len(pages) > 1])
def test_a_chapters_first_page_lists_the_others(
    site: str, language: Language, chapter: str
) -> None:
    first, *others = (path.removesuffix(".md") for path in NAV[chapter])
    if first == f"{chapter}/index":
        assert listed(site, language, first, "pages") == [address(path) for path in others]


def test_only_what_is_read_in_order_has_a_number() -> None:
    titles = {"start": "Start", "run": "Run", "data": "Data", "end": "End"}
    extra = {"chapters": titles, "unnumbered": ["start", "end"]}
    nav = [{name: [f"{name}/index.md"]} for name in titles]
    assert [*chapters({"nav": nav, "extra": extra}).values()] == ["Start", "1 Run", "2 Data", "End"]


def test_the_proof_counts_what_ran_and_names_what_it_ran_on() -> None:
    source = Source(load_lessons(ROOT), load_records(ROOT))
    ran = [one for one in STEPS.values() if source.best(one).state in (State.RUN, State.STAND_IN)]
    assert (proof(source, "steps", "en"), proof(source, "run", "en")) == (
        str(len(STEPS)),
        str(len(ran)),
    )
    assert proof(source, "systems", "en").startswith("Debian 13 · Docker ")
    with pytest.raises(KeyError):
        proof(source, "no such thing", "en")
