"""`mutate` as its user runs it: what survives is named, what is known is not tried again."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.guide.problem import ROOT
from checks.lab import cache
from tests.conftest import verify_environment

LESSON = """\
#: make-folder
mkdir --mode=0700 private

#: make-file
#zh 一个文件
#en A file
touch private/one
touch private/two

#: count
ls private | wc --lines
"""

CHECKS = '''\
"""Made up: one check that is worth something, and one that is not."""

from testinfra.host import Host

from checks.lab.step_run import StepRun

MACHINE = "fresh"


def test_make_folder(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/home/reader/private").is_directory


def test_make_file(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/home/reader/private/one").exists
    assert host.file("/home/reader/private/two").exists


def test_count(step: StepRun) -> None:
    assert str(step.run().stdout) == "2\\n"
'''


@pytest.fixture
def guide(guide_copy: Path) -> Iterator[Path]:
    """A guide with a lesson of its own, and no memory of it afterwards."""
    (guide_copy / "docs" / "lessons" / "made-up.sh").write_text(LESSON)
    (guide_copy / "checks" / "test_made_up.py").write_text(CHECKS)
    (guide_copy / "checks" / "survivors.toml").write_text("")
    yield guide_copy
    memory().unlink(missing_ok=True)


def memory() -> Path:
    return cache.folder() / "mutate" / "made-up.jsonl"


def known() -> dict[str, str]:
    """The mutants that are remembered, and what became of each."""
    lines = [json.loads(line) for line in memory().read_text().splitlines()]
    return {line["id"]: line["fate"] for line in lines if "fate" in line}


def mutate_command(*words: str) -> list[str]:
    return [sys.executable, "-m", "checks.mutate.run", *words]


def mutate(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        mutate_command(*words),
        cwd=root,
        env=verify_environment(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


# -- without a machine ---------------------------------------------------------------------------


def test_the_mutants_are_listed_without_running_any(guide: Path) -> None:
    done = mutate(guide, "--list", "made-up")
    assert done.returncode == 0, done.stdout
    assert "docs/lessons/made-up.sh:2: drop option: drop --mode=0700" in done.stdout
    assert "docs/lessons/made-up.sh:8: change word: change private/two" in done.stdout
    assert re.search(r"^made-up/count: \d+ mutants$", done.stdout, re.MULTILINE)
    assert not memory().exists()


def test_a_sample_is_the_same_each_time_and_says_of_what(guide: Path) -> None:
    def listed(*words: str) -> list[str]:
        done = mutate(guide, "--list", *words, "made-up")
        assert done.returncode == 0, done.stdout
        return done.stdout.splitlines()

    *every, total = listed()
    *half, said = listed("--sample", "50")
    assert listed("--sample", "50") == [*half, said]
    assert set(half) < set(every)
    number = sum(line.startswith("  ") for line in half)
    assert number > 0
    assert said == f"{number} mutants, a sample of {total.removesuffix(' mutants')}"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("--sample=0", "Argument --sample: must be at least 1"),
        ("--sample=101", "Argument --sample: must be at most 100"),
        ("made-upp", 'Error: There is no lesson and no page "made-upp". Did you mean made-up'),
        ("made-up/cuont", 'Error: There is no step "made-up/cuont". Did you mean count?'),
        ("--frehs", "Did you mean --fresh?"),
    ],
)
def test_what_is_misspelt_is_told(guide: Path, word: str, said: str) -> None:
    done = mutate(guide, word)
    assert done.returncode == 2, done.stdout
    assert said in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('[[survivor]]\nstep = "made-up/count"\n', ":1: the entry lacks: mutant, reason"),
        (
            '[[survivor]]\nstep = "made-up/x"\nmutant = "drop a"\nreason = "b"\n',
            ':1: there is no step "made-up/x"; remove the entry',
        ),
        ("[[survivor", ":1: not TOML"),
    ],
)
def test_a_wrong_entry_is_told_with_its_line(guide: Path, entry: str, said: str) -> None:
    (guide / "checks" / "survivors.toml").write_text(entry)
    done = mutate(guide, "made-up")
    assert done.returncode == 2, done.stdout
    assert f"checks/survivors.toml{said}" in done.stdout
    assert "Traceback" not in done.stdout


# -- with machines -------------------------------------------------------------------------------


@pytest.mark.root
@pytest.mark.usefixtures("embedding")
def test_the_weak_check_is_found_and_nothing_is_tried_twice(guide: Path) -> None:
    done = mutate(guide, "made-up")
    assert done.returncode == 1, done.stdout
    survived = re.findall(r"^docs/lessons/made-up\.sh:(\d+): survived: (.*)$", done.stdout, re.M)
    # The mode is never looked at; a folder of another name is (the next step writes into it).
    assert survived == [("2", "drop --mode=0700"), ("2", "change 0700 to 0701")], done.stdout
    assert "    - mkdir --mode=0700 private\n    + mkdir private\n" in done.stdout
    assert "mend test_make_folder" in done.stdout
    first = known()
    assert {*first.values()} == {"killed", "survived"}

    # What is known is not run again: this is over before an engine could boot a machine.
    started = time.monotonic()
    again = mutate(guide, "made-up")
    assert again.returncode == 1, again.stdout
    assert f"Known from earlier runs: {len(first)} mutants" in again.stdout
    assert time.monotonic() - started < 30
    assert known() == first

    # The check mended, only what it may kill now is run again.
    replaced(
        guide / "checks" / "test_made_up.py",
        'assert host.file("/home/reader/private").is_directory',
        'assert host.file("/home/reader/private").mode == 0o700',
    )
    mended = mutate(guide, "made-up")
    assert mended.returncode == 0, mended.stdout
    assert "survived:" not in mended.stdout
    assert "Score: 100.0 %" in mended.stdout


@pytest.mark.root
@pytest.mark.usefixtures("embedding")
def test_a_survivor_with_a_reason_is_listed_and_does_not_count_as_killed(guide: Path) -> None:
    entries = guide / "checks" / "survivors.toml"
    entries.write_text(
        textwrap.dedent(
            """\
            [[survivor]]
            step = "made-up/make-folder"
            mutant = "drop --mode=0700"
            reason = "made up"

            [[survivor]]
            step = "made-up/make-folder"
            mutant = "change 0700 to 0701"
            reason = "made up as well"
            """
        )
    )
    done = mutate(guide, "made-up/make-folder")
    assert done.returncode == 0, done.stdout
    assert "Looked at (checks/survivors.toml):" in done.stdout
    assert "made up as well" in done.stdout
    assert "Score: 100.0 %" not in done.stdout

    # An entry that names nothing any more, or what is killed, is an error with its line.
    replaced(entries, "0700 to 0701", "0700 to 0702")
    gone = mutate(guide, "made-up/make-folder")
    assert gone.returncode == 1, gone.stdout
    assert (
        'checks/survivors.toml:6: made-up/make-folder has no mutant "change 0700 to 0702"'
        in gone.stdout
    )
    replaced(entries, "change 0700 to 0702", "change private to privatex")
    killed = mutate(guide, "made-up/make-folder")
    assert killed.returncode == 1, killed.stdout
    assert "is killed now; remove the entry" in killed.stdout


@pytest.mark.root
@pytest.mark.usefixtures("embedding")
def test_a_lesson_that_fails_as_it_is_printed_is_refused(guide: Path) -> None:
    replaced(guide / "checks" / "test_made_up.py", '== "2\\n"', '== "3\\n"')
    done = mutate(guide, "made-up")
    assert done.returncode == 1, done.stdout
    assert "docs/lessons/made-up.sh:1: not mutated:" in done.stdout
    assert 'step "count" fails as it is printed' in done.stdout
    assert "nox -s verify -- made-up" in done.stdout
    assert known() == {}


@pytest.mark.root
@pytest.mark.usefixtures("embedding")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_what_was_found_out_survives_the_end_of_a_run(guide: Path, how: signal.Signals) -> None:
    # So slow that it cannot be over before it is interrupted.
    replaced(guide / "docs" / "lessons" / "made-up.sh", "mkdir ", "sleep 1\nmkdir ")
    process = subprocess.Popen(
        mutate_command("made-up"),
        cwd=guide,
        env=verify_environment(guide),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not (memory().exists() and len(known()) > 3):
        time.sleep(0.1)
    process.send_signal(how)
    said, _ = process.communicate(timeout=60)
    if how == signal.SIGINT:
        assert process.returncode == 130, said
    first = known()
    assert first

    done = mutate(guide, "made-up")
    assert done.returncode == 1, done.stdout
    assert "Known from earlier runs:" in done.stdout
    assert {**known(), **first} == known()


def test_the_guide_knows_its_survivors() -> None:
    """Every entry is about a mutant that there is, and says why it means the same."""
    from checks.guide.lesson import load_lessons
    from checks.mutate import survivors
    from checks.mutate.mutants import every

    lessons = load_lessons()
    names = {
        (mutant.step, mutant.what)
        for lesson in lessons.values()
        for found in every(lesson.steps).values()
        for mutant in found.mutants
    }
    for entry in survivors.load(ROOT / "checks" / "survivors.toml", lessons):
        assert (entry.step, entry.mutant) in names, f"{entry.path}:{entry.line}"
        assert len(entry.reason) > 20
