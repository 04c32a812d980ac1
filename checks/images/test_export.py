"""Export against save: what each archive holds, and what happens when they are mixed up."""

from __future__ import annotations

import json

from testinfra.host import Host

from checks.folder import assert_new_folder, assert_writes_only_there, folder
from checks.images.facts import containers, image, names, saved_names
from checks.lab.step_run import StepRun


def test_folder(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host)


def test_start(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert host.docker("export-db").inspect()["Config"]["Image"] == "redis:8"
    assert host.docker("export-db").is_running
    assert host.check_output("docker exec export-db cat /note /data/note") == (
        "in the container\nin the volume"
    )
    # Where the container is there already, the step writes into no container.
    host.check_output("docker exec export-db sh -c 'echo mine > /note'")
    assert step.again().exit == 125
    assert host.check_output("docker exec export-db cat /note") == "mine"
    host.check_output("docker exec export-db sh -c 'echo in the container > /note'")


def test_export(step: StepRun, host: Host) -> None:
    result = step.run()
    assert sorted(str(result.stdout).splitlines()) == ["data/", "note"]
    told = host.check_output(f"tar --extract --to-stdout --file {folder(step.machine)}/db.tar note")
    assert told == "in the container"
    assert_writes_only_there(step, host, "folder", "db.tar")


def test_import(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout).splitlines()[1:] == ["in the container"]
    assert "export-db:import" in names(host)
    assert containers(host) == {"export-db"}


def test_lost(step: StepRun, host: Host) -> None:
    before, after = str(step.run().stdout).splitlines()
    config = image(host, "redis:8")["Config"]
    keys = ("Entrypoint", "Cmd", "ExposedPorts", "WorkingDir")
    assert before == " ".join(json.dumps(config[key], separators=(",", ":")) for key in keys)
    assert after == 'null null null ""'


def test_run_lost(step: StepRun, host: Host) -> None:
    result = step.run(exit=125)
    assert "no command specified" in str(result.stderr).lower()
    assert containers(host) == {"export-db"}


def test_cure(step: StepRun, host: Host) -> None:
    step.run()
    cured, official = image(host, "export-db:cure")["Config"], image(host, "redis:8")["Config"]
    for key in ("Entrypoint", "Cmd", "ExposedPorts", "WorkingDir"):
        assert cured[key] == official[key], key
    assert host.docker("export-cured").inspect()["Config"]["Image"] == "export-db:cure"
    assert host.docker("export-cured").is_running
    assert host.check_output("docker exec export-cured cat /note") == "in the container"


def test_load_export(step: StepRun, host: Host, containerd_store: bool) -> None:
    before = names(host)
    if containerd_store:
        result = step.run(exit=1)
        assert "unrecognized image format" in str(result.stderr)
    else:
        result = step.run(exit=1, hide={"number": r"docker-import-(\d+)"})
        assert "no such file or directory" in str(result.stderr)
        assert "docker-import-" in str(result.stderr)
    assert names(host) == before


def test_import_save(step: StepRun, host: Host) -> None:
    result = step.run(exit=127)
    assert saved_names(host, f"{folder(step.machine)}/redis.tar") == [["redis:8"]]
    assert "export-db:wrong" in names(host)
    assert "redis-server" in str(result.stderr)
    assert "not found" in str(result.stderr)
    assert_writes_only_there(step, host, "folder", "redis.tar")


def test_look_inside(step: StepRun, host: Host) -> None:
    files = set(str(step.run().stdout).splitlines()[1:])
    assert {"index.json", "manifest.json"} <= files
    assert any(file.startswith("blobs/sha256/") for file in files)
    assert "note" not in files
    assert host.docker("export-wrong").inspect()["Config"]["Image"] == "export-db:wrong"


def test_load_save(step: StepRun, host: Host) -> None:
    result = step.run()
    assert "Loaded image: redis:8" in str(result.stdout)
    version = host.check_output("docker run --rm redis:8 redis-cli --version")
    assert str(result.stdout).splitlines()[-1] == version
    assert image(host, "redis:8")["Config"]["Cmd"] == ["redis-server"]
    assert containers(host) == {"export-cured", "export-wrong"}
    # Without the file, the image stays.
    host.check_output("rm %s", f"{folder(step.machine)}/redis.tar")
    step.again()
    assert "redis:8" in names(host)


def test_clean_up(step: StepRun, host: Host) -> None:
    step.run()
    assert containers(host) == set()
    assert host.check_output("docker volume ls --quiet") == ""
