"""Who may use Docker, what was done with it, and what tells by whom."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.daemon.facts import info, settle, with_jq
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import USER
from checks.lab.waiting import await_true

UNIT = "docker-events.service"


@pytest.fixture(scope="module", autouse=True)
def ready(machine: Machine) -> None:
    """jq, an image, and a container that holds the socket."""
    settle(machine)
    with_jq(machine)
    pull(machine, "busybox")
    done = machine.terminal.check(
        "docker rm --force agent web; docker run --detach --name agent"
        " --volume /run/docker.sock:/run/docker.sock busybox sleep 3600"
        " && docker run --detach --name web busybox sleep 3600"
    )
    assert done.exit == 0, done.text


def test_who(step: StepRun, host: Host) -> None:
    group, socket = str(step.run(hide={"gid": r"docker:x:(\d+)"}).stdout).splitlines()
    assert group == f"docker:x:{host.group('docker').gid}:{USER}"
    assert socket == "root:docker 660 /run/docker.sock"


def test_who_by_sudo(step: StepRun, host: Host) -> None:
    said = str(step.run(hide={"rules": r"(?s)\A(.*)\Z"}).stdout)
    assert "root" in said
    assert USER in said
    host.check_output("echo 'eve ALL=(root) /usr/bin/docker' > /etc/sudoers.d/eve")
    assert "/etc/sudoers.d/eve:eve" in step.again().text
    host.check_output("rm /etc/sudoers.d/eve")


def test_who_by_network(step: StepRun, host: Host) -> None:
    assert step.run(exit=1).text == ""
    assert not host.socket("tcp://0.0.0.0:2375").is_listening
    # One that listens is shown, and by number also where the port has a name.
    host.check_output("echo 'docker 2375/tcp' >> /etc/services")
    host.check_output(
        'systemd-run --quiet --unit=listens perl -MIO::Socket -e \'BEGIN { $0 = "dockerd" } my $s ='
        ' IO::Socket::INET->new(LocalAddr => "127.0.0.1:2375", Listen => 5) or die; sleep 3600\''
    )
    await_true(lambda: host.socket("tcp://127.0.0.1:2375").is_listening)
    assert "127.0.0.1:2375" in step.again().text
    host.check_output("systemctl stop listens && sed -i '/^docker 2375.tcp$/d' /etc/services")


def test_who_by_mount(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "/agent /run/docker.sock\n"
    # One that does not run has it when it starts; and where there is none, nothing is wrong.
    host.check_output("docker kill agent && docker wait agent")
    assert step.again().text == "/agent /run/docker.sock\n"
    # The socket is in a directory, too; /runner is none of these.
    host.check_output("docker rm --force agent web && mkdir /runner")
    for name, source in (("whole", "/"), ("beside", "/runner")):
        host.check_output(f"docker create --name {name} --volume {source}:/host:ro busybox")
    assert step.again().text == "/whole /\n"
    host.check_output("docker rm whole beside && rmdir /runner")
    assert step.again().text == ""


def test_keep_events(step: StepRun, host: Host) -> None:
    step.run()
    assert host.service(UNIT).is_running
    assert host.service(UNIT).is_enabled
    assert step.again().exit != 0
    # It comes and goes with Docker.
    host.check_output("systemctl reset-failed docker docker.socket && systemctl restart docker")
    await_true(lambda: host.service(UNIT).is_running)
    # It ends and starts with Docker, instead of starting again each second without it.
    shown = host.check_output(
        "systemctl show %s --property=BindsTo,After,Restart,RestartUSec", UNIT
    )
    facts = dict(line.split("=", 1) for line in shown.splitlines())
    assert facts["BindsTo"] == "docker.service"
    assert "docker.service" in facts["After"].split()
    assert (facts["Restart"], facts["RestartUSec"]) == ("always", "1s")
    # What happens before Docker knows that it listens is lost.
    await_true(lambda: info(host)["NEventsListener"] > 0)


def test_by_group(step: StepRun, host: Host, machine: Machine) -> None:
    assert str(step.run().stdout).strip() == host.check_output("hostname")
    # It may only read there.
    tried = step.step.command.replace("trial-by-group", "another").replace(" cat ", " touch ")
    assert "Read-only file system" in machine.terminal.run(tried).text
    find = (
        f"journalctl --unit {UNIT} --output cat | grep --count 'Action.:.destroy.*trial-by-group'"
    )
    await_true(lambda: host.run(find).rc == 0)


def test_read_events(step: StepRun) -> None:
    lines = str(step.run(hide={"time": r"^(\d{10})\t"}).stdout).splitlines()
    found = [line.split("\t")[1:] for line in lines]
    assert [action for action, *_ in found] == ["create", "attach", "start", "die", "destroy"]
    assert {tuple(rest) for _, *rest in found} == {("trial-by-group", "busybox")}


def test_no_user(step: StepRun, host: Host) -> None:
    assert str(step.run(exit=1).stdout) == "0\n"
    # A name that is in the events of this container would be found, and of this one only.
    for name in ("another", "trial-by-group"):
        host.check_output(f"docker run --rm --label by={USER} --name {name} busybox true")
    find = f"journalctl --unit {UNIT} --output cat | grep 'Action.:.destroy.*by.:.{USER}.*by-group'"
    await_true(lambda: host.run(find).rc == 0)
    assert step.again().text == "5\n"


def test_by_sudo(step: StepRun, host: Host) -> None:
    (ran,) = str(step.run().stdout).splitlines()
    assert ran.split()[0] == USER
    assert ran.endswith("COMMAND=/usr/bin/docker run --rm --name trial-by-sudo busybox true")
    assert names(host, "--all") == set()


@pytest.mark.not_run(
    zh="实验机是一个容器，内核的审计只能在宿主机自己的命名空间里用。",
    en="The lab machine is a container; the kernel's audit works in the host's namespaces only.",
    on="container",
)
def test_audit_install(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert host.service("auditd").is_running


@pytest.mark.not_run(
    zh="实验机是一个容器，内核的审计只能在宿主机自己的命名空间里用。",
    en="The lab machine is a container; the kernel's audit works in the host's namespaces only.",
    on="container",
)
def test_audit_rules(step: StepRun, host: Host) -> None:
    step.run()
    rules = host.check_output("auditctl -l").splitlines()
    assert [rule.split()[-1] for rule in rules].count("docker") == 4
    # A file of this name that is there stays as it is.
    assert step.again().exit != 0


@pytest.mark.not_run(
    zh="实验机是一个容器，内核的审计只能在宿主机自己的命名空间里用。",
    en="The lab machine is a container; the kernel's audit works in the host's namespaces only.",
    on="container",
)
def test_audit_read(step: StepRun) -> None:
    assert f"auid={USER}" in step.run().text


def test_undo(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == ""
    assert host.run("systemctl cat %s", UNIT).rc != 0
    assert host.run("systemctl is-active %s", UNIT).rc != 0
    assert host.service("docker").is_running
    # A unit of this name that is not this page's stays.
    host.check_output("echo '[Unit]' > /etc/systemd/system/docker-events.service")
    step.again()
    assert host.file("/etc/systemd/system/docker-events.service").exists
