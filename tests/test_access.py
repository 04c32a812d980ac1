"""For who sees badly or has no mouse: axe on every page, and a walk with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from checks.guide.lesson import LANGUAGES, Language
from tests.browser import PAGES, Opened, Visit, at_rest, visiting

NARROW, WIDE = 390, 1440


def faults(page: Page, *rules: str) -> list[str]:
    """What axe finds on a page by all of its rules, or some."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{fault['id']}: {fault['help']}: {node['target']}: {node['html'][:120]}"
        for fault in found
        for node in fault["nodes"]
    ]


def unfold(page: Page, how: bool) -> None:
    """Unfold what is folded; of the list of all steps the first page of each chapter."""
    page.eval_on_selector_all(
        "article details:not(.status details + details)",
        "(all, how) => all.forEach(d => d.open = how)",
        how,
    )


def paint(page: Page, scheme: Any) -> None:
    """Let the reader's system ask for light or dark."""
    page.emulate_media(color_scheme=scheme)
    paper = {"light": "rgb(253, 252, 250)", "dark": "rgb(22, 25, 27)"}[scheme]
    page.wait_for_function(f"getComputedStyle(document.body).backgroundColor === '{paper}'")


def test_axe_finds_nothing_in_the_light(opened: Opened) -> None:
    """Unfolded, so that all is seen."""
    unfold(opened.tab, True)
    paint(opened.tab, "light")
    try:
        assert faults(opened.tab) == []
    finally:
        unfold(opened.tab, False)


def test_axe_finds_nothing_in_the_dark(opened: Opened) -> None:
    """What else axe knows of a page does not depend on colours."""
    unfold(opened.tab, True)
    paint(opened.tab, "dark")
    try:
        assert faults(opened.tab, "color-contrast", "link-in-text-block") == []
    finally:
        unfold(opened.tab, False)
        paint(opened.tab, "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_missing_page(
    visit: Visit, language: Language, scheme: Any
) -> None:
    visit.tab.goto(visit.url(language) + "404.html", wait_until="networkidle")
    paint(visit.tab, scheme)
    assert faults(visit.tab) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_a_phone_nor_in_the_open_menu_and_search(
    visit: Visit, language: Language
) -> None:
    visit.tab.set_viewport_size({"width": NARROW, "height": 844})
    for name in ("index", "background/tested"):
        visit.open(language, name)
        visit.see_all()
        assert faults(visit.tab) == []
    visit.open(language)
    visit.tab.locator(".md-header__button[for=__drawer]").click()
    at_rest(visit.tab)
    assert faults(visit.tab) == []
    visit.open(language)
    visit.tab.locator(".md-header__button[for=__search]").click()
    visit.tab.locator(".md-search__input").fill("daemon")
    visit.tab.keyboard.press("End")
    visit.tab.locator(".md-search-result__item").first.wait_for(state="visible")
    at_rest(visit.tab)
    assert faults(visit.tab) == []


# -- the keyboard ----------------------------------------------------------------------------------

FOCUSED = """() => {
    const one = document.activeElement
    if (one === document.body) return null
    // The choice of colours is made of hidden boxes; the theme frames the label that shows.
    const frame = one.matches(".md-option")
        ? document.querySelector(".md-header__option label:not([hidden])") : one
    const box = frame.getBoundingClientRect()
    const style = getComputedStyle(frame)
    const line = frame.getClientRects()[0] ?? box  // of a link that is wrapped, the first
    const middle = document.elementFromPoint(
        Math.min(Math.max(line.left + Math.min(line.width, 40) / 2, 0), innerWidth - 1),
        Math.min(Math.max(line.top + Math.min(line.height, 20) / 2, 0), innerHeight - 1))
    return {
        what: one.matches(".md-option") ? "palette"
            : one.className.toString().replace(/ ?focus-visible ?/g, "")
                || one.tagName.toLowerCase(),
        tag: one.tagName,
        area: one.closest(".md-skip, .md-header, .md-sidebar, article, .md-footer, .md-top")
            ?.className.toString().split(" ")[0] ?? "",
        text: (one.getAttribute("aria-label") || one.textContent || one.title).trim().slice(0, 40),
        inside: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth
            && box.bottom > 0 && box.top < innerHeight,
        covered: !(middle && (frame.contains(middle) || middle.contains(frame)
            || middle.closest("label")?.htmlFor === frame.id)),
        framed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
        y: box.top + scrollY,
    }
}"""


def walk(page: Page, steps: int = 5000) -> Iterator[dict[str, Any]]:
    """Press Tab from the top of the page until the focus leaves it."""
    for _ in range(steps):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return
        yield stop


CONTROLS = """(scope) => [...document.querySelectorAll(scope)].filter(one => one.checkVisibility(
    { visibilityProperty: true })).length"""


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("name", ["index", "install/mirror", "background/tested"])
def test_tab_reaches_everything_in_order_and_shows_where_it_is(
    site: str, browser: Browser, name: str, width: int
) -> None:
    with visiting(browser, site) as visit:
        page = visit.tab
        page.set_viewport_size({"width": width, "height": 900})
        # What moves is at rest at once, and the focus is seen when it is looked at.
        page.emulate_media(reduced_motion="reduce")
        visit.open("en", name)
        if name == "background/tested":  # a few of the many
            page.locator(".status [type=search]").evaluate(
                "box => { box.value = 'index'; box.form.dispatchEvent(new Event('input')) }"
            )
        visit.see_all()
        wanted = page.evaluate(CONTROLS, "article :is(a[href], button, summary, input, select)")
        stops = list(walk(page))
        # The field of the search opens, which shows enough; its caret does the rest.
        bare = [stop for stop in stops if not stop["framed"] and "search" not in stop["what"]]
        assert bare == []
        assert [stop for stop in stops if not stop["inside"]] == []
        assert [stop for stop in stops if stop["covered"]] == []
        areas = [stop["area"] for stop in stops]
        assert list(dict.fromkeys(areas))[:2] == ["md-skip", "md-header"]
        assert areas.index("article" if "article" in areas else "md-content__inner") > 0
        inside = [stop for stop in stops if stop["area"] == "md-content__inner"]
        # Beside the controls, what can be scrolled is a stop: outputs, wide blocks and tables.
        controls = ("A", "BUTTON", "SUMMARY", "INPUT", "SELECT")
        assert len([stop for stop in inside if stop["tag"] in controls]) == wanted
        # From top to bottom; in one line, a step's foot, by a few pixels.
        heights = [stop["y"] for stop in inside]
        assert all(b - a > -60 for a, b in pairwise(heights))
        kinds = {stop["what"] for stop in stops}
        assert {"palette", "md-header__button language", "md-search__input"} <= kinds
        if name != "background/tested":
            assert {"md-code__button", "summary"} <= kinds
        assert ("md-header__button md-icon" in kinds) == (width == NARROW) or width == WIDE


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"Tab never came to {selector}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_without_a_mouse_uses_the_page(visit: Visit, language: Language) -> None:
    page = visit.tab
    visit.open(language)
    # Past the menu.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("md-skip")
    page.keyboard.press("Enter")
    page.wait_for_url("**#*")
    at_rest(page)  # the theme follows a link in the page in a moment of its own
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('article')")
    # Copy, unfold, look into the output.
    page.evaluate("navigator.clipboard.writeText('nothing')")
    tab_to(page, ".md-code__button")
    page.keyboard.press("Enter")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('docker'))")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    assert page.locator("details[open] samp").first.is_visible()
    tab_to(page, "pre")
    # Search, and go to what was found.
    page.keyboard.press("/")
    page.keyboard.type("daemon.json")
    found = page.locator(".md-search-result__link")
    found.first.wait_for(state="visible")
    # The list of the whole word, not that of a word half typed, which would take the focus away.
    page.wait_for_function(
        "document.querySelector('.md-search-result__link')?.search.includes('json')"
    )
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.activeElement.matches('.md-search-result__link')")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.split("#")[0].split("?")[0] != visit.url(language))
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_switched_with_the_keyboard(visit: Visit, language: Language) -> None:
    other: Language = "en" if language == "zh" else "zh"
    visit.open(language, "install/index")
    tab_to(visit.tab, f".md-header a[hreflang={other}]")
    assert visit.tab.locator(f".md-header a[hreflang={other}]").is_visible()
    visit.tab.keyboard.press("Enter")
    visit.tab.wait_for_url(visit.url(other, "install/index") + "**")
    visit.tab.wait_for_load_state("networkidle")


def test_the_colours_are_chosen_with_the_keyboard(visit: Visit) -> None:
    visit.open("en")
    scheme = "document.body.dataset.mdColorScheme"
    assert visit.tab.evaluate(scheme) == "default"
    tab_to(visit.tab, ".md-option")
    for _ in range(2):
        visit.tab.keyboard.press("ArrowRight")
    assert visit.tab.evaluate(scheme) == "slate"


def test_the_menu_of_a_narrow_window_opens_with_the_keyboard(visit: Visit) -> None:
    page = visit.tab
    page.set_viewport_size({"width": NARROW, "height": 844})
    visit.open("en", "install/repository")
    # Shut, it holds no stop of the Tab key.
    tab_to(page, "article *")
    assert page.evaluate("document.querySelectorAll('.md-sidebar--primary :focus').length") == 0
    visit.open("en", "install/repository")
    tab_to(page, ".md-header__button[for=__drawer]")
    page.keyboard.press("Enter")
    at_rest(page)
    tab_to(page, ".md-sidebar--primary label[for=__toc]")
    page.keyboard.press("Enter")
    at_rest(page)
    tab_to(page, ".md-sidebar--primary .md-nav--secondary a")
    assert page.evaluate(FOCUSED)["inside"]
    page.keyboard.press("Enter")
    page.wait_for_url("**#*")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_moves_for_a_reader_who_wants_no_motion(visit: Visit, language: Language) -> None:
    visit.tab.emulate_media(reduced_motion="reduce")
    visit.open(language)
    moving = visit.tab.evaluate(
        """() => [...document.querySelectorAll("*")].filter(one => {
            const style = getComputedStyle(one)
            return style.animationName !== "none" || style.scrollBehavior === "smooth"
                || style.transitionDuration.split(",").some(time => parseFloat(time) > 0)
        }).map(one => one.className.toString())"""
    )
    assert moving == []


def test_pages_have_one_title_and_no_level_of_headings_left_out(opened: Opened) -> None:
    levels = opened.tab.locator("article :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
        "all => all.map(one => Number(one.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert opened.name in PAGES[opened.language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_name_of_the_site_stands_once_in_header_and_menu(
    visit: Visit, language: Language, width: int
) -> None:
    visit.tab.set_viewport_size({"width": width, "height": 844})
    visit.open(language)
    name = visit.tab.locator(".md-header__topic").first.inner_text()
    if width == NARROW:  # the open menu covers the header
        visit.tab.locator(".md-header__button[for=__drawer]").click()
        at_rest(visit.tab)
    where = ".md-nav--primary" if width == NARROW else ".md-header, .md-nav--primary"
    texts = visit.tab.locator(where).locator("visible=true").all_inner_texts()
    assert "\n".join(texts).count(name) == 1
