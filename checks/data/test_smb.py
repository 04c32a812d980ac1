"""A volume on a Windows or Samba server: its password, and what Docker says without the server."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.data.facts import Volumes, options
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun


@pytest.fixture(scope="module", autouse=True)
def volumes(machine: Machine) -> Volumes:
    """The image is there, and two volumes of somebody else's."""
    pull(machine, "busybox")
    return Volumes(machine)


LIMIT = 300
"""Seconds for what first loads a part of the kernel."""


def _serve(machine: Machine) -> None:
    """Another machine with Samba, and its share."""
    nas = machine.neighbour("nas.internal")
    share = "[web]\\npath = /srv/web\\nread only = no\\n"
    done = nas.terminal.check(
        "apt-get -qq update && DEBIAN_FRONTEND=noninteractive "
        "apt-get -qq install -y --no-install-recommends samba && useradd web && "
        "printf 'secret\\nsecret\\n' | smbpasswd -s -a web && install -d -o web /srv/web && "
        f"echo page > /srv/web/page && printf '{share}' >> /etc/samba/smb.conf && "
        "systemctl restart smbd",
        limit=LIMIT,
    )
    assert done.exit == 0, done.text


def test_create(step: StepRun, host: Host) -> None:
    assert step.run().text == "trial-smb\n"
    made = options(host, "trial-smb")
    assert (made["type"], made["device"]) == ("cifs", "//nas.internal/web")
    assert {*made["o"].split(",")} == {
        *("addr=nas.internal", "username=web", "password=secret"),
        *("uid=101", "gid=101", "vers=3.1.1"),
    }


@pytest.mark.not_run(
    zh="实验室宿主机的内核没有 SMB 客户端（/proc/filesystems 里没有 cifs），也没有这样的服务器。",
    en="The lab's kernel has no SMB client (no cifs in /proc/filesystems), nor is there a server.",
    on="container",
)
def test_use(step: StepRun, host: Host, machine: Machine) -> None:
    _serve(machine)
    hide = {
        "size": r"^//nas.internal/web\s+(\d+\s+\d+\s+\d+\s+\d+%)",
        "time": r"101 +\d+ (\w+ +\d+ [\d:]+) page",
    }
    said = str(step.run(limit=LIMIT, hide=hide).stdout)
    assert "//nas.internal/web" in said
    assert re.search(r"-rwxr-xr-x +1 101 +101 +5 .* page", said)
    assert "nas.internal" not in host.check_output("cat /proc/mounts")  # gone with the container


def test_see_password(step: StepRun, host: Host) -> None:
    said = step.run().text
    assert "password=secret" in said
    assert said == options(host, "trial-smb")["o"] + "\n"


def test_no_such_host(step: StepRun, host: Host, volumes: Volumes) -> None:
    said = str(step.run(exit=125, hide={"server": r"on (\d+\.\d+\.\d+\.\d+:\d+)"}).stderr)
    assert "error while mounting volume" in said
    assert "error resolving passed in network volume address: lookup nas-typo.internal" in said
    assert volumes.own(host) == {"trial-smb", "trial-typo"}
    assert options(host, "trial-typo") == {
        "type": "cifs",
        "o": "addr=nas-typo.internal,username=web,password=secret",
        "device": "//nas-typo.internal/web",
    }
    assert names(host, "--all") == set()


def test_ask_dns(step: StepRun, host: Host) -> None:
    assert step.run(exit=2).text == ""
    # A name that is known is shown.
    host.check_output("cp /etc/hosts /root/hosts && echo 192.0.2.7 nas-typo.internal >> /etc/hosts")
    assert "192.0.2.7" in step.again().text
    host.check_output("cp /root/hosts /etc/hosts")


def test_remove(step: StepRun, host: Host, volumes: Volumes) -> None:
    step.run()
    assert volumes.own(host) == set()
