"""What `dockerd --validate` says of broken drafts, and what it does not say."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import settle, with_jq
from checks.folder import assert_folder_goes, assert_new_folder, assert_writes_only_there, folder
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def up(machine: Machine) -> None:
    settle(machine)
    with_jq(machine)


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_trailing_comma(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "invalid character '}'" in str(result.stderr)
    assert_writes_only_there(step, host, "folder", "daemon-draft.json")


def test_wrong_type(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "cannot unmarshal string" in str(result.stderr)
    assert "debug of type bool" in str(result.stderr)


def test_unknown_key(step: StepRun) -> None:
    result = step.run(exit=1)
    assert "don't match any configuration option: debgu" in str(result.stderr)


def test_full_width(step: StepRun) -> None:
    # Which of the two depends on the Go that Docker was built with: the first byte, or all three.
    said = str(step.run(exit=1).stderr)
    assert any(f"invalid character '{one}' after object key" in said for one in ("ï", "："))


def test_curly_quotes(step: StepRun) -> None:
    said = str(step.run(exit=1).stderr)
    wanted = "looking for beginning of object key string"
    assert any(f"invalid character '{one}' {wanted}" in said for one in ("â", "“"))


def test_find_them(step: StepRun) -> None:
    assert step.run().text == "2:  “debug”: true\n"


def test_comment(step: StepRun) -> None:
    said = str(step.run(exit=1).stderr)
    assert "invalid character '/' after object key:value pair" in said


def test_single_quotes(step: StepRun) -> None:
    said = str(step.run(exit=1).stderr)
    assert r"invalid character '\'' looking for beginning of object key string" in said


def test_two_objects(step: StepRun) -> None:
    said = str(step.run(exit=1).stderr)
    assert "invalid character '{' after top-level value" in said


def test_singular(step: StepRun, host: Host) -> None:
    assert step.run().text == "configuration OK\n"
    assert (
        "registry-mirror" in host.file(f"{folder(step.machine)}/daemon-draft.json").content_string
    )


def test_find_ignored(step: StepRun) -> None:
    # `debug` is read, so that one sees that the loop tells them apart.
    assert step.run().text == "http-proxy: ignored\nregistry-mirror: ignored\n"


def test_valid_but_wrong(step: StepRun, host: Host) -> None:
    assert step.run().text == "configuration OK\n"
    assert (
        "10.200.0.256/24" in host.file(f"{folder(step.machine)}/daemon-draft.json").content_string
    )


def test_remove_draft(step: StepRun, host: Host) -> None:
    assert_folder_goes(step, host)
    # Nothing on this page has touched the daemon's own file.
    assert not host.file("/etc/docker/daemon.json").exists
