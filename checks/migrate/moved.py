"""The server moved into containers as the page `migrate/services` does it, for the pages that go on
from there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from testinfra.host import Host

from checks.guide.lesson import load_lesson
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.migrate.legacy import running

FILES = ROOT / "assets" / "files" / "migrate"
PROJECT = "/home/reader/orders"
LIMIT = 600.0
"""Seconds for a build that installs packages on a busy host."""
HELPERS = "docker ps --all --quiet --filter ancestor=busybox"
"""Containers that only copied something: none is left."""


def download(machine: Machine) -> None:
    """The files that the chapter hands out, in the reader's home folder."""
    for file in sorted(FILES.iterdir()):
        machine.put(file, file.name)


def moved(machine: Machine) -> Machine:
    """Do what the page says up to the containers that run. Returns the VM, which runs too."""
    vm = running(machine)
    if machine.terminal.check(f"test -e {PROJECT}").exit == 0:  # a reader comes from that page
        done = machine.terminal.run(f"cd {PROJECT} && docker compose up --detach --wait; cd", LIMIT)
        assert done.exit == 0, done.text
        return vm
    download(machine)
    lesson = load_lesson(ROOT / "docs" / "lessons" / "migrate" / "services.sh")
    for step in lesson.steps:
        done = machine.terminal.run(step.command, LIMIT)
        assert done.exit == 0, f"{step.key}: {done.text}"
        if step.id == "up":
            break
    machine.terminal.run("cd")
    return vm


def ask(host: Host, question: str) -> str:
    """What the database in the container answers, unaligned and without a header."""
    psql = "docker exec orders-db-1 psql --username=orders --no-align --tuples-only"
    said: str = host.check_output(f"{psql} --command=%s orders", question)
    return said


def waited_for(step: StepRun, service: str = "web") -> bool:
    """Whether Compose has waited for a service, also for the last, which no other waits for."""
    assert step.result
    return re.search(f"orders-{service}-1 +Healthy", str(step.result.stderr)) is not None


def refusals(step: StepRun, program: str = "curl") -> int:
    """How many requests of the step end with an error where the first nginx refuses them, which
    answers no TRACE. `program` runs curl, or is curl."""
    shell = step.machine.terminal
    shell.run(f'{program}() {{ command {program} "$@" --retry 0 --request TRACE; }}')
    said = step.again(LIMIT).text
    shell.run(f"unset -f {program}")
    return said.count("curl: (22) ")


@contextmanager
def other_number(vm: Machine) -> Iterator[int]:
    """An account of the VM whose name has another number in the images: whoever goes by the names
    in an archive gives its files to somebody else."""
    number = 3002
    entry = "sed --in-place 's/^www-data:x:{}:/www-data:x:{}:/' /etc/passwd"
    vm.terminal.check(entry.format(33, number))
    yield number
    vm.terminal.check(entry.format(number, 33))
