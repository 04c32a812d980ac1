"""The workflows: what they call exists, what they use is pinned, what they may is little."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import nox
import pytest
import yaml

import noxfile  # noqa: F401  # registers the sessions
from checks.guide.lesson import load_lessons
from checks.guide.problem import ROOT
from checks.guide.record import load_records
from checks.lab import verify
from checks.lab.route import ROUTES

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(path.name for path in FOLDER.glob("*.yml"))
SESSIONS = {*nox.registry.get()}
EVENTS = True
"""YAML 1.1 reads the key `on` as the truth value."""


def workflow(name: str) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


def jobs(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = workflow(name)["jobs"]
    return found


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in jobs(name).values() for step in job.get("steps", [])]


def commands(name: str) -> list[list[str]]:
    """The words that each `nox` of a workflow is called with, after `-s`, as on GitHub."""
    found = []
    for step in steps(name):
        if called := re.search(r"(?:\bnox|\bnox\)\") -s (.+)", step.get("run", "")):
            words = called[1].replace('"', "").split()
            known = {f"${k}": str(v) for k, v in step.get("env", {}).items()}
            found.append([known.get(word, word) for word in words])
    return found


def script(name: str, job: str, word: str) -> str:
    """The one step of a job that runs `word`."""
    found = [str(s["run"]) for s in jobs(name)[job]["steps"] if word in s.get("run", "")]
    (one,) = found
    return one


def test_there_are_the_three() -> None:
    assert WORKFLOWS == ["ci.yml", "publish.yml", "verify.yml"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_only_sessions_that_exist_are_called(name: str) -> None:
    called = {words[0] for words in commands(name)}
    assert called
    if "${{ matrix.session }}" in called:
        called.remove("${{ matrix.session }}")
        called.update(jobs(name)["check"]["strategy"]["matrix"]["session"])
    assert called <= SESSIONS


@pytest.mark.parametrize("name", WORKFLOWS)
def test_programs_of_the_project_run_in_a_session_s_environment(name: str) -> None:
    for job in jobs(name).values():
        text = "\n".join(step.get("run", "") for step in job.get("steps", []))
        for session, module in re.findall(r"\.nox/(\w+)/bin/python -m ([\w.]+)", text):
            assert f"nox -s {session} --install-only\n" in text
            assert (ROOT / f"{module.replace('.', '/')}.py").exists()


def test_ci_runs_what_a_change_must_pass() -> None:
    called = {words[0] for words in commands("ci.yml")} - {"${{ matrix.session }}"}
    called |= set(jobs("ci.yml")["check"]["strategy"]["matrix"]["session"])
    assert called == {"gate", "tests", "lint", "site", "verify"}
    assert set(workflow("ci.yml")[EVENTS]) == {"push", "pull_request"}


def test_verify_runs_each_ubuntu_with_either_docker() -> None:
    matrix = jobs("verify.yml")["verify"]["strategy"]["matrix"]
    assert matrix["base"] == ["ubuntu:22.04", "ubuntu:24.04", "ubuntu:26.04"]
    assert matrix["docker"] == [*ROUTES]
    assert jobs("verify.yml")["verify"]["strategy"]["fail-fast"] is False
    events = workflow("verify.yml")[EVENTS]
    assert set(events) == {"schedule", "workflow_dispatch"}
    (when,) = events["schedule"]
    minute, hour, day, month, weekday = when["cron"].split()
    assert (day, month) == ("*", "*")
    assert all(field.isdecimal() for field in (minute, hour, weekday)), "once a week"


def test_verify_takes_what_it_is_given_and_no_lesson_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The options of the workflow, read by the very parser that will read them."""
    records = load_records()
    monkeypatch.setattr("checks.lab.runner.load_records", lambda: records)
    (words,) = [w for w in commands("verify.yml") if w[0] == "verify" and "--" in w]
    matrix = jobs("verify.yml")["verify"]["strategy"]["matrix"]
    lessons = load_lessons()
    for docker in matrix["docker"]:
        names = verify.select([], lessons, ROUTES[docker])
        run: list[str] = []
        for shard in matrix["shard"]:
            known = {
                "${{ matrix.base }}": matrix["base"][0],
                "${{ matrix.docker }}": docker,
                "${{ matrix.shard }}": shard,
            }
            asked = verify.options([known.get(word, word) for word in words[2:]])
            assert asked.base == matrix["base"][0]
            assert asked.route.name == docker
            assert asked.supply == "live"
            assert asked.report == Path("report")
            assert asked.lessons == []
            number, of = asked.shard
            run += verify.parts(names, of)[number - 1]
        assert sorted(run) == names


def test_the_summary_begins_with_what_carries_the_machines(tmp_path: Path) -> None:
    """Its text is made by a `docker` that prints its template."""
    (tmp_path / "docker").write_text('#!/bin/sh\necho "$3"\n')
    (tmp_path / "docker").chmod(0o755)
    summary = tmp_path / "summary.md"
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_STEP_SUMMARY": str(summary)}
    subprocess.run(
        ["bash", "-e", "-c", script("verify.yml", "verify", "docker info")],
        env=environment,
        check=True,
    )
    (line,) = summary.read_text().splitlines()
    for field in ("ServerVersion", "KernelVersion", "CgroupVersion", "Driver", "OperatingSystem"):
        assert f"{{{{.{field}}}}}" in line


def test_the_jobs_find_what_the_others_leave() -> None:
    (upload,) = [s for s in steps("verify.yml") if "upload-artifact" in s.get("uses", "")]
    (download,) = [s for s in steps("verify.yml") if "download-artifact" in s.get("uses", "")]
    assert upload["with"] == {
        "name": "verify-${{ strategy.job-index }}",
        "path": "report",
        "overwrite": True,
    }
    assert upload["if"] == "${{ !cancelled() }}", "what failed must be told"
    assert download["with"] == {"pattern": "verify-*", "path": "runs"}
    script("verify.yml", "rot", "checks.lab.summary runs")
    script("verify.yml", "rot", ".github/rot.sh runs/failures.md")
    fetched = script("publish.yml", "build", "gh run download")
    assert "--pattern 'verify-*' --dir runs" in fetched
    assert "checks.guide.import_records runs" in fetched
    for name, when in (("rot", "always"), ("publish", "!cancelled")):
        job = jobs("verify.yml")[name]
        assert job["needs"] == "verify"
        assert job["if"] == f"${{{{ {when}() && github.ref == 'refs/heads/main' }}}}"


def test_a_schedule_reports_and_a_run_by_hand_can_do_without() -> None:
    """`inputs.report` is empty on a schedule, and GitHub takes that for equal to false."""
    given = workflow("verify.yml")[EVENTS]["workflow_dispatch"]["inputs"]["report"]
    assert given["type"] == "boolean"
    assert given["default"] is True
    (step,) = [s for s in steps("verify.yml") if "rot.sh" in s.get("run", "")]
    assert step["env"]["REPORT"] == "${{ github.event_name == 'schedule' || inputs.report }}"
    assert step["env"]["RESULT"] == "${{ needs.verify.result }}"


class GitHub:
    """A `gh` on the path, and what it knows of a repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._state = folder / "github.json"
        gh = folder / "bin" / "gh"
        gh.parent.mkdir()
        gh.write_text(f'#!/bin/sh\nexec {sys.executable} -S {ROOT}/tests/gh.py "$@"\n')
        gh.chmod(0o755)
        self.knows(issues=[], labels=[], runs=[], artifacts=[], log=[])

    def knows(self, **what: Any) -> None:
        before = json.loads(self._state.read_text()) if self._state.exists() else {}
        self._state.write_text(json.dumps(before | what))

    @property
    def state(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self._state.read_text())
        return loaded

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env={
                "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                "GH_STATE": str(self._state),
                "GH_TOKEN": "secret",
                "GH_REPO": "somebody/guide",
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def rot(
        self, text: str = "", result: str = "success", report: str = "true"
    ) -> subprocess.CompletedProcess[str]:
        """The last step of the job `rot`, after a run that left `text` in failures.md."""
        file = self.folder / "failures.md"
        file.unlink(missing_ok=True)
        if text:
            file.write_text(text, encoding="utf-8")
        self.knows(log=[])
        given = {"RESULT": result, "REPORT": report, "RUN": "https://example.org/run/1"}
        return self.run(str(ROOT / ".github" / "rot.sh"), "failures.md", **given)


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    return GitHub(tmp_path)


FAILED = "3 commands failed in 2 lessons\n\n#### `docs/lessons/index.sh:4` `run-web`\n"
OPEN = {"number": 7, "open": True, "labels": ["rot"], "comments": []}
OTHERS = [
    {"number": 3, "open": True, "labels": ["command"], "comments": []},
    {"number": 5, "open": False, "labels": ["rot"], "comments": []},
]


def test_the_first_failure_opens_an_issue(github: GitHub) -> None:
    github.knows(issues=OTHERS)
    done = github.rot(FAILED, "failure")
    assert done.returncode == 0, done.stderr
    *_, issue = github.state["issues"]
    assert issue["title"] == "3 commands failed in 2 lessons"
    assert issue["labels"] == ["rot"]
    assert issue["body"] == f"{FAILED}\n[The run](https://example.org/run/1)\n"


def test_further_failures_are_comments_on_it(github: GitHub) -> None:
    github.knows(issues=[*OTHERS, OPEN], labels=["rot"])
    for _ in range(2):
        assert github.rot(FAILED, "failure").returncode == 0
    *_, issue = github.state["issues"]
    assert len(github.state["issues"]) == 3
    assert [comment.splitlines()[0] for comment in issue["comments"]] == [
        "3 commands failed in 2 lessons"
    ] * 2


def test_a_run_in_which_everything_passed_closes_it(github: GitHub) -> None:
    github.knows(issues=[*OTHERS, OPEN])
    assert github.rot().returncode == 0
    *others, issue = github.state["issues"]
    assert issue["open"] is False
    assert issue["comments"] == ["Everything passed in [this run](https://example.org/run/1)."]
    assert others == OTHERS


def test_where_nothing_failed_and_nothing_is_open_nothing_is_done(github: GitHub) -> None:
    github.knows(issues=OTHERS)
    assert github.rot().returncode == 0
    assert github.state["log"] == ["issue list"]


@pytest.mark.parametrize("result", ["failure", "cancelled", "skipped"])
def test_a_run_that_did_not_pass_whole_closes_nothing(github: GitHub, result: str) -> None:
    github.knows(issues=[OPEN])
    done = github.rot("", result)
    assert done.returncode == 0
    assert f"({result}): that proves nothing" in done.stdout
    assert github.state["log"] == ["issue list"]


def test_what_failed_is_told_although_another_job_ran_out_of_time(github: GitHub) -> None:
    assert github.rot(FAILED, "cancelled").returncode == 0
    assert len(github.state["issues"]) == 1


@pytest.mark.parametrize("issues", [[], [OPEN]], ids=["none open", "one open"])
@pytest.mark.parametrize("text", ["", FAILED], ids=["passed", "failed"])
def test_without_reporting_nothing_is_written(
    github: GitHub, issues: list[dict[str, Any]], text: str
) -> None:
    github.knows(issues=issues)
    done = github.rot(text, "failure" if text else "success", report="false")
    assert done.returncode == 0, done.stderr
    assert github.state["issues"] == issues
    assert github.state["log"] == ["issue list"]
    assert ("not done: gh issue" in done.stdout) is bool(text or issues)


def test_a_title_is_a_word_and_not_a_command(github: GitHub) -> None:
    title = '$(touch gone) `touch gone` "; touch gone #'
    assert github.rot(f"{title}\n", "failure").returncode == 0
    assert github.state["issues"][0]["title"] == title
    assert not (github.folder / "gone").exists()


def test_what_github_refuses_fails_the_job(github: GitHub) -> None:
    done = github.rot("x" * 66_000, "failure")
    assert done.returncode == 1
    assert "Body is too long" in done.stderr
    github.knows(issues=[{**OPEN, "number": 8}])
    done = github.run(str(ROOT / ".github" / "rot.sh"), "none", RESULT="success", REPORT="true")
    assert done.returncode, "RUN is missing"


@pytest.mark.parametrize(
    ("run", "runs", "artifacts", "left"),
    [
        ("12", [15], ["12", "15"], "from run 12"),
        ("", [15, 14], ["14", "15"], "from run 15"),
        ("", [], [], None),
        ("", [15], ["14"], None),
    ],
    ids=["the run that calls", "the newest", "no run yet", "its records are gone"],
)
def test_publish_fetches_the_records_of_a_run(
    github: GitHub, run: str, runs: list[int], artifacts: list[str], left: str | None
) -> None:
    github.knows(runs=runs, artifacts=artifacts)
    python = github.folder / ".nox" / "site" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@" >called\n')
    python.chmod(0o755)
    # As GitHub runs it: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions
    done = github.run("bash", "-e", "-c", script("publish.yml", "build", "gh run"), RUN=run)
    assert done.returncode == 0, done.stderr
    found = github.folder / "runs" / "verify-0" / "index.json"
    assert (found.read_text() if found.exists() else None) == left
    assert ("::warning::" in done.stdout) is (bool(runs) and left is None)
    assert (github.folder / "called").read_text() == "-m checks.guide.import_records runs\n"


def test_a_pull_request_runs_the_lessons_that_it_changes(github: GitHub) -> None:
    """Each lesson is found by its own file and by its checks; what is gone and others are not."""
    lessons = load_lessons()
    half = len(lessons) // 2
    changed = [one.path for one in [*lessons.values()][:half]]
    changed += [one.check for one in [*lessons.values()][half - 1 :]]

    def git(*words: str) -> None:
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
        subprocess.run(
            ["git", *who, *words], cwd=github.folder, check=True, capture_output=True, timeout=60
        )

    git("init")
    gone = "docs/lessons/gone.sh"
    for path in [*changed, gone, "checks/lab/verify.py", "docs/zh/index.md"]:
        (github.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (github.folder / path).write_text("before\n")
    git("add", "docs", "checks")
    git("commit", "--message", "Before")
    step = script("ci.yml", "verify", "git diff")
    nox = github.folder / "bin" / "nox"
    nox.write_text('#!/bin/sh\necho "$@" >called\nexit 1\n')
    nox.chmod(0o755)
    (github.folder / "docs/zh/index.md").write_text("after\n")
    git("commit", "--all", "--message", "A page")
    assert github.run("bash", "-e", "-c", step).returncode == 0
    assert not (github.folder / "called").exists(), "no lesson was changed"
    for path in changed:
        (github.folder / path).write_text("after\n")
    (github.folder / gone).unlink()
    git("commit", "--all", "--message", "Lessons")
    assert github.run("bash", "-e", "-c", step).returncode, "verify failed"
    words = (github.folder / "called").read_text().split()
    assert words[:3] == ["-s", "verify", "--"]
    assert sorted(words[3:]) == sorted(lessons)


def test_the_site_learns_its_address_from_pages() -> None:
    (build,) = [s for s in steps("publish.yml") if s.get("run") == "nox -s site"]
    (pages,) = [s for s in steps("publish.yml") if s.get("id") == "pages"]
    assert pages["uses"].startswith("actions/configure-pages@")
    address = "${{ steps.pages.outputs.base_url }}"
    assert build["env"] == {
        "SITE_URL": f"{address}/",
        "SITE_URL_EN": f"{address}/en/",
        "REPO_URL": "${{ github.server_url }}/${{ github.repository }}",
    }
    for config, name in (("mkdocs.yml", "SITE_URL"), ("mkdocs.en.yml", "SITE_URL_EN")):
        assert f"site_url: !ENV [{name}, " in (ROOT / config).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_each_action_is_pinned_by_its_commit_and_names_its_version(name: str) -> None:
    used = re.findall(r"uses: (.*)", (FOLDER / name).read_text(encoding="utf-8"))
    assert used
    for one in used:
        if not one.startswith("./"):
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one


def test_one_version_of_an_action_everywhere() -> None:
    versions: dict[str, set[str]] = {}
    for name in WORKFLOWS:
        text = (FOLDER / name).read_text(encoding="utf-8")
        for action, version in re.findall(r"uses: ([\w/-]+)@(.+)", text):
            versions.setdefault(action, set()).add(version)
    assert {name for name, found in versions.items() if len(found) > 1} == set()


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_job_may_do_what_it_needs_and_no_more(name: str) -> None:
    assert workflow(name)["permissions"] == {}
    for key, job in jobs(name).items():
        assert job["permissions"], key
        if "uses" not in job:
            assert job["timeout-minutes"] <= 120, key
    for step in steps(name):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    writes = {
        (key, right)
        for key, job in jobs(name).items()
        for right, level in job["permissions"].items()
        if level == "write"
    }
    deploys = ("pages", "id-token")
    assert (
        writes
        == {
            "ci.yml": set(),
            "publish.yml": {("deploy", right) for right in deploys},
            "verify.yml": {("rot", "issues")} | {("publish", right) for right in deploys},
        }[name]
    )


def test_the_called_workflow_is_given_the_rights_of_its_jobs() -> None:
    given = jobs("verify.yml")["publish"]["permissions"]
    for job in jobs("publish.yml").values():
        for right, level in job["permissions"].items():
            assert given.get(right) in (level, "write"), right


def test_dependabot_watches_both_kinds_and_waits_a_week() -> None:
    config = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))
    assert {one["package-ecosystem"] for one in config["updates"]} == {"github-actions", "pip"}
    for one in config["updates"]:
        assert one["cooldown"] == {"default-days": 7}
        assert [group["patterns"] for group in one["groups"].values()] == [["*"]]


def test_the_hook_runs_the_one_list_of_linters() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    ((hook,),) = [repo["hooks"] for repo in yaml.safe_load(text)["repos"]]
    assert hook["entry"] == "nox -s lint"
    assert hook["pass_filenames"] is False
    assert hook["always_run"] is True
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for package in project["dependency-groups"]["lint"]:
        name = re.split(r"[~=<>]", package)[0] if isinstance(package, str) else ""
        assert name in ("", "nox") or name not in text, "the list stands in noxfile.py alone"


def test_the_form_has_the_fields_that_a_step_s_link_fills_in() -> None:
    path = ROOT / ".github" / "ISSUE_TEMPLATE" / "command-failed.yml"
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [field["id"] for field in form["body"]] == ["step", "page", "version", "output"]
    assert form["labels"] == ["command"]


def test_the_devcontainer_brings_an_engine_and_nox() -> None:
    path = ROOT / ".devcontainer" / "devcontainer.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    assert config["image"].startswith("mcr.microsoft.com/devcontainers/python:3.")
    assert any("/docker-in-docker:" in feature for feature in config["features"])
    assert "nox" in config["postCreateCommand"]
