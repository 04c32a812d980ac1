"""The server moved into containers as the page `migrate/services` does it, for the pages that go on
from there."""

from __future__ import annotations

from testinfra.host import Host

from checks.guide.lesson import load_lesson
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.migrate.legacy import running

FILES = ROOT / "assets" / "files" / "migrate"
PROJECT = "/home/reader/orders"
LIMIT = 600.0
"""Seconds for a build that installs packages on a busy host."""


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
