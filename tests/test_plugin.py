"""What the plugin makes of a machine's versions and of a step that is not run on some systems."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from checks.guide.lesson import load_lesson
from checks.guide.problem import ROOT
from checks.guide.record import UNKNOWN, load_record, version
from checks.guide.state import State
from checks.lab.ground import Assignment, Ground
from checks.lab.machine import _upstream
from checks.lab.plugin import LessonPlugin
from checks.lab.route import DEFAULT


@pytest.mark.parametrize(
    ("said", "compared"),
    [
        ("29.7.2", (29, 7, 2)),
        ("29.0.0-rc.1", (29, 0, 0)),
        ("28.2.2+dfsg1-1", (28, 2, 2)),
        ("28.2.2-0ubuntu1~24.04.1", (28, 2, 2)),
        ("v2.1.4", (2, 1, 4)),
        ("", ()),
    ],
)
def test_versions_are_compared_without_what_distributions_add(
    said: str, compared: tuple[int, ...]
) -> None:
    assert version(_upstream(said)) == compared


@pytest.mark.parametrize(
    ("system", "on", "left_out"),
    [
        ("debian-13", None, True),
        ("debian-13", "debian", True),
        ("ubuntu-24.04", "debian", False),
        ("ubuntu-24.04", "ubuntu-22.04 ubuntu-24.04", True),
        ("ubuntu-26.04", "ubuntu-22.04 ubuntu-24.04", False),
        ("-", "ubuntu-22.04", False),
        ("debian-13", "container", True),
        ("debian-13", "vm", False),
        ("debian-13", "containerd-store", True),
        ("debian-13", "default-store", False),
    ],
)
def test_a_step_is_left_out_on_the_systems_that_are_named(
    system: str, on: object, left_out: bool
) -> None:
    lesson = load_lesson(ROOT / "docs" / "lessons" / "index.sh")
    plugin = object.__new__(LessonPlugin)
    plugin.base = system
    plugin.ground = cast(Ground, SimpleNamespace(beside="", store="containerd"))
    plugin.steps, plugin.done = {step.test: step for step in lesson.steps}, []
    why: dict[str, object] = {"zh": "不行", "en": "No"}
    mark = SimpleNamespace(kwargs=why | ({"on": on} if on else {}))
    item: Any = SimpleNamespace(name=lesson.steps[0].test, get_closest_marker=lambda name: mark)
    assert plugin.pytest_pyfunc_call(cast("pytest.Function", item)) is (True if left_out else None)
    assert [step.state for step in plugin.done] == [State.NOT_RUN] * left_out


_CHECKS = """
import pytest

@pytest.fixture(scope="module", autouse=True)
def ready(machine):
    yield
    assert False, "what the checks prepared cannot be put back"

def test_run_web(machine):
    assert False, "the web server does not run"

def test_open_page(machine):
    pass
"""


class _Prepared(LessonPlugin):
    """A lesson on a machine that is none."""

    def _start(self) -> Any:
        return SimpleNamespace(
            failed_units=[],
            facts=lambda: ("debian-13", UNKNOWN),
            ahead=lambda: 0.0,
            check_storage=lambda store: None,
        )

    def _conclude(self, machine: object) -> None:
        pass


def test_a_clean_up_that_fails_does_not_hide_the_step_that_failed(tmp_path: Path) -> None:
    checks, result = tmp_path / "test_index.py", tmp_path / "index.json"
    checks.write_text(_CHECKS)
    ground = SimpleNamespace(
        beside="",
        store="default",
        base=SimpleNamespace(name="debian:13", mirror=()),
        plan=SimpleNamespace(stand_in=[]),
        route=DEFAULT,
    )
    assignment = Assignment(
        "index", "", "embedded 26.1", "", cast(Ground, ground), False, False, str(result)
    )
    words = ["-q", "-p", "no:cacheprovider", "-p", "no:pytest11.testinfra", str(checks)]
    pytest.main(words, plugins=[_Prepared(assignment)])
    record = load_record(result)
    first, second = record.steps[:2]
    assert (first.state, second.state) == (State.FAILED, State.NOT_REACHED)
    assert "the web server does not run" in first.failure
    assert record.error == ""
