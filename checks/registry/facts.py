"""What the registry page's checks share: what a registry holds, how its container was started."""

from __future__ import annotations

import json
import shlex
from typing import Any

from testinfra.host import Host

from checks.guide.lesson import load_lesson
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.waiting import await_true

INSTALL_LIMIT = 300.0
"""Seconds for a step that downloads and installs packages."""

TRUSTED = "/etc/docker/certs.d/registry.internal/ca.crt"
"""The authority that Docker trusts for the registry."""


def assert_own_stays(step: StepRun, host: Host) -> None:
    """An authority that the reader trusts already for this registry is left as it is."""
    host.check_output(f"install -D /dev/null {TRUSTED}.kept && cp {TRUSTED} {TRUSTED}.kept || true")
    host.check_output(f"echo own > {TRUSTED}")
    step.again()
    assert host.file(TRUSTED).content_string == "own\n"
    host.check_output(f"mv {TRUSTED}.kept {TRUSTED}")


def answer(host: Host, url: str, *options: str) -> Any:
    """The JSON that a registry's interface answers to a GET of `url`."""
    line = " ".join(shlex.quote(part) for part in ("curl", "--silent", "--fail", *options, url))
    return json.loads(host.check_output(line))


def container(host: Host, name: str) -> Any:
    """What `docker inspect` says of one container."""
    return json.loads(host.check_output(f"docker inspect {name}"))[0]


def assert_registry(
    host: Host,
    name: str,
    port: tuple[str, str],
    *,
    restart: str = "unless-stopped",
    environment: dict[str, str] | None = None,
    binds: dict[str, str] | None = None,
) -> None:
    """A registry of today runs under `name` as it was asked to.

    `port` is the address ("" for every one) and the port of the host that lead to it; `binds` are
    its mounts beside the volume of its own name, from the host's path to the container's.
    """
    facts = container(host, name)
    assert facts["State"]["Running"]
    assert facts["Config"]["Image"] == "registry:3"
    assert facts["HostConfig"]["RestartPolicy"]["Name"] == restart
    assert facts["HostConfig"]["PortBindings"] == {
        "5000/tcp": [{"HostIp": port[0], "HostPort": port[1]}]
    }
    mounts = {
        (mount.get("Name") or mount["Source"], mount["Destination"]): mount["RW"]
        for mount in facts["Mounts"]
    }
    assert mounts == {(name, "/var/lib/registry"): True} | dict.fromkeys(
        (binds or {}).items(), False
    )
    variables = dict(line.partition("=")[::2] for line in facts["Config"]["Env"])
    # The official image has a variable of its own beside PATH.
    given = {key: value for key, value in variables.items() if key.startswith("REGISTRY_")}
    assert given == (environment or {})


def secure(host: Host) -> dict[str, bool]:
    """The registries that the daemon knows by name, and whether it demands TLS of them."""
    known = json.loads(host.check_output("docker info --format '{{json .RegistryConfig}}'"))
    return {name: index["Secure"] for name, index in known["IndexConfigs"].items()}


def mirrors(host: Host) -> list[str]:
    """The mirrors that the daemon uses."""
    known = json.loads(host.check_output("docker info --format '{{json .RegistryConfig}}'"))
    return list(known["Mirrors"] or [])


def start_late(machine: Machine, name: str) -> None:
    """Stop the container and let it start half a second later.

    As on a busy host: the step that follows must be patient, and is shown to be.
    """
    done = machine.terminal.check(
        f"docker stop {name} && "
        f"{{ setsid sh -c 'sleep 0.5; docker start {name}' >/dev/null 2>&1 </dev/null & }}"
    )
    assert done.exit == 0, done.text


def own_name(machine: Machine) -> None:
    """Let registry.internal lead to this machine, by the address that others have for it: Docker
    would trust any certificate of a name that leads to 127.0.0.1."""
    done = machine.terminal.check(
        "echo $(hostname --ip-address | cut -d' ' -f1) registry.internal >> /etc/hosts"
        " && ! getent hosts registry.internal | grep '^127'"
    )
    assert done.exit == 0, done.text
    # Docker looks at this file every five seconds at most (Go's net/hosts.go): a quick machine asks
    # sooner, and would be told that there is no such host.
    unknown = "docker pull registry.internal/none 2>&1 | grep 'no such host'"
    await_true(lambda: machine.terminal.check(unknown).exit != 0)


def private_registry(machine: Machine) -> None:
    """The registry of the page `registry/private`, with TLS and a login, and one image in it."""
    own_name(machine)
    machine.put(ROOT / "assets" / "files" / "registry-compose.yaml", "registry-compose.yaml")
    machine.terminal.check(f"rm -f {TRUSTED}")  # as that page's undo has
    walk(machine, "registry/private", "list")


def registry_with_tls(machine: Machine, login: str | None = None) -> Machine:
    """The registry of the page `registry/tls` on a second host, with one image in it; with `login`,
    also what the page `registry/login` does up to that step. Returns the second host."""
    there = machine.neighbour("registry.internal")
    machine.terminal.check(f"rm -f {TRUSTED}")  # as that page's undo has
    walk(machine, "registry/tls", "push")
    if login:
        machine.put(ROOT / "assets" / "files" / "registry-compose.yaml", "registry-compose.yaml")
        walk(machine, "registry/login", login)
    return there


def own_login(host: Host) -> tuple[str, ...]:
    """curl's options for the user of that registry."""
    home = "/home/reader"
    password = host.file(f"{home}/registry-password").content_string.strip()
    return ("--cacert", f"{home}/registry-certs/registry.crt", "--user", f"reader:{password}")


def blobs(host: Host, name: str) -> set[str]:
    """The digests, without their kind, of all that a registry has on its disk."""
    found = host.check_output(
        f"docker exec {name} find /var/lib/registry/docker/registry/v2/blobs -name data"
    )
    return {path.split("/")[-2] for path in found.split()}


def walk(machine: Machine, lesson: str, last: str | None = None) -> None:
    """Type the steps of another lesson, up to the step `last`: what the page did before.

    Some of them are meant to fail, so that only the next lesson's checks can judge.
    """
    for step in load_lesson(ROOT / "docs" / "lessons" / f"{lesson}.sh").steps:
        machine.terminal.run(step.command, INSTALL_LIMIT)
        if step.id == last:
            break
    machine.terminal.log_in()


def manifest_digest(host: Host, url: str, image: str, *options: str) -> str:
    """The digest that the registry at `url` gives for `image` ("name:tag"): what it holds. (Docker
    names another, that of the index, if it has one of several platforms.)"""
    name, tag = image.split(":")
    kinds = (
        "oci.image.index.v1",
        "oci.image.manifest.v1",
        "docker.distribution.manifest.list.v2",
        "docker.distribution.manifest.v2",
    )
    accept = " ".join(f"--header 'Accept: application/vnd.{kind}+json'" for kind in kinds)
    address = f"{url}/v2/{name}/manifests/{tag}"
    head = host.check_output(f"curl --silent --head {' '.join(options)} {accept} {address}")
    return next(
        line.split()[1]
        for line in str(head).splitlines()
        if line.lower().startswith("docker-content-digest:")
    )


def names_printed(text: str) -> list[str]:
    """The lines of `pull --quiet` and `push --quiet` that name an image. Docker 29 adds a note to
    them where not every platform was pushed."""
    return [line for line in text.splitlines() if line and " " not in line]


def assert_pushed(step: StepRun, host: Host, url: str, image: str, *options: str) -> None:
    """The step pushed `image` ("name:tag"), and the registry at `url` answers with its digest."""
    name, tag = image.split(":")
    assert answer(host, f"{url}/v2/{name}/tags/list", *options)["tags"] == [tag]
    digest = manifest_digest(host, url, image, *options)
    assert step.result is not None
    assert f"{tag}: digest: {digest} size: " in str(step.result.stdout)


def assert_same_image(host: Host, here: str, there: str, other: Host | None = None) -> None:
    """Two names stand for one image."""
    form = "docker image inspect --format '{{json .RootFS}}' "
    assert host.check_output(form + here) == (other or host).check_output(form + there)
