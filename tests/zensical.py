"""`nox -s zensical`: the site built with Zensical, Material's successor, and what it lacks there.

Material is maintained until May 2027. This keeps the way out open: whatever of the pages Zensical
does not carry over fails here, and what it leaves out besides is listed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from checks.guide.problem import ROOT
from checks.lab.progress import say
from tests.browser import build

TARGET = ROOT / "site-zensical"
CONFIGS = {"mkdocs.yml": "site-zensical", "mkdocs.en.yml": "site-zensical/en"}


class Steps(HTMLParser):
    """The steps of a page in their order, each with what its copy button hands out."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._step = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._step = given.get("data-step", self._step)
        if self._step and "data-copy" in given:
            self.found.append((self._step, given["data-copy"]))
            self._step = ""


def zensical() -> None:
    """Build both languages. Raises CalledProcessError; Zensical itself says what is wrong."""
    for config, target in CONFIGS.items():
        # The settings must lie beside the others, for the paths in them.
        settings = ROOT / f"zensical.{config}"
        settings.write_text(f"INHERIT: {config}\nsite_dir: {target}\n")
        try:
            command = [sys.executable, "-m", "zensical", "build", "--strict", "-f", settings.name]
            subprocess.run(command, cwd=ROOT, check=True)
        finally:
            settings.unlink()


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def kinds(paths: Iterable[str]) -> Counter[str]:
    """The folders that hold the files, without the language, each with how many."""
    return Counter((path.removeprefix("en/").rpartition("/")[0] or path) for path in paths)


def main() -> int:
    try:
        zensical()
    except subprocess.CalledProcessError as error:
        say(f"Error: Zensical ended with code {error.returncode}; what it said stands above.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        ours = Path(folder) / "site"
        build(ours, "http://127.0.0.1:8000/")
        pages = sorted(path for path in files(ours) if path.endswith("index.html"))
        wrong = [
            page
            for page in pages
            if (ours / page).read_text().count("data-step")
            and (
                not (TARGET / page).exists()
                or Steps(ours / page).found != Steps(TARGET / page).found
            )
        ]
        lacking = kinds(files(ours) - files(TARGET))
    say(f"Steps and copy buttons are the same on {len(pages) - len(wrong)} of {len(pages)} pages.")
    for page in wrong:
        say(f"  ✗ {page}: other steps than in the build with MkDocs")
    say("Not in the build with Zensical (folder, number of files):")
    for name, number in sorted(lacking.items()):
        say(f"  {name}: {number}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
