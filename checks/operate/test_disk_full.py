"""Find what takes the disk, and free the parts that nobody needs."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import inspect, names, pull
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun

SIZES = {"size": r"(\d+(?:\.\d+)?[kMGT]?B?)\b"}


@pytest.fixture(scope="module", autouse=True)
def used(machine: Machine) -> None:
    """A host in use: a container with a file of its own, a quiet one, a volume of nobody."""
    pull(machine, "busybox")
    done = machine.terminal.check(
        "docker run --name trial-writer busybox dd if=/dev/zero of=/big bs=1M count=3"
        " && docker run --name trial-quiet busybox true && docker volume create trial-lost"
        " && docker run --name trial-none --log-driver none busybox true"
    )
    assert done.exit == 0, done.text


def test_where(step: StepRun, host: Host, machine: Machine) -> None:
    lines = str(step.run(hide={"all": r"(?s)\A(.*)\Z"}).stdout).splitlines()
    root = host.check_output("docker info --format '{{.DockerRootDir}}'")
    assert len(lines) == 5
    assert [line.split()[0] for line in (lines[0], lines[3])] == ["Filesystem"] * 2
    assert "Inodes" in lines[3]
    assert lines[1].split()[:1] == host.check_output("df %s | tail -1", root).split()[:1]
    assert lines[4].split()[1] == host.check_output("df -i %s | tail -1", root).split()[1]
    # Where Docker keeps its data elsewhere, that disk is shown; where it does not run, the usual.
    elsewhere = "docker() { [ \"$3\" = '{{.DockerRootDir}}' ] && echo /run; }"
    for docker, place in ((elsewhere, "/run"), ("docker() { false; }", "/var/lib/docker")):
        machine.terminal.run(docker)
        again = step.again()
        assert str(again.stderr) == ""
        disk = host.check_output("df --output=target %s | tail -1", place)
        lines = str(again.stdout).splitlines()
        assert [line.split()[-1] for line in (lines[1], lines[4])] == [disk] * 2
    machine.terminal.run("unset -f docker")


def _containers(text: str) -> str:
    """The row of `docker system df` for containers."""
    (row,) = (line for line in text.splitlines() if line.startswith("Containers"))
    return row


def test_system_df(step: StepRun) -> None:
    row = _containers(str(step.run(hide=SIZES).stdout))
    assert row.split()[1] == "3"
    assert "3.1" in row  # the file of 3 MiB, in MB


def test_talk(step: StepRun, host: Host) -> None:
    said = str(step.run(hide=SIZES).stdout)
    assert said.startswith("TYPE ")
    row = _containers(said)
    assert row.split()[1] == "4"
    # The log of several megabytes is not counted.
    assert host.file(inspect(host, "trial-talk")["LogPath"]).size > 5_000_000
    assert "3.1" in row


def test_logs(step: StepRun, host: Host) -> None:
    first, *others = str(step.run(hide={"size": r"(\d+) KB"}).stdout).splitlines()
    assert first.endswith(" KB trial-talk")
    assert int(first.split()[0]) > 5000
    assert {line.split()[2] for line in others} == {"trial-writer", "trial-quiet", "trial-none"}
    # Logs of another driver, and those that were rotated, count as well.
    host.check_output(
        "docker run --name trial-local --log-driver local --log-opt compress=false"
        " --log-opt max-size=1m busybox seq 200000 > /dev/null"
    )
    small = " ".join(f"trial-small-{number}" for number in range(6))
    host.check_output(f"for name in {small}; do docker create --name $name busybox; done")
    sizes = {line.split()[2]: int(line.split()[0]) for line in step.again().text.splitlines()}
    host.check_output(f"docker rm trial-local {small}")
    assert sizes["trial-local"] > 2000
    # The ten largest, the largest first.
    assert [*sizes.values()] == sorted(sizes.values(), reverse=True)
    assert len(sizes) == 10


@pytest.mark.deletes_data
def test_empty_log(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "0\n"
    path = inspect(host, "trial-talk")["LogPath"]
    assert host.file(path).size == 0
    # What comes later is written at the beginning, and not after a hole.
    host.check_output("docker start --attach trial-talk | tail -1")
    assert host.check_output("docker logs trial-talk | wc -l") == "100000"
    assert int(host.check_output("docker logs trial-talk | head -1")) == 1


def test_layers(step: StepRun, containerd_store: bool) -> None:
    lines = str(step.run(hide=SIZES).stdout).splitlines()
    by_name = {line.split("\t")[1]: line.split("\t")[0] for line in lines}
    assert {*by_name} == {"trial-talk", "trial-writer", "trial-quiet", "trial-none"}
    assert by_name["trial-writer"].startswith("3.1")
    # containerd's store counts the container's own empty directory.
    assert by_name["trial-talk"].startswith("4.1kB" if containerd_store else "0B")


@pytest.mark.deletes_data
def test_cache(step: StepRun, host: Host) -> None:
    # What was built now stays for a week, also without its image.
    made = "printf 'FROM busybox\\nRUN echo y > /y\\n' | docker build --quiet -"
    host.check_output("docker image rm %s", host.check_output(made))
    count = "docker system df --format '{{.Type}} {{.TotalCount}}' | grep Cache"
    before = host.check_output(count)
    assert str(step.run(hide=SIZES).stdout).startswith("Total:")
    assert host.check_output(count) == before


@pytest.mark.deletes_data
def test_images(step: StepRun, host: Host) -> None:
    # One without a name, made now, stays for a week.
    made = "printf 'FROM busybox\\nRUN echo x > /x\\n' | docker build --quiet -"
    image = host.check_output(made)
    assert str(step.run().stdout) == "Total reclaimed space: 0B\n"
    assert host.run("docker image inspect %s", image).rc == 0
    assert "busybox" in host.check_output("docker image ls --format '{{.Repository}}'")


def test_volumes(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "trial-lost\n"
    # One that a container has, even a stopped one, is not among them.
    host.check_output("docker create --name trial-owner --volume trial-owned:/data busybox")
    assert step.again().text == "trial-lost\n"
    host.check_output("docker rm trial-owner && docker volume rm trial-owned")


def test_remove(step: StepRun, host: Host) -> None:
    step.run()
    assert "trial-talk" not in names(host, "--all")
