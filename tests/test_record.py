"""Records: nothing is lost on disk, mistakes are named, and differences say what changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checks.guide.lesson import Step
from checks.guide.problem import GuideError
from checks.guide.record import (
    Machine,
    Record,
    StepRecord,
    Supply,
    Why,
    differences,
    load_records,
    standing,
)
from checks.guide.state import State

STEP = Step("web", "run", "docs/lessons/web.sh", 2, 1, "docker ps", ("docker ps",))
KEPT = StepRecord("run", STEP.hash, State.LIVE, 0, 1.234, "one\ntwo\n", "", 0, None)
NOT_RUN = StepRecord(
    "reboot", "sha256:" + "1" * 64, State.NOT_RUN, None, 0.0, "", "", 0, Why("会重启", "It reboots")
)
RECORD = Record(
    "web",
    "ubuntu-24.04_docker-29.1_live",
    "2026-11-23T22:05:07Z",
    "abc",
    Machine("ubuntu:24.04", "Ubuntu 24.04", "6.8", "x86_64", "29.1", "2.1", "5.0", "host", None),
    Supply(State.LIVE, ("registry-1.docker.io",), ()),
    (KEPT, NOT_RUN),
)


@pytest.mark.parametrize(
    "output",
    [
        "",
        "\n",
        "a",
        "a\n",
        "\n\na\n\n",
        "a\r\nb\rc",
        "中文 \u2028 \x0b\x1b[1m",
        "\udcff\udc80 bytes",
    ],
)
def test_what_is_saved_is_what_is_loaded(tmp_path: Path, output: str) -> None:
    record = replace(RECORD, steps=(replace(KEPT, stdout=output, stderr=output), NOT_RUN))
    path = record.save(tmp_path)
    assert path == tmp_path / "docs/records/ubuntu-24.04_docker-29.1_live/web.json"
    assert Record.load(path, tmp_path) == record
    assert load_records(tmp_path) == [record]


def test_a_file_is_laid_out_for_diff(tmp_path: Path) -> None:
    text = RECORD.save(tmp_path).read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert '"会重启"' in text
    assert '        "one",\n        "two",\n        ""\n' in text
    again = RECORD.save(tmp_path).read_text(encoding="utf-8")
    assert again == text


@pytest.mark.parametrize(
    ("where", "value", "near", "message"),
    [
        (("schema",), 2, '"schema": 2', "schema 2 is not known"),
        (("colour",), 1, '"colour"', 'unknown field "colour"'),
        (("machine", "memory"), 1, '"memory"', 'unknown field "memory"'),
        (("when",), "today", '"when"', "must be a UTC time"),
        (("commit",), None, '"commit"', 'field "commit" must be a text'),
        (("supply", "state"), "real", '"state": "real"', "must be live or stand-in"),
        (("steps", 0, "hash"), "md5", '"hash": "md5"', "sha256"),
        (("steps", 0, "exit"), True, '"exit": true', "must be a whole number or null"),
        (("steps", 0, "exit"), None, '"exit": null', "a step that ran has an exit code"),
        (("steps", 0, "seconds"), -1, '"seconds": -1', "0 or more"),
        (("steps", 0, "stdout"), "one", '"stdout": "one"', "must be a list of texts"),
        (("steps", 0, "state"), "stale", '"state": "stale"', "must be live, stand-in or not run"),
        (("steps", 1, "why"), None, None, "a step that was not run says why"),
        (("steps", 1, "id"), "run", '"id": "run"', "is recorded twice"),
        (("lesson",), "other", '"lesson"', 'the record of lesson "other" lies in "web.json"'),
        (("system",), "other", '"system"', 'the record of system "other" lies in the folder'),
    ],
)
def test_a_field_that_does_not_fit_is_named_with_its_line(
    tmp_path: Path, where: tuple[Any, ...], value: object, near: str | None, message: str
) -> None:
    path = RECORD.save(tmp_path)
    data = json.loads(path.read_text(encoding="utf-8"))
    place = data
    for key in where[:-1]:
        place = place[key]
    place[where[-1]] = value
    text = json.dumps(data, indent=2)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GuideError) as caught:
        load_records(tmp_path)
    (problem,) = caught.value.problems
    assert message in problem.message
    assert "nox -s verify" in problem.message
    assert problem.path == "docs/records/ubuntu-24.04_docker-29.1_live/web.json"
    if near:
        assert near in text.split("\n")[problem.line - 1]


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    path = RECORD.save(tmp_path)
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["steps"][1]["stdout"]
    path.write_text(json.dumps(data, indent=2), encoding="utf-8")
    with pytest.raises(GuideError, match='field "stdout" is missing') as caught:
        Record.load(path, tmp_path)
    line = path.read_text(encoding="utf-8").split("\n")[caught.value.problems[0].line - 1]
    assert '"id": "reboot"' in line


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b'{\n  "schema": 1,\n}', 3, "not JSON"),
        (b"[]", 1, "an object was expected"),
        (b"null", 1, "an object was expected"),
        (b"\xff", 1, "not UTF-8"),
    ],
)
def test_what_is_no_record_at_all(tmp_path: Path, content: bytes, line: int, message: str) -> None:
    path = RECORD.path(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(GuideError) as caught:
        Record.load(path, tmp_path)
    (problem,) = caught.value.problems
    assert (problem.line, message in problem.message) == (line, True), str(problem)


def one(state: State, when: str, hash: str = STEP.hash) -> Record:
    kept = replace(KEPT, state=state, hash=hash)
    return replace(RECORD, when=when, steps=(kept,))


OLD, NEW, CHANGED = "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("records", "state", "when"),
    [
        pytest.param([], State.NOT_RUN, None, id="no record"),
        pytest.param([one(State.LIVE, OLD)], State.LIVE, OLD, id="one"),
        pytest.param(
            [one(State.LIVE, OLD), one(State.STAND_IN, NEW)], State.LIVE, OLD, id="live goes first"
        ),
        pytest.param(
            [one(State.STAND_IN, NEW), one(State.STAND_IN, OLD)],
            State.STAND_IN,
            NEW,
            id="then the newest",
        ),
        pytest.param(
            [
                one(State.STAND_IN, NEW),
                replace(
                    one(State.STAND_IN, OLD), machine=replace(RECORD.machine, docker="100.0.1")
                ),
            ],
            State.STAND_IN,
            OLD,
            id="the newest Docker goes before the newest record",
        ),
        pytest.param([one(State.LIVE, NEW, CHANGED)], State.STALE, NEW, id="changed"),
        pytest.param(
            [one(State.LIVE, NEW, CHANGED), one(State.STAND_IN, OLD)],
            State.STAND_IN,
            OLD,
            id="this command goes before an older one",
        ),
        pytest.param(
            [replace(one(State.LIVE, NEW), lesson="other")], State.NOT_RUN, None, id="other lesson"
        ),
    ],
)
def test_the_state_of_a_step(records: list[Record], state: State, when: str | None) -> None:
    known = standing(STEP, records)
    assert (known.state, known.record.when if known.record else None) == (state, when)


def test_the_same_world_has_no_differences() -> None:
    later = replace(
        RECORD,
        when=NEW,
        commit="def",
        machine=replace(RECORD.machine, kernel="7.0"),
        steps=(replace(KEPT, seconds=9.0), NOT_RUN),
    )
    assert differences(RECORD, later) == []


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (
            replace(RECORD, machine=replace(RECORD.machine, docker="30.0")),
            "web: docker: 29.1 -> 30.0",
        ),
        (
            replace(RECORD, supply=Supply(State.STAND_IN, (), ("registry-1.docker.io",))),
            "web: supply: live (live: registry-1.docker.io; stand-in: -) -> "
            "stand-in (live: -; stand-in: registry-1.docker.io)",
        ),
        (replace(RECORD, steps=(replace(KEPT, exit=1), NOT_RUN)), "web/run: exit: 0 -> 1"),
        (
            replace(RECORD, steps=(replace(KEPT, state=State.STAND_IN), NOT_RUN)),
            "web/run: state: live -> stand-in",
        ),
        (
            replace(RECORD, steps=(replace(KEPT, stdout="one\nthree\n"), NOT_RUN)),
            "web/run: stdout: +three",
        ),
        (replace(RECORD, steps=(replace(KEPT, stderr="oh"), NOT_RUN)), "web/run: stderr: +oh"),
        (
            replace(RECORD, steps=(replace(KEPT, hash=CHANGED), NOT_RUN)),
            "web/run: the command changed",
        ),
        (replace(RECORD, steps=(KEPT,)), "web/reboot: step is gone"),
        (replace(RECORD, steps=(KEPT, NOT_RUN, replace(KEPT, id="new"))), "web/new: new step"),
    ],
)
def test_what_changed_is_said(new: Record, line: str) -> None:
    assert line in differences(RECORD, new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Get:1 http://a x\nGet:2 http://b y", "Get:1 http://b y\nGet:2 http://a x"),
        ("<short id>: Pull complete", "<short id>: Download complete\n<short id>: Pull complete"),
        ("web   <some time> ago     Up", "web   <some time> ago   Up"),
    ],
    ids=["order of downloads", "stages of a pull", "width of a column"],
)
def test_what_is_chance_is_no_difference(before: str, after: str) -> None:
    old = replace(RECORD, steps=(replace(KEPT, stdout=before), NOT_RUN))
    new = replace(RECORD, steps=(replace(KEPT, stdout=after), NOT_RUN))
    assert differences(old, new) == []
    other = replace(RECORD, steps=(replace(KEPT, stdout=after + "\nmore"), NOT_RUN))
    assert differences(old, other) != []
