"""The built site in a real browser, in both languages, from the guide as it is."""

from __future__ import annotations

import pytest

from checks.guide.lesson import LANGUAGES, Language
from tests.browser import LOOKED_AT, PAGES, STEPS, Opened, Visit, steps_of


def shown(opened: Opened) -> list[str]:
    """The keys of the steps that the page's source shows, in its order."""
    return steps_of(opened.language, opened.name)


def test_the_copy_button_of_every_step_yields_what_is_executed(opened: Opened) -> None:
    blocks = opened.tab.locator(".step")
    keys = blocks.evaluate_all("all => all.map(step => step.dataset.step)")
    assert keys == shown(opened)
    # The button comes when its step is seen, so go there, unfold it and choose its tab. One call
    # for each, because a browser lets a script copy for five seconds after it was called.
    copied = [
        block.evaluate(
            """async (step) => {
                const pause = () => new Promise(done => setTimeout(done, 20))
                const tab = step.closest(".tabbed-block")
                if (tab) {
                    const inputs = tab.closest(".tabbed-set").querySelectorAll(":scope > input")
                    inputs[[...tab.parentElement.children].indexOf(tab)].click()
                }
                const folded = step.closest("details")
                if (folded) folded.open = true
                step.scrollIntoView()
                const button = () => step.querySelector("button[data-md-type=copy]")
                for (let wait = 0; wait < 100 && !button(); wait++) await pause()
                await navigator.clipboard.writeText("nothing was copied")
                button().click()
                let text = ""
                for (let wait = 0; wait < 100; wait++) {
                    text = await navigator.clipboard.readText()
                    if (text !== "nothing was copied") break
                    await pause()
                }
                return text
            }"""
        )
        for block in blocks.element_handles()
    ]
    opened.tab.eval_on_selector_all(
        ".tabbed-set > input:first-child", "all => all.forEach(one => one.click())"
    )
    opened.tab.eval_on_selector_all(
        "details:has(.step)", "all => all.forEach(one => { one.open = false })"
    )
    opened.tab.evaluate("scrollTo(0, 0)")
    # The word "Copied" is gone from the page a moment after it has gone from sight.
    opened.tab.wait_for_function("!document.querySelector('.md-dialog--active')")
    opened.tab.evaluate("document.querySelector('.md-dialog__inner').textContent = ''")
    assert dict(zip(keys, copied, strict=True)) == {key: STEPS[key].command for key in keys}


def test_a_step_reads_as_its_lesson_does(opened: Opened) -> None:
    texts = opened.tab.eval_on_selector_all(
        ".step", "all => all.map(step => step.querySelector('.highlight code').textContent)"
    )
    assert texts == [STEPS[key].text(opened.language) for key in shown(opened)]


def test_a_page_begins_with_one_quiet_line_and_ends_with_its_files(opened: Opened) -> None:
    heads = opened.tab.locator(".ran")
    assert heads.count() == bool(shown(opened))
    if shown(opened):
        link = heads.locator("a").evaluate("one => one.href")
        assert link == opened.visit.url(opened.language, "background/tested")
        assert heads.locator("p").count() == 1
        assert opened.tab.locator(".made-from a[download]").count() >= 1
    assert (opened.tab.locator("article select").count() > 0) == (
        opened.name == "background/tested"
    )


def test_unfolding_an_output_moves_nothing_above_it(opened: Opened) -> None:
    summaries = opened.tab.locator(".step summary:visible")
    for summary in summaries.all()[:3]:
        place = (
            "one => { const { x, y, height } = one.getBoundingClientRect(); return [x, y, height] }"
        )
        before = summary.evaluate(place)
        summary.evaluate("one => { one.parentElement.open = true }")
        after = summary.evaluate(place)
        summary.evaluate("one => { one.parentElement.open = false }")
        assert after == pytest.approx(before, abs=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrapped_hangs_in_and_is_selected_as_it_was(
    visit: Visit, language: Language
) -> None:
    visit.tab.set_viewport_size({"width": 390, "height": 844})
    visit.open(language, "daemon/logs")
    first = visit.tab.locator(".step code").first
    selected = first.evaluate(
        "one => { getSelection().selectAllChildren(one); return getSelection().toString() }"
    )
    assert selected == STEPS["daemon/logs/set-limit"].text(language)
    # Of a line in several, all but the first begin further in.
    lefts = (
        first.locator(".line")
        .nth(2)
        .evaluate(
            """one => { const range = document.createRange(); range.selectNodeContents(one)
            return [...range.getClientRects()].map(box => box.left) }"""
        )
    )
    assert len(set(lefts)) > 1
    assert min(lefts) == lefts[0]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_narrow_window_has_the_contents_of_a_page_below_its_head(
    visit: Visit, language: Language, width: int
) -> None:
    visit.tab.set_viewport_size({"width": width, "height": 844})
    visit.open(language, "install/repository")
    contents = visit.tab.locator(".ran + .contents")
    assert contents.count() == 1
    assert contents.is_visible() == (width == 390)
    links = contents.locator("a").evaluate_all("all => all.map(one => one.hash.slice(1))")
    wanted = PAGES[language]["install/repository"].headings
    assert links == [one.id for one in wanted if one.level in (2, 3)]
    # A page with few headings needs none.
    visit.open(language, "daemon/logs")
    assert visit.tab.locator(".contents").count() == 0


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_home_stays_in_the_header(visit: Visit, language: Language, width: int) -> None:
    visit.tab.set_viewport_size({"width": width, "height": 844})
    visit.open(language, "install/repository")
    visit.tab.evaluate("scrollTo({ top: 2000, behavior: 'instant' })")
    visit.tab.wait_for_timeout(500)
    name = visit.tab.locator(".md-header__topic a")
    assert name.is_visible()
    name.click()
    visit.tab.wait_for_url(visit.url(language))
    visit.tab.wait_for_load_state("networkidle")


def test_ids_are_unique(opened: Opened) -> None:
    ids = opened.tab.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("width", [390, 1440])
def test_a_page_is_no_wider_than_its_window(opened: Opened, width: int) -> None:
    before = opened.tab.viewport_size
    opened.tab.set_viewport_size({"width": width, "height": 900})
    unfold = "(all, open) => all.forEach(one => one.open = open)"
    opened.tab.eval_on_selector_all("details.step-output", unfold, True)
    try:
        assert opened.tab.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        opened.tab.eval_on_selector_all("details.step-output", unfold, False)
        if before:
            opened.tab.set_viewport_size(before)


def switch(visit: Visit, language: Language) -> None:
    link = visit.tab.locator(f".md-header a[hreflang={language}]")
    assert link.inner_text() == {"zh": "中文", "en": "English"}[language]
    link.click()
    visit.tab.wait_for_function(f"document.documentElement?.lang.startsWith('{language}')")
    visit.tab.wait_for_load_state("networkidle")


@pytest.mark.parametrize("name", [name for language, name in LOOKED_AT if language == "zh"])
def test_the_language_switch_stays_on_the_page(visit: Visit, name: str) -> None:
    visit.open("zh", name)
    switch(visit, "en")
    assert visit.tab.url == visit.url("en", name)
    switch(visit, "zh")
    assert visit.tab.url == visit.url("zh", name)


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
    found.wait_for(state="attached")
    assert (found.get_attribute("href") or "").startswith(visit.url(language))
