"""The new directory into which a page goes before it writes files."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager

from testinfra.host import Host

from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME


def folder(machine: Machine) -> str:
    """The directory in which the lesson's shell is."""
    return str(machine.terminal.run("pwd").stdout).strip()


def assert_new_folder(step: StepRun, host: Host, files: Set[str] = frozenset()) -> None:
    """The step goes into a directory that nobody had before, so that nothing of the reader's can be
    overwritten or deleted. In it are `files` (and hidden ones) and no others."""
    step.run()
    here = folder(step.machine)
    assert here.startswith("/var/tmp/tmp.")
    assert (host.file(here).user, host.file(here).mode) == ("reader", 0o700)
    assert set(host.check_output("ls %s", here).split()) == files


def assert_folder_goes(step: StepRun, host: Host) -> None:
    """The step removes that directory at its end, and nothing in a shell that does not know it."""
    here = folder(step.machine)
    *_, last = step.step.command.splitlines()
    assert "folder: parameter" in step.machine.terminal.run(f"(unset folder; {last})").text
    assert host.file(here).exists
    step.run()
    assert not host.file(here).exists


def assert_writes_only_there(
    step: StepRun, host: Host, variable: str = "project", file: str = "compose.yaml"
) -> str:
    """The step writes `file` into its page's folder, in `$variable`: who comes from a search and
    has not made that folder keeps the file of his own, where he is. Returns what the step prints.
    """
    with _elsewhere(step.machine, variable):
        step.machine.terminal.run(f"install -D /dev/stdin {file} <<< 'my own'")
        said = step.again().text
        assert f"{variable}: parameter null or not set" in said
        assert host.file(f"/home/reader/mine/{file}").content_string == "my own\n"
    return said


def assert_runs_only_there(
    step: StepRun, host: Host, variable: str = "project", file: str = "compose.yaml"
) -> None:
    """As `assert_writes_only_there`, and none of the step's other commands runs either: they would
    take the reader's own project for the page's.
    """
    assert len(assert_writes_only_there(step, host, variable, file).splitlines()) == 1


def assert_starts_only_there(step: StepRun, host: Host, variable: str = "project") -> None:
    """The step starts the project in its page's folder, in `$variable`: one of the reader's own,
    where he is, is not started.
    """
    with _elsewhere(step.machine, variable):
        step.machine.terminal.run(
            "printf 'services:\\n  web:\\n    image: busybox\\n' > compose.yaml"
        )
        assert f"{variable}: parameter null or not set" in step.again().text
        of_mine = "--quiet --filter label=com.docker.compose.project=mine"
        made = host.check_output(f"docker ps --all {of_mine}; docker network ls {of_mine}")
        assert made == ""


def assert_gives_only_there(step: StepRun, host: Host, name: str) -> None:
    """The step gives the directory `name` in `$folder` to another user or group: one of that name
    where the reader is, who has not made that folder, stays whose it is.
    """
    with _elsewhere(step.machine, "folder"):
        host.check_output("install -d -o 4242 -g 4242 -m 750 /home/reader/mine/%s", name)
        assert "folder: parameter null or not set" in step.again().text
        directory = host.file(f"/home/reader/mine/{name}")
        assert (directory.uid, directory.gid, directory.mode) == (4242, 4242, 0o750)


@contextmanager
def beside_own(machine: Machine, *files: str) -> Iterator[None]:
    """The lesson's shell in a directory of the reader's with `files` of his own (compose.yaml if
    none is named), as for who comes from a search. What runs there works in the folder of its page,
    and leaves them alone.
    """
    own = " ".join(files or ["compose.yaml"])
    made = f"for file in {own}; do install -D /dev/stdin $file <<< 'my own'; done"
    machine.terminal.run(f"there=$PWD; mkdir ~/mine && cd ~/mine && {made}")
    yield
    kept = machine.terminal.run(
        f'cd ~/mine && cat {own}; cd "$there" 2> /dev/null || cd; rm -r ~/mine'
    )
    assert kept.text == "my own\n" * len(own.split())


@contextmanager
def elsewhere(step: StepRun, file: str = "compose.yaml") -> Iterator[None]:
    """As `beside_own`. Where the page's directory is not in the home, no further command of the
    step runs: it would take the reader's own project for the page's.
    """
    shell = step.machine.terminal
    with beside_own(step.machine, file):
        shell.run('docker() { echo "docker $*"; }; sudo() { echo "sudo $*"; }; HOME=/nowhere')
        said = step.again().text
        shell.run(f"unset -f docker sudo; HOME={HOME}")
        assert "/nowhere/" in said
        assert "docker compose" not in said
        yield


@contextmanager
def _elsewhere(machine: Machine, variable: str) -> Iterator[None]:
    """The lesson's shell in a new directory of the reader's, `~/mine`, with `variable` unset."""
    machine.terminal.run(f"there=${variable}; unset {variable}; mkdir ~/mine && cd ~/mine")
    yield
    machine.terminal.run(f'{variable}=$there; cd "${variable}"; sudo rm -r ~/mine')
