"""Dangling images: what they are, how they go, and what the filters keep."""

from __future__ import annotations

from testinfra.host import Host

from checks.images.facts import containers, dangling, has_image, image, names, printed_by
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
    rows = [line.split()[:3] for line in str(step.run().stdout).splitlines()]
    (number,) = dangling(host)
    shown = [row[2] for row in rows if row[:2] == ["<none>", "<none>"]]
    assert shown == [number, number]
    assert [row for row in rows if row[:2] == ["note", "1"]]
    assert rows[-1] == ["<none>", "<none>", number]
    assert rows[-2][0] == "REPOSITORY"


def test_remove(step: StepRun, host: Host) -> None:
    (number,) = dangling(host)
    result = step.run()
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
    labels = [image(host, number)["Config"]["Labels"] for number in dangling(host)]
    assert len(labels) == 2
    assert {"stage": "test"} in labels
    assert printed_by(host, "note:1", "cat /note") == "final"


def test_prune_label(step: StepRun, host: Host) -> None:
    before = {number: image(host, number)["Config"]["Labels"] for number in dangling(host)}
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


def test_prune_until(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "untagged: nginx:1.29" in str(result.stdout)
    assert names(host) == {"note:1", "nginx:1.28"}
    assert "REPOSITORY" in str(result.stdout)


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
