"""GitHub, as far as the workflows need it: through its own command line, `gh`, which GitHub's
runners have."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from checks.lab.error import LabError
from checks.lab.progress import say
from checks.publish.issues import Action, Issue

LABEL = "rot"
"""The label of the issues that the workflow opens; it looks at no others."""

WORKFLOW = "verify.yml"
BRANCH = "main"
ARTIFACTS = "verify-*"
"""What each job of the workflow leaves: its outcome file and docs/records/."""

_LIMIT = 300
"""Seconds that one command may take."""


class GitHub:
    """The repository whose workflow this is. Raises LabError outside of one.

    `option` is what was asked for; an error names it.
    """

    def __init__(self, environment: Mapping[str, str], option: str) -> None:
        at_home = f"Leave {option} out at home: only the workflows on GitHub give it."
        if environment.get("GITHUB_ACTIONS") != "true":
            raise LabError(f"{option}: this is not a workflow on GitHub.", at_home)
        if not environment.get("GH_TOKEN"):
            raise LabError(
                f"{option}: there is no token in GH_TOKEN.",
                "Give it to the workflow's step: GH_TOKEN: ${{ github.token }}",
            )
        if not environment.get("GITHUB_REPOSITORY"):
            raise LabError(f"{option}: GITHUB_REPOSITORY names no repository.", at_home)
        self._environment = {**environment, "GH_REPO": environment["GITHUB_REPOSITORY"]}

    def issues(self) -> list[Issue]:
        """The open issues about rot."""
        fields = "number,author,body,comments"
        listed = self._gh(
            "issue", "list", "--label", LABEL, "--state=open", "--limit=1000", "--json", fields
        )
        return [Issue.read(one) for one in json.loads(listed)]

    def do(self, action: Action) -> None:
        """Open, comment on or close an issue."""
        number = str(action.number)
        if action.what == "open":
            about = "A documented command that no longer does what the guide says"
            self._gh("label", "create", LABEL, "--force", "--color=B60205", "--description", about)
            self._gh(
                *("issue", "create", "--label", LABEL, "--title", action.title, "--body-file=-"),
                text=action.body,
            )
        else:
            self._gh("issue", "comment", number, "--body-file=-", text=action.body)
        if action.what == "close":
            self._gh("issue", "close", number)

    def newest_run(self) -> str:
        """The number of the newest run of verify that has ended; empty if there is none."""
        listed = self._gh(
            *("run", "list", "--workflow", WORKFLOW, "--branch", BRANCH, "--status=completed"),
            *("--limit=1", "--json", "databaseId"),
        )
        return next((str(run["databaseId"]) for run in json.loads(listed)), "")

    def download(self, run: str, folder: Path) -> None:
        """Fetch what the jobs of a run have left into `folder`, if it is still there."""
        words = ("run", "download", run, "--pattern", ARTIFACTS, "--dir", str(folder))
        done = self._run(*words)
        if "no valid artifacts" in done.stderr or "no artifact matches" in done.stderr:
            say(f"  ! Run {run} has left nothing, or it is gone: GitHub keeps it for 90 days.")
        elif done.returncode:
            raise _failed(words, done.stderr)

    def _gh(self, *words: str, text: str = "") -> str:
        done = self._run(*words, text=text)
        if done.returncode:
            raise _failed(words, done.stderr)
        return done.stdout

    def _run(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["gh", *words],
                env=self._environment,
                input=text,
                capture_output=True,
                text=True,
                timeout=_LIMIT,
                check=False,
            )
        except FileNotFoundError:
            raise LabError(
                "GitHub's command line, gh, is not here.",
                "GitHub's own runners have it; install it on yours.",
            ) from None
        except subprocess.TimeoutExpired:
            raise LabError(
                f"gh {' '.join(words[:2])} had not ended after {_LIMIT} s.",
                "Run the workflow's job again.",
            ) from None


def _failed(words: tuple[str, ...], said: str) -> LabError:
    return LabError(
        f"gh {' '.join(words[:2])} failed: {said.strip() or 'it says nothing'}",
        "If a right is missing, see the permissions of the workflow's job.",
    )
