"""`nox -s bench`: the figures of the design, each beside what it is compared to.

Ratios are measured side by side: the two take turns, and the median counts. No test asserts a time.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from checks.guide.difference import differences
from checks.guide.lesson import load_lessons
from checks.guide.problem import ROOT
from checks.guide.record import load_record
from checks.lab import cache, report
from checks.lab.backend import host
from checks.lab.cli import run_command
from checks.lab.error import LabError, tail
from checks.lab.ground import Wanted
from checks.lab.machine import Machine
from checks.lab.progress import console, say
from checks.lab.runner import opened
from checks.lab.terminal import Terminal
from tests.bench_pages import lighthouse, pages
from tests.figures import Figures

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turn(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """The medians of both, in seconds, after one round that does not count."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS + 1)][1:]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def verify(folder: str, *words: str) -> None:
    """Run `verify` with the cache in `folder`. What it says is of interest only if it fails: then
    this raises LabError with the end of it."""
    done = subprocess.run(
        [sys.executable, "-m", "checks.lab.verify", *words],
        cwd=ROOT,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": folder},
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise LabError(
            f"The guide failed while it was measured.{tail(done.stderr, 40)}",
            f"Run it by itself: nox -s verify -- {' '.join(words)}",
        )


def processor() -> float:
    """Seconds that the processors of this host have worked since it started (proc(5), stat)."""
    user, nice, system, _, _, irq, softirq, *_ = map(
        int, Path("/proc/stat").read_text().split("\n")[0].split()[1:]
    )
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def whole_guide(figures: Figures) -> None:
    """`verify` as its user waits for it: with nothing in the cache, and with everything. The two
    are the two runs that have to agree, too."""
    if "DOCKER_HOST" in os.environ or Path("/var/run/docker.sock").exists():
        kind = "an engine on the host"
    else:
        kind = "no Docker on the host"
    steps = sum(len(lesson.steps) for lesson in load_lessons().values())
    with tempfile.TemporaryDirectory() as folder:
        took = seconds(lambda: verify(folder, "--report", f"{folder}/first"))
        figures.add("the whole guide, nothing cached", f"{took:.0f} s", kind, "≤ 300 s")
        before = processor()
        took = seconds(lambda: verify(folder, "--report", f"{folder}/second"))
        spent = (processor() - before) / steps
        figures.add("the whole guide, cached", f"{took:.0f} s", kind, "")
        figures.add("processor seconds a step, cached", f"{spent:.2f} s", "whole host", "≤ 0.7 s")
        lines = [
            line
            for first in Path(folder, "first").rglob("*.json")
            for line in differences(
                load_record(first),
                load_record(Path(folder, "second", first.relative_to(f"{folder}/first"))),
            )
        ]
        differing = {line.partition(": ")[0] for line in lines}
        figures.add("steps that differ between two runs", str(len(differing)), "", "0")
        for line in lines:
            say(f"  {line}")


def lesson(figures: Figures) -> None:
    """One lesson of five steps as somebody who writes it waits for it, the cache being warm."""
    cached = str(cache.folder().parent)
    verify(cached, "index")
    command = ["nox", "--reuse-existing-virtualenvs", "--session", "verify", "--", "index"]
    took = [
        seconds(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True))
        for _ in range(ROUNDS)
    ]
    figures.add("nox -R -s verify -- index", f"{statistics.median(took):.1f} s", "", "≤ 6 s")
    with tempfile.TemporaryDirectory() as folder:
        verify(cached, "index", "--report", f"{folder}/report")
        record = load_record(Path(folder, "report", "index.json"))
    beside = record.seconds - sum(step.seconds for step in record.steps)
    figures.add("a lesson beside its steps", f"{beside:.1f} s", "and their checks", "≤ 2 s")


def measurement(figures: Figures) -> None:
    """The step that measures virtual machines against containers, in its quick form."""
    with tempfile.TemporaryDirectory() as folder:
        verify(str(cache.folder().parent), "start/compare", "--report", f"{folder}/report")
        record = load_record(Path(folder, "report", "start", "compare.json"))
    quick = record.step("quick")
    assert quick
    figures.add("VM against Docker, quick form", f"{quick.seconds:.0f} s", "emulated VM", "≤ 60 s")


def terminal(figures: Figures) -> None:
    """A step, a fact, a lesson."""
    lessons = load_lessons()
    with opened(Wanted(), lessons) as runner:
        machine = runner.machine()
        commands = [step.command for step in lessons["index"].steps]
        _single(figures, machine)
        _many(figures, machine.terminal)
        _lesson(figures, machine, commands)
        _cram(figures, machine)


def _single(figures: Figures, machine: Machine) -> None:
    def steps() -> None:
        for _ in range(200):
            machine.terminal.run("true")

    def facts() -> None:
        for _ in range(200):
            machine_host.run("true")

    machine_host = host(machine)
    fresh = seconds(lambda: [machine.container.exec_run("true") for _ in range(20)]) / 20
    compared = f"a fresh exec: {fresh * 1000:.0f} ms"
    figures.add("a step's own cost", f"{seconds(steps) * 5:.2f} ms", compared, "≤ 10 ms")
    figures.add("a testinfra assertion", f"{seconds(facts) * 5:.2f} ms", compared, "≤ 10 ms")


def _many(figures: Figures, opened: Terminal) -> None:
    def steps(count: int) -> Callable[[], None]:
        def work() -> None:
            for _ in range(count):
                opened.run("echo hello; ls /etc/hostname")

        return work

    many, few = in_turn(steps(500), steps(50))
    figures.ratio("ten times the steps", many, few, "a tenth", "≤ 10 ×")


def _lesson(figures: Figures, machine: Machine, commands: list[str]) -> None:
    """The lesson of the first page against its commands piped into one `docker exec -i bash`."""

    def ours() -> None:
        for command in commands:
            machine.terminal.run(command)

    def piped() -> None:
        _pipe(machine, "\n".join(commands) + "\n")

    figures.ratio(
        "the lesson index", *in_turn(ours, piped), "piped into docker exec -i bash", "≤ 1.05 ×"
    )


def _pipe(machine: Machine, script: str) -> None:
    api: Any = machine.container.client.api  # type: ignore[union-attr]
    created = api.exec_create(machine.container.id, ["bash"], stdin=True, user="reader")
    stream = api.exec_start(created["Id"], socket=True)
    raw = getattr(stream, "_sock", stream)
    raw.sendall(script.encode())
    raw.shutdown(1)
    while raw.recv(65536):
        pass
    stream.close()


def _cram(figures: Figures, machine: Machine) -> None:
    """200 commands on the same machine, each side with its own start."""
    with tempfile.TemporaryDirectory() as folder:
        test = Path(folder) / "lesson.t"
        test.write_text("  $ echo hello\n  hello\n" * 200)
        shell = Path(folder) / "shell"
        entry = report.enter(machine.sandbox.engine, machine.container.name or "")
        inside = entry.replace(" --tty", "").removesuffix(" su --login reader")
        shell.write_text(f'#!/bin/sh\nexec {inside} bash "$@"\n')
        shell.chmod(0o755)

        def theirs() -> None:
            subprocess.run(
                [sys.executable, "-m", "cram", f"--shell={shell}", str(test)],
                check=True,
                stdout=subprocess.DEVNULL,
            )

        def ours() -> None:
            opened = Terminal(machine.container)
            for _ in range(200):
                assert str(opened.run("echo hello").stdout) == "hello\n"
            opened.close()

        figures.ratio(
            "200 commands, from the connection on",
            *in_turn(ours, theirs),
            "cram over docker exec",
            "≤ 1 ×",
        )


def site(figures: Figures) -> None:
    """Both languages, against the same pages with Material alone (macros left as text)."""
    with tempfile.TemporaryDirectory() as folder:
        plain = ROOT / "mkdocs.plain.yml"  # must lie beside the other, for its relative paths

        def build(*configs: str) -> None:
            for number, config in enumerate(configs):
                subprocess.run(
                    [
                        sys.executable,
                        "-m",
                        "mkdocs",
                        "build",
                        "--quiet",
                        "-f",
                        config,
                        "-d",
                        f"{folder}/{number}",
                    ],
                    cwd=ROOT,
                    check=True,
                    stderr=subprocess.DEVNULL,
                    env={**os.environ, "PYTHONPATH": str(ROOT)},
                )

        def alone() -> None:
            for language in ("zh", "en"):
                plain.write_text(_PLAIN.format(language=language))
                build(plain.name)

        try:
            ours, theirs = in_turn(lambda: build("mkdocs.yml", "mkdocs.en.yml"), alone)
        finally:
            plain.unlink(missing_ok=True)
    figures.add("both languages of the site, warm", f"{ours:.1f} s", "", "≤ 4 s")
    figures.ratio("the same against plain Material", ours, theirs, "without our macros", "≤ 1.25 ×")


_PLAIN = """\
site_name: plain
docs_dir: docs/{language}
theme: {{name: material, language: {language}, font: false}}
plugins: [search]
markdown_extensions: [admonition, attr_list, def_list, footnotes, md_in_html, tables,
  pymdownx.betterem, pymdownx.details, pymdownx.highlight, pymdownx.superfences]
"""

PARTS = {
    "site": site,
    "pages": pages,
    "lighthouse": lighthouse,
    "lesson": lesson,
    "terminal": terminal,
    "measurement": measurement,
    "guide": whole_guide,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        say(f"Error: there is no part {unknown[0]}; the parts are: {', '.join(PARTS)}")
        return 2
    figures = Figures()
    try:
        for name in names or PARTS:
            PARTS[name](figures)
    finally:
        console.print(figures.table)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(lambda: main(sys.argv[1:])))
