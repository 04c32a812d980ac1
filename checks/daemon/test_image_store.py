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
from checks.lab.terminal import HOME

CONFIG = "/etc/containerd/config.toml"
NEW = "/srv/containerd"
OLD = "/var/lib/containerd"
RAN = f"{HOME}/running-before-move"
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
    assert host.file(RAN).content_string == "web\n"
    # Done once more, when nothing runs any longer, it forgets nothing.
    assert step.again().exit == 0
    assert host.file(RAN).content_string == "web\n"
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
    # An empty file gets it too, and so does a host without one.
    for without in (f": > {CONFIG}", "mv /etc/containerd /root/containerd"):
        host.check_output(f"cp -a {CONFIG} /root/config.toml && {without}")
        assert step.again().exit == 0
        assert (host.file(CONFIG).content_string, host.file(CONFIG).mode) == (line, 0o644)
        said = host.check_output("containerd config dump | grep ^root")
        assert said.split()[2].strip("\"'") == NEW
        host.check_output(f"cp -a /root/config.toml {CONFIG}")
    host.check_output("rm -r /etc/containerd && mv /root/containerd /etc/containerd")


def test_require_disk(step: StepRun, host: Host) -> None:
    step.run()
    assert host.service("docker").is_running
    requires = host.check_output("systemctl show --property=Requires --value containerd")
    assert "srv.mount" in requires.split()


def test_see_containerd_root(step: StepRun) -> None:
    [line] = str(step.run().stdout).splitlines()
    assert line.split()[::2] == ["root", f'"{NEW}"'] or line == f"root = '{NEW}'"


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
    # What a first run has noted before it broke off is started.
    machine.terminal.run(f"docker stop web && echo web > {RAN}")
    # What the reader has written since stays, and so does a drop-in of his own.
    host.check_output(f"echo '# since' >> {CONFIG}")
    host.check_output(f"cp -a {DROP_IN} /root/drop-in && echo '[Unit]' > {DROP_IN}")
    step.again()
    assert host.check_output("docker ps --format '{{.Names}}'") == "web"
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
    assert not host.file(RAN).exists
