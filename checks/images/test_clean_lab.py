"""Dangling images: what they are, how they go, and what the filters keep."""

from __future__ import annotations

import shlex

import pytest
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
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

bystanders: list[str] = []
"""Images that the page did not make, unused and of 1970: one has a name, the other has none."""


def _build(tag: str) -> str:
    """The command that builds a bystander."""
    file = shlex.quote("FROM busybox:1.37\nRUN echo mine > /whose\n")
    return f"echo {file} | docker build --label stage=test --build-arg SOURCE_DATE_EPOCH=0 {tag} -"


def _make_bystanders(machine: Machine) -> None:
    """Nothing that the page does from here on may take them, or what they were built from."""
    for tag in ("--tag mine:1", "--label nobody=yes"):
        made = machine.terminal.check(_build(f"--quiet {tag}"), 300)
        assert made.exit == 0, made.text
        bystanders.append(str(made.stdout).strip())


def _own(host: Host) -> list[str]:
    """The ids of the page's images without a name; the bystanders are all there."""
    for number in bystanders:
        assert has_image(host, number)
    own = "docker images --quiet --filter dangling=true --filter label=page=clean"
    return str(host.check_output(own)).split()


def _named(host: Host) -> set[str]:
    """The names of the page's images; the bystanders are all there."""
    for number in bystanders:
        assert has_image(host, number)
    return {name for name in names(host) if name.startswith("note:")}


def _labels(host: Host, name: str) -> dict[str, str]:
    """The labels of an image."""
    return dict(image(host, name)["Config"].get("Labels") or {})


def test_build_twice(step: StepRun, host: Host) -> None:
    result = step.run(limit=300)
    first, second = str(result.stdout).split()
    assert image(host, "note:1")["Id"] == second
    assert _own(host) == [first.removeprefix("sha256:")[:12]]
    assert printed_by(host, first, "cat /note") == "first draft"
    assert printed_by(host, second, "cat /note") == "second draft"
    assert _labels(host, first) == _labels(host, second) == {"page": "clean"}
    assert str(result.stderr) == ""


def test_list(step: StepRun, host: Host) -> None:
    # Two that were made in one second come in any order.
    said = str(step.run(unordered=True).stdout)
    rows = [line.split() for line in said.splitlines() if line]
    (number,) = dangling(host)
    # Before Docker 29 in three columns, since then in two.
    nameless = [row for row in rows if row[0] in ("<none>", "<untagged>")]
    assert [number in row for row in nameless] == [True, True]
    assert [row for row in rows if ":".join(row).startswith("note:1")]
    assert rows[-1] == nameless[-1]
    assert rows[-2][0] in ("REPOSITORY", "IMAGE")


def test_rebuild(step: StepRun, host: Host, containerd_store: bool) -> None:
    _make_bystanders(step.machine)
    before = _own(host)
    old = short_id(host, "note:1")
    new, *left = str(step.run().stdout).split()
    assert image(host, "note:1")["Id"] == new
    assert _labels(host, new) == {"page": "clean"}
    assert printed_by(host, "note:1", "cat /note") == "third draft"
    # containerd's store lets go of an image whose name another takes.
    assert sorted(left) == sorted(before if containerd_store else [*before, old])
    assert has_image(host, old) != containerd_store


def test_remove(step: StepRun, host: Host) -> None:
    numbers = _own(host)
    assert numbers
    result = step.run()
    for number in numbers:
        assert f"Deleted: sha256:{number}" in str(result.stdout)
    assert _own(host) == []
    assert _named(host) == {"note:1"}


def test_remove_none(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "requires at least 1 argument" in str(result.stderr)
    assert _named(host) == {"note:1"}


def test_prune_none(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == "Total reclaimed space: 0B\n"
    assert _named(host) == {"note:1"}


def test_dangling_again(step: StepRun, host: Host) -> None:
    result = step.run()
    assert len(str(result.stdout).split()) == 2
    assert str(result.stderr) == ""
    labels = [_labels(host, number) for number in _own(host)]
    assert len(labels) == 2
    assert {"page": "clean", "stage": "test"} in labels
    drafts = {printed_by(host, number, "cat /note") for number in _own(host)}
    assert drafts == {"fourth draft", "fifth draft"}


def test_prune_label(step: StepRun, host: Host) -> None:
    step.run()
    (left,) = _own(host)
    assert _labels(host, left) == {"page": "clean"}
    assert _named(host) == {"note:1"}


def test_prune(step: StepRun, host: Host) -> None:
    result = step.type("y\n")
    assert "[y/N]" in str(result.stdout)
    assert _own(host) == []
    assert _named(host) == {"note:1"}


def test_keep(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert _named(host) == {"note:1", "note:old", "note:kept"}
    for name in ("note:old", "note:kept"):
        assert image(host, name)["Created"].startswith("1970-01-01")
        assert _labels(host, name) == {"page": "clean"}
    assert host.docker("keeper").inspect()["Config"]["Image"] == "note:kept"


def test_prune_until(step: StepRun, host: Host, containerd_store: bool) -> None:
    result = step.run()
    # containerd's store looks at when an image came to this host, the old one at when it was built.
    assert ("untagged: note:old" in str(result.stdout)) != containerd_store
    left = {"note:1", "note:kept"} | ({"note:old"} if containerd_store else set())
    assert _named(host) == listed(result) == left


@pytest.mark.deletes_data
def test_cache(step: StepRun, host: Host) -> None:
    drafts = "docker buildx du --verbose | grep --count 'draft'"
    assert int(host.run(drafts).stdout) > 0
    step.run(unordered=True, hide={"id, true": r"^([a-z0-9]{25}\*?\s+true\s+)"})
    assert int(host.run(drafts).stdout) == 0
    # What others built is still in the cache.
    assert "CACHED" in host.run(_build("--tag again:1")).stderr


def test_prune_all(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "untagged: note:1" in str(result.stdout)
    assert _named(host) == {"note:kept"}


def test_clean_up(step: StepRun, host: Host) -> None:
    step.run()
    assert containers(host) == set()
    assert _named(host) == set()
