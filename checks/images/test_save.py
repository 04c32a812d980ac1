"""Save and load: by name, by id, several, compressed."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.folder import assert_new_folder, assert_writes_only_there, folder
from checks.images.facts import containers, image, names, saved_names
from checks.lab.step_run import StepRun

MAGIC = {"gz": "1f8b", "xz": "fd377a585a00", "zst": "28b52ffd"}
"""The bytes with which a compressed file begins."""


def starts_with(step: StepRun, host: Host, file: str, magic: str) -> bool:
    """Whether a file of the page begins with these bytes."""
    octets, path = len(magic) // 2, f"{folder(step.machine)}/{file}"
    return bool(host.check_output(f"head -c {octets} {path} | od -An -tx1 | tr -d ' \n'") == magic)


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_save(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert saved_names(host, f"{folder(step.machine)}/hello.tar") == [["hello-world:latest"]]
    assert_writes_only_there(step, host, "folder", "hello.tar")


def test_look(step: StepRun) -> None:
    *files, name = str(step.run().stdout).splitlines()
    assert "manifest.json" in files
    assert any(file.startswith("blobs/sha256/") for file in files)
    assert name == '"RepoTags":["hello-world:latest"]'


def test_load(step: StepRun, host: Host) -> None:
    # Without the file, the image stays.
    path = f"{folder(step.machine)}/hello.tar"
    host.check_output("mv %s /root/away", path)
    assert step.again().exit == 1
    host.check_output("mv /root/away %s", path)
    assert names(host) == {"hello-world:latest"}
    result = step.run()
    assert str(result.stdout).splitlines()[-1] == "Loaded image: hello-world:latest"
    # It came from the archive: an image from a registry would know its digest.
    assert "Untagged: hello-world:latest" in str(result.stdout)
    assert names(host) == {"hello-world:latest"}


def test_digest_lost(step: StepRun, host: Host, containerd_store: bool) -> None:
    header, row = str(step.run().stdout).splitlines()
    assert header.split()[2] == "DIGEST"
    # containerd's store knows every image by it, wherever the image came from.
    digest = image(host, "hello-world:latest")["Id"] if containerd_store else "<none>"
    assert row.split()[:3] == ["hello-world", "latest", digest]
    assert image(host, "hello-world:latest")["RepoDigests"] == _digests(digest)


def _digests(digest: str) -> list[str]:
    return [f"hello-world@{digest}"] if digest.startswith("sha256:") else []


def test_save_by_id(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == '"RepoTags":null\n'
    assert saved_names(host, f"{folder(step.machine)}/by-id.tar") == [None]
    assert_writes_only_there(step, host, "folder", "by-id.tar")


def test_load_by_id(step: StepRun, host: Host) -> None:
    number = image(host, "hello-world:latest")["Id"]
    result = step.run()
    assert str(result.stdout).splitlines()[-1] == f"Loaded image ID: {number}"
    assert names(host) == {"<none>:<none>"}


def test_no_name(step: StepRun, host: Host) -> None:
    result = step.run(exit=125)
    row = str(result.stdout).splitlines()[-1].split()
    assert row[:2] == ["<none>", "<none>"] or row[0] == "<untagged>"
    assert "No such image: hello-world" in str(result.stderr)
    assert names(host) == {"<none>:<none>"}


@pytest.mark.differs(
    zh="问候语是实验室镜像的；官方的第一行是“Hello from Docker!”。",
    en="The greeting is of the lab's image; the official one begins: Hello from Docker!",
)
def test_name_again(step: StepRun, host: Host, containerd_store: bool) -> None:
    assert "Hello from Docker!" in str(step.run().stdout)
    assert names(host) == {"hello-world:latest"}
    number = image(host, "hello-world:latest")["Id"] if containerd_store else ""
    assert image(host, "hello-world:latest")["RepoDigests"] == _digests(number)
    assert containers(host) == set()


def test_save_several(step: StepRun, host: Host) -> None:
    lines = str(step.run(limit=300).stdout).splitlines()[-3:]
    every = ["hello-world:latest", "nginx:1.28", "nginx:1.29"]
    assert lines == [f'"RepoTags":["{name}"]' for name in every]
    saved = saved_names(host, f"{folder(step.machine)}/several.tar")
    assert sorted(name for found in saved for name in found or ()) == every
    assert_writes_only_there(step, host, "folder", "several.tar")


def test_gzip(step: StepRun, host: Host) -> None:
    assert_loaded(step, host)
    assert starts_with(step, host, "hello.tar.gz", MAGIC["gz"])
    assert_writes_only_there(step, host, "folder", "hello.tar.gz")


def test_install_compressors(step: StepRun, host: Host) -> None:
    # Not here yet, so that the step is what brings them.
    host.run("apt-get remove --yes xz-utils zstd")
    step.run(limit=300)
    assert host.package("xz-utils").is_installed
    assert host.package("zstd").is_installed


def test_xz(step: StepRun, host: Host) -> None:
    assert_loaded(step, host)
    assert starts_with(step, host, "hello.tar.xz", MAGIC["xz"])
    assert_writes_only_there(step, host, "folder", "hello.tar.xz")


def test_zstd(step: StepRun, host: Host) -> None:
    assert_loaded(step, host)
    assert starts_with(step, host, "hello.tar.zst", MAGIC["zst"])
    assert_writes_only_there(step, host, "folder", "hello.tar.zst")


def assert_loaded(step: StepRun, host: Host) -> None:
    """The step removed the image and has it back. An image that was not saved stays."""
    before = image(host, "hello-world:latest")
    step.machine.terminal.run('docker() { test "$1" != save && command docker "$@"; }')
    assert step.again().exit != 0
    step.machine.terminal.run("unset -f docker")
    assert names(host) >= {"hello-world:latest"}
    result = step.run()
    assert f"Deleted: {before['Id']}" in str(result.stdout)
    assert str(result.stdout).splitlines()[-1] == "Loaded image: hello-world:latest"
    assert image(host, "hello-world:latest")["Id"] == before["Id"]


def test_sizes(step: StepRun, host: Host) -> None:
    # The image holds the time at which it was made, and that packs into a few bytes more or less.
    hide = {"four digits": r"^\d+(\d{4}) hello\.tar\.\w+$"}
    lines = str(step.run(hide=hide).stdout).splitlines()
    sizes = {name: int(size) for size, name in (line.split() for line in lines)}
    assert set(sizes) == {"hello.tar", *(f"hello.tar.{end}" for end in MAGIC)}
    for name, size in sizes.items():
        assert size == host.file(f"{folder(step.machine)}/{name}").size
    assert all(sizes[f"hello.tar.{end}"] < sizes["hello.tar"] for end in MAGIC)
