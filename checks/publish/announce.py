"""`nox -s rot`: tell which commands have rotted, from the outcome files of `nox -s verify`.

Says what there would be to post, and with `--post`, which only the workflow gives, posts it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.guide.lesson import load_lessons
from checks.guide.record import load_records
from checks.lab import verify
from checks.lab.error import LabError
from checks.lab.outcome import RunOutcome
from checks.lab.progress import say
from checks.publish.github import LABEL, GitHub
from checks.publish.issues import Issue, decide


@dataclass(frozen=True)
class Options:
    """What `nox -s rot` was asked for."""

    outcomes: tuple[Path, ...]
    issues: Path | None
    post: bool


def options(arguments: list[str]) -> Options:
    """Read the command line. Raises LabError."""
    parser = verify.Parser(
        prog="nox -s rot --",
        allow_abbrev=False,
        description="Tell which commands have rotted, and what to do about the open issues.",
    )
    parser.add_argument(
        "outcomes",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="what nox -s verify -- --report FILE left; the files of all systems together",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--issues",
        type=Path,
        metavar="FILE",
        help="the open issues, as gh issue list --json number,author,body,comments prints them",
    )
    where.add_argument("--post", action="store_true", help="post it (in a workflow on GitHub only)")
    given = parser.parse_args(arguments)
    return Options(tuple(given.outcomes), given.issues, given.post)


def read_issues(path: Path) -> list[Issue]:
    """The issues in a file. Raises LabError."""
    again = f"Make it with: gh issue list --label {LABEL} --json number,author,body,comments"
    try:
        data: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return [Issue.read(one) for one in data]
    except OSError as error:
        raise LabError(f"{path} cannot be read: {error.strerror}.", again) from None
    except (ValueError, KeyError, TypeError) as error:
        raise LabError(f"{path}: not a list of issues: {error!r}.", again) from None


def announce(wanted: Options, environment: Mapping[str, str]) -> int:
    """Say what there is to say, and post it if asked to. Returns the exit code."""
    github = GitHub(environment, "--post") if wanted.post else None
    runs = [RunOutcome.load(path) for path in wanted.outcomes]
    known = read_issues(wanted.issues) if wanted.issues else github.issues() if github else []
    actions = decide(runs, load_lessons(), load_records(), known, run_url(environment))
    for action in actions:
        to = f" {action.title}" if action.what == "open" else f" #{action.number} ({action.key})"
        say(f"\n{action.what}{to}")
        for line in action.body.splitlines():
            say(f"    {line}".rstrip())
        if github:
            github.do(action)
    if not actions:
        say("Nothing to open, to comment on or to close.")
    return 0


def run_url(environment: Mapping[str, str]) -> str:
    """The address of the workflow's run; empty outside of one."""
    parts = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    server, repository, run = (environment.get(part, "") for part in parts)
    return f"{server}/{repository}/actions/runs/{run}" if server and repository and run else ""


def main() -> int:
    return verify.told(lambda: announce(options(sys.argv[1:]), os.environ))


if __name__ == "__main__":
    sys.exit(main())
