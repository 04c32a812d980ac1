"""Which lines of a shell command are the text of a here-document.

Reads bash line by line, as far as that question needs it. It knows quotes (`'…'`, `"…"`, `$'…'`,
backticks, backslashes), comments, lines that a backslash continues, `$(…)`, `<(…)` and `(…)` with
`case … esac` in them, `${…}`, arithmetic (`$((…))`, `((…))`, `$[…]`, `a[…]=`), `<<<`, several
here-documents on one line, and each way to write the end word.

It does not know, so write it in another way: a here-document between backticks (use `$(…)`) or in
a `((` that means two subshells (use `( (`), an end word that spans lines, an operator that a
backslash cuts in two. It takes none of them for a here-document. Whether a command is right is not
asked here; `shell.py` asks bash itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PLAIN = re.compile(r"""[^ \t;&|()<>\\'"`$]+""")
"""A word, as far as nothing in it has a meaning."""
_END = r"(?![^ \t;&|()<>])"
_KEYWORD = re.compile(rf"(?:case|esac|for|if|then|elif|else|while|until|do|time|!|\{{){_END}")
"""Keywords that a command may follow; `case`, `esac` and `for` for their own sake."""
_IN = re.compile(rf"in{_END}")
_SUBSCRIPT = re.compile(r"[A-Za-z_]\w*\[", re.ASCII)
_OPERATOR = re.compile(
    r"""<<(?P<tabs>-?)[ \t]*"""
    r"""(?P<word>(?:[^ \t;&|()<>\\'"$]|\\.|\$(?!['"])|\$?'[^']*'|\$?"(?:[^"\\]|\\.)*")*)"""
)
_QUOTED = re.compile(r"""\\(.)|\$?'([^']*)'|\$?"((?:[^"\\]|\\.)*)\"""")
_OPENS = ("$((", "$(", "${", "$[", "$'", "'", '"', "`")
_CLOSES = {"'": "'", "$'": "'", '"': '"', "`": "`", "${": "}"}
_CLOSES |= {"[": "]", "$[": "]", "((": ")", "$((": ")"}
_COUNTS = {"]": "[", ")": "("}
_CODE = ("$(", "(")


@dataclass(frozen=True)
class HereDocument:
    """A here-document, as the command announces it."""

    line: int
    """The line that opens it."""
    word: str
    """The end word, without its quotes."""
    raw: bool
    """The end word is quoted, so that a backslash in the text is a backslash and no more."""
    tabs: bool
    """`<<-`: tabs may stand before the end word."""


@dataclass
class _Level:
    """Something that was opened and not yet closed."""

    kind: str
    """What opened it: one of _OPENS, or `(`, `((`, `[`."""
    waiting: list[HereDocument]
    """Opened here-documents, whose text begins below the line. Only `$(` has its own."""
    double: bool
    """Double quotes are around it, so that a single quote is a character."""
    depth: int = 0
    """Brackets opened inside."""
    cases: int = 0
    """Opened `case`s: there, a `)` ends a pattern."""
    subject: bool = False
    """A `case` waits for its `in`."""


@dataclass
class Scanner:
    """Reads the lines of one command and knows when the next is a here-document's."""

    _levels: list[_Level] = field(default_factory=lambda: [_Level("$(", [], False)])
    _texts: list[HereDocument] = field(default_factory=list)
    """Those whose text is being read, the first one first."""
    _cut: str = ""
    """The beginning of what the line read last leaves unfinished."""
    _word: bool = False
    """Inside a word, where `#` begins no comment."""
    _command: bool = True
    """Where a command may begin, and a keyword is one."""
    _number: int = 0

    @property
    def inside(self) -> bool:
        """The next line is a here-document's: its text, or its end word."""
        return bool(self._texts)

    @property
    def end(self) -> str | None:
        """The end word that is being waited for."""
        return self._texts[0].word if self._texts else None

    @property
    def unclosed(self) -> list[HereDocument]:
        """The here-documents that have not ended."""
        waiting = {id(level.waiting): level.waiting for level in self._levels}
        return self._texts + [document for some in waiting.values() for document in some]

    def read(self, number: int, line: str) -> None:
        """Read the next line, without its newline. `number` is what a HereDocument opened in it
        gives as its line."""
        line, self._cut = self._cut + line, ""
        if self._texts:
            self._text(line)
            return
        self._number = number
        at = 0
        while at < len(line):
            at = self._code(line, at) if self._levels[-1].kind in _CODE else self._other(line, at)
        continued = at > len(line)
        if self._levels[-1].kind in _CODE and not continued:
            self._word, self._command = False, True
            self._texts += self._levels[-1].waiting
            self._levels[-1].waiting.clear()

    def _text(self, line: str) -> None:
        document = self._texts[0]
        if not document.raw and (len(line) - len(line.rstrip("\\"))) % 2:
            # The shell joins such lines before it looks for the end word.
            self._cut = line[:-1]
        elif (line.lstrip("\t") if document.tabs else line) == document.word:
            del self._texts[0]

    # Each of the following reads what stands at `at` and returns where the next thing stands: one
    # behind the line's end if a backslash continues the line.

    def _code(self, line: str, at: int) -> int:
        if not self._word and (end := self._keyword(line, at)):
            return end
        two, one = line[at : at + 2], line[at]
        if one == "\\":
            return self._escaped(line, at)
        if one == "#" and not self._word:
            return len(line)
        if two == "<<":
            return self._here(line, at)
        if two in ("<(", ">("):
            return self._push("$(", at + 2)
        if two == "((" and not self._word:
            return self._push("((", at + 2)
        if one == "(":
            return self._push("(", at + 1)
        if one == ")":
            return self._parenthesis(at)
        if one in " \t<>":
            self._word = False
            return at + 1
        if one in ";&|":
            self._word, self._command = False, True
            return at + 1
        if end := self._open(line, at):
            return end
        self._word, self._command = True, False
        plain = _PLAIN.match(line, at)
        return plain.end() if plain else at + 1

    def _keyword(self, line: str, at: int) -> int:
        """Read a keyword or `name[`, if one stands here; 0 if not."""
        level = self._levels[-1]
        if level.subject and (found := _IN.match(line, at)):
            level.subject, self._command = False, True
            return found.end()
        if not self._command:
            return 0
        if found := _SUBSCRIPT.match(line, at):
            return self._push("[", found.end())
        if not (found := _KEYWORD.match(line, at)):
            return 0
        if found[0] == "case":
            level.cases += 1
            level.subject, self._command = True, False
        elif found[0] == "esac" and level.cases:
            level.cases -= 1
            self._command = False
        elif found[0] == "for":
            self._command = False
        return found.end()

    def _escaped(self, line: str, at: int) -> int:
        if at + 1 < len(line):
            self._word, self._command = True, False
        return at + 2

    def _here(self, line: str, at: int) -> int:
        self._word = False
        if line.startswith("<<<", at):
            return at + 3
        found = _OPERATOR.match(line, at)
        assert found
        word, rest = found["word"], line[found.end() :]
        if rest == "\\":
            self._cut = line[at:-1]
            return len(line) + 1
        if not word or word.startswith("#") or rest.startswith(("'", '"', "$")):
            return at + 2
        self._command = False
        plain = _QUOTED.sub(_unquoted, word)
        raw = any(mark in word for mark in "\\'\"")
        self._levels[-1].waiting.append(
            HereDocument(self._number, plain, raw, found["tabs"] == "-")
        )
        return found.end()

    def _parenthesis(self, at: int) -> int:
        level = self._levels[-1]
        self._word, self._command = False, True
        if not level.cases and len(self._levels) > 1:
            self._levels.pop()
            if level.kind == "$(":
                self._levels[-1].waiting.extend(level.waiting)
                self._word, self._command = True, False
        return at + 1

    def _open(self, line: str, at: int) -> int:
        """Open the quotes, expansion or arithmetic that stands here; 0 if there is none."""
        if line.startswith("$$", at):
            return at + 2
        for start in _OPENS:
            if line.startswith(start, at):
                if start.endswith("'") and self._levels[-1].double:
                    return 0
                return self._push(start, at + len(start))
        return 0

    def _push(self, kind: str, inside: int) -> int:
        level = self._levels[-1]
        # Bash, unlike POSIX, lets single quotes quote in "${a:-'b'}".
        double = kind == '"' or (level.double and kind not in ("$(", "${"))
        self._levels.append(_Level(kind, [] if kind == "$(" else level.waiting, double))
        self._command = kind in _CODE
        self._word = not self._command
        return inside

    def _other(self, line: str, at: int) -> int:
        """Read quoted text, an expansion or arithmetic, where `<<` opens nothing."""
        level, one = self._levels[-1], line[at]
        close = _CLOSES[level.kind]
        if one == "\\" and level.kind != "'":
            return at + 2
        if one == close and level.depth:
            level.depth -= 1
        elif one == close:
            return self._close(line, at)
        elif one == _COUNTS.get(close):
            level.depth += 1
        elif level.kind not in ("'", "$'", "`"):
            return self._open(line, at) or at + 1
        return at + 1

    def _close(self, line: str, at: int) -> int:
        kind = self._levels.pop().kind
        if not kind.endswith("(("):
            return at + 1
        if line.startswith("))", at):
            if kind == "((":
                self._word, self._command = False, True
            return at + 2
        # Two subshells after all, and the inner one ends here.
        self._push(kind[:-1], at + 1)
        self._word = False
        return at + 1


def _unquoted(found: re.Match[str]) -> str:
    escaped, single, double = found.groups()
    if double is not None:
        return re.sub(r'\\([$`"\\])', r"\1", double)
    return escaped if single is None else single
