"""Every way in. `nox -l` lists them; words after `--` go to the session's program."""

from __future__ import annotations

import os
import subprocess

import nox

nox.needs_version = ">=2024.10.9"
nox.options.sessions = ["verify"]
nox.options.reuse_existing_virtualenvs = True

PROJECT = nox.project.load_toml("pyproject.toml")

PATIENCE = 60.0
"""Seconds: after Ctrl-C the lab takes its machines down, and nox must not kill it meanwhile."""

SCHEMAS = {
    "github-workflows": ".github/workflows/*.yml",
    "github-issue-forms": ".github/ISSUE_TEMPLATE/*.yml",
    "dependabot": ".github/dependabot.yml",
}
"""What GitHub reads, by the name of its schema in check-jsonschema."""


def install(session: nox.Session, group: str) -> None:
    """Install a dependency group of pyproject.toml, saying so: the first time takes a while."""
    session.log(f"Setting up what this session needs ({group}); the first time takes a minute.")
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, group))


def run(session: nox.Session, *command: str, **environment: str) -> None:
    """Run a program of the project with the repository on Python's path."""
    session.run(
        *command,
        env={"PYTHONPATH": os.getcwd(), "PYTHONUNBUFFERED": "1", **environment},
        interrupt_timeout=PATIENCE,
        terminate_timeout=PATIENCE,
    )


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
    install(session, "lab")
    run(session, "python", "-m", "checks.lab.verify", *session.posargs)


@nox.session
def rot(session: nox.Session) -> None:
    """Tell which commands have rotted, from the files that `verify -- --report FILE` left."""
    install(session, "lab")
    run(session, "python", "-m", "checks.publish.announce", *session.posargs)


@nox.session
def adopt(session: nox.Session) -> None:
    """Take the records of other runs into docs/records/, where they still fit."""
    install(session, "lab")
    run(session, "python", "-m", "checks.publish.adopt", *session.posargs)


@nox.session
def mutate(session: nox.Session) -> None:
    """Break every step in small ways, and list the breaks that no check notices."""
    install(session, "mutate")
    run(session, "python", "-m", "checks.lab.mutate", *session.posargs)


@nox.session
def compare(session: nox.Session) -> None:
    """Measure virtual machines and containers side by side, on a machine of the lab."""
    install(session, "lab")
    run(session, "python", "-m", "checks.lab.compare", *session.posargs)


@nox.session
def gate(session: nox.Session) -> None:
    """Say in seconds whether pages, lessons, checks and records belong together; no Docker."""
    install(session, "gate")
    run(session, "python", "-m", "checks.guide.gate", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Test the tool itself, and the built site in a real browser."""
    install(session, "tests")
    run(session, "python", "-m", "pytest", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Build the site into site/, in both languages, if the gate lets it."""
    install(session, "gate")
    run(session, "python", "-m", "checks.guide.gate")
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
def zensical(session: nox.Session) -> None:
    """Build the site with Zensical, Material's successor, and say what is missing there."""
    install(session, "zensical")
    run(session, "python", "-m", "tests.zensical", TMPDIR=os.path.abspath(session.create_tmp()))


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the figures of the design, each beside what it is compared to."""
    install(session, "bench")
    run(session, "python", "-m", "tests.bench", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Look for faults in Python, shell, Dockerfiles, YAML, Markdown, English and Chinese.

    The only list of linters: the hook in .pre-commit-config.yaml and the workflow run this session.
    """
    install(session, "lint")
    # Lessons, and Dockerfiles and Compose files that pages hand out, are the gate's.
    scripts = [path for path in files("*.sh", ".ci/run") if not path.startswith("docs/lessons/")]
    text = files("*.md", "*.py", "*.sh", "*.yml", "*.toml")
    run(session, "ruff", "check", ".")
    run(session, "ruff", "format", "--check", ".")
    run(session, "mypy")
    # SC1091: /etc/os-release is the machine's, not ours to read.
    run(session, "shellcheck", "--exclude=SC1091", *scripts)
    run(session, "shfmt", "--diff", "--indent", "2", *scripts)
    run(session, "hadolint", *files("*Dockerfile"))
    run(session, "yamllint", "--strict", ".")
    run(session, "zizmor", "--offline", "--no-progress", "--pedantic", ".")
    for schema, pattern in SCHEMAS.items():
        run(session, "check-jsonschema", f"--builtin-schema=vendor.{schema}", *files(pattern))
    run(session, "rumdl", "check", ".")
    run(session, "codespell", *text)
    run(session, "python", "-m", "tests.chinese", *files("docs/zh/*.md", "*.zh-CN.md"))


def files(*patterns: str) -> list[str]:
    """The files of the project that match git's `patterns`, also those not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for path in listed.stdout.splitlines() if os.path.exists(path)]
