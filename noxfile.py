"""Every way in. `nox -l` lists them; words after `--` go to the session's program."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["verify"]
nox.options.reuse_existing_virtualenvs = True

PROJECT = nox.project.load_toml("pyproject.toml")

PATIENCE = 60.0
"""Seconds: after Ctrl-C the lab takes its machines down, and nox must not kill it meanwhile."""


# Each linter prints the file and the line of each fault. Behind its command stand patterns as git
# knows them: the files that match are appended, and if there are none, the linter is left out.
# Without patterns it finds its files itself.
GATE: dict[str, tuple[str, ...]] = {
    # A lesson is bash without a first line that says so. Its `#:`, `#zh` and `#en` are comments to
    # the shell, so the file is checked as it is, and a variable of one step is known in the next.
    # SC1091: a sourced file (/etc/os-release) is the machine's, not ours to read.
    # SC2164: "cd ... || exit" would close the reader's terminal; the checks notice a failed cd.
    # SC2046: `docker rm $(docker ps --quiet)` is split on purpose, and a directive would be copied.
    "shellcheck of what readers copy": (
        "shellcheck --shell=bash --format=gcc --exclude=SC1091,SC2046,SC2164",
        "docs/lessons/*.sh",
        "assets/files/*.sh",
    ),
    "hadolint": ("hadolint --no-color", "*Dockerfile", "*Dockerfile.*"),
    "Compose files": (
        "python -m tests.schema compose-spec",
        "docs/*compose.y*ml",
        "assets/files/*compose.y*ml",
    ),
    "workflows": ("python -m tests.schema github-workflows", ".github/workflows/*.y*ml"),
}
"""What the gate asks as well: readers copy these files, or GitHub reads them."""

LINTERS = {
    **GATE,
    "issue forms": ("python -m tests.schema github-issue-forms", ".github/ISSUE_TEMPLATE/*.yml"),
    "Dependabot": ("python -m tests.schema dependabot", ".github/dependabot.yml"),
    "zizmor": ("zizmor --offline --no-progress --pedantic .",),
    "mypy": ("mypy",),
    "ruff": ("ruff check --output-format=concise .",),
    "ruff format": ("ruff format --check .",),
    "shellcheck": (
        "shellcheck --format=gcc --exclude=SC1091",
        *("*.sh", ".ci/run", ":!docs/lessons", ":!assets/files"),
    ),
    "shfmt": ("shfmt --diff --indent 2", "*.sh", ".ci/run", ":!docs/lessons"),
    "yamllint": ("yamllint --strict --format parsable .",),
    "rumdl": ("rumdl check .",),
    "codespell": ("codespell", "*.md", "*.py", "*.sh", "*.yml", "*.toml"),
    "Chinese": ("python -m tests.chinese", "docs/zh/*.md", "*.zh-CN.md"),
    "terms": ("python -m tests.terms", "docs/zh/*.md", "docs/en/*.md"),
}
"""The only list of linters. `nox -s lint` runs them all, `gate` and `site` those of GATE."""


def words(command: str, *patterns: str) -> list[str]:
    """The command line of a linter, files and all; empty if it has nothing to look at."""
    if not patterns:
        return command.split()
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = [path for path in listed.stdout.split("\0") if os.path.exists(path)]
    return [*command.split(), *found] if found else []


def install(session: nox.Session, group: str) -> None:
    """Install a dependency group of pyproject.toml into the session's environment, once.

    What was installed stands in a file of that environment, and goes away with it. Pip takes
    seconds to find that nothing is missing.
    """
    packages = nox.project.dependency_groups(PROJECT, group)
    wanted = "\n".join(packages)
    stamp = Path(session.virtualenv.location, "installed")
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    session.log(f"Setting up what this session needs ({group}); the first time takes a minute.")
    stamp.unlink(missing_ok=True)
    session.install("--quiet", *packages)
    # By `run_install`, because with `nox -R` neither this nor the line above does anything.
    write = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
    session.run_install("python", "-c", write, str(stamp), wanted, log=False)


def run(session: nox.Session, module: str, *words: str, **environment: str) -> None:
    """Run a module of Python with the repository on its path."""
    session.run(
        *("python", "-m", module, *words),
        env={"PYTHONPATH": os.getcwd(), "PYTHONUNBUFFERED": "1", **environment},
        interrupt_timeout=PATIENCE,
        terminate_timeout=PATIENCE,
    )


def program(name: str, group: str, module: str, says: str) -> None:
    """A session that runs a program of the project with the words after `--`."""

    def session(session: nox.Session) -> None:
        install(session, group)
        run(session, module, *session.posargs)

    session.__doc__ = says
    nox.session(name=name)(session)


def check(session: nox.Session, commands: Mapping[str, Sequence[str]]) -> None:
    """Run commands side by side. Print what each has to say, in their order, then which failed."""
    if session.posargs:
        session.error(f"{session.name} takes no words: leave out {' '.join(session.posargs)}")
    path = os.pathsep.join([*(session.bin_paths or []), os.environ["PATH"]])

    def ran(command: Sequence[str]) -> tuple[int, str, float]:
        start = time.monotonic()
        tool = shutil.which(command[0], path=path)
        if not tool:
            here = f"nox -s {session.name}, without -R, installs it"
            return 127, f"{command[0]} is not in this session's environment; {here}\n", 0.0
        one = subprocess.run(
            [tool, *command[1:]],
            env={**os.environ, "PATH": path, "PYTHONPATH": os.getcwd()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return one.returncode, one.stdout, time.monotonic() - start

    failed = []
    commands = {name: command for name, command in commands.items() if command}
    with ThreadPoolExecutor() as pool:
        for name, result in zip(commands, pool.map(ran, commands.values()), strict=True):
            code, output, seconds = result
            print(output, end="", flush=True)
            session.log(f"{name}: {f'failed ({code})' if code else 'in order'}, {seconds:.1f} s")
            failed += [name] * (code != 0)
    if failed:
        session.error(f"faults found by: {', '.join(failed)}")


def mkdocs(session: nox.Session, *words: str) -> None:
    """Run MkDocs. jieba, which cuts Chinese into words, keeps its dictionary in TMPDIR: in .nox."""
    scratch = os.path.abspath(session.create_tmp())
    run(session, "mkdocs", *words, TMPDIR=scratch, NO_MKDOCS_2_WARNING="1")


says = "Run the guide's commands on machines of the lab and check what became true."
program("verify", "lab", "checks.lab.verify", says)
says = "Run all pages' commands on one machine, in order: nothing of its owner's may be gone."
program("read", "read", "checks.lab.one_host", says)
says = "Open a terminal on the machine of a lesson, as it is before the first step."
program("try", "lab", "checks.lab.tryout", says)
says = "Break every step in small ways, and list the breaks that no check notices."
program("mutate", "mutate", "checks.lab.mutate", says)
says = "Measure virtual machines and containers side by side, on a machine of the lab."
program("compare", "lab", "checks.lab.compare", says)
says = "Measure the figures of the design, each beside what it is compared to."
program("bench", "bench", "tests.bench", says)


@nox.session
def gate(session: nox.Session) -> None:
    """Say in seconds whether pages, lessons, checks and records belong together; no Docker."""
    install(session, "gate")
    linters = {name: words(*linter) for name, linter in GATE.items()}
    check(session, {"gate": ["python", "-m", "checks.guide.gate"], **linters})


@nox.session
def tests(session: nox.Session) -> None:
    """Test the tool itself, and the built site in a real browser."""
    install(session, "tests")
    # One more at a time than there are processors, since browsers and machines that start leave
    # them idle; tests/conftest.py says which take turns.
    side_by_side = str((os.cpu_count() or 1) + 1)
    run(session, "pytest", "-n", side_by_side, "--dist", "loadgroup", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Build the site into site/, in both languages, if the gate lets it."""
    gate(session)
    mkdocs(session, "build", "--strict")  # first, because it empties site/
    mkdocs(session, "build", "--strict", "-f", "mkdocs.en.yml")


@nox.session
def serve(session: nox.Session) -> None:
    """Show the site on http://127.0.0.1:8000/ and rebuild what changes (`-- en` for English)."""
    install(session, "site")
    configs = {"": "mkdocs.yml", "zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
    language = " ".join(session.posargs)
    if language not in configs:
        session.error(f'there is no language "{language}"; choose zh or en')
    mkdocs(session, "serve", "-f", configs[language])


@nox.session
def lint(session: nox.Session) -> None:
    """Look for faults in Python, shell, Dockerfiles, YAML, Markdown, English and Chinese."""
    install(session, "lint")
    check(session, {name: words(*linter) for name, linter in LINTERS.items()})
