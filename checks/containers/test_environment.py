"""Settings for a container: variables, a file of them, and a secret that is not one."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.folder import assert_folder_goes, assert_new_folder, assert_writes_only_there, folder
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The image is there."""
    pull(machine, "busybox")


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_service(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(f"{folder(step.machine)}/app.env").content_string == (
        "# the application's settings\nCOLOUR=red\nSIZE=large\n"
    )
    app = inspect(host, "trial-app")
    assert app["State"]["Running"]
    assert app["Config"]["Cmd"] == ["sleep", "600"]
    assert app["Config"]["Env"][:2] == ["COLOUR=red", "SIZE=large"]
    assert_writes_only_there(step, host, "folder", "app.env")


def test_service_sees(step: StepRun) -> None:
    assert set(step.run().text.splitlines()) == {"COLOUR=red", "SIZE=large"}


def test_set(step: StepRun, host: Host) -> None:
    assert step.run().text == "COLOUR=blue\n"
    assert names(host, "--all") == {"trial-app"}


def test_pass_on(step: StepRun, host: Host) -> None:
    assert step.run().text == "COLOUR=green\n"
    assert names(host, "--all") == {"trial-app"}


def test_as_file(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines()[1:] == ["secret"]
    assert host.file(f"{folder(step.machine)}/password").mode == 0o600
    careful = inspect(host, "trial-careful")
    assert careful["State"]["Running"]
    assert careful["Config"]["Cmd"] == ["sleep", "600"]
    (mount,) = careful["Mounts"]
    assert mount["Destination"] == "/run/secrets/password"
    assert not mount["RW"]
    assert not any("secret" in setting for setting in careful["Config"]["Env"])
    assert_writes_only_there(step, host, "folder", "password")


def test_who_sees(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines()[1:] == ["PASSWORD=secret"]
    assert inspect(host, "trial-careless")["State"]["Running"]
    assert inspect(host, "trial-careless")["Config"]["Cmd"] == ["sleep", "600"]


def test_changed_too_late(step: StepRun, host: Host) -> None:
    before = inspect(host, "trial-app")["State"]["StartedAt"]
    assert step.run().text == "trial-app\nCOLOUR=red\n"
    assert inspect(host, "trial-app")["State"]["StartedAt"] > before
    assert "COLOUR=yellow\n" in host.file(f"{folder(step.machine)}/app.env").content_string
    assert_writes_only_there(step, host, "folder", "app.env")


def test_recreate(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines()[-1] == "COLOUR=yellow"
    app = inspect(host, "trial-app")
    assert app["Config"]["Cmd"] == ["sleep", "600"]
    assert "SIZE=large" in app["Config"]["Env"]


def test_quotes(step: StepRun, host: Host) -> None:
    assert step.run().text == 'COLOUR="red"\n'
    assert names(host, "--all") == {"trial-app", "trial-careful", "trial-careless"}
    assert_writes_only_there(step, host, "folder", "quoted.env")


def test_not_by_itself(step: StepRun, host: Host) -> None:
    assert step.run(exit=1).text == ""
    assert names(host, "--all") == {"trial-app", "trial-careful", "trial-careless"}


def test_time_zone(step: StepRun, host: Host) -> None:
    # busybox has no time zone data: the name is taken for an abbreviation, the time is UTC.
    assert step.run().text == "Asia +0000\nCST +0800\n"
    assert names(host, "--all") == {"trial-app", "trial-careful", "trial-careless"}


def test_remove(step: StepRun, host: Host) -> None:
    assert_folder_goes(step, host)
    assert names(host, "--all") == set()
