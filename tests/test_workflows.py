"""The workflows: what they call exists, what they use is pinned, what they may is little."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks.guide.problem import ROOT
from checks.lab import verify
from checks.lab.route import ROUTES
from checks.publish import adopt, announce
from checks.publish.github import ARTIFACTS, BRANCH, WORKFLOW

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(path.name for path in FOLDER.glob("*.yml"))
SESSIONS = set(re.findall(r"@nox\.session\ndef (\w+)", (ROOT / "noxfile.py").read_text()))
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
    # Nothing is run beside nox but what fetches it and the fonts of a test.
    for step in steps(name):
        if "run" in step:
            assert re.match(r"nox -s |sudo .*nox\)\" -s |pipx install|sudo apt-get", step["run"])


def test_ci_runs_what_a_change_must_pass() -> None:
    called = {words[0] for words in commands("ci.yml")} - {"${{ matrix.session }}"}
    called |= set(jobs("ci.yml")["check"]["strategy"]["matrix"]["session"])
    assert called == {"gate", "tests", "lint", "site"}
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


def test_what_the_sessions_are_given_they_take() -> None:
    """The options of the workflows, read by the very parsers that will read them."""
    (words,) = [words for words in commands("verify.yml") if words[0] == "verify"]
    matrix = jobs("verify.yml")["verify"]["strategy"]["matrix"]
    for docker in matrix["docker"]:
        for base in matrix["base"]:
            known = {"${{ matrix.base }}": base, "${{ matrix.docker }}": docker}
            wanted = verify.options([known.get(word, word) for word in words[2:]])
            assert (wanted.base, wanted.route.name, wanted.supply) == (base, docker, "live")
            assert wanted.record
            assert wanted.report == Path("outcome.json")
    (words,) = [words for words in commands("verify.yml") if words[0] == "rot"]
    assert announce.options(words[2:]).post
    assert words[-1] == f"now/{ARTIFACTS}/outcome.json"
    (words,) = [words for words in commands("verify.yml") if words[0] == "adopt"]
    assert adopt.options(words[2:]).run == "newest"
    (words,) = [words for words in commands("publish.yml") if words[0] == "adopt"]
    assert words[3] == "${{ inputs.run || 'newest' }}"
    assert adopt.options([words[2], "12"]).run == "12"


def test_the_jobs_find_what_the_others_leave() -> None:
    (upload,) = [s for s in steps(WORKFLOW) if "upload-artifact" in s.get("uses", "")]
    (download,) = [s for s in steps(WORKFLOW) if "download-artifact" in s.get("uses", "")]
    assert upload["with"]["name"] == ARTIFACTS.replace("*", "${{ strategy.job-index }}")
    assert upload["with"]["path"].split() == ["outcome.json", "docs/records"]
    assert upload["if"] == "${{ !cancelled() }}", "what failed must be told"
    assert download["with"] == {"pattern": ARTIFACTS, "path": "now"}
    for name in ("rot", "publish"):
        job = jobs("verify.yml")[name]
        assert job["needs"] == "verify"
        assert job["if"] == f"${{{{ !cancelled() && github.ref == 'refs/heads/{BRANCH}' }}}}"


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
            assert step["with"] == {"persist-credentials": False}
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
