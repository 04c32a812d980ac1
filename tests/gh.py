"""What `gh` does for the workflows, with what it knows of a repository in the file $GH_STATE."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

WORDS = sys.argv[1:]
STATE = Path(os.environ["GH_STATE"])


def option(name: str) -> str:
    return WORDS[WORDS.index(name) + 1] if name in WORDS else ""


def body() -> str:
    text = Path(option("--body-file")).read_text(encoding="utf-8")
    if len(text) > 65536:
        sys.exit("GraphQL: Body is too long (maximum is 65536 characters)")
    return text


def answer(data: dict[str, Any]) -> None:
    """Do what is asked for. Leaves with a message where the real one would."""
    if not os.environ.get("GH_TOKEN"):
        sys.exit("gh: To use GitHub CLI in a GitHub Actions workflow, set GH_TOKEN")
    if not os.environ.get("GH_REPO"):
        sys.exit("failed to determine base repo: fatal: not a git repository")
    issues: list[dict[str, Any]] = data["issues"]
    named = next((issue for issue in issues if str(issue["number"]) == WORDS[2]), None)
    match WORDS[:2]:
        case ["issue", "list"]:
            assert (option("--json"), option("--jq")) == ("number", ".[].number")
            assert option("--state") == "open"
            found = [one for one in issues if one["open"] and option("--label") in one["labels"]]
            for issue in found[::-1][: int(option("--limit"))]:
                print(issue["number"])
        case ["label", "create"]:
            if WORDS[2] in data["labels"] and "--force" not in WORDS:
                sys.exit(f"label with name {WORDS[2]} already exists; use `--force` to update it")
            data["labels"] = sorted({*data["labels"], WORDS[2]})
        case ["issue", "create"]:
            if option("--label") not in data["labels"]:
                sys.exit(f"could not add label: '{option('--label')}' not found")
            number = 1 + max((issue["number"] for issue in issues), default=0)
            made = {"number": number, "open": True, "labels": [option("--label")], "comments": []}
            issues.append({**made, "title": option("--title"), "body": body()})
        case ["issue", "comment"] if named:
            named["comments"].append(body())
        case ["issue", "close"] if named:
            named["open"] = False
            named["comments"].append(option("--comment"))
        case ["run", "list"]:
            assert (option("--json"), option("--jq")) == ("databaseId", ".[].databaseId")
            assert (option("--workflow"), option("--branch")) == ("verify.yml", "main")
            assert (option("--status"), option("--limit")) == ("completed", "1")
            print(*data["runs"][:1], sep="")
        case ["run", "download"]:
            if WORDS[2] not in data["artifacts"]:
                sys.exit("no valid artifacts found to download")
            folder = Path(option("--dir")) / option("--pattern").replace("*", "0")
            folder.mkdir(parents=True)
            (folder / "index.json").write_text(f"from run {WORDS[2]}")
        case _:
            sys.exit("GraphQL: Could not resolve to an issue or pull request")


if __name__ == "__main__":
    known = json.loads(STATE.read_text())
    known["log"].append(" ".join(WORDS[:2]))
    try:
        answer(known)
    finally:
        STATE.write_text(json.dumps(known))
