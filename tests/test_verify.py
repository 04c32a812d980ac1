"""`verify` as its user runs it: from the outside, and stopped at bad moments."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import docker
import pytest

from checks.guide.problem import ROOT
from checks.guide.record import load_record
from checks.guide.state import State
from checks.lab import apt, cache, embedded
from checks.lab.embedded import EmbeddedEngine, remove_cgroups
from checks.lab.run import cgroup
from tests.conftest import Verify, verify_command, verify_environment

pytestmark = [pytest.mark.root, pytest.mark.usefixtures("embedding")]


HANGS = 300.0
"""Seconds after which a test gives up: long enough for a host with other work."""


def control_groups() -> list[str]:
    """The lab's control groups. One that goes while it is looked at is gone (os.walk)."""
    return sorted(
        f"{folder}/{name}"
        for folder, names, _ in os.walk("/sys/fs/cgroup")
        for name in names
        if name.startswith(cgroup(Path()))
    )


def host_state() -> dict[str, str]:
    """What a run must leave as it was: processes, mounts, interfaces, firewall, /var/lib."""

    def lines(*command: str) -> str:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    # The engine's own tools, because the host may have none; in the host's network all the same.
    root = next(cache.folder().glob("engine/*/root"))
    return {
        "processes": "\n".join(ours()),
        "mounts": "\n".join(sorted(Path("/proc/self/mountinfo").read_text().splitlines())),
        "interfaces": lines("ip", "-brief", "link") or "\n".join(os.listdir("/sys/class/net")),
        "firewall": "".join(
            lines(
                "unshare",
                "--mount",
                "sh",
                "-c",
                f"mount --bind /proc {root}/proc && chroot {root} {tool}",
            )
            for tool in ("iptables-nft-save", "iptables-legacy-save")
        ),
        "/var/lib": "\n".join(sorted(os.listdir("/var/lib"))),
        "/run": "\n".join(sorted(name for name in os.listdir("/run") if "docker" in name)),
        "control groups": "\n".join(control_groups()),
        "runs": "\n".join(map(str, (cache.folder() / "runs").glob("*"))),
    }


def ours() -> list[str]:
    """The processes of runs in this cache folder; somebody else's may be going on beside them.

    An engine's processes end with its first one, which has the folder among its arguments.
    """
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            said = (process / "cmdline").read_bytes() + b"\0" + (process / "environ").read_bytes()
            if int(process.name) != os.getpid() and f"{cache.folder()}/runs/".encode() in said:
                found.append((process / "cmdline").read_text().replace("\0", " "))
    return sorted(found)


def settles_to(before: dict[str, str], seconds: float = HANGS) -> dict[str, str]:
    """The host's state, once it is `before` again or the time is over."""
    deadline = time.monotonic() + seconds
    while (now := host_state()) != before and time.monotonic() < deadline:
        time.sleep(0.2)
    return now


MOMENTS = {
    "as the engine starts": "Starting the embedded engine (",
    "as the engine is up": "✓ Starting the embedded engine",
    "as the lesson's machine boots": "… index: ",
    "as the lesson runs": "@2",
    "as the machines are removed": "Removing the machines",
}


def start(*words: str, root: Path = ROOT, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        verify_command(*words),
        cwd=root,
        env=verify_environment(root, **more),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        # Whoever runs the tests in the background has it ignored, and it is inherited so.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """What the process said up to `text`; `@2` means two seconds after its lesson began."""
    assert process.stdout
    said = ""
    wanted, pause = ("… index: ", 2.0) if text == "@2" else (text, 0.0)
    for line in process.stdout:
        said += line
        if wanted in line:
            time.sleep(pause)
            return said
    raise AssertionError(f"never said {wanted!r}:\n{said}")


@pytest.fixture(scope="module")
def cached() -> None:
    """The cache holds everything, so that the moments below come soon."""
    done = subprocess.run(
        verify_command("index"),
        cwd=ROOT,
        env=verify_environment(ROOT),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_run_leaves_the_host_as_it_was_and_says_how_it_went(cached: None, verify: Verify) -> None:
    before = host_state()
    done = verify("index")
    assert done.returncode == 0, done.stdout
    assert host_state() == before
    assert re.search(r"^index +5 +\d +\d +0 +0 +0 +\d", done.stdout, re.MULTILINE), done.stdout


def test_what_failed_is_left_for_programs_and_for_people(
    cached: None, verify: Verify, guide_copy: Path, tmp_path: Path
) -> None:
    lesson = guide_copy / "docs" / "lessons" / "index.sh"
    lesson.write_text(lesson.read_text().replace("localhost:8080", "localhost:8081"))
    left, shown = tmp_path / "report", tmp_path / "summary.md"
    done = verify("index", "--report", str(left), root=guide_copy, GITHUB_STEP_SUMMARY=str(shown))
    assert done.returncode == 1, done.stdout
    became = {step.id: step.state for step in load_record(left / "index.json").steps}
    assert became["run-web"] in (State.RUN, State.STAND_IN)
    assert became["open-page"] is State.FAILED
    assert became["remove-web"] is State.NOT_REACHED
    text = (left / "failures.md").read_text(encoding="utf-8")
    assert text.startswith("1 command failed in 1 lesson\n")
    assert "`docs/lessons/index.sh:" in text
    assert "8081" in text
    assert shown.read_text(encoding="utf-8").startswith(f"### {text}")


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
def test_kill_9_leaves_nothing(cached: None, moment: str) -> None:
    before = host_state()
    process = start("index")
    read_until(process, moment)
    process.kill()
    process.wait()
    assert settles_to(before) == before


SLOW_PYTEST = """import sys, time
if "pytest" in sys.orig_argv:
    time.sleep(6)
"""


def test_kill_9_before_a_lesson_s_process_has_started_leaves_nothing(
    cached: None, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SLOW_PYTEST)
    before = host_state()
    process = start("index", PYTHONPATH=f"{tmp_path}:{ROOT}")
    read_until(process, "@2")
    process.kill()
    process.wait()
    assert settles_to(before) == before


def test_after_kill_9_the_next_run_is_as_good_as_ever(cached: None, verify: Verify) -> None:
    process = start("index")
    read_until(process, "@2")
    process.kill()
    process.wait()
    done = verify("index")
    assert done.returncode == 0, done.stdout


def test_ctrl_c_cleans_up_and_says_so(cached: None) -> None:
    before = host_state()
    process = start("index")
    said = read_until(process, "@2")
    process.send_signal(signal.SIGINT)
    said += process.communicate(timeout=HANGS)[0]
    assert process.returncode == 130
    assert "Interrupted. Nothing is left behind" in said
    assert "Traceback" not in said
    assert settles_to(before) == before


def test_ctrl_c_twice_leaves_at_once_and_is_cleaned_up_all_the_same(cached: None) -> None:
    before = host_state()
    process = start("index")
    said = read_until(process, "@2")
    process.send_signal(signal.SIGINT)
    said += read_until(process, "Removing the machines")
    process.send_signal(signal.SIGINT)
    said += process.communicate(timeout=HANGS)[0]
    assert "Interrupted again: leaving" in said
    assert process.returncode == 130
    assert "Traceback" not in said
    assert settles_to(before) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["indx"], 'no lesson and no chapter "indx". Did you mean index'),
        (["--recrod"], "Unrecognized arguments: --recrod. Did you mean --record?"),
        (["--base", "nosuch/image:1", "index"], "--base nosuch/image:1: there is no such image"),
    ],
)
def test_bad_input_gets_one_paragraph(verify: Verify, words: list[str], said: str) -> None:
    done = verify(*words)
    assert done.returncode == 2
    assert said in done.stdout
    assert "Traceback" not in done.stdout


def test_a_lesson_that_cannot_be_read_is_told_with_its_line(
    verify: Verify,
    guide_copy: Path,
) -> None:
    lesson = guide_copy / "docs" / "lessons" / "index.sh"
    lesson.write_text(lesson.read_text().replace("#: open-page", "#: run-web"))
    done = verify("index", root=guide_copy)
    assert done.returncode == 2
    assert re.search(
        r"^docs/lessons/index\.sh:6: step \"run-web\" already stands at line 1",
        done.stdout,
        re.MULTILINE,
    ), done.stdout


def test_a_lesson_without_checks_is_told(
    verify: Verify,
    guide_copy: Path,
) -> None:
    (guide_copy / "checks" / "test_index.py").unlink()
    done = verify("index", root=guide_copy)
    assert done.returncode == 2
    assert "docs/lessons/index.sh:1: the lesson has no checks." in done.stdout


def test_a_host_engine_is_used_and_left_as_it_was(
    verify: Verify,
    tmp_path: Path,
) -> None:
    """An engine that somebody else runs, with a container, an image and a network of his; the
    lessons start from the distribution's Docker, which is soonest installed."""
    archive = apt.archive()
    assert archive
    root = embedded.root_file_system(archive)
    folder, data = tmp_path / "host-engine", tmp_path / "xdg"
    folder.mkdir()
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(data)  # its images lie elsewhere than the lab's
    try:
        theirs = EmbeddedEngine(root, folder, "escape-vmware-test-host")
    finally:
        if before is None:
            del os.environ["XDG_CACHE_HOME"]
        else:
            os.environ["XDG_CACHE_HOME"] = before
    try:
        client = docker.DockerClient(base_url=f"unix://{theirs.socket}")
        (tmp_path / "root").mkdir()
        (tmp_path / "root" / "file").write_text("theirs")
        subprocess.run(
            ["tar", "-C", tmp_path / "root", "-cf", tmp_path / "their.tar", "."], check=True
        )
        client.api.import_image(str(tmp_path / "their.tar"), repository="theirs", tag="1")
        client.containers.create("theirs:1", command="/file", name="theirs")
        client.networks.create("theirs")
        client.volumes.create("theirs")
        state = everything(client)
        version = client.version()["Version"].partition("+")[0]
        left = tmp_path / "report"
        asked = ("index", "--docker", "distribution", "--report", str(left))
        done = verify(*asked, DOCKER_HOST=f"unix://{theirs.socket}")
        assert done.returncode == 0, done.stdout
        assert f"Engine: host {version} at unix://{theirs.socket}" in done.stdout
        assert everything(client) == state
    finally:
        theirs.stop()
        remove_cgroups("escape-vmware-test-host")
    # Its records would stand beside those of Docker's own packages, not in their place.
    assert re.search(r"index: no record yet on \w+-[\d.]+_docker\.io-\d+\.\d+_", done.stdout)
    # Where nothing is cached, the lesson that installs that Docker comes before.
    records = [load_record(path) for path in left.rglob("*.json")]
    assert {record.lesson for record in records} - {"install/distribution"} == {"index"}
    assert all(record.passed for record in records)
    assert load_record(left / "index.json").machine.from_ == "install/distribution"


def everything(client: docker.DockerClient) -> dict[str, list[str]]:
    """All that an engine holds."""
    return {
        "containers": sorted(c.id or "" for c in client.containers.list(all=True)),
        "images": sorted(i.id or "" for i in client.images.list(all=True)),
        "networks": sorted(n.id or "" for n in client.networks.list()),
        "volumes": sorted(v.id or "" for v in client.volumes.list()),
    }


def test_no_network_and_nothing_cached(
    verify: Verify,
    tmp_path: Path,
) -> None:
    done = verify("index", before=("unshare", "--net"), XDG_CACHE_HOME=str(tmp_path))
    assert done.returncode == 2, done.stdout
    assert "Error: mmdebstrap" in done.stdout or "could not be made from the apt" in done.stdout
    assert "Check that `apt-get update` works on this host" in done.stdout
    assert "Traceback" not in done.stdout
    assert not [*tmp_path.glob("**/.unfinished-*")]
    assert not [*(tmp_path / "escape-vmware" / "engine").glob("*")]


def test_a_full_disk_while_bootstrapping(
    verify: Verify,
    tmp_path: Path,
) -> None:
    """A cache folder of 60 MiB, mounted where only this test sees it."""
    mount = (
        "unshare",
        "--mount",
        "sh",
        "-c",
        f'mount -t tmpfs -o size=60m tmpfs {tmp_path} && "$@"; code=$?; '
        f"find {tmp_path} -name '.unfinished-*'; ls {tmp_path}/escape-vmware/engine; "
        "exit $code",
        "sh",
    )
    done = verify("index", before=mount, XDG_CACHE_HOME=str(tmp_path))
    assert done.returncode == 2, done.stdout
    assert "is full (" in done.stdout
    assert "MiB free)" in done.stdout
    assert "Traceback" not in done.stdout
    after = done.stdout[done.stdout.index("is full (") :]
    assert ".unfinished-" not in after


MISBEHAVING = {
    "hangs": ("sleep 1000", "the step was still running after its limit of 2 s; it and everything"),
    "waits": ("cat", "assert "),  # for input, gets none, and has made no file
    "kills-its-shell": ("exit 7", "the step ended its own shell (exit 7)"),
    "stops-docker": (
        "sudo systemctl stop docker.socket docker; docker ps",
        "Cannot connect to the Docker daemon",
    ),
    "prints-much": ("yes | head --bytes=100000000; false", "lines before]"),
    "ends-the-machine": (
        "sudo kill -s RTMIN+14 1; sleep 20",
        "the machine went away under the command",
    ),
}
"""A step that misbehaves, and what is said of it."""


def test_a_step_that_misbehaves_is_named_and_the_rest_not_reached(
    verify: Verify, guide_copy: Path, cached: None
) -> None:
    before = host_state()
    lessons, checks = guide_copy / "docs/lessons/bad", guide_copy / "checks/bad"
    lessons.mkdir()
    checks.mkdir()
    for name, (command, _) in MISBEHAVING.items():
        (lessons / f"{name}.sh").write_text(f"#: first\n{command}\n\n#: second\ntrue\n")
        limit = "limit=2" if name == "hangs" else ""
        (checks / f"test_{name.replace('-', '_')}.py").write_text(
            f"def test_first(step, host):\n    step.run({limit})\n"
            "    assert host.file('/tmp/made').exists\n\n"
            "def test_second(step):\n    step.run()\n"
        )
    done = verify("bad", root=guide_copy)
    assert done.returncode == 1, done.stdout
    for name, (_, said) in MISBEHAVING.items():
        at = done.stdout.index(f'docs/lessons/bad/{name}.sh:2: step "first" ')
        told = done.stdout[at : done.stdout.index(f"again: nox -s verify -- bad/{name}", at)]
        assert said in told, told
        assert len(told) < 4000
        # One failed, one not reached: neither passed nor skipped.
        assert re.search(rf"^bad/{name} +2 +0 +0 +0 +1 +1 ", done.stdout, re.MULTILINE), done.stdout
    assert "Traceback" not in done.stdout
    assert settles_to(before) == before


def test_a_failed_machine_can_be_kept_and_entered(guide_copy: Path, cached: None) -> None:
    before = host_state()
    lesson = guide_copy / "docs" / "lessons" / "index.sh"
    lesson.write_text(lesson.read_text().replace("--force trial-web", "--force trial-wbe"))
    process = start("index", "--keep", root=guide_copy)
    said = read_until(process, "Enter it from another terminal")
    said += read_until(process, "It is removed when you press Ctrl-C here")
    address, machine = re.findall(r"--host (\S+) exec --interactive --tty (\S+) su", said)[0]
    kept = docker.DockerClient(base_url=address).containers.get(machine)
    # What the failed lesson left can be looked at, under the name that the page gave it.
    assert b"web" in kept.exec_run("docker ps --format '{{.Names}}'").output
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=HANGS)
    assert process.returncode == 1
    assert settles_to(before) == before
