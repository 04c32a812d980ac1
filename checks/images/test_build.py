"""An image from the Dockerfile that the page hands out: cache, context, stages."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.folder import assert_new_folder, assert_writes_only_there, folder
from checks.guide.problem import ROOT
from checks.images.facts import cached, containers, has_image, image, printed_by
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME

FILE = ROOT / "assets" / "files" / "site" / "Dockerfile"
HTML = "cat /usr/share/nginx/html/index.html"


def instructions(version: str) -> dict[str, str]:
    """The Dockerfile's instructions as the builder names them, in its order."""
    return {
        "folder": "WORKDIR /page",
        "context": "COPY . .",
        "page": f'RUN sed "s/@VERSION@/{version}/" page.html > index.html',
        "result": "COPY --from=page /page/index.html /usr/share/nginx/html/index.html",
    }


def absent(host: Host) -> int:
    """What `ls` of the base image ends with: busybox says 1, coreutils 2."""
    return int(host.run("docker run --rm trial-site:1.2 ls /nothing").rc)


@pytest.fixture(scope="module", autouse=True)
def downloaded(machine: Machine) -> None:
    """The reader has downloaded the Dockerfile into the folder where the terminal is open."""
    machine.put(FILE, "Dockerfile")


def test_prepare(step: StepRun, host: Host) -> None:
    assert_new_folder(step, host, {"Dockerfile", "page.html"})
    assert host.file(f"{HOME}/Dockerfile").exists
    assert (
        host.file(f"{folder(step.machine)}/page.html").content_string
        == "<h1>Version @VERSION@</h1>\n"
    )
    assert host.file(f"{folder(step.machine)}/.env").content_string == "password=secret\n"


def test_read(step: StepRun) -> None:
    assert str(step.run().stdout) == FILE.read_text(encoding="utf-8")


def test_build(step: StepRun, host: Host) -> None:
    result = step.run(limit=300)
    expected = instructions("1.0").values()
    assert cached(result) == dict.fromkeys(expected, False)
    assert printed_by(host, "trial-site:1.0", HTML) == "<h1>Version 1.0</h1>"
    assert (
        image(host, "trial-site:1.0")["Config"]["Labels"]["org.opencontainers.image.title"]
        == "site"
    )


def test_serve(step: StepRun, host: Host) -> None:
    step.run()
    fact = host.docker("trial-site").inspect()
    assert fact["Config"]["Image"] == "trial-site:1.0"
    assert fact["HostConfig"]["PortBindings"] == {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}
    assert host.docker("trial-site").is_running


def test_fetch(step: StepRun, host: Host) -> None:
    # The server comes late, as it may after `docker run`: the command must wait for it.
    host.check_output(
        "docker stop trial-site && (sleep 1.5; docker start trial-site) > /dev/null 2>&1 &"
    )
    result = step.run()
    assert str(result.stdout) == "<h1>Version 1.0</h1>\n"
    assert str(result.stderr) == ""


def test_build_cached(step: StepRun, host: Host) -> None:
    before = image(host, "trial-site:1.0")["RootFS"]
    result = step.run()
    assert cached(result) == dict.fromkeys(instructions("1.0").values(), True)
    assert image(host, "trial-site:1.0")["RootFS"] == before


def test_see_context(step: StepRun, host: Host) -> None:
    result = step.run()
    number, *files = str(result.stdout).splitlines()
    assert set(files) == {".env", "Dockerfile", "index.html", "page.html"}
    assert image(host, "site-page")["Id"] == number
    assert "#1" not in str(result.stderr)
    assert containers(host) == {"trial-site"}


def test_ignore(step: StepRun, host: Host) -> None:
    step.run()
    lines = host.file(f"{folder(step.machine)}/.dockerignore").content_string
    assert lines == ".dockerignore\n.env\nDockerfile\n"
    assert_writes_only_there(step, host, "site", ".dockerignore")


def test_see_context_again(step: StepRun, host: Host) -> None:
    result = step.run()
    number, *files = str(result.stdout).splitlines()
    assert set(files) == {"index.html", "page.html"}
    assert image(host, "site-page")["Id"] == number
    assert "#1" not in str(result.stderr)
    assert containers(host) == {"trial-site"}


def test_build_changed(step: StepRun, host: Host) -> None:
    result = step.run()
    steps = instructions("1.1")
    assert cached(result) == {name: name == steps["folder"] for name in steps.values()}
    written = printed_by(host, "trial-site:1.1", HTML)
    assert written == "<h1>Version 1.1</h1>\n<p>Something new</p>"


def test_build_argument(step: StepRun, host: Host) -> None:
    result = step.run()
    steps = instructions("1.2")
    kept = (steps["folder"], steps["context"])
    assert cached(result) == {name: name in kept for name in steps.values()}
    written = printed_by(host, "trial-site:1.2", HTML)
    assert written == "<h1>Version 1.2</h1>\n<p>Something new</p>"


def test_build_no_cache(step: StepRun, host: Host) -> None:
    # A wrong base under the right name: only a build that asks the registry gets the right one.
    host.check_output("docker pull --quiet busybox:1.37 && docker tag busybox:1.37 nginx:1.29")
    result = step.run(limit=300)
    host.check_output("docker image rm nginx:1.29")
    steps = instructions("1.2")
    # WORKDIR is called cached even so.
    assert {cached(result)[name] for key, name in steps.items() if key != "folder"} == {False}
    assert image(host, "trial-site:1.2")["Config"]["Cmd"] == ["nginx", "-g", "daemon off;"]
    assert printed_by(host, "trial-site:1.2", HTML).startswith("<h1>Version 1.2</h1>")


def test_multi_stage(step: StepRun, host: Host) -> None:
    assert has_image(host, "trial-site:1.2")
    result = step.run(exit=absent(host))
    assert "/page" in str(result.stderr)
    assert "No such file" in str(result.stderr)
    assert containers(host) == {"trial-site"}


@pytest.mark.differs(
    zh="基础镜像是实验室做的，只有一层；官方镜像会列出自己的许多层。",
    en="The lab's base image is one layer; an official one lists many of its own.",
)
def test_history(step: StepRun) -> None:
    _, newest, *older = str(step.run().stdout).splitlines()
    assert "COPY /page/index.html" in newest
    assert not any("RUN sed" in line for line in older)


def test_no_dockerfile(step: StepRun, host: Host) -> None:
    result = step.run(exit=1)
    assert "failed to read dockerfile: open Dockerfile: no such file" in str(result.stderr)
    assert host.file(f"{folder(step.machine)}/empty").is_directory


def test_outside(step: StepRun) -> None:
    result = step.run(exit=1)
    assert '"/absent.html": not found' in str(result.stderr)


def test_clean_up(step: StepRun, host: Host) -> None:
    step.run()
    assert containers(host) == set()
