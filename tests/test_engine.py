"""Which engine is chosen, and what is said when there is none."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docker.context import ContextAPI
from docker.errors import APIError

from checks.guide.record import Supply
from checks.lab import engine as engines
from checks.lab.embedded import answers
from checks.lab.engine import engine
from checks.lab.error import LabError
from checks.lab.machine import Machine
from checks.lab.sandbox import Sandbox
from tests.conftest import Lab

pytestmark = pytest.mark.usefixtures("no_engine_named")


def opened(tmp_path: Path) -> str:
    with engine(tmp_path, "test") as found:
        return found.url


def test_docker_host_that_does_not_answer_is_an_error(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Never quietly another engine than the one that was named."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    with pytest.raises(LabError, match=r"DOCKER_HOST names unix://.*nobody.sock, but no") as caught:
        opened(tmp_path)
    assert "unset DOCKER_HOST" in caught.value.remedy


def test_an_unknown_context_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONTEXT", "nosuch")
    with pytest.raises(LabError, match='no docker context "nosuch"'):
        opened(tmp_path)


def test_neither_engine_nor_root_is_one_clear_message(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "_DEFAULT_SOCKET", tmp_path / "nobody.sock")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(LabError, match="none can be started here: you are not root") as caught:
        opened(tmp_path)
    assert "DOCKER_HOST" in caught.value.remedy
    assert "docker group" in caught.value.remedy


def test_a_socket_that_one_may_not_use_is_told_apart(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "docker.sock"
    path.touch()
    monkeypatch.setattr(engines, "_DEFAULT_SOCKET", path)

    def refused(url: str, folder: Path) -> engines.Engine:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(engines, "connect", refused)
    with pytest.raises(LabError, match="may not use the Docker Engine") as caught:
        opened(tmp_path)
    assert "usermod" in caught.value.remedy


class FakeDaemon:
    """Answers the two requests by which an engine is recognised."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    @staticmethod
    def _answer(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while request := connection.recv(65536):
                body = b"OK" if b"_ping" in request else b'{"Version":"99.1","ApiVersion":"1.45"}'
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: %d\r\n"
                    b"Content-Type: application/json\r\n\r\n" % len(body) + body
                )

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def daemons(tmp_path: Path) -> Iterator[dict[str, Path]]:
    paths = {name: tmp_path / f"{name}.sock" for name in ("named", "default", "context")}
    running = [FakeDaemon(path) for path in paths.values()]
    yield paths
    for daemon in running:
        daemon.close()


def test_the_order_is_docker_s_own(
    daemons: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DOCKER_HOST, then the current context, then the default socket."""
    monkeypatch.setattr(engines, "_DEFAULT_SOCKET", daemons["default"])
    assert opened(tmp_path) == f"unix://{daemons['default']}"

    class Context:
        name, Host = "office", f"unix://{daemons['context']}"

    monkeypatch.setattr(ContextAPI, "get_current_context", lambda: Context)
    assert opened(tmp_path) == f"unix://{daemons['context']}"

    monkeypatch.setenv("DOCKER_HOST", f"unix://{daemons['named']}")
    assert opened(tmp_path) == f"unix://{daemons['named']}"


def test_an_engine_that_refuses_privileged_containers_is_explained(
    lab: Lab,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sandbox = Sandbox(lab.engine, "test/1/1", Supply([], []), None)
    try:

        def refuse(*words: object, **options: object) -> None:
            # The daemon's own words with userns-remap: moby daemon/container_operations_unix.go
            raise APIError(
                "400 Client Error",
                explanation=(
                    "privileged mode is incompatible with user namespaces. You must run the "
                    "container in the host namespace when running privileged mode"
                ),
            )

        monkeypatch.setattr(type(lab.engine.client.containers), "create", refuse)
        with pytest.raises(LabError, match="refuses privileged containers: privileged mode is"):
            Machine(sandbox, lab.image)
    finally:
        sandbox.network.remove()


def test_a_socket_answers_once_somebody_listens_and_not_before(tmp_path: Path) -> None:
    address = tmp_path / "engine.sock"
    assert not answers(address)
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(address))
        assert address.exists()
        assert not answers(address)
        opened.listen()
        assert answers(address)


@pytest.mark.root
def test_a_base_that_is_no_debian_is_explained(lab: Lab, tmp_path: Path) -> None:
    """An image with nothing in it but a file."""
    (tmp_path / "file").write_text("nothing to boot here")
    subprocess.run(["tar", "-C", tmp_path, "-cf", tmp_path / "bare.tar", "file"], check=True)
    lab.engine.client.api.import_image(str(tmp_path / "bare.tar"), repository="bare", tag="1")
    try:
        with pytest.raises(LabError, match="base bare:1 has no apt-get") as caught:
            lab.images.machine(lab.images.base("bare:1"))
        assert "--base" in caught.value.remedy
    finally:
        lab.engine.client.images.remove("bare:1", force=True)


@pytest.mark.root
def test_a_base_that_cannot_be_had_is_explained(lab: Lab) -> None:
    with pytest.raises(LabError, match="--base nosuch/image:1: there is no such image"):
        lab.images.base("nosuch/image:1")


def test_a_docker_that_fell_back_to_vfs_is_not_taken() -> None:
    for good in ("", "overlay2", "overlayfs"):
        Machine.check_storage(good)
    with pytest.raises(LabError, match='uses the storage driver "vfs", not overlay2'):
        Machine.check_storage("vfs")


@pytest.mark.root
def test_a_lesson_gives_its_network_back(lab: Lab) -> None:
    """There are 256; the guide has many lessons, and they have several machines."""
    networks = {network.id for network in lab.engine.client.networks.list()}
    one, two = lab.machine(), lab.machine()
    assert {network.id for network in lab.engine.client.networks.list()} > networks
    # Of its own addresses only the network's number is chance; Docker gives out other ones.
    for machine in (one, two):
        said = str(machine.terminal.check("ip -4 route show dev eth0 scope link").stdout)
        assert re.fullmatch(r"198\.19\.(\d+)\.0/24 .* src 198\.19\.\1\.10 *", said.strip() + " ")
    one.sandbox.leave()
    two.sandbox.leave()
    assert {network.id for network in lab.engine.client.networks.list()} == networks


@pytest.mark.root
def test_nothing_is_executed_before_the_machine_is_up(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On control groups version 2 it would come between systemd and the groups that it makes
    (kubernetes-sigs/kind issue 2409)."""
    seen: list[object] = []

    def noting(real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            seen.append(real(*words, **more))
            return seen[-1]

        return call

    for owner, name in ((type(lab.engine.client.api), "exec_create"), (Machine, "_marked")):
        monkeypatch.setattr(owner, name, noting(getattr(owner, name)))
    machine = lab.machine()
    *before, up, terminal = seen
    assert not any(before)
    assert up is True
    assert isinstance(terminal, dict), "the one command that is executed is the terminal's"
    machine.sandbox.leave()
