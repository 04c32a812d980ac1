"""Collecting garbage under a running registry: the push that succeeds and is lost."""

from __future__ import annotations

import re

from testinfra.host import Host

from checks.lab.step_run import StepRun
from checks.registry_facts import answer, assert_registry, assert_same_image, container

URL = "http://localhost:5000"


def _blobs(host: Host) -> set[str]:
    """The digests of all that the registry has on its disk."""
    found = host.check_output(
        "docker exec registry find /var/lib/registry/docker/registry/v2/blobs -name data"
    )
    return {path.split("/")[-2] for path in found.split()}


def _digest(host: Host, name: str) -> str:
    """Under which digest the registry was given the image `name` of this host."""
    digests = host.check_output(
        "docker image inspect --format '{{join .RepoDigests \" \"}}' %s", name
    ).split()
    return next(d.partition("@sha256:")[2] for d in digests if d.startswith("localhost:5000/web@"))


def test_start(step: StepRun, host: Host) -> None:
    step.run()
    assert_registry(host, "registry", ("127.0.0.1", "5000"), restart="no")


def test_old_release(step: StepRun, host: Host) -> None:
    step.run()
    assert_same_image(host, "nginx:1.28", "localhost:5000/web:stable")
    assert _digest(host, "nginx:1.28") in _blobs(host)


def test_new_release(step: StepRun, host: Host) -> None:
    step.run()
    assert_same_image(host, "nginx:1.29", "localhost:5000/web:stable")
    assert answer(host, f"{URL}/v2/web/tags/list")["tags"] == ["stable"]
    assert {_digest(host, "nginx:1.28"), _digest(host, "nginx:1.29")} <= _blobs(host)


def test_keeps_untagged(step: StepRun, host: Host) -> None:
    before = _blobs(host)
    result = step.run()
    assert re.search(r"^\d+ blobs marked, 0 blobs and 0 manifests", str(result.stdout), re.M)
    assert _blobs(host) == before
    # What would have been collected otherwise is not what saves it: it is the manifest.
    assert f"marking manifest sha256:{_digest(host, 'nginx:1.28')}" in str(result.stdout)


def test_collect_running(step: StepRun, host: Host) -> None:
    running = container(host, "registry")["State"]["StartedAt"]
    step.run()
    assert container(host, "registry")["State"]["StartedAt"] == running
    assert _digest(host, "nginx:1.28") not in _blobs(host)
    assert _digest(host, "nginx:1.29") in _blobs(host)


def test_push_old(step: StepRun, host: Host) -> None:
    result = step.run()
    # It says that it succeeded, and it did not.
    assert f"old: digest: sha256:{_digest(host, 'nginx:1.28')} size: " in str(result.stdout)
    assert _digest(host, "nginx:1.28") not in _blobs(host)


def test_pull_fails(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "Untagged: localhost:5000/web:old\n" in str(result.stdout)
    assert "manifest unknown" in str(result.stderr)
    assert "localhost:5000/web:old" in str(result.stderr)


def test_restart(step: StepRun, host: Host) -> None:
    before = container(host, "registry")["State"]["StartedAt"]
    step.run()
    assert container(host, "registry")["State"]["StartedAt"] != before


def test_push_again(step: StepRun, host: Host) -> None:
    step.run()
    assert _digest(host, "nginx:1.28") in _blobs(host)
    assert set(answer(host, f"{URL}/v2/web/tags/list")["tags"]) == {"stable", "old"}


def test_pull_works(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "Status: Downloaded newer image for localhost:5000/web:old" in str(result.stdout)
    assert host.run("docker image inspect localhost:5000/web:old").rc == 0
    assert host.run("docker image inspect nginx:1.28").rc != 0
