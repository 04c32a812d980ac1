"""A container as a systemd unit, and a job in a container as a timer."""

from __future__ import annotations

import signal

import pytest
from testinfra.host import Host

from checks.containers.facts import events, inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true
from checks.operate.facts import said_of_nothing

SITE = "/srv/trial-site"
UNIT = "/etc/systemd/system/trial-web.service"


@pytest.fixture(scope="module", autouse=True)
def images(machine: Machine) -> None:
    pull(machine, "nginx:1.29", "busybox")


def shown(host: Host, unit: str, name: str) -> str:
    """A property of the unit."""
    return str(host.check_output("systemctl show --property=%s --value %s", name, unit))


def test_page(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(f"{SITE}/index.html").content_string == "hello\n"
    # A directory of this name that is there stays as it is.
    host.check_output(f"echo mine > {SITE}/index.html")
    assert step.again().exit != 0
    assert host.file(f"{SITE}/index.html").content_string == "mine\n"
    host.check_output(f"echo hello > {SITE}/index.html")


def test_unit(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/etc/systemd/system/multi-user.target.wants/trial-web.service").is_symlink
    assert shown(host, "trial-web", "RestartUSec") == "2s"
    assert shown(host, "trial-web", "TimeoutStartUSec") == "5min"
    assert shown(host, "trial-web", "TimeoutStopUSec") == "40s"
    assert step.again().exit != 0


def test_check(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "active\nhello\n"
    facts = inspect(host, "trial-web")
    assert facts["HostConfig"]["AutoRemove"]
    assert facts["HostConfig"]["RestartPolicy"]["Name"] == "no"
    assert not facts["Mounts"][0]["RW"]
    assert host.socket("tcp://127.0.0.1:8085").is_listening


def test_ordered(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout)
    assert said == f"docker.service\nRequiresMountsFor={SITE}\n"
    assert "network-online.target" in shown(host, "trial-web", "After")
    assert "network-online.target" in shown(host, "trial-web", "Wants")
    assert "docker.service" in shown(host, "trial-web", "Requires")


def test_crash(step: StepRun, host: Host) -> None:
    before = inspect(host, "trial-web")["Id"]
    said = str(step.run().stdout)
    assert said == "trial-web\nhello\nNRestarts=1\n"
    assert inspect(host, "trial-web")["Id"] != before


def test_lines(step: StepRun, host: Host, machine: Machine) -> None:
    said = str(step.run().stdout)
    assert said == "trial-web.service: Scheduled restart job, restart counter is at 1.\n"
    assert said_of_nothing(step, machine) == ""
    # Where only the client ends, the container that it leaves is not in the way of the next.
    before = inspect(host, "trial-web")["Id"]
    host.check_output("systemctl kill --signal=KILL trial-web")
    ids = "docker ps --quiet --no-trunc --filter name=trial-web"
    await_true(lambda: host.check_output(ids) not in (before, ""))
    await_true(lambda: host.run("curl --silent --fail http://127.0.0.1:8085/").rc == 0)


def test_both(step: StepRun) -> None:
    said = str(step.run(exit=125).stderr)
    assert "--restart and --rm" in said


def test_stop(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout).split() == ["Result=success", "ActiveState=inactive"]
    assert "trial-web" not in names(host, "--all")
    # nginx had the time to end by itself: Docker did not have to kill it.
    last = events(host, "--filter event=kill --format '{{.Actor.Attributes.signal}}'")[-1]
    assert last == str(signal.SIGQUIT.value)
    # One that is left is named, also if it does not run, and no other.
    host.check_output("docker create --name trial-web busybox && docker create --name idle busybox")
    assert str(step.again().stdout).splitlines()[2:] == ["trial-web"]
    host.check_output("docker rm trial-web idle")


def test_timer(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/etc/systemd/system/timers.target.wants/trial-job.timer").is_symlink
    told = "Count the files of the web server every night"
    assert shown(host, "trial-job.timer", "Description") == told
    assert "03:10" in host.check_output("systemctl cat trial-job.timer")
    assert shown(host, "trial-job.timer", "Persistent") == "yes"
    assert shown(host, "trial-job", "Type") == "oneshot"
    for order in ("Requires", "After"):
        assert "docker.service" in shown(host, "trial-job", order).split()
    assert shown(host, "trial-job", "RequiresMountsFor") == SITE
    assert step.again().exit != 0


def test_timer_check(step: StepRun, host: Host) -> None:
    said = str(step.run().stdout).splitlines()
    assert said[0] == "1"
    assert said[1].split() == ["trial-job.timer", "trial-job.service"]
    assert shown(host, "trial-job", "Result") == "success"


def test_job_fails(step: StepRun, host: Host) -> None:
    said = str(step.run().text)
    assert "Result=exit-code" in said
    assert "ExecMainStatus=125" in said
    assert "trial-job.service" in host.check_output("systemctl list-units --failed --plain")
    assert host.file(f"{SITE}/index.html").exists


def test_undo(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == ""
    for unit in ("trial-web.service", "trial-job.service", "trial-job.timer"):
        assert host.run("systemctl cat %s", unit).rc != 0
        assert host.run("systemctl is-active %s", unit).rc != 0
    assert not host.file(SITE).exists
    assert names(host, "--all") == set()
    # A unit of this name that is not this page's stays.
    host.check_output(f"echo '[Unit]' > {UNIT}")
    host.check_output(f"mkdir {SITE} && echo mine > {SITE}/index.html")
    step.again()
    assert host.file(UNIT).exists
    assert host.file(SITE).exists
