"""What failed, as Markdown: complete, cut where it is long, inert whatever a command put out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest
from markdown_it import MarkdownIt

from checks.guide.import_records import import_records
from checks.guide.lesson import Lesson, load_lessons
from checks.guide.record import Machine, Record, StepRecord, Supply, load_records
from checks.guide.state import State
from checks.lab import summary
from checks.lab.summary import ISSUE, failures, fence, fitting, headline, join, write
from checks.lab.verify import once_more

LESSON = "#: run\n#zh 启动\n#en Start\ndocker run --detach --name web nginx\n\n#: open\ncurl web\n"
PAGE = '# Web { #web }\n\n[[= step("run") =]]\n\n[[= step("open") =]]\n'
LIVE = "ubuntu-24.04_docker-29.1_live"
STAND_IN = "debian-13_docker-26.1_stand-in"


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A guide of one page with one lesson, without records."""
    root = tmp_path / "guide"
    for name, text in {
        "docs/lessons/start/web.sh": LESSON,
        "docs/zh/start/web.md": PAGE,
        "docs/en/start/web.md": "---\ntitle: Web\n---\n" + PAGE,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    monkeypatch.setattr("checks.lab.report.ROOT", root)
    monkeypatch.setattr(summary, "load_records", lambda: load_records(root))
    monkeypatch.setattr(summary, "load_lessons", lambda: load_lessons(root))
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return root


@pytest.fixture
def lessons(guide: Path) -> dict[str, Lesson]:
    return load_lessons(guide)


def passed(lessons: dict[str, Lesson], system: str = LIVE, stdout: str = "<title>") -> Record:
    """The record of a run in which everything passed."""
    base, docker = ("ubuntu:24.04", "29.1.2") if system == LIVE else ("debian:13, made", "26.1.5")
    return Record(
        schema=2,
        lesson="start/web",
        system=system,
        when="2026-11-23T22:05:07Z",
        commit="abc",
        seconds=5.0,
        machine=Machine(
            base, "Ubuntu 24.04", "6.8", "x86_64", docker, "2", "5", "host", "install/repository"
        ),
        supply=Supply(["download.docker.com"], []),
        steps=[
            StepRecord(step.id, step.hash, State.RUN, 0, 1.0, [stdout, ""])
            for step in lessons["start/web"].steps
        ],
    )


def failed(record: Record, failure: str, stdout: list[str], stderr: list[str]) -> Record:
    """The same run, had its last step failed."""
    last = msgspec.structs.replace(
        record.steps[-1],
        state=State.FAILED,
        exit=7,
        stdout=stdout,
        stderr=stderr,
        failure=failure,
    )
    return msgspec.structs.replace(record, steps=[*record.steps[:-1], last])


def broken(record: Record, error: str) -> Record:
    return msgspec.structs.replace(record, steps=[], error=error)


REFUSED: tuple[str, list[str], list[str]] = ("exited 7, expected 0", [], ["curl: (7) refused", ""])


def test_a_failure_names_everything_that_one_needs(lessons: dict[str, Lesson]) -> None:
    known = [passed(lessons, STAND_IN, "elsewhere"), passed(lessons)]
    (section,) = failures([failed(passed(lessons), *REFUSED)], lessons, known)
    assert section == (
        "#### `docs/lessons/start/web.sh:7` `open`\n"
        "\n"
        "On `ubuntu-24.04_docker-29.1_live`:\n"
        "\n"
        "```text\n"
        'docs/lessons/start/web.sh:7: step "open" exited 7, expected 0   '
        "[Ubuntu 24.04, Docker 29.1.2, live]\n"
        "    curl web\n"
        "    | curl: (7) refused\n"
        "shown at docs/zh/start/web.md:5, docs/en/start/web.md:8\n"
        "again: nox -s verify -- start/web --base ubuntu:24.04\n"
        "```\n"
        "\n"
        "Against the record of 2026-11-23:\n"
        "\n"
        "```text\n"
        "state: run -> failed\n"
        "exit: 0 -> 7\n"
        "stdout: @@ -1,2 +0,0 @@\n"
        "stdout: -<title>\n"
        "stdout: -\n"
        "stderr: @@ -0,0 +1,2 @@\n"
        "stderr: +curl: (7) refused\n"
        "stderr: +\n"
        "```"
    )
    (section,) = failures([failed(passed(lessons), *REFUSED)], lessons, known[:1])
    assert "Against" not in section


def test_the_command_to_see_it_again_leads_to_the_same_machine(lessons: dict[str, Lesson]) -> None:
    bad = failed(passed(lessons, STAND_IN), *REFUSED)
    machine = msgspec.structs.replace(bad.machine, from_="install/distribution")
    (section,) = failures([msgspec.structs.replace(bad, machine=machine)], lessons, [])
    assert "again: nox -s verify -- start/web --docker distribution\n```" in section


def test_a_command_that_fails_on_two_systems_is_told_once(lessons: dict[str, Lesson]) -> None:
    bad = [failed(passed(lessons, system), *REFUSED) for system in (LIVE, STAND_IN, LIVE)]
    (section,) = failures(bad, lessons, [])
    assert section.count("curl: (7) refused") == 1
    assert f"On `{STAND_IN}`, `{LIVE}`:" in section
    assert headline(bad) == "1 command failed in 1 lesson"


class _Runner:
    """Runs every lesson again, as `again` says that it comes out."""

    def __init__(self, lessons: dict[str, Lesson], again: Record) -> None:
        self.lessons, self.again = lessons, again
        self.ran: list[str] = []

    def records(self, names: Iterable[str], over: Callable[[Record], object]) -> dict[str, Record]:
        self.ran = [*names]
        over(self.again)
        return dict.fromkeys(self.ran, self.again)


def test_what_fails_is_run_again_and_both_are_told(
    lessons: dict[str, Lesson], capsys: pytest.CaptureFixture[str]
) -> None:
    good, name = passed(lessons), "start/web"
    bad = failed(good, *REFUSED)
    for again, holds in ((good, True), (bad, False)):
        records = {name: bad, "start/other": good}
        runner = _Runner(lessons, again)
        kept: list[Record] = []
        once_more(runner, records, kept.append)  # type: ignore[arg-type]
        assert (runner.ran, kept) == ([name], [again])
        assert records["start/other"] is good
        assert records[name].passed is holds
        assert "curl: (7) refused" in capsys.readouterr().err
    records = {name: bad}
    once_more(_Runner(lessons, good), records, print)  # type: ignore[arg-type]
    (warning,) = records[name].warnings
    assert warning.startswith("passed only when it was run again; at first: open: exited 7")


def test_what_fails_in_many_lessons_is_no_chance(lessons: dict[str, Lesson]) -> None:
    bad = failed(passed(lessons), *REFUSED)
    runner = _Runner(lessons, passed(lessons))
    once_more(runner, {f"start/{n}": bad for n in range(6)}, print)  # type: ignore[arg-type]
    once_more(runner, {"start/web": passed(lessons)}, print)  # type: ignore[arg-type]
    assert runner.ran == []


def test_lessons_that_did_not_run_for_one_reason_are_told_together(
    lessons: dict[str, Lesson],
) -> None:
    bad = [broken(passed(lessons, system), "not started\nwhy") for system in (LIVE, STAND_IN)]
    (section,) = failures(bad, lessons, [])
    assert section.startswith(
        f"#### Not run on `{STAND_IN}`, `{LIVE}`: `docs/lessons/start/web.sh:1`\n\n"
        "```text\nnot started\nwhy\n```"
    )
    assert headline(bad) == "1 lesson could not be run"
    bad.append(failed(passed(lessons), *REFUSED))
    assert headline(bad) == "1 command failed in 1 lesson, 1 lesson could not be run"


def test_a_lesson_of_which_nothing_was_run_did_not_pass(lessons: dict[str, Lesson]) -> None:
    (section,) = failures([broken(passed(lessons), "")], lessons, [])
    assert "none of its steps was run" in section


NASTY = {
    "backticks": "```\n````text\n`````` and `one`",
    "the end of a fold": "</details>\n</summary>\n<!-- \n-->\n<script>alert(1)</script>",
    "mentions and numbers": "@octocat @docker/maintainers #123 docker/cli#4567 GH-12",
    "a megabyte": "first\n" + "x" * 1_000_000 + "\nlast",
    "control characters": "\x1b[31mred\x1b[0m \r\x00\x07 \u202eback\u2028",
    "Chinese": "错误：没有这个镜像。" * 3,
    "nothing": "",
    "what is not UTF-8": "\udcff\udc80 bytes",
    "Markdown": "# heading\n| a | b |\n[link](https://example.org) ![](x) **bold**\n\n    code",
    "commands of a workflow": "::error::no\n::add-mask::x\n$(id) ${{ github.token }}",
}


def inert(text: str) -> str:
    """What of a Markdown text is neither code nor the fold; asserts that there is no other HTML."""
    left = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "html_block":
            assert token.content.startswith(("<details><summary>Differs", "</details>")), token
        for child in token.children or ():
            assert child.type in ("text", "code_inline", "strong_open", "strong_close"), child
            if child.type == "text":
                left.append(child.content)
    return "\n".join(left)


@pytest.mark.parametrize("output", NASTY.values(), ids=NASTY.keys())
def test_an_output_stays_what_it_is_and_does_nothing(
    guide: Path,
    lessons: dict[str, Lesson],
    output: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    passed(lessons, STAND_IN).save(passed(lessons, STAND_IN).path(guide))
    bad = failed(passed(lessons), output, output.split("\n"), output.split("\n"))
    # Without a failure, it is in the differences.
    other = passed(lessons, STAND_IN, output)
    write([bad, other, broken(bad, output or "why")], lessons, tmp_path)
    for name in ("failures.md", "summary.md"):
        text = (tmp_path / name).read_bytes().decode("utf-8")
        assert len(text) < 50_000
        prose = inert(text)
        for word in ("@octocat", "#123", "GH-12", "example.org", "bold", "heading", "错误", "xxx"):
            assert word not in prose
        assert not set(map(chr, [*range(9), *range(11, 32), 0x202E, 0x2028])) & set(text)


def test_what_a_control_character_was_can_still_be_read() -> None:
    assert fence(NASTY["control characters"]) == (
        "```text\n\\x1b[31mred\\x1b[0m \\r\\x00\\x07 \\u202eback\\u2028\n```"
    )
    assert fence(NASTY["what is not UTF-8"]) == "```text\n\\udcff\\udc80 bytes\n```"
    assert fence("名字\ttab") == "```text\n名字\ttab\n```"


def test_a_fence_is_longer_than_any_within() -> None:
    assert fence(NASTY["backticks"]) == f"```````text\n{NASTY['backticks']}\n```````"


def test_a_long_output_keeps_both_ends_and_says_what_it_lost() -> None:
    cut = fence(NASTY["a megabyte"])
    assert cut.startswith("```text\nfirst\nxxx")
    assert cut.endswith("xxx\nlast\n```")
    assert "\n[… 997,011 characters left out …]\n" in cut
    assert len(cut) < 3_100


def test_every_step_of_the_guide_could_fail() -> None:
    """All records of this repository as if all had failed: whole sections, within the limit."""
    bad = [
        msgspec.structs.replace(
            record,
            steps=[
                msgspec.structs.replace(step, state=State.FAILED, failure="exited 1")
                for step in record.steps
            ],
        )
        for record in load_records()
    ]
    lessons = load_lessons()
    sections = failures(bad, lessons, load_records())
    assert len(sections) == len({(record.lesson, s.id) for record in bad for s in record.steps})
    text = fitting([headline(bad), *sections], ISSUE)
    assert ISSUE - 15_000 < len(text) < ISSUE + 200
    shown = text.count("\n#### ")
    assert f"**{len(sections) - shown} more** left out here" in text
    inert(text)


def test_nothing_failed_is_one_line_and_leaves_no_file(
    guide: Path, lessons: dict[str, Lesson], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "summary.md"
    target.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(target))
    good = passed(lessons)
    good.save(good.path(guide))
    write([good], lessons, tmp_path)
    assert target.read_text() == f"before\n1 lesson passed on `{LIVE}`. Steps: 2 run\n"
    assert not (tmp_path / "failures.md").exists()


def test_what_differs_without_failing_is_folded(
    guide: Path, lessons: dict[str, Lesson], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    passed(lessons).save(passed(lessons).path(guide))
    write([passed(lessons, stdout="<new>"), passed(lessons, STAND_IN)], lessons, None)
    assert (tmp_path / "summary.md").read_text() == (
        f"1 lesson passed on `{STAND_IN}`, `{LIVE}`. Steps: 4 run\n"
        "\n"
        "<details><summary>Differs from the record (9 lines)</summary>\n"
        "\n"
        "```text\n"
        "start/web/run: stdout: @@ -1,2 +1,2 @@\n"
        "start/web/run: stdout: -<title>\n"
        "start/web/run: stdout: +<new>\n"
        "start/web/run: stdout:  \n"
        "start/web/open: stdout: @@ -1,2 +1,2 @@\n"
        "start/web/open: stdout: -<title>\n"
        "start/web/open: stdout: +<new>\n"
        "start/web/open: stdout:  \n"
        f"start/web: no record yet on {STAND_IN}\n"
        "```\n"
        "\n"
        "</details>\n"
    )


def test_records_that_cannot_be_read_are_the_gate_s_to_name(
    guide: Path, lessons: dict[str, Lesson], tmp_path: Path
) -> None:
    path = passed(lessons).save(passed(lessons).path(guide))
    path.write_text("{")
    write([failed(passed(lessons), *REFUSED)], lessons, tmp_path)
    assert "Against" not in (tmp_path / "failures.md").read_text()


def test_what_several_jobs_left_is_joined(
    guide: Path, lessons: dict[str, Lesson], tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    for nth, system in enumerate((LIVE, STAND_IN)):
        folder = runs / f"verify-{nth}"
        failed(passed(lessons, system), *REFUSED).save(folder / "start" / "web.json")
        (folder / "failures.md").write_text("of this job")
    assert join(runs) == 0
    title, _, text = (runs / "failures.md").read_text().partition("\n")
    assert title == "1 command failed in 1 lesson"
    assert f"On `{STAND_IN}`, `{LIVE}`:" in text
    # Nothing was downloaded: nothing is told, and nothing breaks.
    assert join(tmp_path / "nothing") == 0


def test_passed_and_newer_records_are_put_in_place(
    guide: Path, lessons: dict[str, Lesson], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = tmp_path / "runs"
    old = passed(lessons)
    new = msgspec.structs.replace(old, when="2026-11-30T03:20:00Z")
    old.save(old.path(guide))
    new.save(runs / "verify-0" / "start" / "web.json")
    # The same lesson once more, from another part of the run.
    new.save(runs / "verify-1" / "start" / "web.json")
    failed(passed(lessons, STAND_IN), *REFUSED).save(runs / "verify-2" / "start" / "web.json")
    (runs / "verify-3").mkdir()
    (runs / "verify-3" / "web.json").write_text("{")
    import_records(runs, guide)
    assert load_records(guide) == [new]
    assert capsys.readouterr().out.splitlines() == [
        f"verify-1/start/web.json is left out: docs/records/{LIVE}/start/web.json is as new",
        f"verify-2/start/web.json is left out: start/web did not pass on {STAND_IN}",
        "verify-3/web.json is left out: verify-3/web.json:1: not JSON: Input data was truncated; "
        "record the lesson again: nox -s verify -- LESSON --record",
        "1 records put into docs/records/",
    ]


def test_a_record_of_what_the_guide_no_longer_has_is_not_shown(
    guide: Path, lessons: dict[str, Lesson], tmp_path: Path
) -> None:
    passed(lessons).save(tmp_path / "runs" / "web.json")
    # What has changed is shown as out of date; what is gone would be refused by the gate.
    lesson = guide / "docs" / "lessons" / "start" / "web.sh"
    lesson.write_text("#: run\ndocker run --detach nginx\n")
    import_records(tmp_path / "runs", guide)
    (record,) = load_records(guide)
    assert [step.id for step in record.steps] == ["run"]
    record.path(guide).unlink()
    lesson.rename(lesson.with_name("server.sh"))
    import_records(tmp_path / "runs", guide)
    assert load_records(guide) == []


def test_without_any_run_nothing_is_taken(guide: Path, tmp_path: Path) -> None:
    import_records(tmp_path / "runs", guide)
    assert load_records(guide) == []
