"""The cache folder: an entry is there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from checks.guide.problem import ROOT
from checks.lab import cache
from checks.lab.error import LabError
from checks.lab.run import cgroup, sweep_folders
from tests.needs import missing


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_the_folder_follows_the_xdg_variable(tmp_path: Path) -> None:
    assert cache.folder() == tmp_path / "cache" / "escape-vmware"


def test_an_entry_appears_when_it_is_whole() -> None:
    entry = cache.folder() / "thing"
    with cache.fresh_entry(entry) as folder:
        (folder / "part").write_text("1")
        assert not entry.exists()
    assert (entry / "part").read_text() == "1"
    assert [*entry.parent.iterdir()] == [entry]


def test_a_failure_leaves_nothing() -> None:
    entry = cache.folder() / "thing"
    with pytest.raises(ValueError, match="half-way"), cache.fresh_entry(entry) as folder:
        (folder / "part").write_text("1")
        raise ValueError("half-way")
    assert [*entry.parent.iterdir()] == []


def test_a_full_disk_is_said_in_words() -> None:
    entry = cache.folder() / "thing"
    with pytest.raises(LabError, match=r"is full \(\d+ MiB free\)"), cache.fresh_entry(entry):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert [*entry.parent.iterdir()] == []


@pytest.mark.parametrize(("free", "lessons"), [(6.9e9, 100), (0.5e9, 1)])
def test_a_disk_that_may_get_full_is_said_before(
    free: float, lessons: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = SimpleNamespace(free=int(free))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    cache.check_room(lessons)
    said = capsys.readouterr().err
    assert f"{free / 1e9:.1f} GB are free" in said
    assert "XDG_CACHE_HOME" in said


def test_a_disk_with_room_is_not_worth_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = SimpleNamespace(free=int(8e9))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    cache.check_room(172)
    assert not capsys.readouterr().err


def test_what_a_killed_run_left_is_swept() -> None:
    left = cache.folder() / "engine" / ".unfinished-abc"
    left.mkdir(parents=True)
    (left / "part").write_text("1")
    sweep_folders()
    assert not left.exists()


def test_a_control_group_that_outlived_its_run_is_swept() -> None:
    """On a busy host an engine's last group can stay longer than its watcher waits for it."""
    if os.geteuid() != 0:
        missing("root")
    top = Path("/sys/fs/cgroup")
    inside = (top if (top / "cgroup.controllers").exists() else top / "pids") / cgroup(Path("dead"))
    inside.mkdir()
    try:
        sweep_folders()
        assert not inside.exists()
    finally:
        with suppress(FileNotFoundError):
            inside.rmdir()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with (
        pytest.raises(LabError, match=r"cache folder .*escape-vmware cannot be written"),
        cache.lock(),
    ):
        pass


def test_who_holds_the_folder_is_named_and_waited_for_no_longer_than_the_limit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with cache.lock(), pytest.raises(LabError) as caught, cache.lock(limit=0):
        pass
    assert f"Another run (process {os.getpid()}) has used the cache folder" in caught.value.what
    assert "XDG_CACHE_HOME" in caught.value.remedy
    with cache.lock(limit=0):  # and it is free again
        pass


def test_the_one_who_waits_gets_it_when_the_other_ends(capsys: pytest.CaptureFixture[str]) -> None:
    holds = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys\nfrom checks.lab import cache\n"
            "with cache.lock():\n    print(flush=True)\n    sys.stdin.read()",
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holds.stdout
    assert holds.stdin
    holds.stdout.readline()
    threading.Timer(0.5, holds.stdin.close).start()
    with cache.lock():
        assert holds.wait() == 0
    assert f"process {holds.pid}) uses the cache folder; waiting" in capsys.readouterr().err


def test_a_key_depends_on_every_part() -> None:
    assert cache.key("a", "b") == cache.key("a", "b")
    assert len({cache.key("a", "b"), cache.key("ab", ""), cache.key("b", "a")}) == 3
