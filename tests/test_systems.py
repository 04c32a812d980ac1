"""Records of several systems: each step shows what came out on the one that the reader picks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from checks.guide.lesson import LANGUAGES, Language, Lesson, load_lessons
from checks.guide.problem import ROOT
from checks.guide.record import (
    SCHEMA,
    Machine,
    Record,
    StepRecord,
    Supply,
    load_records,
    standings,
)
from checks.guide.state import State
from checks.site import head, step, tables
from checks.site.html import pick
from checks.site.source import Place, Source
from tests.browser import Visit, build, served, visiting


def made_up(root: Path) -> None:
    """Two more systems beside the guide's own: one that ran all of it, and one a single lesson."""
    for record in load_records(root):
        if not record.system.endswith("_stand-in"):
            continue
        machine = replace(record.machine, os="Debian 99", docker="99.1.2")
        steps = [replace(step, seconds=step.seconds + 500) for step in record.steps]
        made = replace(record, system="debian-99_docker-99.1_stand-in", machine=machine)
        if record.lesson == "index":
            steps[0] = replace(steps[0], stdout=["only on the made-up system", ""])
            steps[1] = replace(steps[1], stdout=["long"] * 60)
            steps[2] = replace(steps[2], exit=7)
        made = replace(made, steps=steps)
        made.save(made.path(root))
        if record.lesson == "index":
            live = replace(
                record,
                system="ubuntu-22.04_docker-20.10_live",
                machine=replace(machine, os="Ubuntu 22.04 LTS", docker="20.10.1"),
                supply=Supply(["registry-1.docker.io"], []),
                steps=[
                    replace(step, state=State.RUN)
                    for step in (steps[0], record.steps[1], *steps[2:4])
                ],
            )
            live.save(live.path(root))


HERE = Place("en", "web", "../")


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    path = tmp_path / "docs" / "lessons" / "web.sh"
    path.parent.mkdir(parents=True)
    path.write_text("#: run\ncat\n\n#: next\nls\n", encoding="utf-8")
    return load_lessons(tmp_path)["web"]


def record(lesson: Lesson, system: str, os: str, docker: str, **changes: Any) -> Record:
    kept = StepRecord("run", lesson.steps[0].hash, State.STAND_IN, 0, 1.0, ["out", ""])
    return Record(
        SCHEMA,
        "web",
        system,
        "2026-11-23T22:05:07Z",
        "abc",
        3.0,
        Machine("b", os, "6.12", "x86_64", docker, "2", "2", "embedded", None),
        Supply([], ["hub.test"]),
        [replace(kept, **changes)],
    )


def two(lesson: Lesson, **changes: Any) -> Source:
    """The lesson's first step on two systems, the second step on none."""
    return Source(
        {"web": lesson},
        [
            record(lesson, "debian-13_docker-26.1_stand-in", "Debian 13", "26.1.5", **changes),
            record(lesson, "debian-13_docker-28.5_stand-in", "Debian 13", "28.5.1"),
        ],
    )


def shown_by(source: Source) -> str:
    return step.block(source, source.lessons["web"].steps[0], HERE).html


def test_what_is_alike_in_all_views_stands_there_once() -> None:
    assert pick(["<b>x</b>", "<b>x</b>"]) == "<b>x</b>"
    assert pick(["<b>x</b>", "<b>y</b>", "<b>x</b>", ""]) == (
        '<b data-on="0 2">x</b><b hidden data-on="1">y</b>'
    )


def test_one_system_leaves_nothing_to_pick(lesson: Lesson) -> None:
    only = record(lesson, "debian-13_docker-26.1_stand-in", "Debian 13", "26.1.5")
    live = replace(only, system="debian-13_docker-26.1_live")
    for records in ([only], [only, live]):
        source = Source({"web": lesson}, records)
        html = shown_by(source) + head.ran(source, HERE).html + tables.status(source, HERE).html
        assert "data-on" not in html
        assert "<select" not in html


def test_the_same_output_stands_there_once_and_the_seconds_for_each(lesson: Lesson) -> None:
    html = shown_by(two(lesson, seconds=2.0))
    assert html.count("<details") == 1
    assert '<span data-on="0 1">1.0 s</span><span hidden data-on="2">2.0 s</span>' in html


def test_another_output_is_shown_for_its_system(lesson: Lesson) -> None:
    html = shown_by(two(lesson, stdout=["other words"]))
    assert html.count("<details") == 2
    assert '<details hidden data-on="2"' in html
    assert html.index(">out<") < html.index(">other words<")


def test_a_long_other_output_stands_in_the_record(lesson: Lesson) -> None:
    html = shown_by(two(lesson, stdout=["line"] * 100))
    assert html.count("<details") == 1
    assert 'href="../records/debian-13_docker-26.1_stand-in/web.json"' in html


def test_another_state_is_shown_for_its_system(lesson: Lesson) -> None:
    html = shown_by(two(lesson, hash="sha256:" + "0" * 64))
    assert '<a hidden data-on="2" class="step-state" data-state="stale"' in html
    assert '<a data-on="0 1" class="step-state" data-state="stand-in"' in html


def test_a_system_that_did_not_run_a_lesson_is_not_offered_for_it(lesson: Lesson) -> None:
    source = two(lesson)
    newer = replace(source.records[0].machine, docker="29.0")
    other = replace(
        source.records[0], lesson="other", system="ubuntu-22.04_docker-29.0_live", machine=newer
    )
    source = Source(source.lessons, [*source.records, other])
    assert next(iter(source.systems)) == "ubuntu-22.04_docker-29.0"
    assert "ubuntu-22.04" not in head.ran(source, HERE).html
    # Picked on another page, it leads to the best record, and the step says where that ran.
    assert '<span hidden data-on="1">on Debian 13 · Docker 28.5.1</span>' in shown_by(source)


def test_the_views_are_the_best_record_and_each_systems(lesson: Lesson) -> None:
    source = two(lesson)
    assert [*source.systems] == ["debian-13_docker-28.5", "debian-13_docker-26.1"]
    known = source.views(lesson.steps[0])
    assert [one.record.machine.docker for one in known if one and one.record] == [
        "28.5.1",
        "28.5.1",
        "26.1.5",
    ]
    assert known[0] == standings(lesson.steps[0], source.records)[0]
    assert source.views(lesson.steps[1])[1:] == [None, None]


# -- in the browser --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the guide with the records of made-up systems."""
    from tests.conftest import copy_guide

    folder = tmp_path_factory.mktemp("systems")
    copy_guide(folder / "guide")
    made_up(folder / "guide")
    with served(folder / "site") as address:
        build(folder / "site", address, folder / "guide")
        yield address


@pytest.fixture
def tab(systems: str, browser: Browser) -> Iterator[Visit]:
    with visiting(browser, systems) as visit:
        yield visit


def shown(visit: Visit, step: str) -> str:
    """What the line below a step says, and its output."""
    return visit.tab.locator(f"[data-step='{step}'] .step-foot").inner_text()


def choose(visit: Visit, system: str) -> None:
    visit.tab.locator("article .system select").select_option(system)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_picks_a_system_and_keeps_it(tab: Visit, language: Language) -> None:
    tab.open(language)
    first = "index/run-web"
    # At first the best: the one that is live.
    assert State.RUN.word(language) in shown(tab, first)
    choose(tab, "debian-99_docker-99.1")
    assert State.STAND_IN.word(language) in shown(tab, first)
    assert State.RUN.word(language) not in shown(tab, first)
    tab.tab.locator(f"[data-step='{first}'] summary").locator("visible=true").click()
    assert "only on the made-up system" in shown(tab, first)
    assert "Debian 99" in tab.tab.locator(".ran").inner_text()
    assert "Ubuntu" not in tab.tab.locator(".ran > div:visible").inner_text()
    assert tab.tab.locator("[data-step='index/open-page'] .step-record:visible").count() == 1
    assert "7" in shown(tab, "index/one-kernel")
    # On the next page, too.
    tab.open(language, "install/repository")
    assert tab.tab.locator("article .system select").input_value() == "debian-99_docker-99.1"
    assert "Debian 99" in tab.tab.locator(".ran").inner_text()


def test_a_step_that_the_picked_system_did_not_run_says_where_it_ran(tab: Visit) -> None:
    tab.open("en")
    choose(tab, "ubuntu-22.04_docker-20.10")
    assert "on Debian 99 · Docker 99.1.2" in shown(tab, "index/remove-web")
    assert "on Debian" not in shown(tab, "index/run-web")
    # A page whose lessons it did not run does not offer it, and shows the best.
    tab.open("en", "install/repository")
    assert "Ubuntu 22.04" not in tab.tab.locator("article .system").inner_text()
    assert tab.tab.locator("article .system select").input_value() == ""
    assert "Debian 99" in tab.tab.locator(".ran").inner_text()


def test_without_a_script_the_best_record_shows(systems: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(systems + "en/")
    assert not page.locator("article .system").is_visible()
    foot = page.locator("[data-step='index/run-web'] .step-foot")
    assert State.RUN.word("en") in foot.inner_text()
    assert foot.locator("summary:visible").count() == 1
    context.close()


def unfold(tab: Visit) -> None:
    tab.tab.eval_on_selector_all(".status details", "all => all.forEach(one => one.open = true)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_steps_is_filtered_by_system_state_and_words(
    tab: Visit, language: Language
) -> None:
    tab.open(language, "background/status")
    rows = tab.tab.locator(".status tr:visible")
    lessons = tab.tab.locator(".status details:visible")
    count = tab.tab.locator(".status output")
    every = sum(len(lesson.steps) for lesson in load_lessons(ROOT).values())
    assert rows.count() == 0
    assert lessons.count() == len(load_lessons(ROOT))
    unfold(tab)
    assert rows.count() == every == int(count.inner_text())
    choose(tab, "ubuntu-22.04_docker-20.10")
    assert lessons.count() == 1
    unfold(tab)
    assert rows.count() == 4 == int(count.inner_text())
    assert "Ubuntu 22.04 LTS · Docker 20.10.1" in lessons.inner_text()
    tab.tab.locator(".status [value='run']").uncheck()
    assert lessons.count() == 0
    tab.tab.locator(".status [value='run']").check()
    choose(tab, "debian-99_docker-99.1")
    tab.tab.locator(".status [type=search]").fill("containers/run RUN")
    names = rows.locator("a").evaluate_all("all => all.map(one => one.pathname + one.hash)")
    assert names
    assert all("containers/run/#step_" in name for name in names)
    tab.tab.locator(".status [type=search]").fill("")
    assert rows.count() == 0
    unfold(tab)
    assert rows.first.locator("td:visible").last.inner_text().startswith("50")


def test_each_record_can_be_downloaded_as_it_is(tab: Visit, systems: str) -> None:
    tab.open("en", "background/status")
    unfold(tab)
    links = tab.tab.locator(".status details a[download]:visible").evaluate_all(
        "all => all.map(one => one.href)"
    )
    # Of the first lesson one step ran on another system than the rest.
    assert len(links) == len(load_lessons(ROOT)) + 1
    assert f"{systems}en/records/ubuntu-22.04_docker-20.10_live/index.json" in links
    answer = tab.tab.request.get(f"{systems}records/debian-99_docker-99.1_stand-in/index.json")
    assert json.loads(answer.body())["machine"]["os"] == "Debian 99"
