"""The pages' copies in plain Markdown: what programs and readers without a browser get."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import pytest

from checks.guide.lesson import LANGUAGES, Language
from checks.guide.problem import ROOT
from checks.guide.record import load_records, standings
from checks.guide.state import MARKED
from checks.site.copies import copy
from checks.site.html import terminal
from checks.site.source import address
from checks.site.words import say
from tests.browser import EVERY_PAGE, PAGES, STEPS, Opened, steps_of

RECORDS = load_records(ROOT)


def fetch(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode("utf-8"))


def beside(site: str, language: Language, name: str) -> str:
    return f"{site}{'en/' if language == 'en' else ''}{address(name)}index.md"


def blocks(text: str, wanted: str) -> Iterator[str]:
    """The fenced blocks of a language, read as CommonMark says."""
    fence, indent = "", ""
    held: list[str] = []
    for line in text.split("\n"):
        # Of an empty line in a quotation no more need stand than its mark.
        bare = line.removeprefix(indent if line.startswith(indent) else indent.rstrip())
        opening = re.fullmatch(rf"([> ]*)(`{{3,}}){wanted}", line)
        if fence and bare == fence:
            yield "\n".join(held)
            fence, held = "", []
        elif fence:
            held.append(bare)
        elif opening:
            indent, fence = opening[1], opening[2]


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
def test_every_command_stands_in_the_copy_to_the_byte(
    site: str, language: Language, name: str
) -> None:
    text = fetch(beside(site, language, name))
    assert list(blocks(text, "bash")) == [STEPS[key].command for key in steps_of(language, name)]


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
def test_the_copy_has_every_state_and_output_and_no_html(
    site: str, language: Language, name: str
) -> None:
    text = fetch(beside(site, language, name))
    outputs = "\n".join(blocks(text, "text"))
    for key in steps_of(language, name):
        known = standings(STEPS[key], RECORDS)[0]
        if known.state in MARKED:
            assert re.search(rf"\*\*[^*\n]*{say(language, known.state)}", text)
        if known.step and known.step.stdout == ["<all>"]:
            assert say(language, "not kept") in text
        elif known.step:
            assert terminal(known.step.stdout) in outputs
    outside = re.sub(r"^[> ]*(`{3,}).*?^[> ]*\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    outside = re.sub(r"`[^`\n]+`", "", outside)
    assert re.findall(r"</?[a-z]+[ >]", outside) == []
    assert "data-guide" not in text
    assert "{ #" not in outside
    assert not re.search(r"^!!!", outside, re.MULTILINE)


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
def test_every_link_of_a_copy_inside_the_guide_leads_somewhere(
    site: str, language: Language, name: str
) -> None:
    address = beside(site, language, name)
    text = re.sub(r"^[> ]*(`{3,}).*?^[> ]*\1$", "", fetch(address), flags=re.DOTALL | re.MULTILINE)
    links = set(re.findall(r"\]\(([^)#\s]+)", text))
    for link in sorted(link for link in links if ":" not in link):
        fetch(urljoin(address, link))


def test_a_page_names_its_copy(opened: Opened, site: str) -> None:
    link = opened.tab.locator("link[type='text/markdown']")
    assert link.evaluate("one => one.href") == beside(site, opened.language, opened.name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_llms_txt_lists_the_copies_with_what_they_are_about(site: str, language: Language) -> None:
    root = f"{site}{'en/' if language == 'en' else ''}"
    text = fetch(f"{root}llms.txt")
    assert text.startswith("# ")
    assert "\n> " in text
    found = {
        urljoin(root, link): about
        for link, about in re.findall(r"^- \[[^]]+\]\(([^)]+)\): (.+)$", text, re.MULTILINE)
    }
    assert {beside(site, language, name) for name in PAGES[language]} <= found.keys()
    for link in re.findall(r"\]\(([^)]+)\)", text):
        fetch(urljoin(root, link))


def test_notes_headings_and_links_become_plain() -> None:
    page = [
        "## Heading { #here }",
        '!!! warning "Take care"',
        "",
        "    Read [this](other.md#x).",
        "",
        "After.",
        "```text",
        "[kept](other.md) { #kept }",
        "```",
    ]
    other: Any = SimpleNamespace(
        is_documentation_page=lambda: True, dest_uri="other/index.html", src_uri="other.md"
    )
    files: Any = SimpleNamespace(get_file_from_path=lambda path: other)
    here: Any = SimpleNamespace(src_uri="page.md", dest_uri="page/index.html")
    assert copy("\n".join(page), here, files).split("\n") == [
        "## Heading",
        "> **Take care**",
        ">",
        "> Read [this](../other/index.md#x).",
        "",
        "After.",
        "```text",
        "[kept](other.md) { #kept }",
        "```",
        "",
    ]
