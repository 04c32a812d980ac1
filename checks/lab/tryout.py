"""`nox -s try -- daemon/mirror`: a terminal on a lesson's machine, as it is before the first step.

Docker is installed there, the neighbours and the stand-in internet are there, the files that the
page hands out lie in the home folder. Nothing in it is the reader's: whatever he breaks goes away
when he leaves.
"""

from __future__ import annotations

import contextlib
import locale
import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec

from checks.guide.lesson import LANGUAGES, Language, Lesson, load_lessons
from checks.guide.problem import ROOT
from checks.lab.cli import Parser, run_command
from checks.lab.engine import Engine
from checks.lab.error import LabError, meant, tail
from checks.lab.ground import Wanted, add_options
from checks.lab.progress import say, stage
from checks.lab.route import starts_fresh
from checks.lab.runner import opened
from checks.lab.sandbox import packed
from checks.lab.terminal import ENVIRONMENT, HOME, USER

_WORDS: dict[Language, str] = {
    "zh": "这是一台实验用的机器：随便弄坏，输入 exit 离开，一切随之消失。\n"
    "这一页的命令：cat steps.sh。按 F2，下一条命令就出现在提示符后面。",
    "en": "This is a lab machine: break what you like. Type exit to leave, and all of it is gone.\n"
    "The commands of the page: cat steps.sh. F2 puts the next one behind the prompt.",
}

_SHELL = Path(__file__).with_name("tryout.sh")
"""What the visitor's shell reads as it starts."""


class Options(Wanted):
    """What `nox -s try` was asked for."""

    lesson: str
    language: Language


def options(arguments: list[str]) -> Options:
    """Read the command line. Raises LabError."""
    words = "Open a terminal on the machine of a lesson, as it is before the first step."
    parser = Parser("try", words)
    parser.add_argument("lesson", metavar="PAGE", help="such as daemon/mirror")
    spoken = (locale.getlocale()[0] or os.environ.get("LANG", "")).lower()
    spoken = "zh" if spoken.startswith(("zh", "chinese")) else "en"
    words = "of the comments between the commands (default: that of your terminal)"
    parser.add_argument("--language", choices=LANGUAGES, default=spoken, help=words)
    add_options(parser)
    return parser.parse_args(arguments, Options())


def try_out(asked: Options) -> int:
    """Open the terminal; returns the exit code of its shell."""
    lessons = load_lessons()
    if asked.lesson not in lessons:
        raise LabError(
            f'There is no lesson "{asked.lesson}".{meant(asked.lesson, lessons)}',
            f"The lessons are: {', '.join(sorted(lessons))}.",
        )
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise LabError(
            "There is no terminal to open the machine in.",
            "Run this in a terminal, not in a pipe or a job; "
            f"nox -s verify -- {asked.lesson} runs the lesson by itself.",
        )
    lesson = lessons[asked.lesson]
    codes: list[int] = []
    with opened(asked, lessons) as runner:
        if not starts_fresh(lesson):
            runner.install()
        assignment = msgspec.structs.replace(runner.assignment(lesson.name), hold=True)
        with contextlib.ExitStack() as starting:
            starting.enter_context(stage(f"Starting the machine of {lesson.name}"))

            def visit(machine: str) -> None:
                starting.close()
                _furnish(runner.engine, machine, lesson, asked.language)
                codes.append(_enter(runner.engine, machine))

            made = runner.play(assignment, visit)
            if not codes:
                raise LabError(
                    f"The machine of {lesson.name} could not be made ready:{tail(made.error, 15)}",
                    f"See why: nox -s verify -- {lesson.name}",
                )
    return codes[0]


def _furnish(engine: Engine, machine: str, lesson: Lesson, language: Language) -> None:
    """Put the page's files and commands into the home folder."""
    container = engine.client.containers.get(machine)
    page = (ROOT / "docs" / language / f"{lesson.page}.md").read_text(encoding="utf-8")
    files = {
        Path(name).name: (ROOT / name).read_bytes()
        for name in re.findall(r"assets/files/[\w./-]+", page)
        if (ROOT / name).is_file()
    }
    files["steps.sh"] = "\n\n".join(step.text(language) for step in lesson.steps).encode() + b"\n"
    files[".welcome"] = f"{_WORDS[language]}\n".encode()
    files[".try"] = _SHELL.read_bytes()
    files[".steps"] = "".join(f"{step.command}\0" for step in lesson.steps).encode()
    container.put_archive(HOME, packed(files))
    container.exec_run(["chown", "--recursive", f"{USER}:", HOME])


def _enter(engine: Engine, machine: str) -> int:
    """Join this terminal to a shell in the machine; returns the shell's exit code."""
    environment = {**ENVIRONMENT, "TERM": os.environ.get("TERM", "xterm")}
    del environment["COLUMNS"], environment["LINES"]  # those of this terminal
    words = ["exec", "--interactive", "--tty", "--user", USER, "--workdir", HOME]
    words += [f"--env={name}={value}" for name, value in environment.items()]
    shell = ["bash", "--rcfile", f"{HOME}/.try"]
    try:
        done = subprocess.run([*engine.command(), *words, machine, *shell], check=False)
    except FileNotFoundError:
        raise LabError(
            "The command `docker` is not there, with which the machine is entered.",
            "Install Docker's command line, such as the package docker-cli of Debian.",
        ) from None
    say("")
    return done.returncode


if __name__ == "__main__":
    sys.exit(run_command(lambda: try_out(options(sys.argv[1:]))))
