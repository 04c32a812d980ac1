"""Mutants: a step's command with one small thing broken, of the kind that happens while editing.

The step, a statement, an element of a pipeline, an option with its value, a redirection, a field
(`:ro`, `type=bind`) or a line of a here-document is left out; a name gets an x, a number becomes
the next one, `true` becomes `false`.

Left alone, because breaking it would prove nothing:

- the names of commands and of their subcommands: a misspelt one is refused at once;
- comments, and `sudo`: whether it is needed depends on the reader's account;
- the commands, options and limits that commands.toml names, with its reasons;
- curl's `--silent` where it writes to the terminal, on which it shows no meter;
- `--detach` beside `--wait`, and `type=volume`, which hold without being written.

The shell is read with tree-sitter's grammar for bash, which knows quotes, here-documents and
nesting. Every mutant is valid shell.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from checks.guide.lesson import Step
from checks.guide.problem import GuideError, Problem

_PARSER = Parser(Language(tree_sitter_bash.language()))

_KNOWN = tomllib.loads(Path(__file__).with_name("commands.toml").read_text(encoding="utf-8"))
"""What is known of the commands that lessons use."""
_SUBCOMMANDS: dict[str, int] = _KNOWN["subcommands"]
_GROUPS, _WRAPPERS, _UNTOUCHED, _FLAGS, _SPARED, _LIMITS = (
    frozenset(_KNOWN[name].split())
    for name in ("groups", "wrappers", "untouched", "flags", "spared", "limits")
)
_OPPOSITES = {b"true": b"false", b"yes": b"no", b"on": b"off"}
_OPPOSITES |= {other: one for one, other in _OPPOSITES.items()}
_BLOCKS = ("program", "do_group", "compound_statement", "subshell", "command_substitution", "list")
"""What statements stand in, as the grammar calls it."""

_NUMBER = re.compile(rb"(?:^|[^A-Za-z_-])(\d+)[A-Za-z]{0,2}[\"'/)\]}]*$")
"""Ends in a number that stands for itself (80, 256m, 1.29, 0755), not in a digit of a name."""
_OPTION = re.compile(r"--?[A-Za-z0-9]")
_LAST_NAME = re.compile(rb"([A-Za-z0-9_]+)[^A-Za-z0-9_]*$")
_DEFAULTS = (b"type=volume",)
"""Fields that say what holds without them: the guide writes them so that the reader sees it."""
_FIELDS = (rb"[^,\"']+,", rb",[^,\"']+", rb":[^:\"']+(?=[\"']?$)", rb"[^:\"']+:(?=.*:)")
"""What can be left out of a word: one of several settings, the mode of a volume or the tag of an
image, the address of a port."""
_PARTS = re.compile(rb"(?!\"?'?[A-Za-z_.-]+=)[^:,=]+(?!://)")
"""The parts of a word that mean something of their own: `8080:80` has two, a path one; of settings
(`type=bind`) the values are parts, of an address (`http://…`) all but the scheme."""


@dataclass(frozen=True)
class Mutant:
    """One step with one thing broken."""

    step: Step
    change: str
    """What is broken, for a person: `drop --detach`. Unique in its step."""
    command: str
    """What is run instead of the step's."""

    def __str__(self) -> str:
        return f"{self.step.key}: {self.change}"


@dataclass(frozen=True)
class _Edit:
    """Bytes `start` to `end` of the command become `text`."""

    change: str
    start: int
    end: int
    text: bytes = b""


def mutants(step: Step) -> list[Mutant]:
    """All mutants of a step, in the order of its command.

    Raises GuideError if the parser cannot read the command.
    """
    source = step.command.encode()
    root = _PARSER.parse(source).root_node
    if root.has_error:
        message = (
            "the mutation tester's parser (tree-sitter-bash) cannot read this command; "
            "write it more plainly"
        )
        raise GuideError([Problem(step.path, step.line, message)])
    whole = _Edit(f"drop {_short(source)}", 0, len(source), b"true")
    seen = {source}
    names = Counter[str]()
    found = []
    for edit in [whole, *sorted(_edits(root, source), key=lambda edit: (edit.start, edit.end))]:
        result = source[: edit.start] + edit.text + source[edit.end :]
        if result in seen or _PARSER.parse(result).root_node.has_error:
            continue
        seen.add(result)
        names[edit.change] += 1
        count = names[edit.change]
        change = edit.change if count == 1 else f"{edit.change} ({count})"
        found.append(Mutant(step, change, result.decode()))
    return found


def _edits(node: Node, source: bytes) -> Iterator[_Edit]:
    """Everything that can be broken in `node` and below."""
    match node.type:
        case "pipeline":
            for child in node.named_children:
                yield from _left_out(child, source, b"cat" if child.prev_sibling else b"true")
        case block if block in _BLOCKS:
            for child in node.named_children:
                yield from _left_out(child, source, b"true")
        case "file_redirect":
            yield _dropped(node, node, source)
            target = node.child_by_field_name("destination")
            if target and _text(target) not in ("/dev/null", "1", "2"):
                yield from _changes(target, source)
        case "command":
            yield from _command(node, source)
        case "variable_assignment":
            if value := node.child_by_field_name("value"):
                yield from _changes(value, source)
        case "heredoc_body":
            yield from _document(node, source)
    for child in node.children:
        yield from _edits(child, source)


def _left_out(statement: Node, source: bytes, instead: bytes) -> Iterator[_Edit]:
    """Leave out a statement; `instead`, which does nothing, takes its place."""
    if statement.type != "comment" and _name(statement) not in _UNTOUCHED:
        start, end = statement.start_byte, statement.end_byte
        yield _Edit(f"drop {_short(source[start:end])}", start, end, instead)


def _command(node: Node, source: bytes) -> Iterator[_Edit]:
    """Leave out options of a simple command with their values, and change its words."""
    name = _name(node)
    names = _SUBCOMMANDS.get(name, 0)
    words = node.children_by_field_name("argument")
    written = {_text(word) for word in words}
    while words and name not in _UNTOUCHED:
        word = words.pop(0)
        text = _text(word)
        if _OPTION.match(text):
            bare = not words or "=" in text or text in _FLAGS or _OPTION.match(_text(words[0]))
            value = None if bare else words.pop(0)
            silent = name == "curl" and text == "--silent" and _is_shown(node)
            implied = text == "--detach" and "--wait" in written
            if text in _SPARED or silent or implied:
                continue
            yield _dropped(word, value or word, source)
            if value and text not in _LIMITS:
                yield from _changes(value, source)
            elif "=" in text:
                yield from _changes(word, source, skip=len(text.partition("=")[0]) + 1)
        elif name in _WRAPPERS:
            if not re.fullmatch(r"[\d.]+[smhd]?", text):  # the seconds of `timeout`
                name, names = text, _SUBCOMMANDS.get(text, 0)
        elif names and re.fullmatch(r"[a-z-]+", text):
            names = 1 if name == "docker" and text in _GROUPS else names - 1
        else:
            names = 0
            yield from _changes(word, source)


def _is_shown(command: Node) -> bool:
    """Whether curl writes to the terminal: neither into a file nor to another program."""
    written = {_text(word).partition("=")[0] for word in command.named_children}
    parent = command.parent
    return not written & {"--output", "--remote-name"} and (
        parent is None
        or parent.type in ("program", "list", "do_group", "compound_statement")
        or (parent.type == "pipeline" and command == parent.named_children[-1])
    )


def _dropped(first: Node, last: Node, source: bytes) -> _Edit:
    """Leave out words, with the blanks before them and a line's continuation that stands there."""
    bare = source[: first.start_byte].rstrip(b" ")
    if bare.endswith(b"\\\n"):
        bare = bare[:-2].rstrip(b" ")
    text = source[first.start_byte : last.end_byte]
    return _Edit(f"drop {_short(text)}", len(bare), last.end_byte)


def _document(node: Node, source: bytes) -> Iterator[_Edit]:
    """Leave out each line of a here-document, and change its last value."""
    end = node.start_byte
    for line in source[node.start_byte : node.end_byte].splitlines(keepends=True):
        start, end = end, end + len(line)
        if not line.strip() or line.lstrip().startswith(b"#"):
            continue
        yield _Edit(f"drop {_short(line)}", start, end)
        value = re.search(rb"(?:[:=]\s*|\s+|^)(\S+)$", line.rstrip(b"\n"))
        at = value.start(1) if value else 0
        yield from _change(start + at, line[at:].rstrip(b"\n"))


def _changes(word: Node, source: bytes, skip: int = 0) -> Iterator[_Edit]:
    """Break a word: each of its parts is changed, each of its fields left out. `skip` bytes at its
    start stay as they are. A script in quotes is broken as a command is."""
    if word.type == "command_substitution":
        return
    if _is_script(word):
        inside = source[word.start_byte + 1 : word.end_byte - 1]
        for edit in _edits(_PARSER.parse(inside).root_node, inside):
            at = word.start_byte + 1
            yield replace(edit, start=edit.start + at, end=edit.end + at)
        return
    start = word.start_byte + skip
    text = source[start : word.end_byte]
    if any(mark in text for mark in (b"{{", b"$(", b"${", b" ", b"\n")):
        yield from _change(start, text)
        return
    for pattern in _FIELDS if b"://" not in text else ():
        for field in re.finditer(pattern, text):
            if field[0].strip(b",") in _DEFAULTS:
                continue
            change = f"drop {_short(field[0].strip(b','))}"
            yield _Edit(change, start + field.start(), start + field.end())
    for part in _PARTS.finditer(text):
        yield from _change(start + part.start(), part[0])


def _is_script(word: Node) -> bool:
    """Whether a word in quotes is run by a shell: `sh -c '…'`, `ssh HOST '…'`."""
    before = word.prev_named_sibling
    if word.type != "raw_string" or before is None or word.parent is None:
        return False
    return _text(before) == "-c" or _name(word.parent) == "ssh"


def _change(start: int, part: bytes) -> Iterator[_Edit]:
    """Change the last number of a part of a word, or else its last name."""
    if found := _NUMBER.search(part):
        changed = b"%0*d" % (len(found[1]), int(found[1]) + 1)
    elif found := _LAST_NAME.search(part):
        changed = _OPPOSITES.get(found[1], found[1] + b"x")
    else:
        return
    result = part[: found.start(1)] + changed + part[found.end(1) :]
    change = f"change {_short(part)} to {_short(result)}"
    yield _Edit(change, start + found.start(1), start + found.end(1), changed)


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _name(node: Node) -> str:
    """The name of a simple command; empty for any other node."""
    name = node.child_by_field_name("name") if node.type == "command" else None
    return _text(name) if name else ""


def _short(text: bytes) -> str:
    """On one line of at most 70 characters."""
    line = " ".join(text.decode().split())
    return line if len(line) <= 70 else line[:50] + " … " + line[-17:]
