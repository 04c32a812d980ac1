"""What the pages say with `[[= … =]]`: step(), ran(), marks(), article(), compare(), status().

The site build reads lessons and records, and never runs a command. (mkdocs-macros executes this
file outside of `sys.modules`, where no dataclass can be defined; so the HTML is made elsewhere.)
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, cast

from checks.guide.article import load_article
from checks.site.compare import Compare, load_rows
from checks.guide.lesson import Language, load_lessons, owner
from checks.guide.measured import load_measured
from checks.guide.problem import GuideError
from checks.guide.record import load_records
from checks.site.show import Macros, one_line

# MkDocs counts warnings below this name, and with --strict refuses the build; so one build names
# everything that is wrong, and `mkdocs serve` lives on.
_log = logging.getLogger("mkdocs.plugins.guide")


def define_env(env: Any) -> None:
    """Give mkdocs-macros the macros in the language of the build."""
    # Read in the way that Zensical offers, too: its settings are a plain dict.
    language = cast(Language, env.conf["theme"]["language"])
    root = Path(env.project_dir).resolve()
    try:
        repository = (env.conf.get("repo_url") or "").rstrip("/")
        macros = Macros(
            language, load_lessons(root), load_records(root), load_article(root), repository
        )
        compared = Compare(language, load_rows(root), next(iter(load_measured(root)), None))
    except GuideError as error:
        for problem in error.problems:
            _log.warning("%s", problem)
        macros = Macros(language, {}, [])
        compared = Compare(language, [], None)

    def guarded(make: Callable[[], str], wanted: str) -> str:
        """What the macro gives; for an unknown name a warning with the page and its line."""
        try:
            return make()
        except KeyError as error:
            source = Path(env.page.file.abs_src_path)
            lines = source.read_text(encoding="utf-8").split("\n")
            line = next((n for n, text in enumerate(lines, 1) if wanted in text), 1)
            message = str(error.args[0])
            _log.warning("%s:%d: %s", source.relative_to(root).as_posix(), line, message)
            return one_line(f'<div data-guide class="guide-error">{escape(message)}</div>')

    def home() -> str:
        """The way from the page that is being built to the start page."""
        return "../" * str(env.page.url).count("/")

    def legend() -> str:
        return home() + "#marks"

    folder = root / env.conf["docs_dir"]
    pages = [path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md")]

    def page(lesson: str) -> str:
        """The address of the page that shows a lesson."""
        name = owner(lesson, pages) or ""
        return home() + ("" if name == "index" else f"{name}/") or "./"

    def step(key: str) -> str:
        return guarded(lambda: macros.step(key, legend()), key)

    def ran(*names: str) -> str:
        def make() -> str:
            for name in names:
                if name not in macros.lessons:
                    raise KeyError(f'there is no lesson "{name}"; write docs/lessons/{name}.sh')
            return macros.ran(names, home())

        return guarded(make, "ran(")

    def article(section: str) -> str:
        return guarded(lambda: macros.article(section, page), "article(")

    def compare(part: str) -> str:
        return guarded(lambda: compared.part(part), "compare(")

    def status() -> str:
        return macros.status(page, home())

    env.macro(status)
    env.macro(step)
    env.macro(ran)
    env.macro(article)
    env.macro(compare)
    env.macro(macros.marks, "marks")
