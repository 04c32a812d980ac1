"""Records: nothing is lost on disk, mistakes are named, and differences say what changed."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from checks.guide.difference import differences, merged
from checks.guide.lesson import Step
from checks.guide.problem import ROOT, GuideError, Problem
from checks.guide.record import (
    SCHEMA,
    Machine,
    Record,
    StepRecord,
    Supply,
    Texts,
    load_record,
    load_records,
    standings,
)
from checks.guide.state import State

STEP = Step("web/start", "run", "docs/lessons/web/start.sh", 2, 1, "docker ps", ("docker ps",))
KEPT = StepRecord("run", STEP.hash, State.RUN, 0, 1.25, ["one", "two", ""], [""])
NOT_RUN = StepRecord(
    "reboot", "sha256:" + "1" * 64, State.NOT_RUN, why=Texts("会重启", "It reboots")
)
RECORD = Record(
    SCHEMA,
    "web/start",
    "ubuntu-24.04_docker-29.1_live",
    "2026-11-23T22:05:07Z",
    "abc",
    6.5,
    Machine("ubuntu:24.04", "Ubuntu 24.04", "6.8", "x86_64", "29.1", "2.1", "5.0", "host", None),
    Supply(["registry-1.docker.io"], []),
    [KEPT, NOT_RUN],
)
PLACE = "docs/records/ubuntu-24.04_docker-29.1_live/web/start.json"
AGAIN = "; record the lesson again: nox -s verify -- web/start --record"


def saved(root: Path, record: Record = RECORD) -> Path:
    return record.save(record.path(root))


# What is saved is what is loaded


@pytest.mark.parametrize(
    "output",
    [
        [],
        [""],
        ["a"],
        ["", "", "a", "", ""],
        ["a\rb", "c\td"],
        ["中文 \u2028 \x0b\x1b[1m \x00 \x7f", '"quotes" and \\'],
    ],
)
def test_what_is_saved_is_what_is_loaded(tmp_path: Path, output: list[str]) -> None:
    record = replace(RECORD, steps=[replace(KEPT, stdout=output, stderr=output, cut=7), NOT_RUN])
    path = saved(tmp_path, record)
    assert path == tmp_path / PLACE
    assert load_record(path, tmp_path) == record
    assert load_records(tmp_path) == [record]
    before = path.read_bytes()
    assert load_record(path, tmp_path).save(path).read_bytes() == before


def test_the_guide_s_own_records_come_out_as_they_went_in(tmp_path: Path) -> None:
    paths = sorted((ROOT / "docs" / "records").rglob("*.json"))
    assert paths
    for path in paths:
        assert load_record(path).save(tmp_path / "again.json").read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ({"stdout": ["one", "three", ""]}, ['-        "two",', '+        "three",']),
        ({"stdout": ["one", "two", "three", ""]}, ['+        "three",']),
        ({"exit": 1}, ['-      "exit": 0,', '+      "exit": 1,']),
    ],
    ids=["changed line", "new line", "exit code"],
)
def test_what_changes_is_one_line_of_the_file(
    tmp_path: Path, change: dict[str, Any], lines: list[str]
) -> None:
    before = saved(tmp_path).read_text(encoding="utf-8").split("\n")
    after = saved(tmp_path, replace(RECORD, steps=[replace(KEPT, **change), NOT_RUN]))
    diff = difflib.unified_diff(before, after.read_text(encoding="utf-8").split("\n"), n=0)
    assert [x for x in diff if x[:1] in "+-" and x[:3] not in ("+++", "---")] == lines


def test_a_file_is_readable_and_ends_with_a_newline(tmp_path: Path) -> None:
    text = saved(tmp_path).read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert '"会重启"' in text


# What cannot be used is named, with what to do


def refused(root: Path) -> Problem:
    with pytest.raises(GuideError) as caught:
        load_records(root)
    (problem,) = caught.value.problems
    assert problem.path == PLACE
    return problem


Edit = Callable[[Any], None]


def sets(*where: str | int, to: object) -> Edit:
    def set_it(data: Any) -> None:
        for key in where[:-1]:
            data = data[key]
        data[where[-1]] = to

    return set_it


def drops(*where: str | int) -> Edit:
    def drop_it(data: Any) -> None:
        for key in where[:-1]:
            data = data[key]
        del data[where[-1]]

    return drop_it


DEEP = {"id": "two", "hash": STEP.hash, "state": "run", "exit": 0, "stdout": ["a", 7, "b"]}


@pytest.mark.parametrize(
    ("edit", "near", "message"),
    [
        pytest.param(
            sets("steps", 0, "exit", to="0"),
            '"exit": "0"',
            "Expected `int | null`, got `str` (field steps[0].exit)",
            id="wrong type deep inside a step",
        ),
        pytest.param(
            lambda data: data["steps"].append(DEEP),
            "7,",
            "Expected `str`, got `int` (field steps[2].stdout[1])",
            id="wrong type in a line of output",
        ),
        pytest.param(
            sets("steps", 0, "exit", to=True),
            '"exit": true',
            "Expected `int | null`, got `bool` (field steps[0].exit)",
            id="a truth value is no number",
        ),
        pytest.param(
            sets("steps", 0, "stdout", to="one"),
            '"stdout": "one"',
            "Expected `array`, got `str` (field steps[0].stdout)",
            id="output as one text",
        ),
        pytest.param(
            drops("steps", 1, "hash"),
            "{",
            "Object missing required field `hash` (field steps[1])",
            id="missing field of a step",
        ),
        pytest.param(
            drops("lesson"), "{", "Object missing required field `lesson`", id="missing field"
        ),
        pytest.param(
            drops("schema"), "{", "Object missing required field `schema`", id="missing schema"
        ),
        pytest.param(
            sets("colour", to=1), "{", "Object contains unknown field `colour`", id="unknown field"
        ),
        pytest.param(
            sets("machine", "memory", to=1),
            '"machine": {',
            "Object contains unknown field `memory` (field machine)",
            id="unknown field of the machine",
        ),
        pytest.param(
            sets("machine", "from_", to=None),
            '"machine": {',
            "Object contains unknown field `from_` (field machine)",
            id="a field by its Python name",
        ),
        pytest.param(
            sets("schema", to=1),
            '"schema": 1',
            "another shape than this program reads: Invalid enum value 1 (field schema)",
            id="older shape",
        ),
        pytest.param(
            sets("schema", to=3),
            '"schema": 3',
            "another shape than this program reads: Invalid enum value 3 (field schema)",
            id="newer shape",
        ),
        pytest.param(
            sets("schema", to="2"),
            '"schema": "2"',
            "Expected `int`, got `str` (field schema)",
            id="schema as a text",
        ),
        pytest.param(
            sets("when", to="today"),
            '"when": "today"',
            r"Expected `str` matching regex '^\\d{4}-\\d\\d-\\d\\dT"
            r"\\d\\d:\\d\\d:\\d\\dZ$' (field when)",
            id="no time",
        ),
        pytest.param(
            sets("commit", to=None),
            '"commit": null',
            "Expected `str`, got `null` (field commit)",
            id="no commit",
        ),
        pytest.param(
            sets("supply", "live", to=["a", 1]),
            "1",
            "Expected `str`, got `int` (field supply.live[1])",
            id="a host that is no text",
        ),
        pytest.param(
            sets("steps", 0, "hash", to="md5:1"),
            '"hash": "md5:1"',
            "Expected `str` matching regex '^sha256:[0-9a-f]{64}$' (field steps[0].hash)",
            id="another hash",
        ),
        pytest.param(
            sets("steps", 0, "seconds", to=-1),
            '"seconds": -1',
            "Expected `float` >= 0.0 (field steps[0].seconds)",
            id="time before the start",
        ),
        pytest.param(
            sets("steps", 0, "state", to="live"),
            '"state": "live"',
            "Invalid enum value 'live' (field steps[0].state)",
            id="a state of the older shape",
        ),
        pytest.param(
            sets("steps", 1, "why", "zh", to=""),
            '"zh": ""',
            "Expected `str` of length >= 1 (field steps[1].why.zh)",
            id="an empty reason",
        ),
        pytest.param(
            sets("steps", 0, "state", to="failed"),
            "{",
            "a lesson that did not pass is not recorded",
            id="failed step",
        ),
        pytest.param(
            sets("steps", to=[]),
            "{",
            "a lesson that did not pass is not recorded",
            id="no step was run",
        ),
    ],
)
def test_a_field_that_does_not_fit_is_named_with_its_line(
    tmp_path: Path, edit: Edit, near: str, message: str
) -> None:
    path = saved(tmp_path)
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    text = json.dumps(data, indent=2, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    problem = refused(tmp_path)
    assert problem.message == message + AGAIN
    assert text.split("\n")[problem.line - 1].strip().startswith(near)


@pytest.mark.parametrize(
    ("field", "value", "meant"),
    [
        ("lesson", "web/other", "docs/records/ubuntu-24.04_docker-29.1_live/web/other.json"),
        ("system", "other", "docs/records/other/web/start.json"),
    ],
)
def test_a_record_in_the_wrong_place_is_named(
    tmp_path: Path, field: str, value: str, meant: str
) -> None:
    saved(tmp_path, replace(RECORD, **{field: value})).rename(saved(tmp_path))
    problem = refused(tmp_path)
    assert problem.message == f"this record belongs at {meant} (field {field}); move it there"
    line = (tmp_path / PLACE).read_text(encoding="utf-8").split("\n")[problem.line - 1]
    assert f'"{field}": "{value}"' in line


WHOLE = json.dumps({"schema": SCHEMA, "lesson": "web/start"}, indent=2).encode()


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "not JSON: Input data was truncated"),
        (WHOLE[:20], 3, "not JSON: Input data was truncated"),
        (b'{\n  "schema": 2,\n}', 3, "not JSON: JSON is malformed"),
        (b"{}\n{}", 1, "Object missing required field `schema`"),
        (b"\xef\xbb\xbf{}", 1, "not JSON: JSON is malformed"),
        (b'{"schema": NaN}', 1, "not JSON: JSON is malformed"),
        (b"[]", 1, "Expected `object`, got `array`"),
        (b"null", 1, "Expected `object`, got `null`"),
        (b"\xff", 1, "not JSON: JSON is malformed"),
        (b'{\n  "schema": 2,\n  "lesson": "caf\xe9"\n}', 4, "not JSON: 'utf-8'"),
        (b'{"schema":\n' + b"[" * 5000, 1, "Expected `int`, got `array` (field schema)"),
        (b'<<<<<<< HEAD\n{"schema": 2}', 1, "not JSON: JSON is malformed"),
    ],
)
def test_what_is_no_record_at_all(tmp_path: Path, content: bytes, line: int, message: str) -> None:
    saved(tmp_path).write_bytes(content)
    problem = refused(tmp_path)
    assert problem.message.startswith(message)
    assert problem.message.endswith(AGAIN)
    assert problem.line == line


def test_every_record_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    for system in ("a", "b"):
        saved(tmp_path, replace(RECORD, system=system)).write_bytes(b"{")
    saved(tmp_path)
    with pytest.raises(GuideError) as caught:
        load_records(tmp_path)
    assert [one.path for one in caught.value.problems] == [
        f"docs/records/{system}/web/start.json" for system in ("a", "b")
    ]


@pytest.mark.parametrize(
    ("record", "passed"),
    [
        (RECORD, True),
        (replace(RECORD, steps=[replace(KEPT, state=State.STAND_IN)]), True),
        (replace(RECORD, steps=[NOT_RUN]), False),
        (replace(RECORD, error="no machine"), False),
        *[
            (replace(RECORD, steps=[KEPT, replace(KEPT, id="b", state=state)]), False)
            for state in (State.FAILED, State.NOT_REACHED, State.STALE)
        ],
    ],
)
def test_a_lesson_passed_if_all_that_can_run_did(record: Record, passed: bool) -> None:
    assert record.passed is passed


# What the records say about a step as it is written now


def one(
    when: str, docker: str = "29.1", live: bool = True, state: State = State.RUN, hash: str = ""
) -> Record:
    why = Texts("否", "No") if state is State.NOT_RUN else None
    return replace(
        RECORD,
        when=when,
        machine=replace(RECORD.machine, docker=docker),
        supply=Supply([], [] if live else ["registry-1.docker.io"]),
        steps=[replace(KEPT, state=state, hash=hash or STEP.hash, why=why)],
    )


OLD, NEW, CHANGED = "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "sha256:" + "0" * 64


@pytest.mark.parametrize(
    "order",
    [
        pytest.param([one(OLD), one(NEW, state=State.NOT_RUN)], id="one that ran goes first"),
        pytest.param([one(OLD), one(NEW, live=False)], id="then a live system"),
        pytest.param(
            [one(OLD, "28.5"), one(NEW, "100.0", live=False)], id="even with an older Docker"
        ),
        pytest.param([one(OLD, "100.0"), one(NEW, "28.5")], id="then the newest Docker"),
        pytest.param([one(OLD, "28.10"), one(NEW, "28.9")], id="versions are no texts"),
        pytest.param(
            [one(OLD), replace(one(NEW), system="debian-13-vm_docker-29.1_live")],
            id="then a container",
        ),
        pytest.param([one(NEW), one(OLD)], id="then the newest"),
        pytest.param(
            [one(NEW), one(OLD), one(NEW, live=False), one(NEW, state=State.NOT_RUN)], id="all"
        ),
    ],
)
def test_the_order_of_standings(order: list[Record]) -> None:
    for records in (order, order[::-1]):
        found = standings(STEP, records)
        assert [standing.record for standing in found] == order
        assert [standing.step for standing in found] == [record.steps[0] for record in order]
        assert [standing.state for standing in found] == [r.steps[0].state for r in order]


@pytest.mark.parametrize(
    ("records", "state", "when"),
    [
        pytest.param([], State.NOT_RUN, None, id="no record"),
        pytest.param([replace(one(NEW), lesson="a")], State.NOT_RUN, None, id="another lesson"),
        pytest.param([replace(one(NEW), steps=[NOT_RUN])], State.NOT_RUN, None, id="another step"),
        pytest.param(
            [one(OLD, hash=CHANGED), one(NEW, hash=CHANGED, live=False)],
            State.STALE,
            NEW,
            id="only of an older command",
        ),
        pytest.param(
            [one(NEW, hash=CHANGED), one(OLD, live=False)],
            State.RUN,
            OLD,
            id="this command goes before an older one",
        ),
    ],
)
def test_the_state_of_a_step(records: list[Record], state: State, when: str | None) -> None:
    (standing,) = standings(STEP, records)
    assert (standing.state, standing.record.when if standing.record else None) == (state, when)


# What differs between two records


LATER = replace(
    RECORD,
    when=NEW,
    commit="def",
    seconds=60.0,
    machine=replace(RECORD.machine, kernel="7.0"),
    steps=[replace(KEPT, seconds=9.0), NOT_RUN],
)


def test_the_same_world_has_no_differences() -> None:
    assert differences(RECORD, RECORD) == []
    assert differences(RECORD, LATER) == []


def steps(**change: Any) -> Record:
    return replace(RECORD, steps=[replace(KEPT, **change), NOT_RUN])


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        (
            replace(RECORD, machine=replace(RECORD.machine, docker="30.0", from_="install/a")),
            ["web/start: docker: 29.1 -> 30.0", "web/start: from: None -> install/a"],
        ),
        (
            replace(RECORD, supply=Supply([], ["registry-1.docker.io"])),
            [
                "web/start: supply: live: registry-1.docker.io; stand-in: - -> "
                "live: -; stand-in: registry-1.docker.io"
            ],
        ),
        (steps(exit=1), ["web/start/run: exit: 0 -> 1"]),
        (steps(state=State.STAND_IN), ["web/start/run: state: run -> stand-in"]),
        (
            steps(stdout=["one", "three", ""]),
            [
                "web/start/run: stdout: @@ -1,3 +1,3 @@",
                "web/start/run: stdout:  one",
                "web/start/run: stdout: -two",
                "web/start/run: stdout: +three",
                "web/start/run: stdout:  ",
            ],
        ),
        (
            steps(stderr=["oh"]),
            [
                "web/start/run: stderr: @@ -1 +1 @@",
                "web/start/run: stderr: -",
                "web/start/run: stderr: +oh",
            ],
        ),
        (steps(hash=CHANGED), ["web/start/run: the command changed"]),
        (steps(cut=3), ["web/start/run: cut: 0 -> 3"]),
        (replace(RECORD, steps=[KEPT]), ["web/start/reboot: step is gone"]),
        (
            replace(RECORD, steps=[replace(KEPT, id="new"), KEPT, NOT_RUN]),
            ["web/start/new: new step"],
        ),
    ],
)
def test_what_changed_is_said(new: Record, lines: list[str]) -> None:
    assert differences(RECORD, new) == lines


def test_what_is_merged_keeps_the_steps_that_are_alike() -> None:
    added = replace(KEPT, id="new", seconds=3.0)
    changed = replace(NOT_RUN, state=State.RUN, why=None, exit=0, seconds=4.0)
    new = replace(LATER, steps=[added, LATER.steps[0], changed])
    result = merged(RECORD, new)
    assert result.steps == [added, KEPT, changed]
    assert replace(result, steps=[]) == replace(new, steps=[])
    assert differences(RECORD, result) == differences(RECORD, new)
