"""The article of 2014, line by line."""

from __future__ import annotations

from checks.guide.article import FILE as ARTICLE
from checks.guide.lesson import Step
from checks.guide.state import MARKED
from checks.site.block import Block
from checks.site.html import prose, text
from checks.site.source import Place, Source
from checks.site.words import say


def article(source: Source, section: str, place: Place) -> Block:
    """The table of one section of the article. Raises KeyError for an unknown section or step."""
    if source.article is None:
        raise KeyError(f"there is no {ARTICLE}")
    language = place.language
    words = [say(language, word) for word in ("in 2014", "today", "shown by")]
    rows, lines = "", [f"| {' | '.join(words)} |", "| --- | --- | --- |"]
    for entry in source.article.section(section):
        steps = [source.step(key) for key in entry.steps]
        links = "<br>".join(_link(source, step, place) for step in steps)
        now = entry.now.text(language)
        if entry.claim:
            was = entry.claim.text(language)
            html = prose(was)
        else:
            commands = entry.command.strip().splitlines()
            was = " ".join(f"`{line}`" for line in commands)
            # Not blocks of code, to which the theme gives a copy button: these are not to be run.
            html = "".join(f'<code class="command">{text(line)}</code>' for line in commands)
        rows += (
            f'<tr><td data-label="{words[0]}">{html}</td>'
            f'<td data-label="{words[1]}">{prose(now)}</td><td>{links}</td></tr>'
        )
        shown = ", ".join(f"[{step.key}]({place.to_step(step)})" for step in steps)
        lines.append(f"| {_cell(was)} | {_cell(now)} | {shown} |")
    head = "".join(f'<th scope="col">{word}</th>' for word in words)
    table = f"<thead data-search-exclude><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    html = f'<div data-guide class="article stacked"><table>{table}</table></div>'
    return Block(html, tuple(lines))


def _link(source: Source, step: Step, place: Place) -> str:
    state = source.best(step).state
    inner = f"{state.icon if state in MARKED else ''}<code>{step.key}</code>"
    return f'<a href="{place.to_step(step)}" data-state="{state}">{inner}</a>'


def _cell(words: str) -> str:
    """A text in a cell of a Markdown table."""
    return words.replace("|", "\\|").replace("<", "\\<") if "`" not in words else words
