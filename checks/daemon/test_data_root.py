"""Docker's data copied to another disk, in use there, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    OWN,
    SINCE,
    as_if_run,
    assert_merges,
    configured,
    info,
    listing,
    mount_disk,
    settle,
    with_jq,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME

NEW = "/srv/docker"
OLD = "/var/lib/docker"
RAN = f"{HOME}/running-before-move"
DROP_IN = "/etc/systemd/system/docker.service.d/data-root.conf"


@pytest.fixture(scope="module", autouse=True)
def second_disk(machine: Machine) -> None:
    """A disk in fstab, two containers of which one runs, and a volume."""
    settle(machine)
    with_jq(machine)
    mount_disk(machine, "/var/lib/containerd/disk", in_fstab=True)
    done = machine.terminal.check(
        "docker run --detach --name web nginx && docker create --name idle nginx"
        " && docker volume create notes",
        120,
    )
    assert done.exit == 0, done.text


def counts(step: StepRun) -> list[str]:
    """What the step prints: folder, driver, images, containers, volumes."""
    return str(step.run().stdout).split()


def test_before(step: StepRun, host: Host) -> None:
    folder, driver, images, *rest = counts(step)
    assert (folder, driver) == (OLD, info(host)["Driver"])
    assert (int(images) > 0, rest) == (True, ["images", "2", "containers", "1"])


def test_which_disk(step: StepRun, host: Host) -> None:
    lines = str(step.run().stdout).splitlines()
    assert lines[1].split()[0] == "/srv"
    assert lines[3].split()[:2] == ["/srv", "/var/lib/containerd/disk"]


@pytest.mark.stops_containers
def test_stop_all(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(RAN).content_string == "web\n"
    # Done once more, when nothing runs any longer, it forgets nothing.
    assert step.again().exit == 0
    assert host.file(RAN).content_string == "web\n"
    noted = host.check_output(f"cat {OLD}/containers/*/config.v2.json")
    assert '"HasBeenManuallyStopped":true' in noted
    assert not host.service("docker.service").is_running
    assert not host.service("docker.socket").is_running


def test_nobody_writes(step: StepRun, host: Host) -> None:
    assert step.run(exit=1).text == ""
    # It finds Docker itself, and a container without it.
    host.check_output("systemctl start docker && docker start web")
    found = [line.split()[1] for line in str(step.again().stdout).splitlines()]
    assert sorted(Path(program).name for program in found) == ["containerd-shim-runc-v2", "dockerd"]
    host.check_output("docker stop web && systemctl stop docker.socket docker.service")
    host.check_output("systemctl reset-failed docker docker.socket")


def test_copy_all(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert listing(host, NEW) == listing(host, OLD)
    # Where the folder is there already, nothing is copied into it.
    assert step.again().exit == 1
    assert not host.file(f"{NEW}/docker").exists


def test_set_data_root(step: StepRun, host: Host, machine: Machine) -> None:
    wanted = {"data-root": NEW}
    assert_merges(step, host, machine, OWN | wanted, wanted, "before-data-root")
    assert not host.service("docker.service").is_running


def test_require_disk(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(DROP_IN).content_string == "[Unit]\nRequiresMountsFor=/srv/docker\n"
    requires = host.check_output("systemctl show --property=Requires --value docker")
    assert "srv.mount" in requires.split()
    assert info(host)["DockerRootDir"] == NEW
    # A drop-in of this name that is there stays as it is.
    host.check_output(f"cp -a {DROP_IN} /root/drop-in && echo '[Unit]' > {DROP_IN}")
    assert step.again().exit == 0
    assert host.file(DROP_IN).content_string == "[Unit]\n"
    host.check_output(f"cp -a /root/drop-in {DROP_IN}")


def test_after(step: StepRun, host: Host) -> None:
    folder, driver, images, *rest = counts(step)
    assert (folder, driver) == (NEW, info(host)["Driver"])
    assert (int(images) > 0, rest) == (True, ["images", "2", "containers", "1"])


def test_start_again(step: StepRun, host: Host) -> None:
    # While not all can be started, the list stays.
    host.check_output(f"cp -a {RAN} /root/ran && echo gone > {RAN}")
    step.again()
    assert host.file(RAN).content_string == "gone\n"
    host.check_output(f"cp -a /root/ran {RAN}")
    # A new shell knows it as well.
    step.log_in_again()
    step.run()
    assert host.check_output("docker ps --format '{{.Names}}'") == "web"
    assert not host.file(RAN).exists


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    step.run()
    assert info(host)["DockerRootDir"] == OLD
    assert configured(host) == OWN
    assert not host.file(DROP_IN).exists
    assert host.check_output("docker ps --all --format '{{.Names}}' | sort") == "idle\nweb"
    # What ran before runs again.
    assert host.check_output("docker ps --format '{{.Names}}'") == "web"
    assert not host.file(RAN).exists
    # Done once more, there is nothing to undo, and nothing stops.
    since = "docker inspect --format '{{.State.StartedAt}}' web"
    started = host.check_output(since)
    step.again()
    assert host.check_output(since) == started
    assert host.check_output("docker ps --format '{{.Names}}'") == "web"
    # A data-root of the reader's own is back, and a drop-in of his own stays.
    host.check_output(f"echo '[Unit]' > {DROP_IN}")
    had = OWN | {"data-root": OLD}
    as_if_run(machine, OWN | {"data-root": NEW} | SINCE, "before-data-root", had)
    # What a first run has noted before it broke off is started, too.
    machine.terminal.run(f"echo idle > {RAN}")
    assert step.again().exit == 0
    assert configured(host) == had | SINCE
    assert host.file(DROP_IN).content_string == "[Unit]\n"
    assert host.check_output("docker ps --format '{{.Names}}' | sort") == "idle\nweb"
