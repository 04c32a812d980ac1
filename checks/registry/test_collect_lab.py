"""Collecting garbage under a running registry: the push that succeeds and is lost."""

from __future__ import annotations

import json
import re

import pytest
from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.registry.facts import (
    answer,
    assert_registry,
    assert_same_image,
    blobs,
    container,
    manifest_digest,
    names_printed,
    start_late,
)

URL = "http://localhost:5001"


def _blobs(host: Host) -> set[str]:
    """The digests of all that the registry has on its disk."""
    return blobs(host, "registry-trial")


pushed: dict[str, str] = {}
"""The digest, without its kind, under which the registry was given each image of this host."""


def test_start(step: StepRun, host: Host) -> None:
    step.run()
    assert_registry(
        host,
        "registry-trial",
        ("127.0.0.1", "5001"),
        restart="no",
        environment={"REGISTRY_LOG_LEVEL": "info"},
    )


def test_old_release(step: StepRun, host: Host) -> None:
    result = step.run()
    assert names_printed(result.text) == [
        "docker.io/library/nginx:1.28",
        "localhost:5001/web:stable",
    ]
    pushed["nginx:1.28"] = manifest_digest(host, URL, "web:stable").removeprefix("sha256:")
    assert_same_image(host, "nginx:1.28", "localhost:5001/web:stable")
    assert pushed["nginx:1.28"] in _blobs(host)


def test_new_release(step: StepRun, host: Host) -> None:
    result = step.run()
    assert names_printed(result.text) == [
        "docker.io/library/nginx:1.29",
        "localhost:5001/web:stable",
    ]
    pushed["nginx:1.29"] = manifest_digest(host, URL, "web:stable").removeprefix("sha256:")
    assert_same_image(host, "nginx:1.29", "localhost:5001/web:stable")
    assert answer(host, f"{URL}/v2/web/tags/list")["tags"] == ["stable"]
    assert {pushed["nginx:1.28"], pushed["nginx:1.29"]} <= _blobs(host)


def test_keeps_untagged(step: StepRun, host: Host) -> None:
    before = _blobs(host)
    result = step.run()
    assert re.search(r"^\d+ blobs marked, 0 blobs and 0 manifests", str(result.stdout), re.M)
    assert "level=debug" not in result.text
    assert _blobs(host) == before
    # The tag has gone, the manifest keeps the image.
    assert f"marking manifest sha256:{pushed['nginx:1.28']}" in str(result.stdout)


def test_what_if(step: StepRun, host: Host) -> None:
    before = _blobs(host)
    result = step.run()
    old = f"manifest eligible for deletion: sha256:{pushed['nginx:1.28']}"
    assert old in str(result.stdout)
    assert _blobs(host) == before


lost: set[str] = set()
"""The digests of what the collection deleted: manifest, configuration and layers of one image."""


@pytest.mark.deletes_data
def test_collect_running(step: StepRun, host: Host) -> None:
    running = container(host, "registry-trial")["State"]["StartedAt"]
    before = _blobs(host)
    step.run()
    assert container(host, "registry-trial")["State"]["StartedAt"] == running
    lost.update(before - _blobs(host))
    assert pushed["nginx:1.28"] in lost
    assert pushed["nginx:1.29"] in _blobs(host)


def test_push_old(step: StepRun, host: Host) -> None:
    result = step.run()
    # It says that it succeeded, and a part is missing.
    assert f"old: digest: sha256:{pushed['nginx:1.28']} size: " in str(result.stdout)
    assert "Layer already exists" in str(result.stdout)
    assert not lost <= _blobs(host)


def test_pull_fails(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    for name in ("localhost:5001/web:old", "nginx:1.28"):
        assert f"Untagged: {name}\n" in str(result.stdout)
    # What Docker says depends on which part the registry only believes to have.
    assert any(said in str(result.stderr) for said in ("unexpected EOF", "unknown", "not found"))
    # Quiet: the stages of six attempts are no news.
    assert "Pulling" not in str(result.stdout)
    assert host.run("docker image inspect localhost:5001/web:old").rc != 0


def test_restart(step: StepRun, host: Host) -> None:
    before = container(host, "registry-trial")["State"]["StartedAt"]
    step.run()
    assert container(host, "registry-trial")["State"]["StartedAt"] != before


def test_push_again(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).startswith("docker.io/library/nginx:1.28\nThe push refers")
    assert lost <= _blobs(host)
    assert set(answer(host, f"{URL}/v2/web/tags/list")["tags"]) == {"stable", "old"}


def test_pull_works(step: StepRun, host: Host) -> None:
    result = step.run()
    for name in ("localhost:5001/web:old", "nginx:1.28"):
        assert f"Untagged: {name}\n" in str(result.stdout)
    assert "Status: Downloaded newer image for localhost:5001/web:old" in str(result.stdout)
    assert host.run("docker image inspect localhost:5001/web:old").rc == 0


def test_read_only(step: StepRun, host: Host) -> None:
    step.run()
    assert_registry(
        host,
        "registry-trial",
        ("127.0.0.1", "5001"),
        restart="no",
        environment={
            "REGISTRY_LOG_LEVEL": "info",
            "REGISTRY_STORAGE_MAINTENANCE_READONLY": '{"enabled":true}',
        },
    )


def test_refuses_push(step: StepRun, machine: Machine, host: Host) -> None:
    start_late(machine, "registry-trial")
    result = step.run()
    served, refused = str(result.stdout).splitlines()
    assert set(json.loads(served)["tags"]) == {"stable", "old"}
    assert "not allowed" in refused.lower() or "UNSUPPORTED" in refused
    assert str(result.stderr) == ""


@pytest.mark.deletes_data
def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --all --quiet") == ""
    assert host.check_output("docker volume ls --quiet") == ""
    left = host.check_output("docker images --format '{{.Repository}}:{{.Tag}}'").split()
    assert set(left) == {"registry:3", "nginx:1.29"}
