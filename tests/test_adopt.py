"""Records of other runs: taken where they fit, left out where they do not. No network."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from checks.guide.lesson import load_lessons
from checks.guide.record import Machine, Record, StepRecord, Supply, load_records
from checks.guide.state import State
from checks.lab.error import LabError
from checks.publish.adopt import adopt, fetch_and_adopt, options

LESSON = "#: run\ndocker ps\n\n#: stop\ndocker stop web\n"


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """A guide of one lesson, without a record."""
    root = tmp_path / "guide"
    (root / "docs" / "lessons").mkdir(parents=True)
    (root / "docs" / "lessons" / "web.sh").write_text(LESSON)
    return root


@pytest.fixture
def record(guide: Path) -> Record:
    """A record of that lesson."""
    steps = tuple(
        StepRecord(step.id, step.hash, State.LIVE, 0, 1.0, "new", "", 0, None)
        for step in load_lessons(guide)["web"].steps
    )
    machine = Machine("ubuntu:24.04", "Ubuntu", "6.8", "x86_64", "29.0", "2", "5", "host", None)
    when = "2026-11-17T12:00:00Z"
    system = "ubuntu-24.04_docker-29.0_live"
    return Record("web", system, when, "abc", machine, Supply(State.LIVE, (), ()), steps)


def test_a_record_that_fits_is_taken_from_wherever_it_lies(
    guide: Path, record: Record, tmp_path: Path
) -> None:
    record.save(tmp_path / "run" / "verify-0")
    assert adopt([tmp_path / "run"], guide) == 0
    assert load_records(guide) == [record]


def test_the_newer_record_stays(
    guide: Path, record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = replace(record, when="2026-11-24T12:00:00Z", commit="def")
    record.save(guide)
    newer.save(tmp_path / "run")
    adopt([tmp_path / "run"], guide)
    assert load_records(guide) == [newer]
    # The very same once more is nothing new either.
    capsys.readouterr()
    adopt([tmp_path / "run"], guide)
    assert "left out: the record that is here is as new" in capsys.readouterr().err
    record.save(tmp_path / "run")
    adopt([tmp_path / "run"], guide)
    assert load_records(guide) == [newer]


@pytest.mark.parametrize(
    "lesson",
    [
        LESSON.replace("docker ps", "docker ps --all"),
        LESSON.replace("#: stop", "#: halt"),
        "#: run\ndocker ps\n",
        LESSON + "\n#: remove\ndocker rm web\n",
    ],
    ids=["another command", "another id", "a step less", "a step more"],
)
def test_a_record_of_an_older_lesson_is_left_out(
    guide: Path,
    record: Record,
    tmp_path: Path,
    lesson: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record.save(tmp_path / "run")
    (guide / "docs" / "lessons" / "web.sh").write_text(lesson)
    assert adopt([tmp_path / "run"], guide) == 0
    assert load_records(guide) == []
    assert "live/web.json left out: the lesson has changed since" in capsys.readouterr().err


def test_a_record_of_a_lesson_that_is_gone_is_left_out(
    guide: Path, record: Record, tmp_path: Path
) -> None:
    replace(record, lesson="gone").save(tmp_path / "run")
    adopt([tmp_path / "run"], guide)
    assert load_records(guide) == []


def test_a_record_that_cannot_be_read_is_left_out_and_the_others_taken(
    guide: Path, record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record.save(tmp_path / "run" / "verify-0")
    bad = record.save(tmp_path / "run" / "verify-1")
    bad.write_text(bad.read_text().replace('"schema": 1', '"schema": 9'))
    adopt([tmp_path / "run"], guide)
    assert load_records(guide) == [record]
    assert "schema 9 is not known" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_an_error(guide: Path, tmp_path: Path) -> None:
    with pytest.raises(LabError, match="There is no folder"):
        adopt([tmp_path / "nowhere"], guide)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "A folder, or --run, is required"),
        (["--run", "latest"], "Argument --run: a run's number, or newest"),
        (["--ran", "1"], "Did you mean --run"),
    ],
)
def test_a_wrong_command_line_is_explained(
    words: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["adopt", *words])
    with pytest.raises(LabError) as caught:
        options(words)
    assert said in caught.value.what


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A workflow's environment, with a `gh` that writes down what it is asked."""
    script = tmp_path / "bin" / "gh"
    script.parent.mkdir()
    script.write_text(
        f'#!/bin/sh\necho "gh $*" >> {tmp_path}/log\n'
        f"case \"$1 $2\" in 'run list') cat {tmp_path}/runs;;\n"
        f"'run download') [ ! -s {tmp_path}/refusal ] || cat {tmp_path}/refusal >&2\n"
        f"[ ! -s {tmp_path}/refusal ] || exit 1\n"
        f'while [ "$1" != --dir ]; do shift; done; cp -r {tmp_path}/run "$2/verify-0";; esac\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:{os.environ['PATH']}")
    return {
        "PATH": os.environ["PATH"],
        "GITHUB_ACTIONS": "true",
        "GH_TOKEN": "secret",
        "GITHUB_REPOSITORY": "somebody/guide",
    }


@pytest.fixture
def adopted(guide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is adopted goes into the guide of one lesson."""
    monkeypatch.setattr("checks.publish.adopt.adopt", lambda folders: adopt(folders, guide))


@pytest.mark.parametrize("asked", ["newest", "12"])
@pytest.mark.usefixtures("adopted")
def test_a_run_is_downloaded(
    guide: Path, record: Record, tmp_path: Path, gh: dict[str, str], asked: str
) -> None:
    record.save(tmp_path / "run")
    (tmp_path / "runs").write_text('[{"databaseId": 12}]')
    assert fetch_and_adopt(options(["--run", asked]), gh) == 0
    assert load_records(guide) == [record]
    assert "gh run download 12 --pattern verify-* --dir" in (tmp_path / "log").read_text()


@pytest.mark.usefixtures("adopted")
def test_before_the_first_run_there_is_nothing_to_take(
    guide: Path, tmp_path: Path, gh: dict[str, str]
) -> None:
    (tmp_path / "runs").write_text("[]")
    assert fetch_and_adopt(options(["--run", "newest"]), gh) == 0
    assert load_records(guide) == []
    assert "download" not in (tmp_path / "log").read_text()


@pytest.mark.usefixtures("adopted")
def test_a_run_whose_artifacts_are_gone_is_no_error(
    guide: Path, tmp_path: Path, gh: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "refusal").write_text("no valid artifacts found to download\n")
    assert fetch_and_adopt(options(["--run", "12"]), gh) == 0
    assert "Run 12 has left nothing, or it is gone" in capsys.readouterr().err


@pytest.mark.usefixtures("adopted")
def test_a_refused_download_is_an_error(tmp_path: Path, gh: dict[str, str]) -> None:
    (tmp_path / "refusal").write_text("HTTP 403: Resource not accessible\n")
    with pytest.raises(LabError, match="gh run download failed: HTTP 403"):
        fetch_and_adopt(options(["--run", "12"]), gh)


def test_a_run_is_downloaded_in_a_workflow_only(gh: dict[str, str]) -> None:
    with pytest.raises(LabError, match="--run: this is not a workflow on GitHub"):
        fetch_and_adopt(options(["--run", "12"]), gh | {"GITHUB_ACTIONS": ""})
