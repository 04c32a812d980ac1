"""Mutants: a step's command with one small thing broken, of the kind that happens while editing.

A statement, an element of a pipeline, an option with its value, a redirection, a field or a line of
a here-document is dropped; a name gets an x, a number becomes the next one, `true` becomes `false`.

Left alone, because breaking it would prove nothing:

- the names of commands and of their subcommands: a misspelt one is refused at once;
- comments, `sleep` and the seconds of `timeout`: waiting longer is not another command;
- `sudo`: whether it is needed depends on the reader's account.

The shell is read with tree-sitter's grammar for bash, which knows quotes, here-documents and
nesting. Every mutant is valid shell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from checks.guide.lesson import Comment, Step
from checks.guide.problem import GuideError, Problem
from checks.lab import commands

_PARSER = Parser(Language(tree_sitter_bash.language()))


_OPTION = re.compile(r"--?[A-Za-z0-9]")
_NUMBER = re.compile(r"(?:^|[^A-Za-z_-])\d+[A-Za-z]{0,2}$")
"""Ends in a number that stands for itself (80, 256m, 1.29, 0755), not in a digit of a name."""
_LAST_NAME = re.compile(r"[A-Za-z0-9_]+(?=[^A-Za-z0-9_]*$)")
_FORMAT_FIELD = re.compile(r"\{\{(?!end|else|if|range|with)[^{}]*\}\}")
"""Prints something; a format without its `{{end}}` or `{{range …}}` is refused at once."""


@dataclass(frozen=True)
class Mutant:
    """One step with one thing broken."""

    step: Step
    kind: str
    """The operator that made it: `drop option`."""
    change: str
    """What is broken, for a person: `drop --detach`. Unique in its step."""
    line: int
    """The line of the lesson's file."""
    command: str
    """What is run instead of the step's."""

    def __str__(self) -> str:
        return f"{self.step.key}: {self.change}"


@dataclass(frozen=True)
class _Edit:
    """Bytes `start` to `end` of the command become `text`."""

    kind: str
    change: str
    start: int
    end: int
    text: bytes = b""

    def shifted(self, by: int) -> _Edit:
        return _Edit(self.kind, self.change, self.start + by, self.end + by, self.text)


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
    seen = {source}
    names = Counter[str]()
    found = []
    for edit in sorted(_edits(root, source), key=lambda edit: (edit.start, edit.end, edit.kind)):
        result = source[: edit.start] + edit.text + source[edit.end :]
        if not result.strip():
            result = b"true"
        if result in seen or _PARSER.parse(result).root_node.has_error:
            continue
        seen.add(result)
        names[edit.change] += 1
        count = names[edit.change]
        change = edit.change if count == 1 else f"{edit.change} ({count})"
        line = _file_line(step, _line_of(edit, source))
        found.append(Mutant(step, edit.kind, change, line, result.decode()))
    return found


# -- operators -------------------------------------------------------------------------------------


def _edits(node: Node, source: bytes) -> Iterator[_Edit]:
    """Everything that can be broken in `node` and below."""
    match node.type:
        case "comment":
            return
        case "program" | "do_group" | "compound_statement" | "subshell" | "command_substitution":
            yield from _statements(node, source)
        case "if_statement" | "elif_clause" | "else_clause":
            yield from _statements(node, source, first=1)
        case "pipeline":
            yield from _elements(node, source, ("|", "|&"), "drop pipeline element")
        case "list":
            yield from _elements(node, source, ("&&", "||"), "drop list element")
        case "file_redirect":
            yield from _redirection(node, source)
        case "command":
            yield from _command(node, source)
        case "variable_assignment":
            if node.parent is not None and node.parent.type == "command":
                yield _dropped(node, node, source, "drop variable")
            if value := node.child_by_field_name("value"):
                yield from _changes(value, source, "change value")
        case "heredoc_body":
            yield from _document(node, source)
        case "for_statement":
            for value in node.children_by_field_name("value"):
                if value.type != "command_substitution":
                    yield from _changes(value, source)
    for child in node.children:
        yield from _edits(child, source)


def _statements(node: Node, source: bytes, first: int = 0) -> Iterator[_Edit]:
    """Drop one statement of a sequence; `true` takes the place of a block's only one."""
    children = [child for child in node.children if child.is_named and child.type != "comment"]
    statements = [child for child in children[first:] if not child.type.endswith("_clause")]
    for child in statements:
        filled = len(statements) == 1 and node.type != "program"
        if _name(child, source) in commands.UNTOUCHED and (filled or len(statements) > 1):
            continue
        following = child.next_sibling
        ended = not filled and following is not None and following.type in (";", "&")
        end = following.end_byte if ended and following is not None else child.end_byte
        text = b"true" if filled else b""
        change = f"drop {_shown(source, child)}"
        yield _Edit("drop statement", change, child.start_byte, end, text)


def _elements(node: Node, source: bytes, operators: tuple[str, ...], kind: str) -> Iterator[_Edit]:
    """Drop one element of a pipeline or of a list, with the operator beside it."""
    children = node.children
    places = [place for place, child in enumerate(children) if child.type not in operators]
    for place in places:
        child = children[place]
        if child.type in (node.type, "comment") or _name(child, source) in commands.UNTOUCHED:
            continue  # a nested list: its own elements are dropped one by one
        start, end = child.start_byte, child.end_byte
        if place == places[-1]:
            start = len(source[: children[place - 1].start_byte].rstrip())
        else:
            behind = source[children[place + 1].end_byte :]
            end = len(source) - len(behind.lstrip())
        yield _Edit(kind, f"drop {_shown(source, child)}", start, end)


def _redirection(node: Node, source: bytes) -> Iterator[_Edit]:
    """Drop a redirection, and change the name of its file."""
    start = len(source[: node.start_byte].rstrip(b" "))
    yield _Edit("drop redirection", f"drop {_shown(source, node)}", start, node.end_byte)
    target = node.child_by_field_name("destination")
    if target is not None and _text(source, target) not in ("/dev/null", "1", "2"):
        yield from _changes(target, source)


def _command(node: Node, source: bytes) -> Iterator[_Edit]:
    """Drop options of a simple command, and change its words."""
    name = _name(node, source)
    words = node.children_by_field_name("argument")
    subcommands = commands.SUBCOMMANDS.get(name, 0)
    while words and name not in commands.UNTOUCHED:
        word, text = words[0], _text(source, words[0])
        del words[0]
        if _OPTION.match(text):
            value = _value(name, text, words, source)
            yield from _option(name, word, value, source)
            if value is not None:
                yield from _changes(value, source)
                del words[0]
        elif name in commands.WRAPPERS and re.fullmatch(r"[\d.]+[smhd]?", text):
            pass  # the seconds of `timeout`
        elif name in commands.WRAPPERS:
            name, subcommands = text, commands.SUBCOMMANDS.get(text, 0)
        elif subcommands and re.fullmatch(r"[a-z-]+", text):
            subcommands = 1 if name == "docker" and text in commands.GROUPS else subcommands - 1
        else:
            subcommands = 0
            yield from _changes(word, source)


def _value(name: str, option: str, words: list[Node], source: bytes) -> Node | None:
    """The word that an option takes as its value, if it takes one."""
    following = _text(source, words[0]) if words else ""
    cluster = (
        not option.startswith("--") and len(option) > 2 and name not in commands.LONG_WITH_ONE_DASH
    )
    if (
        not words
        or "=" in option
        or cluster
        or option in commands.FLAGS
        or _OPTION.match(following)
    ):
        return None
    return words[0]


def _option(name: str, word: Node, value: Node | None, source: bytes) -> Iterator[_Edit]:
    """Drop an option with its value, or one letter of several."""
    text = _text(source, word)
    letters = text[1:]
    if len(letters) > 1 and letters.isalpha() and name not in commands.LONG_WITH_ONE_DASH:
        for at, letter in enumerate(letters, word.start_byte + 1):
            yield _Edit("drop option", f"drop -{letter} of {text}", at, at + 1)
        return
    yield _dropped(word, value or word, source)
    if text.startswith("--") and "=" in text:
        yield from _changes(word, source, "change value", skip=len(text.partition("=")[0]) + 1)
    elif not text.startswith("--") and len(text) > 2 and name not in commands.LONG_WITH_ONE_DASH:
        yield from _changes(word, source, "change value", skip=2)  # -n4


def _dropped(first: Node, last: Node, source: bytes, kind: str = "drop option") -> _Edit:
    """Drop words, with the blanks before them and a line's continuation that stands there."""
    bare = source[: first.start_byte].rstrip(b" ")
    if bare.endswith(b"\\\n"):
        bare = bare[:-2].rstrip(b" ")
    text = source[first.start_byte : last.end_byte].decode()
    return _Edit(kind, f"drop {_short(text)}", len(bare), last.end_byte)


def _document(node: Node, source: bytes) -> Iterator[_Edit]:
    """Drop each line of a here-document, and change its last value."""
    end = node.start_byte
    for line in source[node.start_byte : node.end_byte].splitlines(keepends=True):
        start, end = end, end + len(line)
        text = line.decode()
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        yield _Edit("drop document line", f"drop {_short(text.strip())}", start, end)
        body = text.rstrip("\n")
        value = re.search(r"(?:[:=]\s*|\s+|^)(\S+)$", body)
        at = value.start(1) if value else 0
        yield from _change(start + len(body[:at].encode()), body[at:], "change document line")


# -- words and values ------------------------------------------------------------------------------


def _changes(
    word: Node, source: bytes, kind: str = "change word", skip: int = 0
) -> Iterator[_Edit]:
    """Break a word: each of its parts is changed, each of its fields dropped. `skip` bytes at its
    start stay as they are. A script in quotes is broken as a command is."""
    if word.type == "command_substitution":
        return
    inside = source[word.start_byte + 1 : word.end_byte - 1]
    if _is_script(word, source) and not (root := _PARSER.parse(inside).root_node).has_error:
        yield from (edit.shifted(word.start_byte + 1) for edit in _edits(root, inside))
        return
    start = word.start_byte + skip
    text = source[start : word.end_byte].decode()
    for at, end in _fields(text):
        before = len(text[:at].encode())
        after = len(text[:end].encode())
        change = f"drop {_short(text[at:end].strip(','))}"
        yield _Edit("drop field", change, start + before, start + after)
    for at, part in _parts(text):
        yield from _change(start + len(text[:at].encode()), part, kind)


def _is_script(word: Node, source: bytes) -> bool:
    """Whether a word in quotes is run by a shell: `sh -c '…'`, `ssh HOST '…'`."""
    quoted = word.type == "raw_string" or (
        word.type == "string" and b"\\" not in source[word.start_byte : word.end_byte]
    )
    before = word.prev_named_sibling
    if not quoted or before is None or word.parent is None:
        return False
    shell = before.prev_named_sibling
    by_shell = shell is not None and _text(source, shell) in ("sh", "bash")
    return (by_shell and _text(source, before) == "-c") or _name(word.parent, source) == "ssh"


def _fields(text: str) -> Iterator[tuple[int, int]]:
    """What can be dropped from a word: `:ro` of a volume, the address of a port, a tag, one of
    several settings, one of several `{{…}}`."""
    if text.count("{{") > 1:
        yield from (match.span() for match in _FORMAT_FIELD.finditer(text))
    if any(mark in text for mark in ("{{", "://", "$(", "${", " ")):
        return
    bare = text.strip("\"'")
    start = text.index(bare)
    end = start + len(bare)
    first, *more = bare.split(":")
    if more and all((first, *more)):
        yield end - len(more[-1]) - 1, end
        if len(more) > 1:
            yield start, start + len(first) + 1
    items = [*re.finditer(r"[^,]+", bare)]
    for item in items if len(items) > 1 else ():
        last = item is items[-1]
        yield start + item.start() - last, start + item.end() + (not last)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a word that mean something of their own: `8080:80` has two, a path one.

    A format (`{{…}}`) is one part. Of settings (`type=bind,source=/x`) the values are parts, of an
    address (`http://…`) all but the scheme.
    """
    if any(mark in text.strip() for mark in ("{{", "$(", " ", "\n")):
        yield 0, text
        return
    for match in re.finditer(r"[^:,=]+", text):
        piece, behind = match[0], text[match.end() :]
        setting = behind.startswith("=") and re.fullmatch(r"[\"']?[A-Za-z_.-]+", piece)
        expansion = "${" in text[: match.end()] and "}" not in piece
        if not (behind.startswith("://") or setting or expansion):
            yield match.start(), piece


def _change(start: int, part: str, kind: str) -> Iterator[_Edit]:
    """Change the last number of a part of a word, or else its last name."""
    quoted = part.rstrip("\"'/)]}")
    if _NUMBER.search(quoted):
        *_, match = re.finditer(r"\d+", quoted)
        changed = str(int(match[0]) + 1).zfill(len(match[0]))
    elif name := _LAST_NAME.search(part):
        match = name
        changed = commands.OPPOSITES.get(match[0]) or match[0] + "x"
    else:
        return
    at = start + len(part[: match.start()].encode())
    result = part[: match.start()] + changed + part[match.end() :]
    change = f"change {_short(part)} to {_short(result)}"
    yield _Edit(kind, change, at, at + len(match[0]), changed.encode())


# -- text and lines --------------------------------------------------------------------------------


def _text(source: bytes, node: Node) -> str:
    return source[node.start_byte : node.end_byte].decode()


def _name(node: Node, source: bytes) -> str:
    """The name of a simple command; empty for any other node."""
    name = node.child_by_field_name("name") if node.type == "command" else None
    return _text(source, name) if name is not None else ""


def _shown(source: bytes, node: Node) -> str:
    return _short(_text(source, node))


def _short(text: str) -> str:
    """On one line of at most 70 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 70 else line[:50] + " … " + line[-17:]


def _line_of(edit: _Edit, source: bytes) -> int:
    """The command's line (from 0) that is edited: not that of the blanks before it."""
    edited = source[edit.start : edit.end]
    visible = len(edited) - len(edited.lstrip(b" \t\n\\"))
    return source.count(b"\n", 0, edit.start + (visible if visible < len(edited) else 0))


def _file_line(step: Step, number: int) -> int:
    """The line of the lesson's file that holds the command's line `number` (from 0): a comment
    takes two lines of the file and none of the command."""
    at = 0
    lines: list[int] = []
    for item in step.lines:
        if isinstance(item, str) and (lines or item.strip()):
            lines.append(at)
        at += 2 if isinstance(item, Comment) else 1
    return step.line + lines[number] - lines[0] if number < len(lines) else step.line
