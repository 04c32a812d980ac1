"""What root in a container may do, and how to leave it less."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

MIB = 1024 * 1024


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "nginx")


def _capabilities(line: str) -> int:
    """The set that a line `CapEff:` of /proc/PID/status shows."""
    field, number = line.split()
    assert field == "CapEff:"
    return int(number, 16)


def test_together(step: StepRun, host: Host) -> None:
    step.run()
    facts = inspect(host, "trial-tight")
    assert facts["State"]["Running"]
    assert facts["Config"]["User"] == "1000:1000"
    settings = facts["HostConfig"]
    assert settings["ReadonlyRootfs"] is True
    assert settings["Tmpfs"] == {"/tmp": ""}
    assert settings["CapDrop"] == ["ALL"]
    assert settings["SecurityOpt"] == ["no-new-privileges"]
    assert settings["Memory"] == 64 * MIB
    assert settings["PidsLimit"] == 50
    # The kernel agrees.
    status = host.file(f"/proc/{facts['State']['Pid']}/status").content_string
    assert "NoNewPrivs:\t1\n" in status
    assert "CapBnd:\t0000000000000000\n" in status


def test_see(step: StepRun) -> None:
    assert step.run().text == (
        "user 1000:1000, read-only true, dropped [ALL], [no-new-privileges]\n"
    )


def test_nginx(step: StepRun, host: Host) -> None:
    step.run()
    facts = inspect(host, "trial-web")
    assert facts["State"]["Running"]
    assert facts["Config"]["Image"] == "nginx"
    settings = facts["HostConfig"]
    assert settings["ReadonlyRootfs"] is True
    assert settings["Tmpfs"] == {"/var/cache/nginx": "uid=101", "/run": "uid=101"}
    assert settings["Memory"] == 128 * MIB
    assert settings["PidsLimit"] == 100
    status = host.file(f"/proc/{facts['State']['Pid']}/status").content_string
    assert re.search(r"(?m)^Uid:\t101\t101\t", status)
    assert re.search(r"(?m)^Gid:\t101\t101\t", status)
    assert "NoNewPrivs:\t1\n" in status
    assert "CapBnd:\t0000000000000000\n" in status


def test_nginx_answers(step: StepRun, host: Host) -> None:
    await_true(lambda: host.run("docker exec trial-web curl --silent http://127.0.0.1/").rc == 0)
    assert step.run().text == "<title>Welcome to nginx!</title>\n"


def test_read_only(step: StepRun) -> None:
    assert "touch: /file: Read-only file system" in step.run(exit=1).text


def test_tmpfs(step: StepRun) -> None:
    assert step.run().text == ""


def test_nginx_without_tmpfs(step: StepRun, host: Host) -> None:
    text = step.run(exit=1).text
    assert 'mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)' in text
    assert names(host, "--all") == {"trial-tight", "trial-web"}


def test_nginx_tmpfs_of_root(step: StepRun, host: Host) -> None:
    text = step.run(exit=1).text
    assert 'mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)' in text
    assert names(host, "--all") == {"trial-tight", "trial-web"}


def test_too_few(step: StepRun) -> None:
    assert "Operation not permitted" in step.run(exit=1).text


def test_just_enough(step: StepRun) -> None:
    assert step.run().text == "1000\n"


def test_not_the_owner(step: StepRun) -> None:
    assert "touch: /etc/file: Permission denied" in step.run(exit=1).text


def test_root_by_default(step: StepRun) -> None:
    assert step.run().text == "0\n"


def test_as_user(step: StepRun) -> None:
    assert step.run().text.startswith("uid=1000 gid=1000")


def test_capabilities(step: StepRun) -> None:
    usual, none = step.run().text.splitlines()
    assert _capabilities(usual) & (1 << 0)  # CAP_CHOWN
    assert not _capabilities(usual) & (1 << 21)  # CAP_SYS_ADMIN
    assert _capabilities(none) == 0


def test_no_new_privileges(step: StepRun) -> None:
    assert step.run().text.split() == ["NoNewPrivs:", "1"]


def test_setuid(step: StepRun) -> None:
    _, with_rights, without = str(step.run(hide={"id": r"\A(\S+)$"}).stdout).splitlines()
    assert (with_rights, without) == ("0", "1000")


def test_seccomp(step: StepRun) -> None:
    assert "Operation not permitted" in step.run(exit=1).text


def test_seccomp_off(step: StepRun) -> None:
    # Nobody has been mapped into the new namespace yet.
    assert step.run().text == "65534\n"


@pytest.mark.differs(
    zh="在有 AppArmor 的宿主机上（Ubuntu、Debian），里面还有 name=apparmor。",
    en="On a host with AppArmor, such as Ubuntu and Debian, name=apparmor is in it too.",
)
def test_which_rules(step: StepRun) -> None:
    assert "name=seccomp,profile=builtin" in str(step.run().stdout)


def test_privileged(step: StepRun) -> None:
    assert _capabilities(step.run().text) & (1 << 21)  # CAP_SYS_ADMIN


def test_clean_up(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    assert host.run("docker image inspect trial-setuid").rc != 0
