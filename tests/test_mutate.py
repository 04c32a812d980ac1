"""`nox -s mutate`: which mutants are judged, what becomes of them, and what is said of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from checks.guide import record
from checks.guide.lesson import Lesson, Step, load_lessons
from checks.guide.problem import GuideError
from checks.guide.record import Record, StepRecord
from checks.guide.state import State
from checks.lab import mutate
from checks.lab.error import LabError
from checks.lab.mutants import Mutant, mutants
from checks.lab.mutate import Fate, equivalents, fate
from tests.conftest import verify_environment


@pytest.fixture(scope="module")
def lessons() -> dict[str, Lesson]:
    return load_lessons()


@pytest.fixture(scope="module")
def every(lessons: dict[str, Lesson]) -> list[Mutant]:
    return [m for lesson in lessons.values() for step in lesson.steps for m in mutants(step)]


# -- which mutants ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "steps"),
    [
        pytest.param("index/run-web", {"index"}, id="a step"),
        pytest.param("containers/limits", {"containers/limits"}, id="a lesson"),
        pytest.param("start", {"start/compare", "start/tour"}, id="a chapter"),
    ],
)
def test_what_is_named_is_chosen(
    word: str, steps: set[str], lessons: dict[str, Lesson], every: list[Mutant]
) -> None:
    chosen = mutate.choose(mutate.options([word]), lessons, every)
    assert {mutant.step.lesson for mutant in chosen} == steps
    assert "/" not in word or all(mutant.step.key.startswith(word) for mutant in chosen)


def test_a_sample_is_a_share_of_all(lessons: dict[str, Lesson], every: list[Mutant]) -> None:
    chosen = mutate.choose(mutate.options(["--sample", "5"]), lessons, every)
    assert len({*chosen}) == round(len(every) / 20)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--sample=0"], "must be at least 1", id="an empty sample"),
        pytest.param(["--smaple=5"], "Did you mean --sample?", id="a misspelt option"),
        pytest.param(["idnex"], "Did you mean index", id="a misspelt lesson"),
        pytest.param(
            ["index/run-wbe"], 'no lesson and no chapter "index/run-wbe"', id="a misspelt step"
        ),
    ],
)
def test_what_is_misspelt_is_told(
    words: list[str],
    said: str,
    lessons: dict[str, Lesson],
    every: list[Mutant],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["mutate", *words])
    with pytest.raises(LabError, match=re.escape(said)):
        mutate.choose(mutate.options(words), lessons, every)


def test_who_has_seen_enough_of_the_list_sees_no_traceback() -> None:
    command = f"{sys.executable} -m checks.lab.mutate --list compose | head --lines=1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_the_guide_names_equivalent_mutants_with_their_reasons(every: list[Mutant]) -> None:
    assert all(len(reason) > 20 for reason in equivalents(every).values())


@pytest.mark.parametrize(
    ("second", "said"),
    [
        pytest.param('step = "a/b"\nchange = "drop c"', "missing required field `reason`", id="no"),
        pytest.param(
            'step = "a/b"\nchange = "drop c"\nreason = ""', "length >= 1", id="an empty reason"
        ),
        pytest.param(
            'step = "index/run-web"\nchange = "drop --tty"\nreason = "r"',
            'step "index/run-web" has no mutant "drop --tty"; remove the entry',
            id="no such mutant",
        ),
    ],
)
def test_a_wrong_entry_is_told_with_its_line(
    second: str, said: str, every: list[Mutant], tmp_path: Path
) -> None:
    path = tmp_path / "equivalent.toml"
    first = 'step = "index/run-web"\nchange = "drop --detach"\nreason = "r"'
    path.write_text(f"# A comment\n[[mutant]]\n{first}\n\n[[mutant]]\n{second}\n")
    with pytest.raises(GuideError, match=re.escape(said)) as raised:
        equivalents(every, path)
    assert [problem.line for problem in raised.value.problems] == [7]


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "equivalent.toml"
    path.write_text("# A comment\n[[mutant\n")
    with pytest.raises(GuideError, match=r"equivalent\.toml:2: "):
        equivalents([], path)


# -- what becomes of them --------------------------------------------------------------------------


def played(*states: State, error: str = "") -> Record:
    """The record of a lesson with the steps a, b, c."""
    steps = [
        StepRecord(id=id, hash=f"sha256:{0:064}", state=state)
        for id, state in zip("abc", states, strict=False)
    ]
    machine = record.Machine("", "", "", "", "", "", "", "", None)
    supply = record.Supply([], [])
    when = "2026-01-01T00:00:00Z"
    return Record(record.SCHEMA, "made-up", "", when, "", 1.0, machine, supply, steps, error=error)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (played(State.RUN, State.FAILED, State.NOT_REACHED), Fate.KILLED),
        (played(State.RUN, State.RUN, State.FAILED), Fate.KILLED),
        (played(State.RUN, State.RUN, error="the machine is gone"), Fate.KILLED),
        (played(State.RUN, State.STAND_IN, State.NOT_RUN), Fate.SURVIVED),
        (played(State.FAILED, State.NOT_REACHED, State.NOT_REACHED), Fate.ERROR),
        (played(error="no machine"), Fate.ERROR),
    ],
    ids=["its own check", "a later check", "the end", "no check", "an earlier step", "the lab"],
)
def test_the_record_tells_what_became_of_a_mutant(made: Record, expected: Fate) -> None:
    step = Step("made-up", "b", "docs/lessons/made-up.sh", 1, 1, "x", ("x",))
    assert fate(Mutant(step, "drop x", "true"), made) is expected


# -- on machines -----------------------------------------------------------------------------------

LESSON = """\
#: make-folder
mkdir --mode=0700 private

#: make-file
touch private/one
"""

CHECKS = '''\
"""Made up: one check that is worth nothing, and one that is worth something."""

MACHINE = "fresh"


def test_make_folder(step) -> None:
    step.run()


def test_make_file(step, host) -> None:
    step.run()
    assert host.file("/home/reader/private/one").exists
'''

EQUIVALENT = """\
[[mutant]]
step = "made-up/make-folder"
change = "change 0700 to 0701"
reason = "made up for a test"
"""


@pytest.fixture
def guide(guide_copy: Path) -> Path:
    """A guide with a lesson of its own."""
    (guide_copy / "docs" / "lessons" / "made-up.sh").write_text(LESSON)
    (guide_copy / "checks" / "test_made_up.py").write_text(CHECKS)
    (guide_copy / "checks" / "equivalent.toml").write_text(EQUIVALENT)
    return guide_copy


@pytest.mark.root
@pytest.mark.usefixtures("embedding")
def test_the_weak_check_is_found(guide: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "checks.lab.mutate", *words],
            cwd=guide,
            env=verify_environment(guide),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )

    done = run("made-up")
    assert done.returncode == 1, done.stdout
    judged = re.findall(r"\d of 5 mutants: (.*?): made-up/(.*)$", done.stdout, re.MULTILINE)
    assert sorted(judged) == [
        ("killed", "make-file: change private/one to private/onex"),
        ("killed", "make-file: drop touch private/one"),
        ("killed", "make-folder: change private to privatex"),
        ("killed", "make-folder: drop mkdir --mode=0700 private"),
        ("survived", "make-folder: drop --mode=0700"),
    ], done.stdout
    assert (
        "docs/lessons/made-up.sh:2: survived: drop --mode=0700\n"
        "    - mkdir --mode=0700 private\n"
        "    + mkdir private\n"
        "no check notices; correct test_make_folder" in done.stdout
    )
    assert "equivalent: change 0700 to 0701\n    made up for a test\n" in done.stdout
    assert re.search(r"^all +6 +4 +1 +1 +0 +80\.0 %$", done.stdout, re.MULTILINE)

    # The check is corrected.
    check = guide / "checks" / "test_made_up.py"
    mode = 'assert host.file("/home/reader/private").mode == 0o700'
    check.write_text(
        CHECKS.replace("folder(step)", "folder(step, host)").replace(
            "step.run()\n", f"step.run()\n    {mode}\n", 1
        )
    )
    killed = run("made-up/make-folder")
    assert killed.returncode == 0, killed.stdout
    assert re.search(r"^all +4 +3 +0 +1 +0 +100\.0 %$", killed.stdout, re.MULTILINE)
