"""One nginx with TLS before two applications, and its certificate made again while it runs."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.compose.facts import containers, states
from checks.containers.facts import pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME
from checks.lab.waiting import await_true

PROXY = "/root/proxy"
"""Leads to the directory that the page makes, whose name ends in random characters."""

CURL = f"curl --silent --fail --max-time 5 --cacert {PROXY}/ca.crt --resolve '*:443:127.0.0.1'"
ALL_UP = {"proxy-1": "running", "shop-1": "running", "wiki-1": "running"}
SERIAL = {"serial": r"serial=([0-9A-F]+)"}


@pytest.fixture(scope="module", autouse=True)
def pulled(machine: Machine) -> None:
    """The image is there."""
    pull(machine, "nginx:1.29")


def _serial(host: Host) -> str:
    return str(host.check_output(f"openssl x509 -in {PROXY}/certs/apps.crt -noout -serial"))


def _workers(host: Host) -> set[str]:
    """The process numbers of nginx's workers in the proxy."""
    lines = host.check_output("docker top tls-demo-proxy-1 -eo pid,args").splitlines()
    return {line.split()[0] for line in lines if "worker process" in line}


def test_folder(step: StepRun, host: Host) -> None:
    step.run()
    [made] = host.check_output(f"ls --directory {HOME}/proxy.*").split()
    assert host.file(made).mode == 0o700
    host.check_output("ln --symbolic %s %s", made, PROXY)
    assert set(host.file(made).listdir()) == {"certs", "conf.d", "shop", "wiki"}


def test_authority(step: StepRun, host: Host) -> None:
    step.run()
    said = host.check_output(
        f"openssl x509 -in {PROXY}/ca.crt -noout -subject -ext basicConstraints"
    )
    assert "CN=Our CA" in said.replace(" = ", "=")
    assert "CA:TRUE" in said


def test_certificate(step: StepRun, host: Host) -> None:
    step.run()
    names = "-verify_hostname shop.internal", "-verify_hostname wiki.internal"
    for name in names:
        check = f"openssl verify -CAfile {PROXY}/ca.crt {name} {PROXY}/certs/apps.crt"
        assert host.run(check).rc == 0
    end = f"openssl x509 -in {PROXY}/certs/apps.crt -noout -checkend"
    assert host.run(f"{end} {364 * 86400}").rc == 0
    assert host.run(f"{end} {366 * 86400}").rc == 1


def test_proxy(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file(f"{PROXY}/conf.d/default.conf").contains("server_name wiki.internal;")


def test_compose(step: StepRun, host: Host) -> None:
    step.run(limit=120, unordered=True)
    await_true(lambda: states(host, "tls-demo") == ALL_UP)
    found = containers(host, "tls-demo")
    assert set(found["proxy-1"]["HostConfig"]["PortBindings"]) == {"80/tcp", "443/tcp"}
    for name in ("shop-1", "wiki-1"):
        assert not found[name]["HostConfig"]["PortBindings"]


def test_by_name(step: StepRun) -> None:
    assert step.run().text.splitlines() == ["This is the shop", "This is the wiki"]


def test_redirect(step: StepRun) -> None:
    assert step.run().text == "301 https://wiki.internal/page?number=1\n"


def test_rights(step: StepRun) -> None:
    said = step.run(exit=1)
    assert [line.split() for line in str(said.stdout).splitlines()] == [
        ["-rw-------", "ca.key"],
        ["-rw-------", "certs/apps.key"],
    ]
    assert "Permission denied" in said.text


def test_renew(step: StepRun, host: Host) -> None:
    before = _serial(host), _workers(host), containers(host, "tls-demo")["proxy-1"]["State"]["Pid"]
    said = step.run(hide={"time": r"^(\S+ \S+) \[", "pid": r"\] (\d+#\d+):"}).text
    assert "test is successful" in said
    assert _serial(host) != before[0]
    await_true(lambda: not _workers(host) & before[1])
    assert containers(host, "tls-demo")["proxy-1"]["State"]["Pid"] == before[2]


def test_renewed(step: StepRun, host: Host) -> None:
    served, file = step.run(hide=SERIAL).text.splitlines()
    assert served == file == _serial(host)


def test_during(step: StepRun, host: Host) -> None:
    before = _workers(host)
    said = str(step.run(limit=120, unordered=True, hide={"job": r"^(\[1\].*)$"}).stdout)
    assert "50 200\n" in said
    assert f"200 {8 * 1024 * 1024}\n" in said
    await_true(lambda: not _workers(host) & before)


def test_unknown_ca(step: StepRun) -> None:
    said = step.run(exit=60).text
    assert "curl: (60) SSL certificate problem: unable to get local issuer certificate" in said


def test_wrong_name(step: StepRun) -> None:
    said = step.run(exit=60).text
    assert "curl: (60) SSL: no alternative certificate subject name matches" in said


def test_bad_gateway(step: StepRun, host: Host) -> None:
    said = str(step.run(limit=120).stdout)
    assert "502 Bad Gateway" in said
    assert said.endswith("This is the shop\n")
    assert states(host, "tls-demo") == ALL_UP | {"wiki-1": "exited"}


def test_why(step: StepRun) -> None:
    said = step.run(hide={"client": r"client: ([\d.]+)"}).text
    assert said.startswith("wiki could not be resolved")


def test_back(step: StepRun) -> None:
    assert str(step.run().stdout) == "This is the wiki\n"


def test_no_upstream(step: StepRun, host: Host) -> None:
    said = step.run(exit=1, hide={"time": r"^(\S+ \S+) \[", "pid": r"\] (\d+#\d+):"}).text
    assert 'host not found in upstream "blog"' in said
    assert host.check_output(f"{CURL} https://shop.internal/") == "This is the shop"


@pytest.mark.deletes_data
def test_clean_up(step: StepRun, host: Host) -> None:
    step.run(limit=120)
    assert containers(host, "tls-demo") == {}
    assert host.run(f"ls --directory {HOME}/proxy.*").rc != 0
