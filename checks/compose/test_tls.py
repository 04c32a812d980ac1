"""One nginx with TLS before two applications, and its certificate made again while it runs."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.compose.facts import containers, states
from checks.containers.facts import pull
from checks.folder import assert_runs_only_there, assert_writes_only_there
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


def _assert_lasts(host: Host, certificate: str, days: int) -> None:
    """The certificate is good for so many days, and no longer."""
    end = f"openssl x509 -in {PROXY}/{certificate} -noout -checkend"
    assert host.run(f"{end} {days * 86400 - 3600}").rc == 0
    assert host.run(f"{end} {days * 86400 + 3600}").rc == 1


def _workers(host: Host) -> set[str]:
    """The process numbers of nginx's workers in the proxy."""
    lines = host.check_output("docker top tls-demo-proxy-1 -eo pid,args").splitlines()
    return {line.split()[0] for line in lines if "worker process" in line}


def test_folder(step: StepRun, host: Host) -> None:
    step.run()
    [made] = host.check_output(f"ls --directory {HOME}/proxy.*").split()
    assert re.fullmatch(rf"{HOME}/proxy\.\w{{6}}", made)
    assert host.file(made).mode == 0o700
    host.check_output("ln --symbolic %s %s", made, PROXY)
    assert set(host.file(made).listdir()) == {"certs", "conf.d", "shop", "wiki"}


def test_authority(step: StepRun, host: Host) -> None:
    step.run()
    said = host.check_output(
        f"openssl x509 -in {PROXY}/ca.crt -noout -subject -ext basicConstraints"
    )
    assert "subject=CN=Our CA" in said.replace(" = ", "=").splitlines()
    assert "CA:TRUE" in said
    _assert_lasts(host, "ca.crt", 3650)
    assert_runs_only_there(step, host, "proxy", "ca.key")


def test_certificate(step: StepRun, host: Host) -> None:
    step.run()
    names = "-verify_hostname shop.internal", "-verify_hostname wiki.internal"
    for name in names:
        check = f"openssl verify -CAfile {PROXY}/ca.crt {name} {PROXY}/certs/apps.crt"
        assert host.run(check).rc == 0
    said = host.check_output(f"openssl x509 -in {PROXY}/certs/apps.crt -noout -subject")
    assert said.replace(" = ", "=") == "subject=CN=shop.internal"
    _assert_lasts(host, "certs/apps.crt", 365)
    assert_runs_only_there(step, host, "proxy", "certs/apps.key")


def test_proxy(step: StepRun, host: Host) -> None:
    step.run()
    # The first of the two would answer without its name, too.
    for name in ("shop", "wiki"):
        assert host.file(f"{PROXY}/conf.d/default.conf").contains(f"server_name {name}.internal;")
    assert_writes_only_there(step, host, "proxy", "conf.d/default.conf")


def test_compose(step: StepRun, host: Host) -> None:
    step.run(limit=120, unordered=True)
    await_true(lambda: states(host, "tls-demo") == ALL_UP)
    found = containers(host, "tls-demo")
    assert set(found["proxy-1"]["HostConfig"]["PortBindings"]) == {"80/tcp", "443/tcp"}
    for name in ("shop-1", "wiki-1"):
        assert not found[name]["HostConfig"]["PortBindings"]
    for facts in found.values():
        assert facts["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
        assert facts["Mounts"]
        assert not any(mount["RW"] for mount in facts["Mounts"])
    assert_runs_only_there(step, host, "proxy")


def test_by_name(step: StepRun, host: Host) -> None:
    assert step.run().text.splitlines() == ["This is the shop", "This is the wiki"]
    # The application learns which name was asked for, by whom, and how: it answers what it heard.
    heard = '"$http_x_forwarded_for $http_x_forwarded_proto"'
    server = f"server {{ listen 80; server_name shop.internal; return 200 {heard}; }}"
    inside = "docker exec tls-demo-shop-1 sh -c %s"
    file = "/etc/nginx/conf.d/heard.conf"
    host.check_output(inside, f"echo '{server}' > {file} && nginx -s reload")
    ask = f"{CURL} https://shop.internal/"
    await_true(lambda: bool(re.fullmatch(r"[\d.]+ https", host.run(ask).stdout)))
    host.check_output(inside, f"rm {file} && nginx -s reload")
    await_true(lambda: host.run(ask).stdout == "This is the shop\n")
    # An error is no answer. That it asks again, for ten seconds, is left out here.
    inside = "docker exec tls-demo-wiki-1 sh -c %s"
    busy = "server { listen 80; server_name wiki.internal; return 503; }"
    host.check_output(inside, f"echo '{busy}' > {file} && nginx -s reload")
    ask = f"{CURL} https://wiki.internal/"
    await_true(lambda: host.run(ask).rc == 22)
    step.machine.terminal.run('curl() { command curl "$@" --retry 0; }')
    assert step.again().exit == 22
    step.machine.terminal.run("unset -f curl")
    host.check_output(inside, f"rm {file} && nginx -s reload")
    await_true(lambda: host.run(ask).stdout == "This is the wiki\n")


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
    # Why directories are mounted: a file that is mounted by itself stays the old one.
    single = f"docker run --detach --name single --volume {PROXY}/certs/apps.crt:/crt nginx:1.29"
    host.check_output(single)
    said = step.run(hide={"time": r"^(\S+ \S+) \[", "pid": r"\] (\d+#\d+):"}).text
    assert "test is successful" in said
    there = host.check_output("docker exec single cat /crt")
    assert there != host.check_output(f"cat {PROXY}/certs/apps.crt")
    inside = "docker exec tls-demo-proxy-1 cat /certs/apps.crt"
    assert host.check_output(inside) == host.check_output(f"cat {PROXY}/certs/apps.crt")
    host.check_output("docker rm --force single")
    assert _serial(host) != before[0]
    _assert_lasts(host, "certs/apps.crt", 365)
    await_true(lambda: not _workers(host) & before[1])
    assert containers(host, "tls-demo")["proxy-1"]["State"]["Pid"] == before[2]
    assert_runs_only_there(step, host, "proxy", "certs/apps.crt")


def test_renewed(step: StepRun, host: Host, machine: Machine) -> None:
    served, file = step.run(hide=SERIAL).text.splitlines()
    assert served == file == _serial(host)
    # Where there is more to be typed, as at the reader's, it does not wait for that.
    machine.terminal.run(f"cat > /tmp/pasted << 'PASTED'\n{step.step.command}\nPASTED")
    opened = (
        "mkfifo /tmp/typed && timeout 30 bash /tmp/pasted <> /tmp/typed; echo $?; rm /tmp/typed"
    )
    assert machine.terminal.run(opened).text.splitlines() == [served, file, "0"]


def test_during(step: StepRun, host: Host) -> None:
    before = _workers(host)
    hide = {"job": r"^(\[1\].*)$", "pid": r"\] (\d+#\d+):"}
    result = step.run(limit=120, unordered=True, hide=hide)
    said = str(result.stdout)
    assert result.seconds > 6  # the download goes on meanwhile
    assert "% Total" not in result.text  # --silent
    assert sorted(line.split() for line in said.splitlines()) == [
        ["200", f"{8 * 1024 * 1024}"],
        ["50", "200"],
    ]
    assert "curl: " not in result.text
    await_true(lambda: not _workers(host) & before)
    assert_writes_only_there(step, host, "proxy", "shop/large")


def test_restart_instead(step: StepRun, host: Host) -> None:
    hide = {"n": r"^( *\d+) \d{3}$", "job": r"^(\[1\].*)$"}
    result = step.run(limit=120, unordered=True, hide=hide)
    assert "% Total" not in result.text  # --silent
    said = str(result.stdout)
    counts = {line.split()[1]: int(line.split()[0]) for line in said.splitlines() if line[0] == " "}
    assert "200" in counts
    assert counts.keys() <= {"000", "200"}
    assert sum(counts.values()) == 30
    await_true(lambda: states(host, "tls-demo") == ALL_UP)
    await_true(lambda: host.run(f"{CURL} https://shop.internal/").succeeded)
    assert_writes_only_there(step, host, "proxy")


def test_unknown_ca(step: StepRun, machine: Machine) -> None:
    said = step.run(exit=60).text
    assert "curl: (60) SSL certificate problem: unable to get local issuer certificate" in said
    # As a client that has installed it.
    trusted = "/usr/local/share/ca-certificates/our-ca.crt"
    assert (
        machine.terminal.check(f"cp {PROXY}/ca.crt {trusted} && update-ca-certificates").exit == 0
    )
    assert step.again().text == "This is the shop\n"
    assert machine.terminal.check(f"rm {trusted} && update-ca-certificates").exit == 0
    assert step.again().exit == 60


def test_wrong_name(step: StepRun) -> None:
    said = step.run(exit=60).text
    assert "curl: (60) SSL: no alternative certificate subject name matches" in said


def test_bad_gateway(step: StepRun, host: Host) -> None:
    said = str(step.run(limit=120).stdout)
    assert "502 Bad Gateway" in said
    assert said.endswith("This is the shop\n")
    assert states(host, "tls-demo") == ALL_UP | {"wiki-1": "exited"}
    assert_writes_only_there(step, host, "proxy")


def test_why(step: StepRun, host: Host) -> None:
    host.run(f"{CURL} https://wiki.internal/")  # told once for each request
    [said] = step.run(hide={"client": r"client: ([\d.]+)"}).text.splitlines()
    assert said.startswith("wiki could not be resolved")
    # An nginx that starts now does start, and only this name is affected.
    host.check_output("docker restart tls-demo-proxy-1")
    await_true(lambda: host.run(f"{CURL} https://shop.internal/").succeeded)
    status = CURL.replace("--fail", "--output /dev/null --write-out '%{http_code}'")
    assert host.check_output(f"{status} https://wiki.internal/") == "502"
    # The other reason: it runs, but at another port.
    settings = f"{PROXY}/conf.d/default.conf"
    reload = "docker exec tls-demo-proxy-1 nginx -s reload"
    host.check_output(f"sed --in-place 's/shop:80;/shop:81;/' {settings} && {reload}")
    await_true(lambda: host.run(f"{status} https://shop.internal/").stdout == "502")
    assert "Connection refused" in host.check_output("docker logs tls-demo-proxy-1 2>&1")
    host.check_output(f"sed --in-place 's/shop:81;/shop:80;/' {settings} && {reload}")
    await_true(lambda: host.run(f"{CURL} https://shop.internal/").succeeded)


def test_back(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "This is the wiki\n"
    assert_runs_only_there(step, host, "proxy")


def test_no_upstream(step: StepRun, host: Host) -> None:
    said = step.run(exit=1, hide={"time": r"^(\S+ \S+) \[", "pid": r"\] (\d+#\d+):"}).text
    assert 'host not found in upstream "blog"' in said
    assert "test failed" in said
    assert host.file(f"{PROXY}/conf.d/blog.conf").content_string.splitlines() == [
        "server {",
        "    listen 443 ssl;",
        "    server_name blog.internal;",
        "    location / { proxy_pass http://blog:80; }",
        "}",
    ]
    assert host.check_output(f"{CURL} https://shop.internal/") == "This is the shop"
    # Untested, it takes all applications with it.
    host.check_output("docker restart tls-demo-proxy-1")
    await_true(lambda: host.run(f"{CURL} https://shop.internal/").rc == 7)
    # As long as it is not restarted, all the others run on.
    host.check_output("docker stop tls-demo-proxy-1")
    step.machine.terminal.run("mv conf.d/blog.conf away")
    host.check_output("docker start tls-demo-proxy-1")
    await_true(lambda: host.run(f"{CURL} https://shop.internal/").succeeded)
    step.machine.terminal.run("mv away conf.d/blog.conf")
    assert_writes_only_there(step, host, "proxy", "conf.d/blog.conf")


def test_without_blog(step: StepRun, host: Host) -> None:
    assert "test is successful" in step.run().text
    host.check_output("docker restart tls-demo-proxy-1")
    await_true(lambda: host.run(f"{CURL} https://shop.internal/").succeeded)
    assert_writes_only_there(step, host, "proxy", "conf.d/blog.conf")


@pytest.mark.deletes_data
def test_clean_up(step: StepRun, host: Host) -> None:
    step.machine.terminal.run("cd /")  # the reader may be anywhere
    step.run(limit=120)
    assert containers(host, "tls-demo") == {}
    assert host.run(f"ls --directory {HOME}/proxy.*").rc != 0
    # The reader is not left in a directory that is gone.
    assert str(step.machine.terminal.run("pwd -P").stdout).strip() == HOME
