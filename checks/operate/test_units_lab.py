"""A disk that is not mounted: what a restart policy makes of it, and what a unit does."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, is_running, names, pull
from checks.daemon.facts import mount_disk, settle
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.operate.facts import typed

SITE = "/srv/trial-site"


@pytest.fixture(scope="module", autouse=True)
def disk(machine: Machine) -> None:
    """A second disk on /srv with the site on it, and the page's unit, which is not started."""
    settle(machine)
    pull(machine, "nginx:1.29")
    mount_disk(machine, "/var/lib/containerd/disk", in_fstab=True)
    typed(machine, "operate/units", "page", "unit", "check")
    done = machine.terminal.check("systemctl disable --now trial-web")
    assert done.exit == 0, done.text


def mounted(host: Host) -> bool:
    """Whether the disk is there."""
    return bool(host.mount_point("/srv").exists)


def test_on_disk(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout).splitlines()
    assert (said[0].strip(), said[-1]) == ("/srv", "hello")
    facts = inspect(host, "trial-policy")
    assert facts["HostConfig"]["RestartPolicy"]["Name"] == "always"
    assert facts["HostConfig"]["PortBindings"]["80/tcp"][0]["HostIp"] == "127.0.0.1"
    assert not facts["Mounts"][0]["RW"]


@pytest.mark.stops_containers
def test_no_disk(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "trial-policy: running\n"
    assert not mounted(host)


def test_on_nothing(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).split() == ["/", "0", "403"]
    assert host.file(SITE).is_directory


def test_mounted_later(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).split() == ["hello", "403", "trial-policy", "hello"]
    assert str(result.stderr) == ""
    assert mounted(host)


def test_mount_option(step: StepRun, host: Host) -> None:
    said = str(step.run(exit=125).stderr)
    assert f"bind source path does not exist: {SITE}" in said
    assert not host.file(SITE).exists
    assert names(host, "--all") == set()
    # systemd looks at mounts five times a second at most, and then not for the rest of it: until it
    # knows that the disk is gone, no unit mounts it.
    await_true(lambda: host.run("systemctl is-active srv.mount").stdout == "inactive\n")


def test_unit_mounts(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).split() == ["/srv", "hello"]
    assert is_running(host, "trial-web")


def test_disk_broken(step: StepRun, host: Host) -> None:
    said = str(step.run(exit=1, limit=240).stderr)
    assert "A dependency job for trial-web.service failed." in said
    assert not mounted(host)


def test_refused(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).split() == ["inactive"]
    # One that was left would be named, also if it does not run, and no other.
    create = "docker create --name %s nginx:1.29"
    for name in ("trial-web", "idle"):
        host.check_output(create, name)
    assert str(step.again().stdout).split() == ["inactive", "trial-web"]
    host.check_output("docker rm trial-web idle")
    # And nobody made a directory in place of the one on the disk.
    assert not host.file(SITE).exists
