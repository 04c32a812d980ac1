"""The pages on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from checks.guide.lesson import LANGUAGES, Language
from tests.browser import Visit


@pytest.fixture(params=["light", "dark"])
def printed(visit: Visit, request: pytest.FixtureRequest) -> Page:
    """A tab that shows what is printed, by a reader who has it light or dark."""
    visit.tab.emulate_media(color_scheme=request.param, media="print")
    return visit.tab


def colours(page: Page, selector: str) -> set[tuple[str, str]]:
    """Every colour of text, and of the paper below it, among the visible elements."""
    pairs: list[Any] = page.locator(selector).evaluate_all(
        """all => all.filter(one => one.checkVisibility()).map(one => [
            getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor])"""
    )
    return {(ink, paper) for ink, paper in pairs}


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_page_itself_is_printed(visit: Visit, printed: Page, language: Language) -> None:
    visit.open(language, "containers/run")
    for gone in (
        ".md-header",
        ".md-sidebar",
        ".md-footer__inner",
        ".md-top",
        ".headerlink",
        ".md-code__button",
        ".step-report",
    ):
        assert printed.locator(gone).locator("visible=true").count() == 0, gone
    shown = printed.locator(".step code").first
    assert shown.is_visible()
    assert colours(printed, ".step code > span:not([class^=c])") == {
        ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    }
    # The marks stay, with their word, in black.
    visit.open(language, "images/push")
    marks = printed.locator(".step-marks > span")
    assert marks.count() >= 1
    assert marks.locator("visible=true").count() == marks.count()
    assert {ink for ink, _ in colours(printed, ".step-marks > span")} == {"rgb(0, 0, 0)"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_outputs_are_printed_whole_and_of_long_ones_the_length(
    visit: Visit, printed: Page, language: Language
) -> None:
    visit.open(language, "install/repository")
    # What the theme does when printing begins: it unfolds.
    printed.pdf()
    long = printed.locator(".step-output:has(summary[data-lines])")
    short = printed.locator(".step-output:not([hidden], :has(summary[data-lines])) samp")
    assert long.count() > 1
    assert long.locator("samp:visible").count() == 0
    told = long.first.locator("summary").evaluate("one => getComputedStyle(one, '::after').content")
    assert any(digit.isdigit() for digit in told) or "attr(data-lines)" in told
    printed.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    assert short.count() > 5
    assert short.locator("visible=true").count() == short.count()
    cut = printed.locator(".step-output pre:visible").evaluate_all(
        "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).length"
    )
    assert cut == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_out_of_the_guide_shows_its_address_on_paper(
    visit: Visit, printed: Page, language: Language
) -> None:
    visit.open(language, "start/what")
    assert printed.pdf().startswith(b"%PDF")
    outside = printed.locator("article a.outside")
    addresses = outside.evaluate_all("all => all.map(one => one.host)")
    assert "docs.docker.com" in addresses
    assert all(not host.startswith("127.0.0.1") for host in addresses)
    content = outside.first.evaluate("one => getComputedStyle(one, '::after').content")
    assert "http" in content or "attr(href)" in content
