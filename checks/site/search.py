"""What assets/site/search.js needs to bend the theme's search.

The theme names its worker in every page and fetches the index with every page. So the worker keeps
its name and gets our script in front of it, and the index keeps its settings and loses its texts,
which lie beside it and are fetched when somebody searches. Most of a page is nothing to search
through, colours and recorded output; parsing it took the theme longer than all else of the build.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

WORKER = "assets/javascripts/workers/search.*.min.js"


def put_ours_in_front(files: Files) -> None:
    """Put our script in front of the theme's. Raises PluginError if the theme has no such file."""
    script = Path(__file__).resolve().parents[2] / "assets" / "site" / "search.js"
    workers = [file for file in files if Path(file.src_uri).match(WORKER)]
    if len(workers) != 1:
        raise PluginError(f"the theme has {len(workers)} files {WORKER}; assets/site/search.js")
    workers[0].content_string = script.read_text(encoding="utf-8") + workers[0].content_string


_UNSEARCHED = re.compile(
    r"<(div|details|table|thead)\b[^>]* data-search-exclude\b[^>]*>.*?</\1>"
    r"|</?span\b[^>]*>",
    re.DOTALL,
)

_whole: dict[str, str] = {}
"""By the path of the page, while it is indexed."""

_words: dict[str, str] = {}
"""What readers call it, by address of a page or heading, from the pages' front matter: `words`,
for the page alone, or by heading (`page`: the page's own). It is searched, and nobody sees it."""


@event_priority(50)
def before(context: Any, /, page: Page, **_: Any) -> None:
    """Leave what is searched: prose and commands. For the time that the theme indexes the page."""
    _whole[page.file.src_uri] = page.content or ""
    words = page.meta.get("words", {})
    for id, said in ({"page": words} if isinstance(words, str) else words).items():
        _words[page.url if id == "page" else f"{page.url}#{id}"] = said
    # The theme joins the words of a table's cells.
    page.content = _UNSEARCHED.sub("", _whole[page.file.src_uri]).replace("</td>", " </td>")


@event_priority(-50)
def after(context: Any, /, page: Page, **_: Any) -> None:
    """Put back what the page shows."""
    page.content = _whole.pop(page.file.src_uri).replace(" data-search-exclude", "")


def divide(config: MkDocsConfig) -> None:
    """Divide the index into its settings and its texts, and add the pages' own words for it.

    Raises PluginError if a page has words for a heading that it does not have.
    """
    index = Path(config.site_dir) / "search" / "search_index.json"
    whole = json.loads(index.read_text(encoding="utf-8"))
    whole["config"]["fields"]["words"] = {}
    for doc in whole["docs"]:
        if doc["location"] in _words:
            doc["words"] = _words.pop(doc["location"])
    if _words:
        raise PluginError(f"`words` of a heading that is not there: {', '.join(_words)}")
    _write(index.with_name("docs.json"), whole["docs"])
    _write(index, {**whole, "docs": []})


_LOOSE = re.compile("\u200b(?=[，。、；：？！）》”])|(?<=[（《“])\u200b")
"""Where the theme lets a word end at a mark that ends it anyway: what the search shows would begin
lines with commas."""


def _write(path: Path, data: object) -> None:
    """Chinese as it is: an escape is six bytes, the sign three."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    path.write_text(_LOOSE.sub("", text), encoding="utf-8")
