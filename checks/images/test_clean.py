"""Dangling images: what they are, how they go, and what the filters keep."""

from __future__ import annotations

from testinfra.host import Host

from checks.images.facts import (
    containers,
    dangling,
    has_image,
    image,
    listed,
    names,
    printed_by,
    short_id,
)
from checks.lab.step_run import StepRun


def test_build_twice(step: StepRun, host: Host) -> None:
    result = step.run(limit=300)
    first, second = str(result.stdout).split()
    assert image(host, "note:1")["Id"] == second
    assert dangling(host) == [first.removeprefix("sha256:")[:12]]
    assert printed_by(host, first, "cat /note") == "first draft"
    assert printed_by(host, second, "cat /note") == "second draft"
    assert str(result.stderr) == ""


def test_list(step: StepRun, host: Host) -> None:
    rows = [line.split() for line in str(step.run().stdout).splitlines() if line]
    (number,) = dangling(host)
    # Before Docker 29 in three columns, since then in two.
    nameless = [row for row in rows if row[0] in ("<none>", "<untagged>")]
    assert [number in row for row in nameless] == [True, True]
    assert [row for row in rows if ":".join(row).startswith("note:1")]
    assert rows[-1] == nameless[-1]
    assert rows[-2][0] in ("REPOSITORY", "IMAGE")


def test_rebuild(step: StepRun, host: Host, containerd_store: bool) -> None:
    before = dangling(host)
    old = short_id(host, "note:1")
    new, *left = str(step.run().stdout).split()
    assert image(host, "note:1")["Id"] == new
    assert printed_by(host, "note:1", "cat /note") == "third draft"
    # containerd's store lets go of an image whose name another takes.
    assert sorted(left) == sorted(before if containerd_store else [*before, old])
    assert has_image(host, old) != containerd_store


def test_remove(step: StepRun, host: Host) -> None:
    numbers = dangling(host)
    assert numbers
    result = step.run()
    for number in numbers:
        assert f"Deleted: sha256:{number}" in str(result.stdout)
    assert names(host) == {"note:1"}


def test_remove_none(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "requires at least 1 argument" in str(result.stderr)
    assert names(host) == {"note:1"}


def test_prune_none(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == "Total reclaimed space: 0B\n"
    assert names(host) == {"note:1"}


def test_dangling_again(step: StepRun, host: Host) -> None:
    result = step.run()
    assert len(str(result.stdout).split()) == 2
    assert str(result.stderr) == ""
    # Docker 29 leaves out what is empty.
    labels = [image(host, number)["Config"].get("Labels") for number in dangling(host)]
    assert len(labels) == 2
    assert {"stage": "test"} in labels
    drafts = {printed_by(host, number, "cat /note") for number in dangling(host)}
    assert drafts == {"fourth draft", "fifth draft"}


def test_prune_label(step: StepRun, host: Host) -> None:
    before = {number: image(host, number)["Config"].get("Labels") for number in dangling(host)}
    step.run()
    (left,) = dangling(host)
    assert not before[left]
    assert "note:1" in names(host)


def test_prune(step: StepRun, host: Host) -> None:
    result = step.type("y\n")
    assert "[y/N]" in str(result.stdout)
    assert names(host) == {"note:1"}


def test_keep(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert names(host) == {"note:1", "nginx:1.28", "nginx:1.29"}
    assert host.docker("keeper").inspect()["Config"]["Image"] == "nginx:1.28"


def test_prune_until(step: StepRun, host: Host, containerd_store: bool) -> None:
    result = step.run()
    # containerd's store looks at when an image was fetched, the old one at when it was built.
    assert ("untagged: nginx:1.29" in str(result.stdout)) != containerd_store
    kept = {"nginx:1.29"} if containerd_store else set()
    assert names(host) == {"note:1", "nginx:1.28"} | kept
    assert listed(result) == {"note:1", "nginx:1.28"} | kept


def test_cache(step: StepRun, host: Host) -> None:
    parts = r"^(\w{25}\*?\s+true[\s\S]*?)^Total"
    text = str(step.run(hide={"parts of the cache": parts}).stdout)
    row = next(line for line in text.splitlines() if line.startswith("Build Cache"))
    assert row.split()[2:] == ["0", "0", "0B", "0B"]


def test_prune_all(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "untagged: note:1" in str(result.stdout)
    assert names(host) == {"nginx:1.28"}
    assert not has_image(host, "note:1")


def test_clean_up(step: StepRun, host: Host) -> None:
    step.run()
    assert containers(host) == set()
