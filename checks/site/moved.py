"""Old addresses lead on: `docs/moved.toml` says where each page, heading and step stands now.

An old address that is no page any more gets a page that sends on, with a link for readers without a
script. One that is a page still, such as /install/, sends on who comes for a heading or a step that
has left it (theme/partials/moved.html).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from checks.site.files import script
from checks.site.source import Source, address, log

FILE = "docs/moved.toml"

ARTICLE = ("Explore-docker.html", "Explore-docker/index.html")
"""Where the article of 2014 stood, whose name the guide has. A file server gives the one for
/Explore-docker.html, and GitHub Pages for /Explore-docker as well; others give the second for it,
and all do for /Explore-docker/."""

Left = dict[str, dict[str, str]]
"""The addresses of what has left an old page: of `headings` by id, of steps by their `lessons`."""


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What has moved, by old names."""

    pages: dict[str, str] = {}
    lessons: dict[str, str] = {}
    headings: dict[str, dict[str, list[str]]] = {}

    def on(self, page: str) -> Left:
        """Where what stood on an old page stands now, from the start page: by heading's id those
        that have left it, by lesson all."""
        return {
            "headings": {
                id: address(new)
                for new, ids in self.headings.get(page, {}).items()
                if address(new) != f"{page}/"
                for id in ids
            },
            "lessons": {
                old: address(new.removesuffix(".lab"))
                for old, new in self.lessons.items()
                if old.split("-")[0] == page
            },
        }


def load_moved(root: Path) -> Moved:
    """Read docs/moved.toml; nothing has moved where there is none."""
    path = root / FILE
    return msgspec.toml.decode(path.read_bytes(), type=Moved) if path.exists() else Moved()


def files(moved: Moved, source: Source, config: MkDocsConfig, known: Files) -> Iterator[File]:
    """The pages that send on, and the lessons' scripts under their old names."""
    for old, new in moved.pages.items():
        if known.get_file_from_path(f"{new}.md") is None:
            log.warning("%s: %s leads to %s, which is no page", FILE, old, new)
        elif known.get_file_from_path(f"{old}.md") is None and new != f"{old}/index":
            yield _sends_on(config, f"{old}/index.html", new, moved.on(old))
    if config.theme["language"] == "zh":  # the site's root
        for name in ARTICLE:
            yield _sends_on(config, name, "index", {})
    for old, new in moved.lessons.items():
        if old != new and new in source.lessons:
            content = script(source.lessons[new])
            yield File.generated(config, f"lessons/{old}.sh", content=content)


def _sends_on(config: MkDocsConfig, name: str, new: str, left: Left) -> File:
    home = "../" * name.count("/")
    goal = home + address(new) or "./"
    template = config.theme.get_env().get_template("moved.html")
    content = template.render(config=config, home=home, goal=goal, moved=left)
    return File.generated(config, name, content=content)
