"""The pages' twins in plain text: what programs and readers without a browser get."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest

from checks.guide.lesson import LANGUAGES, Language, load_lessons
from checks.site.plain import fenced, plain
from checks.guide.problem import ROOT
from checks.guide.record import load_records, standing
from checks.site.twin import twin
from tests.browser import EVERY_PAGE, PAGES, Opened

LESSONS = load_lessons(ROOT)
STEPS = {step.key: step for lesson in LESSONS.values() for step in lesson.steps}
RECORDS = load_records(ROOT)


def fetch(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode("utf-8"))


def beside(site: str, language: Language, name: str) -> str:
    folder = "" if name == "index" else f"{name}/"
    return f"{site}{'en/' if language == 'en' else ''}{folder}index.md"


def blocks(text: str, wanted: str) -> Iterator[str]:
    """The fenced blocks of a language, read as CommonMark says."""
    fence, indent = "", ""
    held: list[str] = []
    for line in text.split("\n"):
        bare = line.removeprefix(indent) if fence else line
        opening = re.fullmatch(rf"([> ]*)(`{{3,}}){wanted}", line)
        if fence and bare == fence:
            yield "\n".join(held)
            fence, held = "", []
        elif fence:
            held.append(bare)
        elif opening:
            indent, fence = opening[1], opening[2]


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
def test_every_command_stands_in_the_twin_to_the_byte(
    site: str, language: Language, name: str
) -> None:
    text = fetch(beside(site, language, name))
    shown = [call.args[0] for call in PAGES[language][name].calls if call.name == "step"]
    assert list(blocks(text, "bash")) == [STEPS[key].command for key in shown]


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
def test_the_twin_has_every_state_and_output_and_no_html(
    site: str, language: Language, name: str
) -> None:
    text = fetch(beside(site, language, name))
    outputs = "\n".join(blocks(text, "text"))
    for call in PAGES[language][name].calls:
        if call.name == "step":
            known = standing(STEPS[call.args[0]], RECORDS)
            assert f"*{known.state.word(language)} · " in text
            if known.step and known.step.stdout.strip() and "\x1b" not in known.step.stdout:
                line = known.step.stdout.strip().split("\n")[0].rpartition("\r")[2].rstrip()
                assert line in outputs
    outside = re.sub(r"^[> ]*(`{3,}).*?^[> ]*\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    outside = re.sub(r"`[^`\n]+`", "", outside)
    assert re.findall(r"</?[a-z]+[ >]", outside) == []
    assert "data-guide" not in text
    assert "{ #" not in outside
    assert not re.search(r"^!!!", outside, re.MULTILINE)


@pytest.mark.parametrize(("language", "name"), EVERY_PAGE)
def test_every_link_of_a_twin_inside_the_guide_leads_somewhere(
    site: str, language: Language, name: str
) -> None:
    address = beside(site, language, name)
    text = re.sub(r"^[> ]*(`{3,}).*?^[> ]*\1$", "", fetch(address), flags=re.DOTALL | re.MULTILINE)
    links = set(re.findall(r"\]\(([^)#\s]+)", text))
    for link in sorted(link for link in links if ":" not in link):
        fetch(urljoin(address, link))


def test_a_page_names_its_twin(opened: Opened, site: str) -> None:
    link = opened.tab.locator("link[type='text/markdown']")
    assert link.evaluate("one => one.href") == beside(site, opened.language, opened.name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_llms_txt_lists_the_twins_with_what_they_are_about(site: str, language: Language) -> None:
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


def test_a_fence_is_longer_than_what_it_holds() -> None:
    assert fenced("a\n````\nb", "text") == ["`````text", "a", "````", "b", "`````"]


def test_what_is_hidden_is_left_out() -> None:
    html = '<div data-guide><p>a <span>b</span></p><p hidden data-on="1">c <span>d</span></p></div>'
    assert plain(html) == ["a · b"]


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
    assert twin(page, lambda link: link.replace(".md", "/index.md")) == [
        "## Heading",
        "> **Take care**",
        ">",
        "> Read [this](other/index.md#x).",
        "",
        "After.",
        "```text",
        "[kept](other.md) { #kept }",
        "```",
    ]
