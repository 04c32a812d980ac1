"""The page that says how the guide is tested: what ran where, and every step on every system."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from checks.guide.lesson import LANGUAGES, Language, Lesson, load_lessons
from checks.guide.problem import ROOT
from checks.guide.record import SCHEMA, Machine, Record, StepRecord, Supply, load_records
from checks.guide.state import Mark, State
from checks.site import head, step, tested
from checks.site.contents import proof
from checks.site.source import TESTED, Place, Source, read
from checks.site.words import say
from tests.browser import Visit, build, served, visiting

HERE = Place("en", "web", "../")
PAGE = TESTED.rstrip("/")
OTHER = "ubuntu-22.04_docker-20.10_live"
FILE = SimpleNamespace(src_uri="web.md", content_string="---\ntitle: The web\n---\n")
NAV: Any = SimpleNamespace(
    pages=[SimpleNamespace(file=FILE, parent=SimpleNamespace(title="Start"))]
)


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    path = tmp_path / "docs" / "lessons" / "web.sh"
    path.parent.mkdir(parents=True)
    path.write_text("#: run\ncat\n\n#: next\nls\n", encoding="utf-8")
    return load_lessons(tmp_path)["web"]


def record(lesson: Lesson, docker: str, **changes: Any) -> Record:
    kept = StepRecord("run", lesson.steps[0].hash, State.STAND_IN, 0, 1.0, ["out", ""])
    return Record(
        *(SCHEMA, "web", f"debian-13_docker-{docker}_stand-in", "2026-11-23T22:05:07Z", "abc", 3.0),
        Machine("b", "Debian 13", "6.12", "x86_64", f"{docker}.1", "2", "2", "embedded", None),
        Supply([], ["hub.test"]),
        [replace(kept, **changes)],
    )


def test_a_page_holds_the_best_record_and_the_way_to_the_others(lesson: Lesson) -> None:
    known = Source(
        {"web": lesson},
        [record(lesson, "26.1", stdout=["older words"]), record(lesson, "28.5")],
    )
    html = step.block(known, lesson.steps[0], HERE).html + head.ran(known, HERE).html
    assert ">out<" in html
    assert "older words" not in html
    assert "<select" not in html
    assert 'href="../background/tested/#web/run"' in html


def test_a_step_has_its_state_on_each_system_that_knows_it(lesson: Lesson) -> None:
    known = Source(
        {"web": lesson},
        [record(lesson, "26.1", hash="sha256:" + "0" * 64), record(lesson, "28.5")],
    )
    assert [*known.systems] == ["debian-13_docker-28.5", "debian-13_docker-26.1"]
    on_each = known.on_each(lesson.steps[0])
    assert [state for state, _ in on_each] == [State.STAND_IN, State.STALE]
    assert known.on_each(lesson.steps[1]) == []
    html = tested.status(known, NAV, HERE).html
    assert 'data-systems="0" data-state="stand-in"' in html
    assert 'data-systems="1" data-state="stale"' in html
    assert "The web" in html
    assert "no record yet" in html


def test_the_table_of_systems_counts_what_ran(lesson: Lesson) -> None:
    known = Source(
        {"web": lesson},
        [record(lesson, "26.1", hash="sha256:" + "0" * 64), record(lesson, "28.5")],
    )
    assert tested.systems(known, "en").split("\n")[2:] == [
        "| Debian 13 · Docker 28.5.1 | 1 | 2026-11-23 | hub.test |",
        "| Debian 13 · Docker 26.1.1 | 0 | 2026-11-23 | hub.test |",
    ]


def test_a_virtual_machine_is_a_system_beside_the_container(lesson: Lesson) -> None:
    made = record(lesson, "28.5")
    vm = replace(made, system="debian-13-vm_docker-28.5_stand-in", when="2026-11-24T00:00:00Z")
    known = Source({"web": lesson}, [vm, made])
    assert [*known.systems] == ["debian-13_docker-28.5", "debian-13-vm_docker-28.5"]
    assert known.best(lesson.steps[0]).record is made
    assert "| Debian 13 · QEMU · Docker 28.5.1 | 1 |" in tested.systems(known, "en").split("\n")[3]
    html = tested.status(known, NAV, HERE).html
    assert html.count(">Docker 28.5 · QEMU</a>") == 1
    said = "Debian 13 · Docker 28.5; Debian 13 · QEMU · Docker 28.5"
    assert proof(known, "systems", "en") == said
    assert proof(known, "systems", "zh") == said.replace("; ", "；")
    # A version once, whichever of its stores it was run with.
    store = replace(made, system="debian-13_docker-28.5-overlayfs_stand-in")
    known = Source({"web": lesson}, [made, store])
    assert proof(known, "systems", "en") == "Debian 13 · Docker 28.5"


def test_what_the_page_calls_never_run_no_record_has_run() -> None:
    """The prose says it in words; whoever records one of these has a sentence to change."""
    ran = [
        record
        for record in load_records(ROOT)
        if any(one.state in (State.RUN, State.STAND_IN) for one in record.steps)
    ]
    assert {record.machine.os.split()[0] for record in ran} == {"Debian"}
    assert {record.machine.arch for record in ran} == {"x86_64"}
    live = {host for record in ran for host in record.supply.live}
    assert not {host for host in live if host.endswith(("docker.io", "docker.com"))}


def test_an_output_that_names_the_lab_is_said_to_differ() -> None:
    """Its check declares it: `@pytest.mark.differs(zh="…", en="…")`."""
    known = read(ROOT)
    unsaid = [
        step.key
        for lesson in known.lessons.values()
        for step in lesson.steps
        if (kept := known.best(step).step)
        and re.search("the lab of this guide|guide's lab|[Tt]he lab's", "\n".join(kept.stdout))
        and Mark.DIFFERS not in known.marks[step.key]
    ]
    assert unsaid == []


# -- in the browser --------------------------------------------------------------------------------


def made_up(root: Path) -> None:
    """One more system beside the guide's own, on which some steps of one lesson ran."""
    kept = next(one for one in load_records(root) if one.lesson == "index")
    current = {step.id: step.hash for step in load_lessons(root)["index"].steps}
    steps = [
        replace(one, hash=current[one.id], state=State.RUN, seconds=500) for one in kept.steps[:4]
    ]
    machine = replace(kept.machine, os="Ubuntu 22.04 LTS", docker="20.10.1")
    made = replace(kept, system=OTHER, machine=machine, supply=Supply(["x"], []), steps=steps)
    made.save(made.path(root))


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the guide with the records of a made-up system."""
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_steps_is_filtered_by_system_state_and_words(
    tab: Visit, language: Language
) -> None:
    tab.open(language, PAGE)
    page = tab.tab
    rows, pages = page.locator(".status li:visible"), page.locator(".status details:visible")
    count, search = page.locator(".status output"), page.locator(".status [type=search]")
    lessons = load_lessons(ROOT)
    every = sum(len(lesson.steps) for lesson in lessons.values())
    assert rows.count() == 0
    assert pages.count() == len({lesson.page for lesson in lessons.values()})
    assert count.inner_text().split()[0] == str(every)
    # Commands are found, in any order of the words, and one is one.
    search.fill("DENY ufw")
    found = rows.locator("code").all_inner_texts()
    assert found
    assert all("ufw" in one and "deny" in one for one in found)
    search.fill("xyzzy")
    assert count.inner_text() == {"zh": "0 个步骤", "en": "0 steps"}[language]
    search.fill("index/run-web")
    assert count.inner_text() == {"zh": "1 个步骤", "en": "1 step"}[language]
    # The line leads to the step on its page.
    link = rows.locator("a").first
    assert link.evaluate("one => one.href") == f"{tab.url(language)}#step_run-web"
    search.fill("")
    made_up = page.locator("[name=system] option", has_text="20.10").get_attribute("value")
    page.locator("[name=system]").select_option(made_up)
    assert rows.count() == 4
    assert pages.count() == 1
    assert rows.first.locator("[data-state]:visible").count() == 1
    assert "Docker 20.10" in rows.first.inner_text()
    page.locator("[name=state]").select_option("stale")
    assert rows.count() == 0
    page.locator("[name=system]").select_option("")
    page.locator("[name=state]").select_option("not run")
    assert rows.count() >= 1
    assert all(say(language, State.NOT_RUN) in one for one in rows.all_inner_texts())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_output_of_a_step_leads_to_its_state_on_every_system(
    tab: Visit, language: Language
) -> None:
    tab.open(language)
    first = tab.tab.locator("[data-step='index/run-web']")
    first.locator("summary").click()
    first.locator("details a").click()
    tab.tab.wait_for_url(f"{tab.url(language, PAGE)}#index/run-web")
    line = tab.tab.locator("[id='index/run-web']")
    line.wait_for(state="visible")
    assert "Docker 20.10" in line.inner_text()
    assert "Docker 29.7" in line.inner_text()


def test_each_record_can_be_downloaded_as_it_is(tab: Visit, systems: str) -> None:
    tab.open("en", PAGE)
    links = tab.tab.locator(".status details a[download]")
    hrefs = links.evaluate_all("all => all.map(one => one.href)")
    assert f"{systems}en/records/{OTHER}/index.json" in hrefs
    answer = tab.tab.request.get(f"{systems}records/{OTHER}/index.json")
    assert json.loads(answer.body())["machine"]["os"] == "Ubuntu 22.04 LTS"


def test_without_a_script_the_whole_list_is_there(systems: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{systems}en/{TESTED}")
    assert not page.locator(".status form").is_visible()
    assert page.locator(".status details:visible").count() > 50
    context.close()
