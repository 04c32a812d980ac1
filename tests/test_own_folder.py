"""A step that writes files or stops containers says in which directory.

A reader comes from a search to the middle of a page and pastes one step where he is: in his home,
or in a project of his own. A file there that happens to have the step's name stays his, and his
containers go on running.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from tree_sitter import Node

from checks.guide.lesson import Lesson
from tests.own import LESSONS, PARSER

NOT_WHERE_HE_IS = re.compile(r"""["']?(/|~|\$|&|-|\d+$)""")
"""A path that begins elsewhere, or a word that is no path."""

MADE_UP = re.compile(
    r"err-|registry-|moved-|trial-|docker-offline|orders\.sql|legacy|old-clients|compare$"
)
"""Names of the guide's own, under which nobody keeps anything."""

HANDED_OUT = {"compose/application#prepare", "migrate/services#folder"}
"""Steps that move files which the reader has just fetched to where he is."""

WRITERS = {"cp": -1, "install": -1, "mv": 0, "rm": 0, "tee": 0, "truncate": 0}
"""From which of its words on a command's words are files that it writes, moves or deletes."""

OUTPUT = re.compile(r"--?(output|keyout|out)")
"""The option of openssl and curl before a file that is written."""

HERE_DOCUMENT = re.compile(r"(?m)<<-?\s*'?(\w+)'?(.*)\n(?:.*\n)*?\1$")
"""Taken out before the grammar reads a command: it loses the commands that follow `<< EOF &&`."""

STOPS = {"down", "kill", "restart", "rm", "stop"}
"""What `docker compose` does to the project in the current directory."""


def touched(command: str) -> list[str]:
    """What the shell `command` writes, moves, deletes or stops where the reader happens to be."""
    root = PARSER.parse(HERE_DOCUMENT.sub(r"\2", command).encode()).root_node
    return [_text(node) for node in _targets(root) if not _is_elsewhere(node)]


def _text(node: Node | None) -> str:
    return node.text.decode() if node and node.text else ""


def _targets(node: Node) -> Iterator[Node]:
    """The files that are written below `node`, and the words that stop a Compose project."""
    if node.type == "file_redirect" and _text(node).lstrip("&12").startswith(">"):
        yield from node.children_by_field_name("destination")
    elif node.type == "command":
        yield from _arguments(node)
    for child in node.children:
        yield from _targets(child)


def _arguments(command: Node) -> Iterator[Node]:
    """Those of one command."""
    words = [*command.children_by_field_name("name"), *command.children_by_field_name("argument")]
    if words and _text(words[0]) == "sudo":
        words = words[1:]
    name, *options = (_text(word) for word in words) if words else ("",)
    files = [word for word in words[1:] if not _text(word).startswith("-")]
    if name in ("openssl", "curl"):
        yield from (file for option, file in pairwise(words) if OUTPUT.fullmatch(_text(option)))
    elif name == "sed" and any(option.startswith("--in-place") for option in options):
        yield from files[1:]
    elif name in WRITERS:
        yield from files[WRITERS[name] :]
    elif options[:1] == ["compose"] and not re.search("--(project|file)", " ".join(options)):
        yield from (word for word in files[1:2] if _text(word) in STOPS)


def _is_elsewhere(target: Node) -> bool:
    """Whether it is not where the reader happens to be: its path says so, or a `cd` has to succeed
    before it is reached."""
    if NOT_WHERE_HE_IS.match(_text(target)) or MADE_UP.match(_text(target)):
        return True
    node: Node | None = target
    while node:
        # The grammar gives a redirection to the whole list, though it is the last command's.
        lists = [node, *(node.children if node.type == "redirected_statement" else ())]
        if any(_goes(before) for each in lists for before in _demanded(each, target)):
            return True
        node = node.parent
    return False


def _demanded(node: Node, target: Node) -> list[Node]:
    """The commands of the list `node` that have to succeed before `target` is reached."""
    if node.type != "list" or not any(part.type == "&&" for part in node.children):
        return []
    return [child for child in node.children if child.end_byte <= target.start_byte]


def _goes(node: Node) -> bool:
    """Whether a `cd` is in it."""
    if node.type == "command":
        return _text(node.child_by_field_name("name")) == "cd"
    return any(_goes(child) for child in node.children)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_step_touches_nothing_where_the_reader_is(lesson: Lesson) -> None:
    assert not [
        f"{step.path}:{step.opened}: say in which directory: {', '.join(what)}"
        for step in lesson.steps
        if f"{lesson.name}#{step.id}" not in HANDED_OUT and (what := touched(step.command))
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat > compose.yaml << 'YAML'\nservices: {}\nYAML", ["compose.yaml"]),
        ("cat > ~/first/compose.yaml << 'YAML'\nservices: {}\nYAML", []),
        ('cat > "${project:?}/compose.yaml" << E\nE', []),
        ('cd "${project:?}" && cat > compose.yaml << E\nE', []),
        ('cd "${project:?}"\ncat > compose.yaml << E\nE', ["compose.yaml"]),
        ('cd "${project:?}"; echo A=1 >> .env', [".env"]),
        ("cd ~/shop || echo A=1 >> .env", [".env"]),
        ("cd ~/shop && { echo A=1 >> .env; }", []),
        ("cd ~/shop && cat > a << E &&\nE\n  docker compose down", []),
        ("cd a && cat > b << E &&\nrm z\nE\n  cp b c", []),
        ("cat > b << 'E'\nrm z\nE\ncp b c", ["b", "c"]),
        ("true 2> errors 3>&1 > /dev/null", ["errors"]),
        ("true &> all", ["all"]),
        ("echo word | sudo tee app.conf > /dev/null", ["app.conf"]),
        ("echo word | sudo tee /etc/app.conf", []),
        ("sed --in-place 's/a/b/' .env /etc/fstab", [".env"]),
        ("sed 's/a/b/' .env", []),
        ("mv new.sql shop.sql", ["new.sql", "shop.sql"]),
        ("cp compose.yaml ~/shop", []),
        ("install --mode=600 /dev/null app.env", ["app.env"]),
        ("rm --force -- test.env", ["test.env"]),
        ("openssl req -x509 -keyout ca.key -out ~/ca.crt", ["ca.key"]),
        ("curl --silent --output large http://localhost/", ["large"]),
        ("for f in a b; do rm old; done", ["old"]),
        ('x=$(tee words) && echo "$(rm there)"', ["words", "there"]),
        ("docker compose down --volumes", ["down"]),
        ("docker compose stop app web", ["stop"]),
        ("cd ~/shop && docker compose down", []),
        ("docker compose --project-name shop down", []),
        ("docker compose --file ~/shop/compose.yaml stop", []),
        ("docker compose exec app rm file", []),
        ("docker stop web", []),
    ],
)
def test_what_is_touched(command: str, expected: list[str]) -> None:
    assert touched(command) == expected
