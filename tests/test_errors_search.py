"""The search finds an error by its text, pasted whole or in part.

What is pasted comes from the pages' headings and from the records, so that no list has to be kept.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checks.errors.facts import contains, section
from checks.guide.lesson import LANGUAGES, Language
from checks.guide.problem import ROOT
from checks.guide.record import load_records, version
from tests.browser import PAGES, Visit
from tests.test_search import found

ERRORS = {
    f"{name}#{heading.id}": heading.text
    for name, page in PAGES["en"].items()
    if name.startswith("errors/") or name == "compose/errors"
    for heading in page.headings
    if heading.text in {one.text for one in PAGES["zh"][name].headings}
    and f"{name}#{heading.id}" != "compose/errors#port-in-use"  # errors/network has it, too
}
"""By `page#heading`: the headings that are the text of an error, in English in both languages."""


def _printed() -> Iterator[tuple[str, str]]:
    """From every record: the line of a step's output that has its section's text, whole."""
    for record in load_records(ROOT):
        page = record.lesson.removesuffix(".lab")
        if not page.startswith("errors/"):
            continue
        for step in (one for one in record.steps if one.exit):
            shown = section(page, step.id)
            for line in (*step.stdout, *step.stderr):
                wordings = shown.wordings(
                    version(record.machine.docker), record.machine.store == "overlayfs"
                )
                if any(contains(line, one) for one in wordings) and len(line.split()) > 1:
                    yield f"{page}#{shown.id}", line


def _pasted() -> dict[str, list[str]]:
    """What is pasted for each error: its text, its first seven words, and what was printed."""
    texts = {key: [text, " ".join(text.split()[:7])] for key, text in ERRORS.items()}
    for key, line in _printed():
        if key in texts:
            texts[key].append(line)
    return {key: [*dict.fromkeys(all)] for key, all in texts.items()}


PASTED = [(key, text) for key, all in _pasted().items() for text in all]


ALSO = {
    "compose/errors#version": "compose/old#version",
    "errors/build#image-in-use": "images/clean#conflict",
    "errors/client#daemon-json": "daemon/broken#does-not-start",
    "errors/compose-names#external-network": "errors/network#network-not-found",
    "errors/compose-names#fixed-name": "errors/start#name-in-use",
    "errors/client#client-too-old": "install/docker-29#client-too-old",
    "errors/files#no-space": "operate/disk-full#free",
    "errors/files#read-only": "data/bind#read-only",
    "errors/files#source-missing": "data/bind#no-source",
    "errors/start#name-in-use": "errors/compose-names#fixed-name",
    "errors/network#active-endpoints": "network/own#in-use",
    "errors/network#network-not-found": "errors/compose-names#external-network",
    "errors/network#pool-overlaps": "network/own#overlap",
    "errors/network#port-allocated": "network/ports#allocated",
    "errors/pull#access-denied": "images/get#denied",
}
"""By `page#heading`: another section about the same error, which may come before it."""

PASTE = """(box, text) => {
    box.value = text
    box.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste" }))
}"""


def test_there_are_errors_to_search_for() -> None:
    assert len(ERRORS) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_pasted_errors_lead_to_their_sections_first(
    searching: dict[Language, Visit], language: Language
) -> None:
    """Every text is found, and what stands first is its section or one about the same error."""
    lost, later = [], []
    for key, text in PASTED:
        named = found(searching[language], text)
        first = next((one for one in named if "#" in one), "")
        if key not in named:
            lost.append(f"{key}: {text}")
        elif first not in (key, ALSO.get(key)):
            later.append(f"{key}: {text}\n    after {first}")
    assert not lost, "\n".join(lost)
    assert not later, "\n".join(later)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_pasted_with_the_mouse_is_searched_for(visit: Visit, language: Language) -> None:
    """No key goes up then; the box hears of the text only by the event `input`."""
    visit.open(language)
    visit.tab.keyboard.press("/")
    visit.tab.locator(".md-search__input").evaluate(PASTE, "port is already allocated")
    hits = visit.tab.locator(".md-search-result__item")
    hits.first.wait_for(state="attached")
    assert "already allocated" in "".join(hits.all_text_contents()).replace("\u200b", "")
