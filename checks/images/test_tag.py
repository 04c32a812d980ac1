"""Names of images: given, moved and taken away; and what `latest` is not."""

from __future__ import annotations

from testinfra.host import Host

from checks.images.facts import containers, has_image, image, listed, names, printed_by
from checks.lab.step_run import StepRun


def test_build_two(step: StepRun, host: Host) -> None:
    result = step.run(limit=300)
    assert names(host) == {"hello:1", "hello:2"}
    assert printed_by(host, "hello:1") == "version 1"
    assert printed_by(host, "hello:2") == "version 2"
    assert str(result.stderr) == ""


def test_tag(step: StepRun, host: Host) -> None:
    assert listed(step.run()) == {"team/hello:1.0"}
    assert image(host, "team/hello:1.0")["Id"] == image(host, "hello:1")["Id"]


def test_tag_by_id(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == "version 2\n"
    assert image(host, "team/hello:2.0")["Id"] == image(host, "hello:2")["Id"]
    assert containers(host) == set()


def test_upper_case(step: StepRun, host: Host) -> None:
    before = names(host)
    assert "must be lowercase" in str(step.run(exit=1).stderr)
    assert names(host) == before


def test_latest(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == "version 1\n"
    assert {"team/hello:1.0", "team/hello:2.0", "team/hello:latest"} <= names(host)
    assert containers(host) == set()


def test_no_latest(step: StepRun, host: Host) -> None:
    result = step.run(exit=125)
    assert "Unable to find image 'hello:latest' locally" in str(result.stderr)
    assert not has_image(host, "hello")


def test_move(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == "version 2\nversion 1\n"
    assert image(host, "team/hello")["Id"] == image(host, "hello:2")["Id"]
    assert containers(host) == set()


def test_untag(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == "Untagged: hello:1\n"
    assert not has_image(host, "hello:1")
    assert has_image(host, "team/hello:1.0")


def test_delete(step: StepRun, host: Host) -> None:
    number = image(host, "team/hello:1.0")["Id"]
    result = step.run()
    assert f"Deleted: {number}" in str(result.stdout)
    assert not has_image(host, number)


def test_in_use(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "conflict" in str(result.stderr)
    assert "is using its referenced image" in str(result.stderr)
    assert "hello:2" in str(result.stderr)
    assert containers(host) == {"trial-keeper"}
    assert host.docker("trial-keeper").inspect()["Config"]["Image"] == "team/hello:2.0"
    assert names(host) == {"hello:2"}


def test_in_use_cure(step: StepRun, host: Host) -> None:
    step.run()
    assert containers(host) == set()
    assert names(host) == set()
