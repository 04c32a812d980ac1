"""Lessons: the documented commands, each written once.

    #: run-web
    #zh 在后台启动一个网页服务器
    #en Start a web server in the background
    docker run -d --name web -p 8080:80 nginx:1.29

`#: id` opens a step; a `#zh` line and the `#en` line right below it are one comment, shown in the
reader's language; everything else is the command, byte for byte. Nothing else has a meaning, so
whatever looks like one of the two and is not gets an error. Only a line inside a here-document is
the command's, whatever it looks like.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from checks.guide.problem import ROOT, GuideError, Problem, read_all, shown
from checks.guide.shell import open_document

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LESSON_NAME = re.compile(rf"({_NAME.pattern}/)*{_NAME.pattern}(\.lab)?")
_ITEM = re.compile(r"\s*#(:|zh|en)")
_OPENING = re.compile(r"#: (\S.*?)[ \t]*")
_COMMENT = re.compile(r"([ \t]*)#(zh|en) (.*\S)[ \t]*")
_PAIR = re.compile(r"([ \t]*)#zh (.*\S)[ \t]*\n[ \t]*#en (.*\S)[ \t]*")
_SPELLING = "small letters, digits and single hyphens"
_NEVER = {
    "\r": "a carriage return (Windows line ending); end lines with LF",
    "\ufeff": "a byte order mark (BOM), which nobody sees; save the file as UTF-8 without BOM",
    "\0": "a NUL byte, at which a shell stops reading; remove it",
}
"""Characters that no lesson may have, and what is said of the first of each."""


@dataclass(frozen=True)
class Comment:
    """A comment in both languages, at the indentation it was written with."""

    indent: str
    zh: str
    en: str

    def text(self, language: Language) -> str:
        """The comment as one line of shell in the reader's language."""
        return f"{self.indent}# {self.zh if language == 'zh' else self.en}"


_Item = tuple[int, str | Comment]
"""A line of a step with its number in the file."""


@dataclass(frozen=True)
class Step:
    """One command block as the reader sees and copies it."""

    lesson: str
    id: str
    path: str
    """The lesson's file, relative to the repository's root."""
    line: int
    """The line of its first command line: the one that failures name."""
    opened: int
    """The line of its `#: id`."""
    command: str
    """What is executed, hashed and copied: one string, without comments, without a newline at the
    end."""
    lines: tuple[str | Comment, ...]
    """What is shown: the command's lines with the comments in place."""

    @property
    def key(self) -> str:
        """`chapter/page/id`, which names the step in the whole guide."""
        return f"{self.lesson}/{self.id}"

    @property
    def hash(self) -> str:
        """What a record remembers of the command, to see later whether it is still the same."""
        return "sha256:" + hashlib.sha256(self.command.encode()).hexdigest()

    @property
    def test(self) -> str:
        """The name of the check's function."""
        return "test_" + self.id.replace("-", "_")

    def line_of(self, number: int) -> int:
        """The lesson's line of the command's line `number`, which counts from 1; a number behind
        the end, where the shell notices that something is missing, gives the last line."""
        first = next(n for n, x in enumerate(self.lines) if isinstance(x, str) and x.strip())
        at, found = self.line, []
        for x in self.lines[first:]:
            if isinstance(x, str):
                found.append(at)
            at += 1 if isinstance(x, str) else len(LANGUAGES)
        return found[min(number, self.command.count("\n") + 1) - 1]

    def text(self, language: Language) -> str:
        """The step as it is shown in `language`."""
        return "\n".join(x if isinstance(x, str) else x.text(language) for x in self.lines)


@dataclass(frozen=True)
class Lesson:
    """The steps that follow one another in one shell on one machine."""

    name: str
    """Its path below docs/lessons without `.sh`: `daemon/mirror`, or `daemon/mirror.lab`."""
    path: str
    steps: tuple[Step, ...]

    @property
    def page(self) -> str:
        """The page that shows it: `daemon/mirror` for both of that page's lessons."""
        return self.name.removesuffix(".lab")

    @property
    def check(self) -> str:
        """The file of its checks, relative to the repository's root."""
        chapter, slash, name = self.name.rpartition("/")
        return f"checks/{chapter}{slash}test_{re.sub('[-.]', '_', name)}.py"


def load_lessons(root: Path = ROOT) -> dict[str, Lesson]:
    """Read every lesson of the repository at `root`, by name.

    Raises GuideError with all problems of all lessons.
    """
    lessons = read_all(root, "docs/lessons/**/*.sh", load_lesson)
    return {lesson.name: lesson for lesson in lessons}


def load_lesson(path: Path, root: Path = ROOT) -> Lesson:
    """Read one lesson. Raises GuideError with all its problems."""
    return _Reader(path, root).lesson()


class _Reader:
    """Reads one file and collects what is wrong with it."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.shown_as = shown(path, root)
        self.name = path.relative_to(root / "docs" / "lessons").as_posix().removesuffix(".sh")
        self.problems: list[Problem] = []
        self.first_seen: dict[str, int] = {}
        self.texts: set[int] = set()
        """The lines of here-documents that look like grammar."""

    def wrong(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.shown_as, line, message))

    def lesson(self) -> Lesson:
        if not _LESSON_NAME.fullmatch(self.name):
            name = f'the lesson\'s name "{self.name}"'
            self.wrong(1, f"{name} must be {_SPELLING}; rename the file")
        lines = self.read()
        openings = self.openings(lines)
        head = [n for n, text in enumerate(lines[: [*openings, None][0]], 1) if text.strip()]
        for number in head:
            self.wrong(number, 'stands before the first step; open a step above it: "#: id"')
        if not openings and not head:
            self.wrong(1, 'an empty lesson; open a step with "#: id" and write its command below')
        bounds = pairwise([*openings, len(lines)])
        steps = [self.step(start + 1, lines[start:end]) for start, end in bounds]
        if self.problems:
            raise GuideError(self.problems)
        return Lesson(self.name, self.shown_as, tuple(filter(None, steps)))

    def read(self) -> list[str]:
        """The file's lines. Raises GuideError if it is no text."""
        try:
            lines = self.path.read_bytes().decode().split("\n")
        except UnicodeDecodeError as error:
            self.wrong(
                error.object.count(b"\n", 0, error.start) + 1, "not UTF-8; save the file as UTF-8"
            )
            raise GuideError(self.problems) from None
        for character, message in _NEVER.items():
            if bad := next((n for n, text in enumerate(lines, 1) if character in text), None):
                self.wrong(bad, message)
        # Read on without them, so that what they break is not reported as well.
        return [text.translate(dict.fromkeys(map(ord, _NEVER))) for text in lines]

    def openings(self, lines: list[str]) -> list[int]:
        """The indexes of the lines that open a step; on the way, notes which lines look like
        grammar and belong to a here-document."""
        found: list[int] = []
        for index, text in enumerate(lines):
            item = _ITEM.match(text)
            if item and found and open_document(lines[found[-1] : index]):
                self.texts.add(index + 1)
            elif item and item[1] == ":":
                found.append(index)
        if found and (document := open_document(lines[found[-1] :])):
            end = f'write its end word "{document[1]}" below its text, alone on a line'
            message = f"the here-document is not closed; {end} and at the line's start"
            self.wrong(found[-1] + document[0], message)
        return found

    def step(self, opened: int, lines: list[str]) -> Step | None:
        """The step whose `#:` is line `opened`; `lines` reach to the next step's. None if it has no
        command."""
        match = _OPENING.fullmatch(lines[0])
        name = match[1] if match else ""
        first = self.first_seen.setdefault(name, opened)
        if not match:
            message = "at the start of the line, one space before the id"
            self.wrong(opened, f'a step opens with "#: id" {message}')
        elif not _NAME.fullmatch(name):
            self.wrong(opened, f'step id "{name}" must be {_SPELLING}')
        elif first != opened:
            message = f"already stands at line {first}; give this one another id"
            self.wrong(opened, f'step "{name}" {message}')

        items = _stripped(self.items(opened, lines))
        command = _stripped([item for item in items if isinstance(item[1], str)])
        if not command:
            self.wrong(opened, f'step "{name}" has no command; write it below, or remove the step')
            return None
        text = "\n".join(str(line) for _, line in command)
        last = command[-1][0]
        if text != text.rstrip():
            message = "which the copy button would drop; remove it"
            self.wrong(last, f"white space at the step's end, {message}")
        if text.endswith("\\"):
            message = "so its command is unfinished; remove it or write the rest"
            self.wrong(last, f"the step ends in a backslash, {message}")
        shown_lines = tuple(item for _, item in items)
        return Step(self.name, name, self.shown_as, command[0][0], opened, text, shown_lines)

    def items(self, opened: int, lines: list[str]) -> list[_Item]:
        """The step's command lines and comments, with their line numbers."""
        items: list[_Item] = []
        numbered = iter(enumerate(zip(lines[1:], [*lines[2:], ""], strict=True), opened + 1))
        for number, (text, below) in numbered:
            item = _ITEM.match(text)
            if not item or number in self.texts:
                items.append((number, text))
            elif pair := _PAIR.fullmatch(f"{text}\n{below}"):
                if items and str(items[-1][1]).endswith("\\"):
                    message = "cuts the command in two; move it above the command"
                    self.wrong(number, f"a comment after a line that ends in a backslash {message}")
                items.append((number, Comment(*pair.groups())))
                next(numbered)
            elif not _COMMENT.fullmatch(text):
                begins = f'"#{item[1]}" begins a comment in the reader\'s language and needs a'
                form = f'"#{item[1]} TEXT", indented by nothing but spaces and tabs'
                message = f'{begins} space and a text: {form}; a shell comment starts with "# "'
                self.wrong(number, message)
            elif item[1] == "en":
                self.wrong(number, 'an "#en" without its "#zh"; write the "#zh" on the line above')
            elif not below.lstrip(" \t").startswith("#en"):
                # A broken "#en" line gets its own message.
                self.wrong(number, 'a "#zh" without its "#en"; write the "#en" on the line below')
        return items


def _stripped(items: list[_Item]) -> list[_Item]:
    """`items` without the blank lines at their beginning and end."""
    kept = [n for n, (_, x) in enumerate(items) if isinstance(x, Comment) or x.strip()]
    return items[kept[0] : kept[-1] + 1] if kept else []
