"""containerd's folder copied to another disk, in use there, and the way back."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.daemon.facts import (
    info,
    listing,
    mount_disk,
    settle,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

CONFIG = "/etc/containerd/config.toml"
NEW = "/srv/containerd"
OLD = "/var/lib/containerd"
DROP_IN = "/etc/systemd/system/containerd.service.d/root.conf"


@pytest.fixture(scope="module", autouse=True)
def second_disk(machine: Machine) -> None:
    settle(machine)
    mount_disk(machine, "/var/lib/docker/disk", in_fstab=True)
    done = machine.terminal.check(
        "docker rm --force web; docker run --detach --name web nginx", 120
    )
    assert done.exit == 0, done.text


def test_your_store(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).split()[0] == info(host)["Driver"]


def test_how_much(step: StepRun) -> None:
    result = step.run(hide={"size": r"^(\d+M)"})
    size, folder = str(result.stdout).split()
    assert size.endswith("M")
    assert folder == OLD


@pytest.mark.stops_containers
def test_stop_all(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("cat /var/tmp/were-running.*") == "web"
    # Nothing goes into the directory where the reader is.
    assert not host.file("/home/reader/were-running").exists
    for unit in ("docker.socket", "docker.service", "containerd.service"):
        assert not host.service(unit).is_running
    noted = host.check_output("cat /var/lib/docker/containers/*/config.v2.json")
    assert '"HasBeenManuallyStopped":true' in noted


def test_copy_all(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert listing(host, NEW) == listing(host, OLD)
    assert step.again().exit == 1
    assert not host.file(f"{NEW}/containerd").exists


def test_set_containerd_root(step: StepRun, host: Host) -> None:
    before = host.file(CONFIG).content_string
    step.run()
    line = f'root = "{NEW}" # moved\n'
    assert host.file(CONFIG).content_string == line + before
    # A root that is there already is shown, and nothing is changed.
    assert step.again().text == line
    assert host.file(CONFIG).content_string == line + before


def test_require_disk(step: StepRun, host: Host) -> None:
    step.run()
    assert host.service("docker").is_running
    requires = host.check_output("systemctl show --property=Requires --value containerd")
    assert "srv.mount" in requires.split()


def test_see_containerd_root(step: StepRun) -> None:
    [line] = str(step.run().stdout).splitlines()
    assert line.split()[::2] == ["root", f'"{NEW}"'] or line == f"root = '{NEW}'"


def test_start_again(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --format '{{.Names}}'") == "web"
    assert host.check_output("find /var/tmp -name 'were-running.*'") == ""


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host) -> None:
    # What the reader has written since stays, and so does a drop-in of his own.
    host.check_output(f"echo '# since' >> {CONFIG}")
    host.check_output(f"cp -a {DROP_IN} /root/drop-in && echo '[Unit]' > {DROP_IN}")
    step.again()
    assert host.file(DROP_IN).content_string == "[Unit]\n"
    host.check_output(
        f"cp -a /root/drop-in {DROP_IN} && sed -i '1i root = \"{NEW}\" # moved' {CONFIG}"
    )
    host.check_output("systemctl daemon-reload && systemctl reset-failed docker containerd")
    step.run()
    assert NEW not in host.file(CONFIG).content_string
    assert "\n# since\n" in host.file(CONFIG).content_string
    assert not host.file(DROP_IN).exists
    assert host.check_output("docker ps --all --format '{{.Names}}'") == "web"
    # What ran before runs again.
    assert host.check_output("docker ps --format '{{.Names}}'") == "web"
