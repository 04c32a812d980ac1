"""What nobody types: the lists of chapters and pages, and how much of the guide was run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.theme import Theme
from mkdocs.utils.meta import get_data

from checks.guide.lesson import Language
from checks.guide.state import State
from checks.site.block import Block
from checks.site.html import text, whole
from checks.site.source import Place, Source, address
from checks.site.words import say

_ICONS = Path(Theme("material").dirs[0], ".icons")


def chapters(config: Mapping[str, Any]) -> dict[str, str]:
    """The titles of the menu's chapters by name; those of the course are numbered."""
    extra, number, titles = config["extra"], 0, {}
    for name in (name for chapter in config["nav"] for name in chapter):
        number += name not in extra["unnumbered"]
        said = extra["chapters"][name]
        titles[name] = said if name in extra["unnumbered"] else f"{number} {said}"
    return titles


def contents(config: Mapping[str, Any], place: Place) -> Block:
    """On the home page a card for each other chapter; on a chapter's first page its other pages."""
    nav = {name: pages for chapter in config["nav"] for name, pages in chapter.items()}
    own = next(name for name, pages in nav.items() if f"{place.page}.md" in pages)
    home = place.page == "index"
    rows, lines = "", []
    for name in [name for name in nav if name != own] if home else [own]:
        for path in nav[name][:1] if home else nav[name][1:]:
            source = Path(config["docs_dir"], path).read_text(encoding="utf-8")
            told, icon = get_data(source)[1], ""
            title, about = told.get("title", path), told.get("description", "")
            if home:
                title = chapters(config)[name]
                icon = (_ICONS / f"{config['extra']['icons'][name]}.svg").read_text("utf-8")
            to = place.home + address(path.removesuffix(".md"))
            said = f"{icon}<b>{whole(text(title))}</b><span>{whole(text(about))}</span>"
            rows += f'<li><a href="{to}">{said}</a></li>'
            lines.append(f"- [{title}]({to}): {about}")
    kind = "cards" if home else "pages"
    html = f'<div data-guide class="{kind}" data-search-exclude><ul>{rows}</ul></div>'
    return Block(html, tuple(lines))


def proof(source: Source, what: str, language: Language) -> str:
    """How many `steps` the guide has, how many have `run` as printed, on which `systems`."""
    states = [source.best(step).state for one in source.lessons.values() for step in one.steps]
    if what == "systems":
        found: dict[str, dict[str, None]] = {}  # a version once, whichever stores it was run with
        for key in source.systems:
            base, _, docker = key.partition("_docker")
            version = re.sub(r"^\D*-", "", docker).partition("-")[0]
            name = base.removesuffix("-vm").replace("-", " ").title()
            found.setdefault(name + " · QEMU" * base.endswith("-vm"), {})[version] = None
        each = (f"{base} · Docker {say(language, 'list').join(one)}" for base, one in found.items())
        return say(language, "lists").join(each)
    counts = {"steps": len(states), "run": states.count(State.RUN) + states.count(State.STAND_IN)}
    return str(counts[what])
