"""What a run leaves for programs, and what a system is called in the records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checks.guide.lesson import load_lessons
from checks.lab import report
from checks.lab.assignment import LessonOutcome, StepOutcome
from checks.lab.error import LabError
from checks.lab.outcome import RunOutcome
from checks.lab.route import ROUTES

LESSONS = load_lessons()
FACTS = {"id": "ubuntu", "version": "26.04", "docker": "29.1.2"}
DONE = StepOutcome("run-web", "passed", exit=0, stdout="名\udcff\n")
RUN = RunOutcome(
    "ubuntu:26.04",
    ROUTES["distribution"],
    "2026-11-24T12:00:00Z",
    "abc",
    (LessonOutcome("index", [DONE], FACTS), LessonOutcome("compare", error="broke off")),
)


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    RUN.save(tmp_path / "outcome.json")
    assert RunOutcome.load(tmp_path / "outcome.json") == RUN
    assert RUN.place == "ubuntu:26.04, Docker from the distribution"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read: No such file"),
        ("", ":1: not JSON"),
        ("{\n]", ":2: not JSON"),
        ("[]", "not an outcome of a run"),
        ('{"schema": 2}', "not an outcome of a run (schema 1)"),
        ('{"schema": 1}', "KeyError: 'base'"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "outcome.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(LabError) as caught:
        RunOutcome.load(path)
    assert said in caught.value.what
    assert str(path) in caught.value.what
    assert "--report FILE" in caught.value.remedy


def test_an_unknown_route_and_a_strange_field_are_told(tmp_path: Path) -> None:
    path = tmp_path / "outcome.json"
    RUN.save(path)
    data: dict[str, Any] = json.loads(path.read_text())
    for change in (
        {"docker": "snap"},
        {"lessons": [{"lesson": "index", "colour": 1, "steps": []}]},
    ):
        path.write_text(json.dumps(data | change))
        with pytest.raises(LabError, match="not an outcome of a run"):
            RunOutcome.load(path)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="cannot be written"):
        RUN.save(tmp_path / "no" / "outcome.json")


def test_two_routes_to_one_version_are_two_systems() -> None:
    outcome = LessonOutcome("index", [DONE], FACTS)
    names = {name: report.system(LESSONS["index"], outcome, ROUTES[name]) for name in ROUTES}
    assert names == {
        "repository": "ubuntu-26.04_docker-29.1_live",
        "distribution": "ubuntu-26.04_docker.io-29.1_live",
    }


def test_a_lesson_that_installs_docker_itself_is_one_system_on_either_route() -> None:
    outcome = LessonOutcome("install-script", [DONE], FACTS)
    names = {report.system(LESSONS["install-script"], outcome, route) for route in ROUTES.values()}
    assert names == {"ubuntu-26.04_docker-29.1_live"}
