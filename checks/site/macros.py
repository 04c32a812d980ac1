"""What the pages say with `[[= … =]]`. mkdocs-macros calls `define_env` once for each build.

(It executes this file outside of `sys.modules`, where no dataclass can be defined; so what the
macros give is made in the other modules.)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, cast

from checks.guide.lesson import Language
from checks.site import contents, figures, head, tested
from checks.site.block import Block, place
from checks.site.source import Place, log, read
from checks.site.step import block

_STEP = re.compile(r'\[\[= step\("([a-z0-9-]+)"\) =\]\]')


def define_env(env: Any) -> None:
    """Give mkdocs-macros the macros in the language of the build."""
    language = cast(Language, env.conf["theme"]["language"])
    root = Path(env.project_dir).resolve()
    source = read(root)
    repository = (env.conf.get("repo_url") or "").rstrip("/")

    def here() -> Place:
        page = env.page.file.src_uri.removesuffix(".md")
        return Place(language, page, "../" * str(env.page.url).count("/"))

    def step(id: str) -> Block:
        at = here()
        lessons = source.of_page(at.page)
        found = [one for lesson in lessons for one in lesson.steps if one.id == id]
        if not found:
            raise KeyError(f'there is no step "{id}" in docs/lessons/{at.page}.sh')
        return block(source, found[0], at)

    def ran() -> Block:
        made = head.ran(source, here())
        env.page.meta["made_from"] = head.made_from(source, here(), repository)  # theme/main.html
        return made

    def guarded(name: str, make: Callable[..., Block | str]) -> None:
        """Register a macro that, for an unknown name, warns with the page and its line."""

        def macro(*words: str) -> str:
            try:
                made = make(*words)
            except KeyError as error:
                page = Path(env.page.file.abs_src_path)
                wanted = f'{name}("{words[0]}"' if words else f"{name}("
                lines = page.read_text(encoding="utf-8").split("\n")
                line = next((n for n, text in enumerate(lines, 1) if wanted in text), 1)
                message = str(error.args[0])
                log.warning("%s:%d: %s", page.relative_to(root).as_posix(), line, message)
                made = Block(f'<div data-guide class="guide-error">{escape(message)}</div>', ())
            return place(made) if isinstance(made, Block) else made

        env.macro(macro, name)

    guarded("step", step)
    guarded("ran", ran)
    guarded("marks", lambda: head.marks(here()))
    guarded("contents", lambda: contents.contents(env.conf, here()))
    guarded("proof", lambda what: contents.proof(source, what, language))
    guarded("systems", lambda: tested.systems(source, language))
    guarded("status", lambda: tested.status(source, env.variables["navigation"], here()))
    guarded("figure", lambda name: figures.figure(source.measured, name, language))
    guarded("host", lambda name: figures.host(source.measured, name))


def on_pre_page_macros(env: Any) -> None:
    """Put the steps in place before Jinja reads the page.

    Jinja compiles each page to Python, and most of what it would compile is calls of this one form.
    """
    env.markdown = _STEP.sub(lambda call: env.macros["step"](call[1]), env.markdown)
