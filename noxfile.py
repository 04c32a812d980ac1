"""Every way in. `nox -l` lists them; words after `--` go to the session's program."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import nox

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["verify"]
nox.options.reuse_existing_virtualenvs = True

PROJECT = nox.project.load_toml("pyproject.toml")

PATIENCE = 60.0
"""Seconds: after Ctrl-C the lab takes its machines down, and nox must not kill it meanwhile."""


class Linter(NamedTuple):
    """A program that prints the file and the line of each fault it finds."""

    command: str
    files: tuple[str, ...] = ()
    """Patterns as git knows them; what matches is appended to the command. The linter is left out
    if nothing matches. Without patterns, the linter finds its files itself."""
    gate: bool = False
    """Whether the gate wants it, too: readers copy these files, or GitHub reads them."""


LINTERS = {
    # A lesson is bash without a first line that says so. Its `#:`, `#zh` and `#en` are comments to
    # the shell, so the file is checked as it is, and a variable of one step is known in the next.
    # SC1091: a sourced file (/etc/os-release) is the machine's, not ours to read.
    # SC2164: "cd ... || exit" would close the reader's terminal; the checks notice a failed cd.
    "shellcheck of what readers copy": Linter(
        "shellcheck --shell=bash --format=gcc --exclude=SC1091,SC2164",
        ("docs/lessons/*.sh", "assets/files/*.sh"),
        gate=True,
    ),
    "hadolint": Linter("hadolint --no-color", ("*Dockerfile", "*Dockerfile.*"), gate=True),
    "Compose files": Linter(
        "python -m tests.schema compose-spec",
        ("docs/*compose.y*ml", "assets/files/*compose.y*ml"),
        gate=True,
    ),
    "workflows": Linter(
        "python -m tests.schema github-workflows", (".github/workflows/*.y*ml",), gate=True
    ),
    "issue forms": Linter(
        "python -m tests.schema github-issue-forms", (".github/ISSUE_TEMPLATE/*.yml",)
    ),
    "Dependabot": Linter("python -m tests.schema dependabot", (".github/dependabot.yml",)),
    "zizmor": Linter("zizmor --offline --no-progress --pedantic ."),
    "mypy": Linter("mypy"),
    "ruff": Linter("ruff check --output-format=concise ."),
    "ruff format": Linter("ruff format --check ."),
    "shellcheck": Linter(
        "shellcheck --format=gcc --exclude=SC1091",
        ("*.sh", ".ci/run", ":!docs/lessons", ":!assets/files"),
    ),
    "shfmt": Linter("shfmt --diff --indent 2", ("*.sh", ".ci/run", ":!docs/lessons")),
    "yamllint": Linter("yamllint --strict --format parsable ."),
    "rumdl": Linter("rumdl check ."),
    "codespell": Linter("codespell", ("*.md", "*.py", "*.sh", "*.yml", "*.toml")),
    "Chinese": Linter("python -m tests.chinese", ("docs/zh/*.md", "*.zh-CN.md")),
}
"""The only list of linters. `nox -s lint` runs them all, `gate` and `site` those marked `gate`."""


def words(linter: Linter) -> list[str]:
    """The command line of a linter, files and all; empty if it has nothing to look at."""
    found = files(*linter.files) if linter.files else []
    return [*linter.command.split(), *found] if found or not linter.files else []


def files(*patterns: str) -> list[str]:
    """The files of the project that match git's `patterns`, also those not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [path for path in listed.stdout.split("\0") if os.path.exists(path)]


def install(session: nox.Session, group: str) -> None:
    """Install a dependency group of pyproject.toml into the session's environment, once.

    What was installed stands in a file of that environment, and goes away with it. Pip takes
    seconds to find that nothing is missing.
    """
    packages = nox.project.dependency_groups(PROJECT, group)
    wanted = hashlib.sha256("\n".join(packages).encode()).hexdigest()
    stamp = Path(session.virtualenv.location, "installed")
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    session.log(f"Setting up what this session needs ({group}); the first time takes a minute.")
    stamp.unlink(missing_ok=True)
    session.install("--quiet", *packages)
    # By `run_install`, because with `nox -R` neither this nor the line above does anything.
    write = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
    session.run_install("python", "-c", write, str(stamp), wanted, log=False)


def run(session: nox.Session, *command: str, **environment: str) -> None:
    """Run a program of the project with the repository on Python's path."""
    session.run(
        *command,
        env={"PYTHONPATH": os.getcwd(), "PYTHONUNBUFFERED": "1", **environment},
        interrupt_timeout=PATIENCE,
        terminate_timeout=PATIENCE,
    )


def program(session: nox.Session, group: str, module: str) -> None:
    """Install a dependency group and run a program of the project with the words after `--`."""
    install(session, group)
    run(session, "python", "-m", module, *session.posargs)


def check(session: nox.Session, commands: Mapping[str, Sequence[str]]) -> None:
    """Run commands side by side. Print what each has to say, in their order, then which failed."""
    path = os.pathsep.join([*(session.bin_paths or []), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": os.getcwd()}

    def ran(command: Sequence[str]) -> tuple[int, str, float]:
        start = time.monotonic()
        tool = shutil.which(command[0], path=path)
        if not tool:
            here = f"nox -s {session.name}, without -R, installs it"
            return 127, f"{command[0]} is not in this session's environment; {here}\n", 0.0
        one = subprocess.run(
            [tool, *command[1:]],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return one.returncode, one.stdout, time.monotonic() - start

    failed = []
    with ThreadPoolExecutor() as pool:
        results = {name: pool.submit(ran, command) for name, command in commands.items() if command}
        for name, result in results.items():
            code, output, seconds = result.result()
            print(output, end="", flush=True)
            session.log(f"{name}: {f'failed ({code})' if code else 'in order'}, {seconds:.1f} s")
            failed += [name] * (code != 0)
    if failed:
        session.error(f"faults found by: {', '.join(failed)}")


def guide(session: nox.Session, *options: str) -> None:
    """Ask the guide's own rules, and the linters of what readers copy."""
    linters = {name: words(linter) for name, linter in LINTERS.items() if linter.gate}
    check(session, {"gate": ["python", "-m", "checks.guide.gate", *options], **linters})


def mkdocs(session: nox.Session, *words: str) -> None:
    """Run MkDocs. jieba, which cuts Chinese into words, keeps its dictionary in TMPDIR: in .nox."""
    scratch = os.path.abspath(session.create_tmp())
    run(session, "python", "-m", "mkdocs", *words, TMPDIR=scratch, NO_MKDOCS_2_WARNING="1")


def build(session: nox.Session, *options: str) -> None:
    """Build both languages; the Chinese one first, because it empties site/."""
    mkdocs(session, "build", "--strict", *options)
    mkdocs(session, "build", "--strict", "-f", "mkdocs.en.yml", *options)


@nox.session
def verify(session: nox.Session) -> None:
    """Run the guide's commands on machines of the lab and check what became true."""
    program(session, "lab", "checks.lab.verify")


@nox.session(name="try")
def try_(session: nox.Session) -> None:
    """Open a terminal on the machine of a lesson, as it is before the first step."""
    install(session, "lab")
    run(session, "python", "-m", "checks.lab.tryout", *session.posargs)


@nox.session
def mutate(session: nox.Session) -> None:
    """Break every step in small ways, and list the breaks that no check notices."""
    install(session, "mutate")
    run(session, "python", "-m", "checks.lab.mutate", *session.posargs)


@nox.session
def compare(session: nox.Session) -> None:
    """Measure virtual machines and containers side by side, on a machine of the lab."""
    program(session, "lab", "checks.lab.compare")


@nox.session
def gate(session: nox.Session) -> None:
    """Say in seconds whether pages, lessons, checks and records belong together; no Docker."""
    install(session, "gate")
    guide(session, *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Test the tool itself, and the built site in a real browser."""
    install(session, "tests")
    # As many at a time as there are processors; tests/conftest.py says which take turns.
    run(session, "python", "-m", "pytest", "-n", "auto", "--dist", "loadgroup", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Build the site into site/, in both languages, if the gate lets it."""
    install(session, "gate")
    guide(session)
    build(session)


@nox.session
def serve(session: nox.Session) -> None:
    """Show the site on http://127.0.0.1:8000/ and rebuild what changes (`-- en` for English)."""
    install(session, "site")
    language = session.posargs[0] if session.posargs else "zh"
    configs = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
    if language not in configs:
        session.error(f'there is no language "{language}"; choose zh or en')
    mkdocs(session, "serve", "-f", configs[language])


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the figures of the design, each beside what it is compared to."""
    program(session, "bench", "tests.bench")


@nox.session
def lint(session: nox.Session) -> None:
    """Look for faults in Python, shell, Dockerfiles, YAML, Markdown, English and Chinese."""
    install(session, "lint")
    check(session, {name: words(linter) for name, linter in LINTERS.items()})
