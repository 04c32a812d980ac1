"""The cache folder: an entry is there whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from checks.lab import cache
from checks.lab.error import LabError


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


def test_what_a_killed_run_left_is_swept() -> None:
    left = cache.folder() / "engine" / ".unfinished-abc"
    left.mkdir(parents=True)
    (left / "part").write_text("1")
    cache.sweep(cache.folder())
    assert not left.exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with (
        pytest.raises(LabError, match=r"cache folder .*escape-vmware cannot be written"),
        cache.lock(),
    ):
        pass


def test_a_key_depends_on_every_part() -> None:
    assert cache.key("a", "b") == cache.key("a", "b")
    assert len({cache.key("a", "b"), cache.key("ab", ""), cache.key("b", "a")}) == 3
