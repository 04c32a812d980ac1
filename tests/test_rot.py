"""Rot: what an issue says, and what becomes of it from run to run. Nothing here asks GitHub."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from checks.guide.lesson import load_lessons
from checks.guide.record import Machine, Record, StepRecord, Supply
from checks.guide.state import State
from checks.lab.assignment import LessonOutcome, StepOutcome
from checks.lab.error import LabError
from checks.lab.outcome import RunOutcome
from checks.lab.route import ROUTES
from checks.publish.announce import announce, options
from checks.publish.issues import MOST, Action, Comment, Issue, decide
from checks.publish.rot import broken
from checks.publish.text import MANY

LESSONS = load_lessons()
STEPS = [step.id for step in LESSONS["index"].steps]
KEY = "index/open-page"
FACTS = {"id": "ubuntu", "version": "24.04", "docker": "29.1.2"}
BOT = "github-actions"


def lesson(name: str, failed: str = "", output: str = "", failure: str = "") -> LessonOutcome:
    """What became of a lesson in which the step `failed` failed, and the rest was not reached."""
    steps = []
    outcome = "passed"
    for step in LESSONS[name].steps:
        if step.id == failed:
            said = failure or "exited 7, expected 0"
            steps.append(StepOutcome(step.id, "failed", said, 7, stdout=output))
            outcome = "not reached"
        else:
            steps.append(StepOutcome(step.id, outcome, exit=0))  # type: ignore[arg-type]
    return LessonOutcome(name, steps, FACTS)


def run(
    *outcomes: LessonOutcome, base: str = "ubuntu:24.04", docker: str = "repository"
) -> RunOutcome:
    return RunOutcome(base, ROUTES[docker], "2026-11-24T12:00:00Z", "abc", outcomes)


ROTTEN = run(lesson("index", "open-page", "curl: (7) refused\n"))
FINE = run(lesson("index"))


def record(system: str, stdout: str) -> Record:
    steps = tuple(
        StepRecord(step.id, step.hash, State.LIVE, 0, 1.0, stdout, "", 0, None)
        for step in LESSONS["index"].steps
    )
    machine = Machine("ubuntu:24.04", "Ubuntu", "6.8", "x86_64", "29.0", "2", "5", "host", None)
    when = "2026-11-17T12:00:00Z"
    return Record("index", system, when, "abc", machine, Supply(State.LIVE, (), ()), steps)


def opened(number: int, *runs: RunOutcome, key: str = KEY) -> Issue:
    """The issue that was opened after `runs`."""
    body = next(a.body for a in decide(runs, LESSONS, [], []) if a.key == key)
    return Issue(number, BOT, body)


def told(actions: list[Action]) -> list[tuple[str, str, int]]:
    return [(action.what, action.key, action.number) for action in actions]


# -- what the issue says


def test_an_issue_names_page_line_old_and_new_output() -> None:
    records = [
        record("debian-13_docker-26.1_live", "elsewhere\n"),
        record("ubuntu-24.04_docker-29.1_live", "<title>Welcome\n"),
    ]
    (action,) = decide([ROTTEN], LESSONS, records, [], "https://github.example/run/1")
    step = next(step for step in LESSONS["index"].steps if step.id == "open-page")
    assert action.title == "index/open-page: exited 7, expected 0"
    assert f"`docs/lessons/index.sh:{step.line}`, shown at `docs/zh/index.md:" in action.body
    assert "`docs/en/index.md:" in action.body
    assert step.command in action.body
    assert "| ubuntu:24.04, Docker from the repository | 29.1.2 | exited 7, ex" in action.body
    assert "**Before**, on ubuntu-24.04_docker-29.1_live, 2026-11-17, exit code 0:" in action.body
    assert "```text\n<title>Welcome\n```" in action.body
    assert "elsewhere" not in action.body
    assert "```text\ncurl: (7) refused\n```" in action.body
    assert "```sh\nnox -s verify -- index --base ubuntu:24.04\n```" in action.body
    assert "[The run](https://github.example/run/1)" in action.body


def test_a_newer_docker_is_compared_with_the_older_one_of_the_same_release() -> None:
    records = [
        record("ubuntu-24.04_docker.io-29.1_live", "the other route\n"),
        record("ubuntu-26.04_docker-29.1_live", "another release\n"),
        record("ubuntu-24.04_docker-28.5_live", "older Docker\n"),
    ]
    (action,) = decide([ROTTEN], LESSONS, records, [])
    assert "**Before**, on ubuntu-24.04_docker-28.5_live" in action.body
    assert "older Docker" in action.body


def test_the_record_of_another_system_is_better_than_none() -> None:
    (action,) = decide([ROTTEN], LESSONS, [record("debian-13_docker-26.1_live", "elsewhere")], [])
    assert "**Before**, on debian-13_docker-26.1_live" in action.body
    (action,) = decide([ROTTEN], LESSONS, [], [])
    assert "there is no record of this command as it is written now" in action.body


def test_the_record_of_an_older_command_is_no_comparison() -> None:
    old = record("ubuntu-24.04_docker-29.1_live", "old")
    stale = replace(old, steps=tuple(replace(s, hash="sha256:" + "0" * 64) for s in old.steps))
    (action,) = decide([ROTTEN], LESSONS, [stale], [])
    assert "there is no record of this command as it is written now" in action.body


def test_the_way_to_see_it_leads_to_the_same_system() -> None:
    made = "debian:13, bootstrapped from the apt archive of the host"
    bad = run(lesson("index", "open-page"), base=made, docker="distribution")
    (action,) = decide([bad], LESSONS, [], [])
    assert "```sh\nnox -s verify -- index --docker distribution\n```" in action.body


def test_one_command_broken_in_two_places_is_one_issue_and_the_same_output_stands_once() -> None:
    other = replace(ROTTEN, base="ubuntu:22.04")
    (action,) = decide([ROTTEN, other], LESSONS, [], [])
    assert action.body.count("curl: (7) refused") == 1
    assert "**Now**, on ubuntu:24.04, Docker from the repository; ubuntu:22.04, Do" in action.body


def test_an_output_cannot_end_its_block_and_a_long_one_is_cut() -> None:
    output = "x" * 5000 + '\n````\n<!-- rot: {"key": "other", "places": []} -->\nlast line\n'
    (action,) = decide([run(lesson("index", "open-page", output))], LESSONS, [], [])
    assert "`````text\n[" in action.body
    assert "characters before]" in action.body
    assert "last line\n`````" in action.body
    assert len(action.body) < 8000
    assert Issue(1, BOT, action.body).key == KEY


def test_a_lesson_that_cannot_be_run_is_told_as_such() -> None:
    (action,) = decide([run(LessonOutcome("index", error="no boot\nlog"))], LESSONS, [], [])
    assert (action.key, action.title) == ("index", "index: no boot")
    assert "A lesson of the guide can no longer be run." in action.body
    assert "`docs/lessons/index.sh:1`" in action.body


def test_a_lesson_that_waited_for_another_one_is_not_broken_itself() -> None:
    waited = LessonOutcome("index", error="not started", waited_for="install-repository")
    first = lesson("install-repository", "add-key")
    assert [one.key for one in broken([run(first, waited)], LESSONS)] == [
        "install-repository/add-key"
    ]


# -- what to do about the issues that are open


def test_a_command_that_rots_opens_an_issue() -> None:
    assert told(decide([ROTTEN], LESSONS, [], [])) == [("open", KEY, 0)]


def test_while_it_stays_broken_the_issue_gets_a_comment() -> None:
    (action,) = decide([ROTTEN], LESSONS, [], [opened(7, ROTTEN)])
    assert told([action]) == [("comment", KEY, 7)]
    assert action.body.startswith("Still broken.")
    assert "curl: (7) refused" in action.body


def test_once_cured_the_issue_is_closed() -> None:
    (action,) = decide([FINE], LESSONS, [], [opened(7, ROTTEN)])
    assert told([action]) == [("close", KEY, 7)]
    assert "works again" in action.body


def test_when_all_is_well_nothing_is_done() -> None:
    assert decide([FINE], LESSONS, [], []) == []


def test_what_was_not_reached_is_not_cured() -> None:
    before = run(lesson("index", "run-web"))
    assert told(decide([before], LESSONS, [], [opened(7, ROTTEN)])) == [
        ("open", "index/run-web", 0)
    ]


def test_what_was_not_run_at_all_is_not_cured() -> None:
    assert decide([run(lesson("compare"))], LESSONS, [], [opened(7, ROTTEN)]) == []
    # Its own system must have said so, not another one.
    assert decide([replace(FINE, base="ubuntu:22.04")], LESSONS, [], [opened(7, ROTTEN)]) == []
    assert (
        decide([run(lesson("index"), docker="distribution")], LESSONS, [], [opened(7, ROTTEN)])
        == []
    )


def test_a_comment_moves_the_places_that_must_be_cured() -> None:
    elsewhere = replace(ROTTEN, base="ubuntu:26.04")
    issue = opened(7, ROTTEN)
    (comment,) = decide([FINE, elsewhere], LESSONS, [], [issue])
    issue = replace(issue, comments=(Comment(BOT, comment.body),))
    assert issue.places == {"ubuntu:26.04, Docker from the repository"}
    assert decide([FINE], LESSONS, [], [issue]) == []
    cured = replace(FINE, base="ubuntu:26.04")
    assert told(decide([FINE, cured], LESSONS, [], [issue])) == [("close", KEY, 7)]


def test_a_mark_in_somebody_elses_comment_means_nothing() -> None:
    mark = '<!-- rot: {"key": "index/open-page", "places": []} -->'
    issue = replace(opened(7, ROTTEN), comments=(Comment("somebody", mark),))
    assert issue.places == {"ubuntu:24.04, Docker from the repository"}


def test_an_issue_about_a_command_that_the_guide_dropped_is_closed() -> None:
    issue = Issue(7, BOT, '<!-- rot: {"key": "index/dropped", "places": ["x"]} -->')
    (action,) = decide([FINE], LESSONS, [], [issue])
    assert told([action]) == [("close", "index/dropped", 7)]
    assert "no longer has" in action.body


def test_an_issue_without_a_mark_is_left_alone() -> None:
    assert decide([FINE], LESSONS, [], [Issue(7, "somebody", "rot everywhere")]) == []


def test_many_at_once_are_one_issue_and_the_others_stay_as_they_are() -> None:
    names = [name for name in LESSONS if name.startswith("containers-")][: MOST + 1]
    bad = run(*(lesson(name, LESSONS[name].steps[0].id) for name in names))
    known = opened(7, ROTTEN)
    (action,) = decide([bad], LESSONS, [], [known])
    assert told([action]) == [("open", MANY, 0)]
    assert action.title == f"{MOST + 1} commands of the guide fail at once"
    for name in names:
        assert f"`docs/lessons/{name}.sh:" in action.body
    many = Issue(8, BOT, action.body)
    assert told(decide([bad], LESSONS, [], [many])) == [("comment", MANY, 8)]
    assert told(decide([FINE], LESSONS, [], [many, known])) == [
        ("close", MANY, 8),
        ("close", KEY, 7),
    ]


def test_just_few_enough_have_an_issue_each() -> None:
    names = [name for name in LESSONS if name.startswith("containers-")][:MOST]
    bad = run(*(lesson(name, LESSONS[name].steps[0].id) for name in names))
    assert [action.what for action in decide([bad], LESSONS, [], [])] == ["open"] * MOST


# -- the command


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `gh` that writes down what it is asked, and answers with tmp_path/answer."""
    folder = tmp_path / "bin"
    folder.mkdir()
    log = tmp_path / "log"
    script = folder / "gh"
    script.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$GH_REPO gh $*" >> {log}\n'
        f'case "$*" in *--body-file=-*) sed "s/^/> /" >> {log}; echo >> {log};; esac\n'
        f"case \"$1 $2\" in 'issue list') cat {tmp_path}/answer;; esac\n"
        f"test ! -e {tmp_path}/refuse || {{ echo 'HTTP 403' >&2; exit 1; }}\n"
    )
    script.chmod(0o755)
    (tmp_path / "answer").write_text("[]")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return log


def workflow(**changes: str) -> dict[str, str]:
    known = {
        "PATH": os.environ["PATH"],
        "GITHUB_ACTIONS": "true",
        "GH_TOKEN": "secret",
        "GITHUB_REPOSITORY": "somebody/guide",
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_RUN_ID": "12",
    }
    return known | changes


def test_in_the_workflow_an_issue_is_opened(tmp_path: Path, gh: Path) -> None:
    ROTTEN.save(tmp_path / "outcome.json")
    wanted = options(["--post", str(tmp_path / "outcome.json")])
    assert announce(wanted, workflow()) == 0
    said = gh.read_text()
    assert "somebody/guide gh issue list --label rot --state=open" in said
    assert "gh issue create --label rot --title index/open-page: exited 7, expected 0" in said
    assert "> curl: (7) refused" in said
    assert "(https://github.example/somebody/guide/actions/runs/12)" in said
    assert "secret" not in said


def test_in_the_workflow_an_issue_gets_its_comment_and_is_closed(tmp_path: Path, gh: Path) -> None:
    issue = opened(7, ROTTEN)
    listed = {"number": 7, "author": {"login": f"app/{BOT}"}, "body": issue.body, "comments": []}
    (tmp_path / "answer").write_text(json.dumps([listed]))
    for outcome in (ROTTEN, FINE):
        outcome.save(tmp_path / "outcome.json")
        announce(options(["--post", str(tmp_path / "outcome.json")]), workflow())
    words = [line for line in gh.read_text().splitlines() if " gh " in line and "list" not in line]
    assert words == [
        "somebody/guide gh issue comment 7 --body-file=-",
        "somebody/guide gh issue comment 7 --body-file=-",
        "somebody/guide gh issue close 7",
    ]


def test_without_post_nothing_is_posted(
    tmp_path: Path, gh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ROTTEN.save(tmp_path / "outcome.json")
    assert announce(options([str(tmp_path / "outcome.json")]), workflow()) == 0
    assert not gh.exists()
    assert "open index/open-page: exited 7, expected 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"GITHUB_ACTIONS": ""}, "--post: this is not a workflow on GitHub"),
        ({"GH_TOKEN": ""}, "--post: there is no token in GH_TOKEN"),
        ({"GITHUB_REPOSITORY": ""}, "--post: GITHUB_REPOSITORY names no repository"),
    ],
)
def test_posting_needs_the_workflow(
    tmp_path: Path, gh: Path, changes: dict[str, str], said: str
) -> None:
    ROTTEN.save(tmp_path / "outcome.json")
    with pytest.raises(LabError) as caught:
        announce(options(["--post", str(tmp_path / "outcome.json")]), workflow(**changes))
    assert said in caught.value.what
    assert not gh.exists()


def test_what_github_refuses_is_told(tmp_path: Path, gh: Path) -> None:
    ROTTEN.save(tmp_path / "outcome.json")
    (tmp_path / "refuse").touch()
    with pytest.raises(LabError) as caught:
        announce(options(["--post", str(tmp_path / "outcome.json")]), workflow())
    assert caught.value.what == "gh issue list failed: HTTP 403"


def test_a_runner_without_gh_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ROTTEN.save(tmp_path / "outcome.json")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LabError, match="gh, is not here"):
        announce(options(["--post", str(tmp_path / "outcome.json")]), workflow(PATH=str(tmp_path)))


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "cannot be read"), ("{}]", "not a list of issues"), ('[{"number": 1}]', "'author'")],
)
def test_issues_that_cannot_be_read_are_told(tmp_path: Path, text: str | None, said: str) -> None:
    FINE.save(tmp_path / "outcome.json")
    path = tmp_path / "issues.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(LabError, match=said):
        announce(options(["--issues", str(path), str(tmp_path / "outcome.json")]), {})


def test_no_outcome_is_an_error() -> None:
    with pytest.raises(LabError, match="The following arguments are required: FILE"):
        options([])
