"""Root in a container is nobody on the host: user namespaces turned on, used and turned off."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.daemon.facts import (
    OWN,
    SINCE,
    as_if_run,
    assert_merges,
    configured,
    info,
    process,
    settle,
    with_jq,
)
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.operate.facts import made_again

ROOT_DIR = "/var/lib/docker"
SUBIDS = ("/etc/subuid", "/etc/subgid")
KEY = {"userns-remap": "default"}
NOTE = "/home/reader/running-before-userns"
HIDE = {"id": r"^([0-9a-f]{64})$"}


@pytest.fixture(scope="module", autouse=True)
def in_use(machine: Machine) -> None:
    """A host with two containers, of which one runs, and an ordinary user with a range of ids."""
    settle(machine)
    with_jq(machine)
    pull(machine, "busybox")
    done = machine.terminal.check(
        "docker rm --force web idle; "
        "docker run --detach --name web --restart unless-stopped nginx"
        " && docker create --name idle nginx && grep reader /etc/subuid /etc/subgid",
        120,
    )
    assert done.exit == 0, done.text


def ranges(host: Host, file: str) -> dict[str, tuple[int, int]]:
    """Who has which ids: the first and how many."""
    lines = host.file(file).content_string.split()
    return {name: (int(start), int(count)) for name, start, count in (x.split(":") for x in lines)}


def first(host: Host) -> int:
    """The host's id of a container's root."""
    return ranges(host, SUBIDS[0])["dockremap"][0]


def owner(host: Host, container: str) -> str:
    """The host's user of a container's first process."""
    pid = host.check_output("docker inspect --format '{{.State.Pid}}' %s", container)
    return str(host.check_output("stat --format %%u /proc/%s", pid))


def test_before(step: StepRun, host: Host) -> None:
    _, process_line, removed, counts = str(step.run(hide=HIDE).stdout).splitlines()
    assert process_line.split() == ["root", "sleep", "3600"]
    assert removed == "trial-root"
    assert counts == f"{ROOT_DIR}: 2 containers, {info(host)['Images']} images"


def test_range(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout).splitlines()
    assert all(any(line.startswith(f"{file}:dockremap:") for line in said) for file in SUBIDS)
    for file in SUBIDS:
        (start, count), others = ranges(host, file)["dockremap"], ranges(host, file)
        assert count == 65536
        del others["dockremap"]
        assert others
        # Nobody else has one of these ids.
        assert all(start >= a + n or start + count <= a for a, n in others.values())
    assert host.user("dockremap").shell == "/usr/sbin/nologin"
    assert host.user("dockremap").uid < 1000
    again = step.again()
    assert (again.exit, str(again.stderr)) == (0, "")
    assert len(ranges(host, SUBIDS[0])) == 2


@pytest.mark.stops_containers
def test_stop_all(step: StepRun, host: Host) -> None:
    step.run()
    await_true(lambda: names(host) == set())
    assert host.file(NOTE).content_string == "web\n"
    # Running it again does not lose the list.
    assert step.again().exit == 0
    assert host.file(NOTE).content_string == "web\n"


@pytest.mark.stops_containers
def test_turn_on(step: StepRun, host: Host, machine: Machine) -> None:
    before = process(host)
    assert_merges(step, host, machine, OWN | KEY, KEY, "before-userns")
    machine.terminal.check("systemctl reset-failed docker docker.socket; systemctl start docker")
    assert process(host) not in (before, "0")
    assert "name=userns" in info(host)["SecurityOptions"]


def test_check(step: StepRun, host: Host) -> None:
    counts, _, process_line = str(step.run(hide=HIDE).stdout).splitlines()
    assert counts == f"{ROOT_DIR}/{first(host)}.{first(host)}: 0 containers, 0 images"
    assert process_line.split() == [str(first(host)), "sleep", "3600"]
    assert owner(host, "trial-shifted") == str(first(host))


def test_host_closed(step: StepRun) -> None:
    assert "cat: can't open '/host/etc/shadow': Permission denied" in step.run(exit=1).text


def test_bind(step: StepRun, host: Host) -> None:
    assert "touch: /shared/file: Permission denied" in step.run(exit=1).text
    assert host.file("/srv/trial-shared").uid == 0


def test_bind_owner(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == f"{first(host)}:{first(host)} /srv/trial-shared/file\n"
    assert host.file("/srv/trial-shared").gid == first(host)


def test_privileged(step: StepRun) -> None:
    said = step.run(exit=125).text
    assert "privileged mode is incompatible with user namespaces" in said


def test_network_host(step: StepRun) -> None:
    said = step.run(exit=125).text
    assert "cannot share the host's network namespace when user namespaces are enabled" in said


def test_userns_host(step: StepRun, host: Host, machine: Machine) -> None:
    assert str(step.run().stdout).split() == ["0", "0", "4294967295"]
    (facts,) = made_again(step, host, machine)
    assert facts["HostConfig"]["Privileged"]
    assert facts["HostConfig"]["NetworkMode"] == "host"


def test_group_is_root(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "root:"
    # By the reader, who is not root.
    assert not host.file("/etc/shadow").mode & 0o004
    assert "docker" in host.user("reader").groups


@pytest.mark.stops_containers
def test_undo(step: StepRun, host: Host, machine: Machine, containerd_store: bool) -> None:
    # Days later, in a new login shell.
    machine.terminal.log_in()
    step.run()
    assert configured(host) == OWN
    assert names(host) == {"web"}
    assert names(host, "--all") == {"web", "idle"}
    assert not host.file("/srv/trial-shared").exists
    assert not host.file(NOTE).exists
    # A value that the reader had for this key is back.
    as_if_run(machine, OWN | KEY | SINCE, "before-userns", OWN | {"userns-remap": ""})
    step.again()
    assert configured(host) == OWN | {"userns-remap": ""} | SINCE
    host.check_output("docker start web")
    # What was written meanwhile is still there, and takes room.
    shifted = f"{ROOT_DIR}/{first(host)}.{first(host)}"
    assert host.file(f"{shifted}/overlay2").exists != containerd_store
    # But nothing of any container of this page.
    assert host.file(f"{shifted}/containers").listdir() == []


def test_back(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout)
    assert said == f"{ROOT_DIR}: 2 containers, {info(host)['Images']} images\n"
    assert info(host)["Images"] > 0
    assert owner(host, "web") == "0"
