"""Every way in. `nox -l` lists them; words after `--` go to the session's program."""

from __future__ import annotations

import os

import nox

nox.needs_version = ">=2024.10.9"
nox.options.sessions = ["verify"]
nox.options.reuse_existing_virtualenvs = True

PROJECT = nox.project.load_toml("pyproject.toml")

# After Ctrl-C the lab takes its machines down; nox must not kill it meanwhile.
PATIENCE = {"interrupt_timeout": 60, "terminate_timeout": 60}


def install(session: nox.Session, group: str) -> None:
    """Install a dependency group of pyproject.toml, saying so: the first time takes a while."""
    session.log(f"Setting up what this session needs ({group}); the first time takes a minute.")
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, group))


def run(session: nox.Session, *command: str, **options: object) -> None:
    """Run a program of the project with the repository on Python's path."""
    session.run(*command, env={"PYTHONPATH": os.getcwd(), "PYTHONUNBUFFERED": "1"}, **options)


def build(session: nox.Session, *options: str) -> None:
    """Build both languages; the Chinese one first, because it empties site/."""
    run(session, "python", "-m", "mkdocs", "build", "--strict", *options)
    run(session, "python", "-m", "mkdocs", "build", "--strict", "-f", "mkdocs.en.yml", *options)


@nox.session
def verify(session: nox.Session) -> None:
    """Run the guide's commands on machines of the lab and check what became true."""
    install(session, "lab")
    run(session, "python", "-m", "checks.lab.verify", *session.posargs, **PATIENCE)


@nox.session
def gate(session: nox.Session) -> None:
    """Say in seconds whether pages, lessons, checks and records belong together; no Docker."""
    install(session, "gate")
    run(session, "python", "-m", "checks.guide.gate", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Test the tool itself, and the built site in a real browser."""
    install(session, "tests")
    run(session, "python", "-m", "pytest", *session.posargs, **PATIENCE)


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
    config = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}.get(language)
    if config is None:
        session.error(f'there is no language "{language}"; choose zh or en')
    run(session, "python", "-m", "mkdocs", "serve", "-f", config)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the figures of the design, each beside what it is compared to."""
    install(session, "bench")
    run(session, "python", "-m", "tests.bench", *session.posargs, **PATIENCE)


@nox.session
def lint(session: nox.Session) -> None:
    """Look for faults in Python, shell, Dockerfiles, YAML, Markdown, English and Chinese."""
    install(session, "lint")
    run(session, "python", "-m", "tests.lint")
