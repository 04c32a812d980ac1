"""noxfile.py: the linters of what readers copy, what failed, and what is installed when."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import noxfile
from checks.guide.problem import ROOT

WORKFLOW = "on: push\njobs:\n  a:\n    runs-at: x\n    steps:\n      - run: ls\n"
PLANTED = [
    ("shellcheck of what readers copy", "docs/lessons/a/b.lab.sh", "#: a\nls $x\n", 2, "SC2154"),
    ("shellcheck of what readers copy", "assets/files/a/b.sh", "#!/bin/bash\n\nif\n", 3, "SC1"),
    ("hadolint", "assets/files/Dockerfile", "FROM a:1\nMAINTAINER b\n", 2, "DL4000"),
    ("hadolint", "checks/lab/Dockerfile.b", "FROM a:1\nMAINTAINER b\n", 2, "DL4000"),
    (
        "Compose files",
        "assets/files/web/my-compose.yml",
        "services:\n  web:\n    imago: a\n",
        2,
        "'imago' was unexpected",
    ),
    ("Compose files", "docs/en/compose.yaml", "services:\n  web: [\n", 3, "not YAML"),
    ("workflows", ".github/workflows/ci.yaml", WORKFLOW, 3, "'runs-on' is a required"),
]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, in which the linters run."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ran(name: str) -> subprocess.CompletedProcess[str]:
    """Run a linter of the table as its session does, with the tools of this environment."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        noxfile.words(*noxfile.LINTERS[name]),
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("name", "file", "text", "line", "message"), PLANTED)
def test_a_planted_fault_is_found_with_its_line(
    repository: Path, name: str, file: str, text: str, line: int, message: str
) -> None:
    path = repository / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    done = ran(name)
    assert done.returncode != 0
    assert re.search(rf"^{re.escape(file)}:{line}\b.*{re.escape(message)}", done.stdout, re.M), (
        done.stdout
    )


def test_every_linter_of_the_gate_has_a_planted_fault() -> None:
    assert {name for name, *_ in PLANTED} == {*noxfile.GATE}


def test_a_linter_that_has_nothing_to_look_at_is_left_out(repository: Path) -> None:
    assert noxfile.words(*noxfile.LINTERS["hadolint"]) == []
    assert noxfile.words(*noxfile.LINTERS["mypy"]) == ["mypy"]


class Failed(Exception):
    """The session ended with an error."""


@dataclass
class Session:
    """What noxfile.py uses of a session of nox."""

    location: str
    no_install: bool = False
    """As with `nox -R`."""
    installed: list[tuple[str, ...]] = field(default_factory=list)
    broken: bool = False
    lines: list[str] = field(default_factory=list)
    name: str = "gate"
    posargs: tuple[str, ...] = ()
    bin_paths: tuple[str, ...] = (str(Path(sys.executable).parent),)

    @property
    def virtualenv(self) -> Session:
        return self

    def log(self, line: str) -> None:
        self.lines.append(line)

    def error(self, line: str) -> None:
        raise Failed(line)

    def install(self, *packages: str) -> None:
        if self.no_install:
            return
        if self.broken:
            raise Failed("pip")
        self.installed.append(packages)

    def run_install(self, *command: str, **_: Any) -> None:
        if not self.no_install:
            subprocess.run(command, check=True)


def installs(
    location: Path, group: str = "a", no_install: bool = False, broken: bool = False
) -> bool:
    """Whether a session that wants `group` installs something."""
    session = Session(str(location), no_install=no_install, broken=broken)
    noxfile.install(session, group)  # type: ignore[arg-type]
    return bool(session.installed)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    groups = {"a": ["one~=1.0", {"include-group": "b"}], "b": ["two~=2.0"]}
    monkeypatch.setattr(noxfile, "PROJECT", {"dependency-groups": groups})
    return tmp_path


def test_what_is_installed_is_not_installed_again(environment: Path) -> None:
    assert installs(environment)
    assert not installs(environment)


def test_a_changed_group_is_installed(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installs(environment)
    groups = {"a": ["one~=1.0", {"include-group": "b"}], "b": ["two~=2.1"]}
    monkeypatch.setattr(noxfile, "PROJECT", {"dependency-groups": groups})
    assert installs(environment)
    assert not installs(environment)


def test_a_new_environment_is_filled(environment: Path) -> None:
    installs(environment)
    (new := environment / "new").mkdir()
    assert installs(new)


def test_where_nothing_was_installed_nothing_is_remembered(environment: Path) -> None:
    assert not installs(environment, no_install=True)
    assert installs(environment)


def test_an_install_that_failed_is_done_again(environment: Path) -> None:
    installs(environment)
    with pytest.raises(Failed):
        installs(environment, "b", broken=True)
    assert installs(environment)


def test_words_that_would_be_ignored_are_refused(tmp_path: Path) -> None:
    session = Session(str(tmp_path), posargs=("daemon/mirror",))
    with pytest.raises(Failed, match=r"^gate takes no words: leave out daemon/mirror$"):
        noxfile.check(session, {})  # type: ignore[arg-type]


def test_all_that_failed_is_named_at_the_end(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    session = Session(str(tmp_path))
    commands = {
        "first": ["python", "-c", "print('a.py:1: bad'); raise SystemExit(3)"],
        "second": ["python", "-c", "print('fine')"],
        "nothing": [],
        "third": ["no-such-linter"],
    }
    with pytest.raises(Failed, match=r"^faults found by: first, third$"):
        noxfile.check(session, commands)  # type: ignore[arg-type]
    assert [line.split(",")[0] for line in session.lines] == [
        "first: failed (3)",
        "second: in order",
        "third: failed (127)",
    ]
    assert capfd.readouterr().out.splitlines() == [
        "a.py:1: bad",
        "fine",
        "no-such-linter is not in this session's environment; nox -s gate, without -R, installs it",
    ]


def test_tests_that_share_something_stay_together(request: pytest.FixtureRequest) -> None:
    # pytest-xdist keeps a test's group in its id; a pytest that it does not know drops it silently.
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@test_noxfile.py")
