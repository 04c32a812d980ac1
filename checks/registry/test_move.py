"""Images from host to host without a registry."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.folder import assert_folder_goes, assert_new_folder, assert_writes_only_there, folder
from checks.lab import backend
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import assert_same_image

ARRIVED = "/var/tmp/arrived"
"""A copy of what came last to a `docker load` there."""

_WATCH = f"""#!/bin/sh
[ "$*" = load ] && exec sh -c 'tee {ARRIVED} | /usr/bin/docker load'
exec /usr/bin/docker "$@"
"""


@pytest.fixture(scope="module", autouse=True)
def other(machine: Machine) -> Machine:
    """The second host, on which what comes to `docker load` is kept, to see how it travelled."""
    there = machine.neighbour("other.internal")
    done = there.terminal.check(
        f"cat > /usr/local/bin/docker << 'END'\n{_WATCH}END\nchmod 755 /usr/local/bin/docker"
    )
    assert done.exit == 0, done.text
    return there


def _images(host: Host) -> set[str]:
    return set(host.check_output("docker images --format '{{.Repository}}:{{.Tag}}'").split())


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_make(step: StepRun, host: Host) -> None:
    result = step.run()
    assert result.text == "docker.io/library/nginx:1.29\n"
    assert_same_image(host, "nginx:1.29", "moved-web:1.0")


@pytest.mark.second_host
def test_send(step: StepRun, host: Host, other: Machine) -> None:
    # Another tag of the same repository must stay here.
    host.check_output("docker tag moved-web:1.0 moved-web:2.0")
    result = step.run()
    assert str(result.stdout) == "Loaded image: moved-web:1.0\n"
    there = backend.host(other)
    assert _images(there) == {"moved-web:1.0"}
    assert_same_image(host, "moved-web:1.0", "moved-web:1.0", there)
    # It travelled compressed.
    assert there.run(f"gzip --test < {ARRIVED}").rc == 0
    there.check_output("rm /usr/local/bin/docker")


@pytest.mark.second_host
def test_compare(step: StepRun, host: Host, other: Machine) -> None:
    result = step.run()
    ask = "docker image inspect --format '{{.RootFS.Layers}}' moved-web:1.0"
    here, there = host.check_output(ask), backend.host(other).check_output(ask)
    assert here.startswith("[sha256:")
    assert str(result.stdout) == f"{here}\n{there}\n"
    assert here == there


def test_context(step: StepRun, machine: Machine) -> None:
    step.run()
    made = machine.terminal.run("docker context inspect trial-other").stdout
    (context,) = json.loads(str(made))
    assert context["Endpoints"]["docker"]["Host"] == "ssh://other.internal"


@pytest.mark.second_host
def test_send_context(step: StepRun, host: Host, other: Machine) -> None:
    result = step.run()
    assert str(result.stdout) == "docker.io/library/busybox:1.37\nLoaded image: busybox:1.37\n"
    assert _images(backend.host(other)) == {"moved-web:1.0", "busybox:1.37"}
    assert_same_image(host, "busybox:1.37", "busybox:1.37", backend.host(other))


@pytest.mark.second_host
def test_fetch(step: StepRun, host: Host, other: Machine) -> None:
    result = step.run()
    assert str(result.stdout) == "docker.io/library/redis:8\nLoaded image: redis:8\n"
    assert _images(host) == {
        "nginx:1.29",
        "moved-web:1.0",
        "moved-web:2.0",
        "busybox:1.37",
        "redis:8",
    }
    assert_same_image(host, "redis:8", "redis:8", backend.host(other))


def test_to_file(step: StepRun, host: Host) -> None:
    result = step.run()
    assert result.text == "manifest.json\n"
    file = f"{folder(step.machine)}/moved-web.tar.gz"
    assert host.run("gzip --test %s", file).rc == 0
    manifest = host.check_output("tar --extract --to-stdout --file %s manifest.json", file)
    assert json.loads(manifest)[0]["RepoTags"] == ["moved-web:1.0"]
    # Of an image that cannot be saved gzip makes a sound file, too.
    host.check_output("docker tag moved-web:1.0 kept:1 && docker rmi moved-web:1.0")
    assert step.again().exit != 0
    assert host.run("gzip --test %s", file).rc == 0
    host.check_output("docker tag kept:1 moved-web:1.0 && docker rmi kept:1")
    assert step.again().exit == 0
    assert_writes_only_there(step, host, "folder", "moved-web.tar.gz")


@pytest.mark.second_host
def test_from_file(step: StepRun, host: Host, other: Machine) -> None:
    result = step.run()
    assert "Untagged: moved-web:1.0\n" in str(result.stdout)
    assert str(result.stdout).endswith("Loaded image: moved-web:1.0\n")
    there = backend.host(other)
    sent, arrived = f"{folder(step.machine)}/moved-web.tar.gz", "/home/reader/moved-web.tar.gz"
    sums = {
        side.check_output("sha256sum %s", path).split()[0]
        for side, path in ((host, sent), (there, arrived))
    }
    assert len(sums) == 1
    assert_same_image(host, "moved-web:1.0", "moved-web:1.0", there)
    # Where there is no such file to send, the other host keeps its image.
    host.check_output("mv %s /root/sent", sent)
    assert step.again().exit != 0
    host.check_output("mv /root/sent %s", sent)
    assert "moved-web:1.0" in _images(there)


@pytest.mark.second_host
def test_tidy(step: StepRun, host: Host, machine: Machine, other: Machine) -> None:
    assert_folder_goes(step, host)
    there = backend.host(other)
    assert not there.file("/home/reader/moved-web.tar.gz").exists
    contexts = machine.terminal.run("docker context ls --format '{{.Name}}'")
    assert str(contexts.stdout) == "default\n"
    assert _images(there) >= {"moved-web:1.0"}
