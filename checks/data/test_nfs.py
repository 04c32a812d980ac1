"""A volume on an NFS server: what Docker keeps of it, and what it says without the server."""

from __future__ import annotations

import json
import re

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.data.facts import Volumes, options
from checks.folder import assert_folder_goes, assert_new_folder, assert_writes_only_there, folder
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def volumes(machine: Machine) -> Volumes:
    """The image is there, and two volumes of somebody else's."""
    pull(machine, "busybox")
    return Volumes(machine)


LIMIT = 300
"""Seconds for what first loads a part of the kernel."""


def _serve(host: Host) -> None:
    """An NFS server called nas.internal: the machine itself, whose kernel has both halves."""
    host.check_output(
        "apt-get -qq update && DEBIAN_FRONTEND=noninteractive "
        "apt-get -qq install -y --no-install-recommends nfs-kernel-server"
    )
    host.check_output("install -d -o 101 -g 101 /export/web && echo page > /export/web/page")
    host.check_output("chown 101:101 /export/web/page")
    host.check_output("exportfs -o rw,no_subtree_check '*:/export/web'")
    host.check_output("echo 127.0.0.1 nas.internal >> /etc/hosts")


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_create(step: StepRun, host: Host) -> None:
    # Nothing is mounted yet: the server does not even exist.
    assert step.run().text == "trial-nfs\n"
    made = options(host, "trial-nfs")
    assert made["type"] == "nfs"
    assert made["device"] == ":/export/web"
    assert {*made["o"].split(",")} == {"addr=nas.internal", "rw", "hard", "nfsvers=4.2"}


@pytest.mark.not_run(
    zh="实验室宿主机的内核没有 NFS 客户端（/proc/filesystems 里没有 nfs），也没有这样的服务器。",
    en="The lab's kernel has no NFS client (no nfs in /proc/filesystems), nor is there a server.",
    on="container",
)
def test_use(step: StepRun, host: Host) -> None:
    _serve(host)
    hide = {
        "size": r"^\S*:/export/web\s+(\d+\s+\d+\s+\d+\s+\d+%)",
        "time": r"101 +\d+ (\w+ +\d+ [\d:]+) page",
    }
    said = str(step.run(limit=LIMIT, hide=hide).stdout)
    assert ":/export/web" in said
    assert re.search(r"-rw-r--r-- +1 101 +101 +5 .* page", said)
    assert "trial-nfs" not in host.check_output("cat /proc/mounts")  # gone with the container


def test_see(step: StepRun, host: Host) -> None:
    assert json.loads(step.run().text) == options(host, "trial-nfs")


def test_compose(step: StepRun, host: Host) -> None:
    assert step.run().text == "pages\n"
    asked = f"docker compose --file {folder(step.machine)}/compose.yaml config --format json"
    project = json.loads(host.check_output(asked))
    assert project["volumes"]["pages"]["driver_opts"] == options(host, "trial-nfs")
    web = project["services"]["web"]
    assert (project["name"], web["image"]) == ("trial-nfs", "nginx")
    (mount,) = web["volumes"]
    assert (mount["type"], mount["source"], mount["volume"]["nocopy"]) == ("volume", "pages", True)
    assert mount["target"] == "/usr/share/nginx/html"
    assert_writes_only_there(step, host, "folder", "compose.yaml")


def test_no_such_host(step: StepRun, host: Host, volumes: Volumes) -> None:
    said = str(step.run(exit=125, hide={"server": r"on (\d+\.\d+\.\d+\.\d+:\d+)"}).stderr)
    assert "error while mounting volume" in said
    assert "error resolving passed in network volume address: lookup nas-typo.internal" in said
    assert volumes.own(host) == {"trial-nfs", "trial-typo"}
    made = options(host, "trial-nfs")
    made["o"] = made["o"].replace("nas.internal", "nas-typo.internal")
    assert options(host, "trial-typo") == made
    assert names(host, "--all") == set()


def test_ask_dns(step: StepRun, host: Host) -> None:
    assert step.run(exit=2).text == ""
    # A name that is known is shown.
    host.check_output("cp /etc/hosts /root/hosts && echo 192.0.2.7 nas-typo.internal >> /etc/hosts")
    assert "192.0.2.7" in step.again().text
    host.check_output("cp /root/hosts /etc/hosts")


def test_same_name(step: StepRun, host: Host) -> None:
    name, said = step.run().text.splitlines()
    assert name == "trial-typo"
    assert "addr=nas-typo.internal" in said
    # It is because of the name: without that volume it is made with these options.
    host.check_output("docker volume rm trial-typo")
    step.again()
    assert options(host, "trial-typo") == options(host, "trial-nfs")
    host.check_output("docker volume rm trial-typo && docker volume create trial-typo")


def test_new_options(step: StepRun, host: Host) -> None:
    assert "addr=nas.internal" in step.run().text.splitlines()[-1]
    assert options(host, "trial-typo") == options(host, "trial-nfs")


def test_remove(step: StepRun, host: Host, volumes: Volumes) -> None:
    assert_folder_goes(step, host)
    assert volumes.own(host) == set()
