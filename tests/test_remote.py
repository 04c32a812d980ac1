"""An engine on another host, over TCP with TLS and over ssh, as far as one host can show it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from checks.guide.problem import ROOT
from checks.lab.engine import engine
from checks.lab.error import LabError
from checks.lab.terminal import Terminal
from checks.lab.waiting import await_true
from tests.conftest import Lab
from tests.test_engine import FakeDaemon, opened

pytestmark = pytest.mark.usefixtures("no_engine_named")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What docker wants in DOCKER_CERT_PATH. The engine shows the same certificate."""
    folder = tmp_path_factory.mktemp("certificates")
    new = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=guide"
    signed = "-CA ca.pem -CAkey ca-key.pem -addext basicConstraints=critical,CA:FALSE"
    for command in (
        f"{new} -keyout ca-key.pem -out ca.pem",
        f"{new} {signed} -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem",
    ):
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def secured(lab: Lab, certificates: Path) -> Iterator[str]:
    """The address of the lab's engine behind TLS."""
    words = [sys.executable, "-m", "tests.relay", "0", lab.engine.url.removeprefix("unix://")]
    with subprocess.Popen([*words, str(certificates)], cwd=ROOT, stdout=subprocess.PIPE) as relay:
        assert relay.stdout
        yield f"tcp://127.0.0.1:{int(relay.stdout.readline())}"
        relay.kill()


@pytest.fixture
def named(secured: str, certificates: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The engine behind TLS, named by the environment."""
    monkeypatch.setenv("DOCKER_HOST", secured)
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(certificates))
    # As in an office that opens its people's connections: it has nothing to say here.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ROOT / "README.md"))
    return secured


@pytest.mark.root
def test_a_terminal_over_tls_reads_and_writes_at_once(
    named: str, certificates: Path, lab: Lab, tmp_path: Path
) -> None:
    machine = lab.machine()
    with engine(tmp_path, "test") as far:
        assert far.url == named
        terminal = Terminal(far.client.containers.get(str(machine.container.id)))
        with ThreadPoolExecutor() as pool:
            long = pool.submit(terminal.run, "seq 300000")
            short = [terminal.check(f"echo {number}") for number in range(200)]
            assert str(long.result(60).stdout).endswith("\n300000\n")
        assert [int(str(one.stdout)) for one in short] == [*range(200)]
        terminal.close()
        command = " ".join(far.command())
        assert f"--host {named} --tlsverify --tlscacert={certificates}/ca.pem" in command
        assert f"--tlscert={certificates}/cert.pem --tlskey={certificates}/key.pem" in command
    machine.sandbox.leave()


@pytest.mark.root
def test_a_context_brings_its_certificates(
    secured: str, certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `docker context create` of Docker 28.2 leaves them."""
    name = hashlib.sha256(b"far").hexdigest()
    meta, tls = (tmp_path / "contexts" / kind / name for kind in ("meta", "tls"))
    meta.mkdir(parents=True)
    described = {"docker": {"Host": secured, "SkipTLSVerify": False}}
    known = {"Name": "far", "Metadata": {}, "Endpoints": described}
    (meta / "meta.json").write_text(json.dumps(known))
    shutil.copytree(certificates, tls / "docker", ignore=shutil.ignore_patterns("ca-key*"))
    (tmp_path / "config.json").write_text("{}")  # without it the SDK does not find the folder
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.setenv("DOCKER_CONTEXT", "far")
    assert opened(tmp_path) == secured


@pytest.mark.root
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DOCKER_TLS_VERIFY": ""}, "DOCKER_TLS_VERIFY=1"),
        ({"DOCKER_CERT_PATH": "/nowhere"}, "Path to a certificate and key files must be provided"),
    ],
    ids=["forgotten", "no certificates"],
)
def test_tls_that_does_not_work_is_explained(
    named: str,
    environment: dict[str, str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(LabError, match=f"DOCKER_HOST names {named}, but no Docker") as caught:
        opened(tmp_path)
    assert said in str(caught.value)


FORWARDS = f"""
for word; do case $word in -L*) way=${{word#-L}} ;; esac; done
cd {ROOT} && {sys.executable} -m tests.relay "${{way%%:*}}" "${{way#*:}}" >/dev/null &
until [ -S "${{way%%:*}}" ]; do sleep 0.05; done
sh -c "$word"
kill $!
"""
"""As ssh does: carries the socket of -L, and runs the last word for as long as that lasts."""


def ssh(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An `ssh` on the path."""
    (folder / "ssh").write_text(f"#!/bin/sh\n{script}")
    (folder / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def test_ssh_carries_the_engine_s_socket_and_ends_with_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssh(tmp_path, FORWARDS, monkeypatch)
    daemon = FakeDaemon(tmp_path / "far.sock")
    url = f"ssh://somebody@box:2222{tmp_path}/far.sock"
    code = (
        "import pathlib, signal, time; from checks.lab.engine import connect\n"
        "signal.signal(signal.SIGINT, lambda *_: None)\n"
        f"far = connect({url!r}, pathlib.Path({str(tmp_path)!r}))\n"
        "print(far.name, far.link.pid, flush=True); time.sleep(20)"
    )
    words = [sys.executable, "-c", code]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        assert run.stdout
        *name, link = run.stdout.readline().split()
        assert name == ["host", "99.1"]
        os.killpg(run.pid, signal.SIGINT)  # a Ctrl-C reaches ssh too, which is needed to clean up
        time.sleep(0.5)
        assert Path(f"/proc/{link}/exe").exists()
        run.kill()
    await_true(lambda: not Path(f"/proc/{link}/exe").exists(), 10)
    daemon.close()


def test_ssh_that_does_not_get_there_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssh(tmp_path, 'echo "box: Permission denied (publickey)." >&2; exit 255', monkeypatch)
    monkeypatch.setenv("DOCKER_HOST", "ssh://box")
    with pytest.raises(LabError, match=r"names ssh://box, but .* denied \(publickey\)") as caught:
        opened(tmp_path)
    assert "over ssh by a key" in caught.value.remedy


@pytest.mark.root
def test_another_host_s_clock_is_known(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the stand-in's clock its answers are told apart, by ours the steps."""
    machine = lab.machine()
    assert machine.ahead() == 0.0
    now = time.time
    monkeypatch.setattr("checks.lab.machine.time.time", lambda: now() - 100)
    assert machine.ahead() == pytest.approx(100, abs=1)
    machine.sandbox.leave()


@pytest.mark.root
def test_containers_in_a_machine_can_ask_the_engine_s_name_servers(lab: Lab) -> None:
    """Docker leaves out 127.0.0.11, which they cannot reach, and takes what stands behind it."""
    machine = lab.machine()
    lines = str(machine.terminal.check("grep ^nameserver /etc/resolv.conf").stdout).splitlines()
    assert lines == ["nameserver 127.0.0.11", "nameserver 10.0.2.3"]
    machine.sandbox.leave()
