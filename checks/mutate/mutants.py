"""Mutants: a step's command with one thing broken, of the kind that creeps in while editing.

A line or a statement lost, an element of a pipeline, an option (with its value), a redirection, a
line of a here-document; a word misspelt, a number changed, one value among several.

Not mutated, because it would only make the score look better or mean nothing:

- the names of commands and of their subcommands: a misspelt one is refused at once;
- comments, and `sleep` and the seconds of `timeout`: waiting longer is not another command;
- `sudo`: whether it is needed is the reader's account's business, and dropping it fails loudly.

The shell is read with tree-sitter's grammar for bash, so that quotes, here-documents and nesting
are the shell's and not a regular expression's. Every mutant is valid shell (`bash -n`).
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from checks.guide.lesson import Comment, Step
from checks.guide.problem import GuideError, Problem

CAP = 40
"""Mutants of one step at most. Of more, those of each kind are thinned out evenly; the report says
so."""

_PARSER = Parser(Language(tree_sitter_bash.language()))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SUBCOMMANDS = {
    "docker": 1,
    "docker-compose": 1,
    "systemctl": 1,
    "apt-get": 1,
    "apt-cache": 1,
    "apt": 1,
    "ip": 2,
    "ufw": 1,
    "nft": 1,
    "openssl": 1,
    "git": 1,
    "ctr": 2,
    "loginctl": 1,
    "redis-cli": 1,
}
"""How many words after the command's name are its subcommand."""

_MANAGED = _words(
    """
    builder buildx checkpoint compose config container context image manifest network node
    plugin  registry secret service stack swarm system trust volume
    """
)
"""`docker` words that are followed by a second subcommand."""

_WRAPPERS = _words("sudo env exec command nohup time xargs timeout")
"""Commands whose first plain word is a command again."""

_OPAQUE = _words("sleep true false : break continue exit return")
"""Commands of which nothing but the whole is worth changing."""

# An option followed by a word may or may not take it as its value. These are known; of any other
# both readings are tried.
_FLAGS = _words(
    """
    --detach --interactive --tty --rm --all --quiet --force --yes --fail --silent --show-error
    --location --recursive --no-trunc --privileged --read-only --init --publish-all
    --directory --append --auto-remove --no-cache --pull --digests --volumes --latest --size
    --follow --timestamps --no-stream --link --file-system --dereference --head --insecure
    --include --no-install-recommends --no-run-if-empty --extended-regexp --fixed-strings
    --invert-match --count --line-number --only-matching --ignore-case --word-regexp --now
    --no-pager --validate --dry-run --password-stdin --delete-untagged --kernel-release
    --machine --raw-output --all-tags --verbose --human-readable --summarize --numeric
    --listening --tcp --processes --name-only --names --groups --system --user-namespace
    --oom-kill-disable
    --in-place --list-name --get-selections --no-progress-meter --parents --test
    --retry-all-errors --files-with-matches --archive --with-fingerprint --show-keys
    -xdev -brief -hex -nodes -x509 -new -req
    """
)
_VALUED = _words(
    """
    --name --publish --volume --env --network --workdir --memory --memory-swap --cpus --format
    --filter --tag --file --output --label --mount --restart --hostname --entrypoint
    --pids-limit --cap-drop --cap-add --security-opt --tmpfs --ulimit --stop-signal
    --stop-timeout --health-cmd --health-interval --health-retries --health-timeout
    --health-start-period --driver --subnet --ip --add-host --dns --build-arg --secret
    --target --platform --change --message --author --since --until --tail --lines --time
    --signal --log-driver --log-opt --env-file --context --host --tlscacert --tlscert --tlskey
    --config-file --unix-socket --cacert --cert --key --header --data --request --write-out
    --max-time --retry --retry-delay --user-agent --proxy --connect-timeout --pid --fields
    --delimiter --mode --owner --group --username --detach-keys --network-alias --ip-range
    --gateway --opt --cpu-shares --cpuset-cpus --device --cidfile --unit
    --mirror --volumes-from --attach --limit --input
    -n -c -C -name -mindepth -maxdepth -type -printf -newkey -keyout -days -pkeyopt -in -out
    -addext -ext -subj -CA -CAkey -copy_extensions
    """
)
_LONG_WITH_ONE_DASH = _words("find openssl ip nft java")
"""Commands whose options are words behind a single hyphen."""

_OPPOSITE = {"true": "false", "false": "true", "yes": "no", "no": "yes", "on": "off", "off": "on"}

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[A-Za-z0-9_]+(?=[^A-Za-z0-9_]*$)")
_ACTION = re.compile(r"\{\{[^{}]*\}\}")


@dataclass(frozen=True)
class Edit:
    """Bytes `start` to `end` of the command become `text`."""

    kind: str
    what: str
    start: int
    end: int
    text: bytes = b""


@dataclass(frozen=True)
class Mutant:
    """One step with one thing broken."""

    step: str
    """`lesson/id`."""
    kind: str
    what: str
    """What was broken, for a person, and unique in its step: its name in survivors.toml."""
    line: int
    """The line of the lesson's file."""
    before: str
    after: str
    """The lines of the command that differ, before and after."""
    command: str
    start: int
    end: int

    @property
    def id(self) -> str:
        """The same for the same mutant of the same command, in every run."""
        digest = hashlib.sha256(self.command.encode()).hexdigest()[:12]
        return f"{self.step}:{self.kind.replace(' ', '-')}:{self.start}-{self.end}:{digest}"


@dataclass(frozen=True)
class Mutants:
    """The mutants of a step, and how many there would be without the cap."""

    mutants: tuple[Mutant, ...]
    total: int


def mutants(step: Step, cap: int = CAP) -> Mutants:
    """All mutants of a step. Raises GuideError where the parser cannot read the command."""
    source = step.command.encode()
    root = _PARSER.parse(source).root_node
    if root.has_error:
        raise GuideError(
            [
                Problem(
                    step.path,
                    _file_line(step, _error_line(root)),
                    "the mutation tester's parser (tree-sitter-bash) cannot read this command; "
                    "write it more plainly",
                )
            ]
        )
    seen = {source}
    made: list[tuple[Edit, bytes]] = []
    for edit in sorted(_edits(root, source), key=lambda edit: (edit.start, edit.end, edit.kind)):
        result = source[: edit.start] + edit.text + source[edit.end :]
        if not result.strip():
            result = b"true"
        if result not in seen:
            seen.add(result)
            made.append((edit, result))
    valid = _valid([result for _, result in made])
    made = [pair for pair, good in zip(made, valid, strict=True) if good]
    kept = _thinned(made, cap)
    names: dict[str, int] = {}
    found = []
    for edit, result in kept:
        count = names[edit.what] = names.get(edit.what, 0) + 1
        what = edit.what if count == 1 else f"{edit.what} ({count})"
        found.append(_mutant(step, edit, result, what))
    return Mutants(tuple(found), len(made))


def _thinned(made: list[tuple[Edit, bytes]], cap: int) -> list[tuple[Edit, bytes]]:
    """At most `cap` of them: every kind keeps its share, spread over the command."""
    if len(made) <= cap:
        return made
    kinds = sorted({edit.kind for edit, _ in made})
    ranked = sorted(
        (rank / sum(edit.kind == kind for edit, _ in made), number)
        for kind in kinds
        for rank, number in enumerate(
            number for number, (edit, _) in enumerate(made) if edit.kind == kind
        )
    )
    spread = len(ranked) / cap
    chosen = sorted(ranked[int(at * spread)][1] for at in range(cap))
    return [made[number] for number in chosen]


def _valid(commands: list[bytes]) -> list[bool]:
    """Whether bash can read each of them, without running any."""
    bash = shutil.which("bash")
    if not bash:
        return [True] * len(commands)
    return [
        subprocess.run([bash, "-n"], input=command + b"\n", capture_output=True, check=False).stderr
        == b""
        for command in commands
    ]


# -- what can be broken ----------------------------------------------------------------------------


def _edits(node: Node, source: bytes) -> Iterator[Edit]:
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
        case "redirected_statement":
            yield from _redirections(node, source)
        case "command" | "declaration_command":
            yield from _command(node, source)
        case "variable_assignment":
            value = node.child_by_field_name("value")
            if value is not None:
                yield from _changes(value, source, "change value")
        case "heredoc_body":
            yield from _document(node, source)
        case "for_statement":
            for value in node.children_by_field_name("value"):
                if value.type in ("word", "number", "string", "raw_string", "concatenation"):
                    yield from _changes(value, source, "change word")
        case "test_command":
            yield from _test(node, source)
    for child in node.children:
        yield from _edits(child, source)


_STATEMENTS = _words(
    """
    command declaration_command unset_command variable_assignment variable_assignments
    pipeline list redirected_statement subshell compound_statement if_statement
    while_statement for_statement c_style_for_statement case_statement test_command
    negated_command function_definition
    """
)


def _statements(node: Node, source: bytes, first: int = 0) -> Iterator[Edit]:
    """Drop one statement of a sequence."""
    children = node.children
    for number, child in enumerate(children):
        if child.type not in _STATEMENTS or number < first:
            continue
        alone = sum(c.type in _STATEMENTS for c in children) == 1
        if _name(child, source) in _OPAQUE and not (alone and node.type == "program"):
            continue
        end = child.end_byte
        following = children[number + 1] if number + 1 < len(children) else None
        if following is not None and following.type in (";", "&"):
            end = following.end_byte
        # A loop's or a branch's only statement leaves a hole that bash refuses; `true` fills it.
        lonely = alone and node.type != "program"
        text = b"true" + (source[child.end_byte : end]) if lonely else b""
        start = child.start_byte
        if node.type == "program":
            start, end = _whole_lines(source, start, end)
        yield Edit("drop statement", f"drop {_shown(source, child)}", start, end, text)


def _whole_lines(source: bytes, start: int, end: int) -> tuple[int, int]:
    """With its line's end, if the statement has its lines to itself."""
    line = source.rfind(b"\n", 0, start) + 1
    if source[line:start].strip():
        return start, end
    if end >= len(source):
        return max(line - 1, 0), end
    if source[end : end + 1] == b"\n":
        return line, end + 1
    return start, end


def _name(node: Node, source: bytes) -> str:
    name = node.child_by_field_name("name") if node.type == "command" else None
    return _text(source, name) if name is not None else ""


def _elements(node: Node, source: bytes, operators: tuple[str, ...], kind: str) -> Iterator[Edit]:
    """Drop one element of a pipeline or of a list, with the operator beside it."""
    children = node.children
    places = [number for number, child in enumerate(children) if child.type not in operators]
    for place in places:
        child = children[place]
        if child.type == node.type or child.type == "comment":
            continue  # a nested list: its own elements are dropped one by one
        if _name(child, source) in _OPAQUE:
            continue
        if place == places[-1]:
            start, end = children[place - 1].start_byte, child.end_byte
            start = len(source[:start].rstrip())
        else:
            operator = children[place + 1].end_byte
            start = child.start_byte
            end = operator + len(source[operator:]) - len(source[operator:].lstrip())
        yield Edit(kind, f"drop {_shown(source, child)}", start, end)


def _redirections(node: Node, source: bytes) -> Iterator[Edit]:
    for redirect in node.children_by_field_name("redirect"):
        if redirect.type == "heredoc_redirect":
            # What stands behind `<<EOF` on its line is part of the here-document's node.
            inner = [c for c in redirect.children if c.type == "file_redirect"]
        else:
            inner = [redirect]
        for one in inner:
            if one.type != "file_redirect":
                continue
            start = len(source[: one.start_byte].rstrip(b" "))
            yield Edit("drop redirection", f"drop {_shown(source, one)}", start, one.end_byte)
            target = one.child_by_field_name("destination")
            if target is not None and _text(source, target) not in ("/dev/null", "1", "2"):
                yield from _changes(target, source, "change word")


def _command(node: Node, source: bytes) -> Iterator[Edit]:
    """Options and words of one simple command."""
    words = [
        child
        for number, child in enumerate(node.children)
        if node.field_name_for_child(number) == "argument"
        or (node.type == "declaration_command" and child.type in ("word", "number"))
    ]
    for child in node.children:
        if child.type == "variable_assignment" and node.type == "command":
            yield Edit(
                "drop assignment",
                f"drop {_shown(source, child)}",
                child.start_byte,
                child.end_byte + 1,
            )
    name = node.child_by_field_name("name")
    command = _text(source, name) if name is not None else _text(source, node.children[0])
    if command in _OPAQUE:
        return
    skipped = 0
    named = command not in _WRAPPERS
    subcommands = _SUBCOMMANDS.get(command, 0)
    only_words = False
    number = 0
    while number < len(words):
        word = words[number]
        text = _text(source, word)
        after = words[number + 1] if number + 1 < len(words) else None
        number += 1
        if text == "--":
            only_words = True
            continue
        if not only_words and _is_option(text):
            dropped = [*_options(command, word, after, source)]
            yield from dropped
            if (
                command == "timeout"
                and not named
                and after is not None
                and text in ("-k", "-s", "--signal", "--kill-after")
            ):
                number += 1
            continue
        if not named:
            if command == "timeout":
                # timeout SECONDS COMMAND …
                command = "after-timeout"
                continue
            if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*=.*", text):
                yield from _drop_word(word, source)
                yield from _changes(word, source, "change value")
                continue
            command = text
            named = command not in _WRAPPERS
            subcommands = _SUBCOMMANDS.get(command, 0)
            skipped = 0
            if command in _OPAQUE:
                return
            continue
        if skipped < subcommands and re.fullmatch(r"[a-z-]+", text):
            skipped += 1
            if command in ("docker", "docker-compose") and text in _MANAGED and skipped == 1:
                subcommands = 2
            continue
        subcommands = 0 if skipped else subcommands
        if word.type != "command_substitution":
            yield from _changes(word, source, "change word")


def _is_option(text: str) -> bool:
    return bool(re.match(r"--?[A-Za-z]", text))


def _options(command: str, word: Node, after: Node | None, source: bytes) -> Iterator[Edit]:
    """Drop an option: alone, with its value, or one letter of several."""
    text = _text(source, word)
    following = _text(source, after) if after is not None else ""
    value = after is not None and not _is_option(following) and following not in ("--", "\\)")
    if "=" in text and text.startswith("--"):
        name, _, given = text.partition("=")
        yield _drop(word, word, source)
        if given:
            yield from _changes(word, source, "change value", skip=len(name.encode()) + 1)
        return
    if text.startswith("--") or len(text) == 2 or command in _LONG_WITH_ONE_DASH:
        if not value or text in _FLAGS or text not in _VALUED:
            yield _drop(word, word, source)
        if value and text not in _FLAGS:
            assert after is not None
            yield _drop(word, after, source)
        return
    letters = text[1:]
    if len(letters) > 1 and letters.isalpha():
        for place, letter in enumerate(letters):
            at = word.start_byte + 1 + place
            yield Edit("drop option", f"drop -{letter} of {text}", at, at + 1)
        return
    yield _drop(word, word, source)
    yield from _changes(word, source, "change value", skip=2)  # -n4


def _drop(first: Node, last: Node, source: bytes) -> Edit:
    start, end = _with_space(source, first.start_byte, last.end_byte)
    text = source[first.start_byte : last.end_byte].decode()
    return Edit("drop option", f"drop {_short(text)}", start, end)


def _drop_word(word: Node, source: bytes) -> Iterator[Edit]:
    start, end = _with_space(source, word.start_byte, word.end_byte)
    yield Edit("drop word", f"drop {_shown(source, word)}", start, end)


def _with_space(source: bytes, start: int, end: int) -> tuple[int, int]:
    """With the blanks before it, and a line's continuation if that leaves a line of its own."""
    before = source[:start]
    bare = before.rstrip(b" ")
    if bare.endswith(b"\\\n"):
        bare = bare[:-2].rstrip(b" ")
    return len(bare), end


# -- words and values ------------------------------------------------------------------------------


def _changes(word: Node, source: bytes, kind: str, skip: int = 0) -> Iterator[Edit]:
    """Change each part of a word: a name gets an x, a number becomes the next one."""
    start, end = word.start_byte + skip, word.end_byte
    text = source[start:end]
    if script := _script(word, source):
        yield from script
        return
    yield from _actions(start, text)
    yield from _fields(start, text)
    for at, part in _parts(text):
        yield from _change(start + at, part, kind)


def _script(word: Node, source: bytes) -> list[Edit]:
    """The edits of a script in quotes: `sh -c '…'`, `ssh HOST '…'`. None if it is no script."""
    quoted = word.type == "raw_string" or (
        word.type == "string" and b"\\" not in source[word.start_byte : word.end_byte]
    )
    before = word.prev_named_sibling
    shell = before.prev_named_sibling if before is not None else None
    command = word.parent.child_by_field_name("name") if word.parent is not None else None
    if not quoted or before is None:
        return []
    by_shell = (
        _text(source, before) == "-c"
        and shell is not None
        and _text(source, shell) in ("sh", "bash")
    )
    far = command is not None and _text(source, command) == "ssh"
    if not (by_shell or far):
        return []
    inside = source[word.start_byte + 1 : word.end_byte - 1]
    root = _PARSER.parse(inside).root_node
    if root.has_error:
        return []
    shift = word.start_byte + 1
    return [
        Edit(edit.kind, edit.what, edit.start + shift, edit.end + shift, edit.text)
        for edit in _edits(root, inside)
    ]


def _fields(start: int, text: bytes) -> Iterator[Edit]:
    """Drop a field: `:ro` of a volume, the address of a port, a tag, one of several settings."""
    if b"{{" in text or b"://" in text or b"$(" in text or b"${" in text or b" " in text:
        return
    bare = text.strip(b"\"'")
    offset = start + text.index(bare) if bare else start
    fields = bare.split(b":")
    if len(fields) > 1 and all(fields):
        last = len(fields[-1]) + 1
        end = offset + len(bare)
        yield Edit("drop field", f"drop {_short(bare[-last:].decode())}", end - last, end)
        if len(fields) > 2:
            first = len(fields[0]) + 1
            what = f"drop {_short(bare[:first].decode())}"
            yield Edit("drop field", what, offset, offset + first)
    items = bare.split(b",")
    at = offset
    for number, item in enumerate(items if len(items) > 1 else []):
        begin, end = at, at + len(item) + 1
        if number == len(items) - 1:
            begin, end = at - 1, at + len(item)
        yield Edit("drop field", f"drop {_short(item.decode())}", begin, end)
        at += len(item) + 1


def _actions(start: int, text: bytes) -> Iterator[Edit]:
    """Drop one of several `{{…}}` of a format."""
    decoded = text.decode("utf-8")
    found = [*_ACTION.finditer(decoded)]
    for match in found if len(found) > 1 else []:
        at = start + len(decoded[: match.start()].encode())
        yield Edit("drop format field", f"drop {match[0]}", at, at + len(match[0].encode()))


def _parts(text: bytes) -> Iterator[tuple[int, bytes]]:
    """The parts of a word that mean something of their own: `8080:80` has two, a path one.

    Formats (`{{…}}`) stay whole, and of a list of settings (`type=bind,source=/x`) the values are
    parts and not their names.
    """
    if b"{{" in text or b" " in text.strip() or b"\n" in text or b"$(" in text:
        yield 0, text
        return
    at = 0
    for piece in re.split(rb"([:,=])", text):
        if piece in (b":", b",", b"="):
            at += 1
            continue
        after = text[at + len(piece) : at + len(piece) + 3]
        scheme = after == b"://"
        setting = after[:1] == b"=" and re.fullmatch(rb"[\"']?[A-Za-z_.-]+", piece)
        inside = b"${" in text[: at + len(piece)] and b"}" not in piece
        if piece and not scheme and not setting and not inside:
            yield at, piece
        at += len(piece)


def _change(start: int, part: bytes, kind: str) -> Iterator[Edit]:
    """One part of a word, changed in its last number or else in its last name."""
    text = part.decode("utf-8")
    quoted = text.rstrip("\"'/)]}")
    numbers = [*_NUMBER.finditer(quoted)]
    # A number that stands for itself (80, 256m, 1.29, 0755), not a digit in a name.
    if numbers and re.search(r"(^|[^A-Za-z_-])\d+[A-Za-z]{0,2}$", quoted):
        match = numbers[-1]
        changed = str(int(match[0]) + 1).zfill(len(match[0]))
    else:
        found = _WORD.search(text)
        if found is None:
            return
        match = found
        changed = _OPPOSITE.get(match[0]) or match[0] + "x"
    at = start + len(text[: match.start()].encode())
    result = text[: match.start()] + changed + text[match.end() :]
    yield Edit(
        kind,
        f"change {_short(text)} to {_short(result)}",
        at,
        at + len(match[0].encode()),
        changed.encode(),
    )


def _test(node: Node, source: bytes) -> Iterator[Edit]:
    """The words in `[ … ]` and `[[ … ]]`."""
    stack = [*node.children]
    while stack:
        child = stack.pop()
        if child.type in ("word", "number", "string", "raw_string", "extglob_pattern"):
            yield from _changes(child, source, "change word")
        elif child.type != "command_substitution":
            stack += child.children


def _document(node: Node, source: bytes) -> Iterator[Edit]:
    """Each line of a here-document: dropped, and with its last value changed."""
    at = node.start_byte
    for line in source[node.start_byte : node.end_byte].splitlines(keepends=True):
        start, end = at, at + len(line)
        at = end
        text = line.decode("utf-8")
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        yield Edit("drop document line", f"drop {_short(text.strip())}", start, end)
        body = text.rstrip("\n")
        if re.search(r"[A-Za-z0-9]", body):
            value = re.search(r"(?:[:=]\s*|\s+|^)(\S+)$", body)
            offset = value.start(1) if value else 0
            yield from _change(
                start + len(body[:offset].encode()), body[offset:].encode(), "change document line"
            )


# -- showing ---------------------------------------------------------------------------------------


def _text(source: bytes, node: Node) -> str:
    return source[node.start_byte : node.end_byte].decode("utf-8")


def _shown(source: bytes, node: Node) -> str:
    return _short(_text(source, node))


def _short(text: str) -> str:
    """On one line, and not longer than a line."""
    line = " ".join(text.split())
    return line if len(line) <= 70 else line[:50] + " … " + line[-17:]


def _mutant(step: Step, edit: Edit, result: bytes, what: str) -> Mutant:
    old, new = step.command.splitlines(), result.decode("utf-8").splitlines()
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Mutant(
        step.key,
        edit.kind,
        what,
        _file_line(step, _line_of(edit, step.command.encode())),
        "\n".join(old[head : len(old) - tail]),
        "\n".join(new[head : len(new) - tail]),
        result.decode("utf-8"),
        edit.start,
        edit.end,
    )


def _line_of(edit: Edit, source: bytes) -> int:
    """The line (from 0) of what is edited: not that of the blanks and line ends before it."""
    edited = source[edit.start : edit.end]
    blank = re.match(rb"[\s\\]*", edited)
    start = edit.start + (len(blank[0]) if blank and blank[0] != edited else 0)
    return source[:start].count(b"\n")


def _file_line(step: Step, number: int) -> int:
    """The line of the lesson's file that holds the command's line `number` (from 0).

    The command's lines are the step's without the comments, from the step's first line on.
    """
    numbered: list[int] = []
    line = step.line
    begun = False
    for item in step.lines:
        if isinstance(item, Comment):
            line += 2 if begun else 0
            continue
        if not begun and not item.strip():
            continue
        begun = True
        numbered.append(line)
        line += 1
    return numbered[number] if number < len(numbered) else step.line


def _error_line(root: Node) -> int:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            return int(node.start_point[0])
        stack += reversed(node.children)
    return 0


def every(steps: Iterable[Step]) -> dict[str, Mutants]:
    """The mutants of many steps, by the step's id. Raises GuideError with all problems."""
    found: dict[str, Mutants] = {}
    problems: list[Problem] = []
    for step in steps:
        try:
            found[step.id] = mutants(step)
        except GuideError as error:
            problems += error.problems
    if problems:
        raise GuideError(problems)
    return found
