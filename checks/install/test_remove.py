"""Removing Docker so that nothing is left."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.install.facts import KEY, PACKAGES, SOURCE, install_empty
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

DOCKER = "repository"  # purging the distribution's package deletes group and data as well

INSTALL_LIMIT = 300.0


@pytest.fixture(scope="module", autouse=True)
def used(machine: Machine) -> None:
    """A server on which Docker was used: a container, an image, a volume, settings."""
    done = machine.terminal.run(
        "docker rm --force hello web; "
        "docker volume create data && docker run --name hello hello-world && "
        "docker run --detach --name web --restart always nginx && "
        "sudo mkdir -p /etc/docker && echo '{}' | sudo tee /etc/docker/daemon.json && "
        "mkdir -p ~/.docker && echo '{}' > ~/.docker/config.json && "
        "sudo touch /var/cache/apt/archives/docker-ce_1_all.deb && "
        "sudo mkdir --parents /opt/containerd/bin"  # as containerd.io makes it at its start
    )
    assert done.exit == 0, done.text
    # With live-restore, and a volume that leads to a directory of the reader's.
    done = machine.terminal.check(
        "echo '{\"live-restore\": true}' > /etc/docker/daemon.json && systemctl restart docker && "
        "mkdir -p /srv/data && echo mine > /srv/data/db && docker volume create --driver local "
        "--opt type=none --opt o=bind --opt device=/srv/data own && "
        "docker run --detach --name own --volume own:/data nginx && docker rm --force web && "
        "docker commit own && "  # an image without a name, which Docker 29 shows only with --all
        "docker run --detach --name web --restart always nginx && "
        "apt-get install --yes nftables && echo '# mine' > /etc/nftables.conf && "
        "touch /etc/apt/sources.list.d/docker.list",
        INSTALL_LIMIT,
    )
    assert done.exit == 0, done.text


def settle_docker_data(machine: Machine) -> None:
    """Move Docker's data off its volumes onto the root file system, as a server has it.

    A mount point cannot be removed, so the documented `rm` would fail here and nowhere else.
    """
    for path in ("/var/lib/docker", "/var/lib/containerd"):
        machine.terminal.check(
            f"mkdir -p /tmp/data && mount --move {path} /tmp/data 2>/dev/null || "
            f"{{ mount --bind {path} /tmp/data && umount {path}; }}; "
            f"cp --archive /tmp/data/. {path}/ 2>/dev/null; umount /tmp/data",
            60,
        )


def take_off_lab(machine: Machine) -> None:
    """Take away what only a container of the lab has: Docker's volumes (if they are empty) and the
    file by which a container is known. What a server would have stays."""
    machine.terminal.check(
        "for path in /var/lib/docker /var/lib/containerd; do "
        "umount $path 2>/dev/null && rmdir $path; done; rm -f /.dockerenv"
    )


def test_list_what_goes(step: StepRun, host: Host) -> None:
    text = str(step.run().stdout)
    # Containers, those that have ended as well, and images are told by their ids.
    for command in ("docker ps --all --quiet", "docker images --all --quiet"):
        ids = host.check_output(command).split()
        assert len(ids) == 3
        for each in ids:
            assert each in text
    assert [line.split() for line in text.splitlines()[-2:]] == [
        ["local", "data"],
        ["local", "own"],
    ]


@pytest.mark.stops_containers
def test_stop_containers(step: StepRun, host: Host) -> None:
    step.run()
    assert host.check_output("docker ps --quiet") == ""
    # Where none runs, that is no error.
    assert step.again().exit == 0


@pytest.mark.stops_containers
def test_purge_packages(step: StepRun, host: Host) -> None:
    step.run(limit=INSTALL_LIMIT)
    for name in PACKAGES:
        assert not host.package(name).is_installed, name
    assert host.run("command -v docker dockerd containerd runc").stdout == ""
    # The reader's own are left, with their settings.
    assert host.file("/etc/nftables.conf").content_string == "# mine\n"
    assert host.package("nftables").is_installed


@pytest.mark.deletes_data
def test_remove_data(step: StepRun, machine: Machine, host: Host) -> None:
    settle_docker_data(machine)
    assert host.file("/var/lib/docker/volumes/data").exists
    # Behind a volume that is still mounted are files that are not Docker's.
    inside = "/var/lib/docker/volumes/own/_data"
    host.check_output(f"mount --bind /srv/data {inside}")
    assert step.again().text == f"{inside}\n"
    assert host.file("/srv/data/db").content_string == "mine\n"
    host.check_output(f"umount {inside}")
    step.run()
    assert host.file("/srv/data/db").content_string == "mine\n"
    assert not host.file("/var/lib/docker").exists
    assert not host.file("/var/lib/containerd").exists
    assert not host.file("/opt/containerd").exists
    # Nothing to remove is no error.
    assert step.again().exit == 0


@pytest.mark.deletes_data
def test_remove_settings(step: StepRun, host: Host) -> None:
    step.run()
    list = "/etc/apt/sources.list.d/docker.list"
    for path in ("/etc/docker", "/home/reader/.docker", KEY, SOURCE, list):
        assert not host.file(path).exists, path
    assert not host.group("docker").exists
    assert host.check_output("find /var/cache/apt/archives -name '*.deb'") == ""
    assert host.check_output("find /var/lib/apt/lists -name 'download.docker.com*'") == ""
    # Files that are gone already are no error; the group is one.
    assert "rm:" not in str(step.again().stderr)


@pytest.mark.stops_containers
def test_reboot(step: StepRun, host: Host) -> None:
    before = host.check_output("cat /proc/1/stat").split()[21]
    step.reboot()
    assert host.check_output("cat /proc/1/stat").split()[21] != before


def test_prove_packages(step: StepRun, machine: Machine) -> None:
    result = step.run(exit=1)
    assert result.text == ""
    # It would have found them.
    names = ("docker-left", "containerd", "runc")
    install_empty(machine, *names)
    found = step.again()
    machine.terminal.check("dpkg --purge " + " ".join(names))
    assert {line.split()[0] for line in str(found.stdout).splitlines()} == {*names}


def test_prove_files(step: StepRun, machine: Machine, host: Host) -> None:
    take_off_lab(machine)
    result = step.run()
    assert str(result.stderr) == ""
    for path in str(result.stdout).splitlines():
        # Only what another package brought may still carry the name.
        assert host.run("dpkg --search %s", path).rc == 0, path
    # It would have found what is left, wherever on the disk; another disk is none of its business.
    left = ("/opt/docker-left", "/opt/left-containerd")
    machine.terminal.check("touch /tmp/docker-elsewhere " + " ".join(left))
    found = step.again()
    machine.terminal.check("rm /tmp/docker-elsewhere " + " ".join(left))
    assert {*str(found.stdout).splitlines()} == {*str(result.stdout).splitlines(), *left}


def test_prove_network(step: StepRun, host: Host) -> None:
    result = step.run(exit=2, hide={"address": r"(\b172\.\S+|@if\d+ *)(?= |$)"})
    # One line for each interface: name, state, address, flags.
    shown = [line.split() for line in str(result.stdout).splitlines()]
    names = {words[0].partition("@")[0] for words in shown}
    assert names == {*host.check_output("ls /sys/class/net").split()}
    assert all(len(words) == 4 for words in shown)
    assert not any("docker" in name for name in names)
    # It would have found the group.
    host.check_output("groupadd docker")
    found = step.again()
    host.check_output("groupdel docker")
    assert str(found.stdout).splitlines()[-1].startswith("docker:")
