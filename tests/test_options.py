"""`verify`'s command line: what it takes, and what it says to what it does not."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from checks.guide.lesson import load_lessons
from checks.lab.error import LabError
from checks.lab.route import DEFAULT, ROUTES, follows, starts_fresh
from checks.lab.runner import seconds_taken
from checks.lab.verify import options, parts, select, verify

LESSONS = load_lessons()


def test_no_name_means_all() -> None:
    assert select([], LESSONS) == sorted(LESSONS)


@pytest.mark.parametrize("name", ["install", "install/"])
def test_a_chapter_means_all_of_its_lessons(name: str) -> None:
    assert set(select([name], LESSONS)) == {n for n in LESSONS if n.startswith("install/")}


def test_a_lesson_means_itself() -> None:
    assert select(["install/script"], LESSONS) == ["install/script"]


@pytest.mark.parametrize("of", [1, 2, 4, 7, 61])
def test_parts_hold_every_lesson_once_and_are_alike(of: int) -> None:
    made = parts(LESSONS, of)
    assert sorted(name for one in made for name in one) == sorted(LESSONS)
    assert made == parts(sorted(LESSONS), of)
    took = seconds_taken(LESSONS)
    load = [sum(took[name] for name in one) for one in made]
    assert max(load) - min(load) <= max(took.values())


def test_what_is_about_dockers_own_packages_is_left_out_on_the_other_route(
    capsys: pytest.CaptureFixture[str],
) -> None:
    distribution = ROUTES["distribution"]
    left_out = {*LESSONS} - {*select([], LESSONS, distribution)}
    assert "daemon/unit" in left_out
    assert all(follows(LESSONS[name], DEFAULT) for name in LESSONS)
    assert f"Left out, being about Docker's own packages: {', '.join(sorted(left_out))}" in (
        " ".join(capsys.readouterr().err.split())
    )
    with pytest.raises(LabError) as caught:
        select(["daemon/unit"], LESSONS, distribution)
    assert "daemon/unit is about Docker's own packages" in caught.value.what
    assert "--docker distribution" in caught.value.remedy


def test_a_route_that_there_is_not_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lesson = LESSONS["daemon/unit"]
    check = tmp_path / lesson.check
    check.parent.mkdir(parents=True)
    check.write_text('DOCKER = "snap"\n')
    monkeypatch.setattr("checks.lab.route.ROOT", tmp_path)
    with pytest.raises(LabError) as caught:
        follows(lesson, DEFAULT)
    assert caught.value.what == f'{lesson.check}:1: DOCKER = "snap" is no route.'


def test_each_route_leads_through_lessons_that_need_no_docker() -> None:
    for route in ROUTES.values():
        assert starts_fresh(LESSONS[route.lesson])
        assert [step.key for step in route.further(LESSONS)] == [*route.then]


def test_a_route_through_a_step_that_is_gone_is_an_error() -> None:
    lost = replace(DEFAULT, then=("install/repository/join-club",))
    with pytest.raises(LabError) as caught:
        lost.further(LESSONS)
    assert 'no step "install/repository/join-club"' in caught.value.what
    assert "checks/lab/route.py" in caught.value.remedy


@pytest.mark.parametrize("other", [["--store", "classic"], ["--keep"]])
def test_what_a_virtual_machine_cannot_do_is_refused_at_once(other: list[str]) -> None:
    assert options(["--machine", "vm", "--store", "default"]).machine == "vm"
    assert options(other).machine == "container"
    with pytest.raises(LabError) as caught:
        options(["--machine", "vm", *other])
    assert caught.value.what == f"{other[0]} is not made for a virtual machine."
    assert caught.value.remedy == f"Leave out {other[0]}, or --machine vm."


def test_docker_is_from_its_own_repository_unless_asked_for() -> None:
    assert options([]).route is ROUTES["repository"]
    assert options(["--docker", "distribution"]).route is ROUTES["distribution"]


def test_a_run_that_does_not_begin_leaves_no_report(tmp_path: Path) -> None:
    with pytest.raises(LabError):
        verify(options(["indx", "--report", str(tmp_path / "report")]))
    assert not (tmp_path / "report").exists()


def test_an_unknown_lesson_gets_the_nearest_names() -> None:
    with pytest.raises(LabError) as caught:
        select(["instal/scrip"], LESSONS)
    assert 'no lesson and no chapter "instal/scrip"' in caught.value.what
    assert "Did you mean install/script" in caught.value.what
    assert "index" in caught.value.remedy


def test_no_lesson_at_all_is_an_error() -> None:
    with pytest.raises(LabError, match="no lesson in docs/lessons"):
        select([], {})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--recrod"], r"Unrecognized arguments: --recrod\. Did you mean --record\?"),
        (["--supply", "fake"], r"Argument --supply: invalid choice: 'fake' .*auto"),
        (["--shard", "5/4"], r"Argument --shard: 5/4 is no part such as 2/4"),
        (["--shard", "0/4"], r"Argument --shard: 0/4 is no part such as 2/4"),
        (["--shard", "two"], r"Argument --shard: two is no part such as 2/4"),
        (["--base"], r"Argument --base: expected one argument"),
        (["--docker", "snap"], r"Argument --docker: invalid choice: 'snap' .*distribution"),
        (["--machine", "metal"], r"Argument --machine: invalid choice: 'metal' .*vm"),
        (
            ["--docker-from=forky", "--docker-packages=x"],
            r"Argument --docker-packages: not al",
        ),
        (["--report", "docs"], r"Argument --report: docs exists; name a new or an empty folder"),
        (["--report", "no/such/folder"], r"Argument --report: there is no folder no/such to make"),
    ],
)
def test_a_wrong_option_is_explained(
    words: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["verify", *words])
    with pytest.raises(LabError) as caught:
        options(words)
    assert re.match(said, caught.value.what), caught.value.what
    assert "--help" in caught.value.remedy
