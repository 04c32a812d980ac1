"""Publishing ports: which, on which address, and what happens when one is taken."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import address, inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

TITLE = "<title>Welcome to nginx!</title>\n"


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The images are there."""
    pull(machine, "busybox", "nginx")


def _await_answer(host: Host, url: str) -> None:
    """nginx listens a moment after the container has started."""
    await_true(lambda: host.run(f"curl --silent --fail {url}").rc == 0)


def test_publish(step: StepRun, host: Host) -> None:
    step.run()
    assert inspect(host, "trial-web")["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "", "HostPort": "8080"}]
    }
    assert host.socket("tcp://0.0.0.0:8080").is_listening
    _await_answer(host, "http://localhost:8080")


def test_loopback_only(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines()[1:] == ["80/tcp -> 127.0.0.1:8081"]
    assert host.socket("tcp://127.0.0.1:8081").is_listening
    assert not host.socket("tcp://0.0.0.0:8081").is_listening
    _await_answer(host, "http://127.0.0.1:8081")


def test_one_address(step: StepRun, host: Host) -> None:
    step.run()
    route = host.check_output("ip -4 route show default").split()
    card = route[route.index("dev") + 1]
    (address,) = [one for one in host.interface(card).addresses if ":" not in one]
    assert inspect(host, "trial-one")["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": address, "HostPort": "8082"}]
    }
    _await_answer(host, f"http://{address}:8082")
    assert host.run("curl --silent http://127.0.0.1:8082").rc != 0
    # Without an address it would be published on all.
    last = step.step.command.splitlines()[-1].replace("--name trial-one", "--name two")
    assert "address: parameter null" in step.machine.terminal.run(f"(unset address; {last})").text
    assert "two" not in names(host, "--all")


def test_see_port(step: StepRun) -> None:
    # Without IPv6 there is no second line.
    assert step.run().text.splitlines()[0] == "80/tcp -> 0.0.0.0:8080"


def test_see_all(step: StepRun, host: Host) -> None:
    result = step.run(hide={"address": r"trial-one: ([\d.]+):"})
    ports = dict(line.split(": ", 1) for line in result.text.splitlines())
    assert set(ports) == names(host) == {"trial-web", "trial-inside", "trial-one"}
    assert "0.0.0.0:8080->80/tcp" in ports["trial-web"]
    assert ports["trial-inside"] == "127.0.0.1:8081->80/tcp"
    assert ports["trial-one"].endswith(":8082->80/tcp")


def test_fetch(step: StepRun) -> None:
    assert step.run().text == TITLE


def test_taken(step: StepRun, host: Host) -> None:
    result = step.run(exit=125, hide={"network": r"(endpoint trial-second \(\w+\))"})
    assert re.fullmatch(r"[0-9a-f]{64}\n", str(result.stdout))
    assert "port is already allocated" in str(result.stderr)
    assert (
        inspect(host, "trial-second")["HostConfig"]["PortBindings"]["80/tcp"][0]["HostPort"]
        == "8080"
    )


def test_half_made(step: StepRun, host: Host) -> None:
    assert step.run().text == "trial-second: Created\ntrial-second\n"
    assert names(host, "--all") == {"trial-web", "trial-inside", "trial-one"}


def test_deaf(step: StepRun, host: Host) -> None:
    # Docker's proxy closes the connection before or after it has read what curl asked.
    result = step.run(exit=(52, 56))
    said = "Empty reply from server" if result.exit == 52 else "Connection reset by peer"
    assert said in str(result.stderr)
    assert (
        inspect(host, "trial-deaf")["HostConfig"]["PortBindings"]["80/tcp"][0]["HostPort"] == "8083"
    )
    # The server is there: inside the container it answers, if only with "not found".
    inside = host.run("docker exec trial-deaf wget -q -O - http://127.0.0.1:80")
    assert "404" in inside.stderr


def test_deaf_why(step: StepRun) -> None:
    (row,) = [line.split() for line in step.run().text.splitlines() if line.startswith("tcp")]
    assert row[3] == "127.0.0.1:80"


def test_any_port(step: StepRun, host: Host) -> None:
    result = step.run(hide={"port": r"0\.0\.0\.0:(\d+)", "port (IPv6)": r"\[::\]:(\d+)"})
    found = re.search(r"^0\.0\.0\.0:(\d+)$", result.text, re.MULTILINE)
    assert found
    # Its range is the kernel's for ephemeral ports.
    low, high = host.file("/proc/sys/net/ipv4/ip_local_port_range").content_string.split()
    assert int(low) <= int(found[1]) <= int(high)
    _await_answer(host, f"http://localhost:{found[1]}")


def test_not_published(step: StepRun, host: Host) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}\n", step.run().text)
    _await_answer(host, f"http://{address(host, 'trial-hidden')}")
    # A container of this name that has a port shows it.
    host.check_output(
        "docker rename trial-hidden aside"
        " && docker run --detach --name trial-hidden --publish 8099:80 nginx"
    )
    assert "80/tcp -> 0.0.0.0:8099" in step.again().text
    host.check_output("docker rm --force trial-hidden && docker rename aside trial-hidden")


def test_by_address(step: StepRun) -> None:
    assert step.run().text == TITLE


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert names(host, "--all") == set()
    # Also the one that could not start, where the reader has left it.
    host.check_output("docker create --name trial-second nginx")
    step.again()
    assert names(host, "--all") == set()
