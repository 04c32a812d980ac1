"""The site's MkDocs hook (mkdocs.yml, `hooks:`): what a build does beside rendering its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from checks.site import block, contents, copies, files, moved, search, source
from checks.site.headings import between_words


@event_priority(100)  # before the macros, which read it again
def on_config(config: MkDocsConfig) -> None:
    """Begin a new build: read the guide again."""
    source.read.cache_clear()
    block.forget()


def on_files(files_: Files, /, config: MkDocsConfig, **_: Any) -> Files:
    """Add the files that are no pages, and what old addresses lead to."""
    root = Path(config.config_file_path).resolve().parent
    known = source.read(root)
    old = moved.load_moved(root)
    for file in (*files.files(root, known, config), *moved.files(old, known, config, files_)):
        files_.append(file)
    # For theme/main.html: what has moved away from a page, by the page's address.
    config.extra["moved"] = {source.address(name): old.on(name) for name in old.pages}
    search.put_ours_in_front(files_)
    return files_


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Give the chapters their titles in the language of the build."""
    titles = contents.chapters(config)
    for section in nav.items:
        if isinstance(section, Section):
            section.title = titles[section.title]
    # MkDocs knows a start page only outside of all sections.
    nav.homepage = next(page for page in nav.pages if page.file.src_uri == "index.md")


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Keep the theme's templates compiled: they take a tenth of a build, and do not change."""
    env.bytecode_cache = FileSystemBytecodeCache()
    return env


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let MkDocs know the anchors of a page's steps, so that it checks links to them; and let the
    lines of Chinese headings end between words."""
    known = source.read(Path(config.config_file_path).resolve().parent)
    steps = [step for lesson in known.of_page(page.file.src_uri[:-3]) for step in lesson.steps]
    page.present_anchor_ids = {*(page.present_anchor_ids or ()), *map(source.anchor, steps)}
    return between_words(html)


@event_priority(-100)  # after the macros
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Write the page's Markdown copy. (As a file of the build it would become a page.)"""
    copy = copies.copy(markdown, page.file, files)
    write_file(copy.encode(), f"{config.site_dir}/{copies.beside(page.file)}")


on_page_context = CombinedEvent(search.before, search.after)
on_post_build = search.divide
