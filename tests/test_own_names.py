"""A step stops, removes or fills nothing that a reader may have under the same name.

He pastes a page from top to bottom on a host with containers of his own. `docker run --name web`
fails there, which is said; the clean-up at the end would take his `web` away all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from tree_sitter import Node

from checks.guide.lesson import Lesson
from tests.own import LESSONS, PARSER

TWO_WORDS = re.compile(r"[a-z]\w*[-_][a-z][\w-]*|trial")
"""A name as the guide gives it. One word (web, db, registry), also with a number behind it as
Compose has it, is what people call their own."""

NO_NAME = re.compile(r"""["']?[-$0-9/.~{]|.*[=:/]""")
"""An option, a variable, a number, a path or an image."""

TAKES = {"kill", "pause", "rename", "restart", "rm", "stop", "update"}
"""What `docker`, or `docker container`, `network` and so on, does to things by name."""

GROUPS = {"container", "context", "network", "secret", "service", "volume"}

WITH_VALUE = {
    *("-s", "-t", "--signal", "--time", "--timeout", "--restart", "--filter", "--memory"),
    *("--memory-swap", "--cpus", "--pids-limit", "--image", "--driver", "--update-failure-action"),
}
"""Options of those commands whose value is the next word."""

VOLUME = re.compile(r"(?:--volume|-v)[ =]([a-z][\w-]*):|\bsource=([a-z][\w-]*)(?=,|$)")

SAID = {f"registry/{page}": {"registry"} for page in ("login", "private", "tls")}
"""The registry that stays, under the name of its program. The pages ask for a host without one
before their first command."""


def taken(command: str) -> list[str]:
    """The names of one word that the shell `command` stops, removes or fills."""
    root = PARSER.parse(command.encode()).root_node
    return [name for name in _names(root) if not TWO_WORDS.fullmatch(name)]


def _names(node: Node) -> Iterator[str]:
    """Of containers, volumes and the like that are touched below `node`."""
    if node.type == "command":
        fields = [*node.children_by_field_name("name"), *node.children_by_field_name("argument")]
        words = [(word.text or b"").decode() for word in fields]
        if words[0] == "sudo":
            words = words[1:]
        if words[:1] == ["docker"]:
            yield from _of_docker(words[1:])
        elif words[:1] == ["ssh"]:
            there = " ".join(words[2:]).replace("'", "")
            yield from _names(PARSER.parse(there.encode()).root_node)
    for child in node.children:
        yield from _names(child)


def _of_docker(words: list[str]) -> Iterator[str]:
    """Of one command's `words` behind `docker`."""
    for found in VOLUME.finditer(" ".join(words)):
        yield found[1] or found[2]
    group, *rest = words if words and words[0] in GROUPS else ("", *words)
    if rest and (rest[0] in TAKES or (group, rest[0]) == ("volume", "create")):
        for before, word in pairwise(rest):
            if not NO_NAME.match(word) and before not in WITH_VALUE:
                yield word


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_step_takes_nothing_of_the_readers(lesson: Lesson) -> None:
    said = SAID.get(lesson.name, set())
    assert not [
        f"{step.path}:{step.opened}: give it a name of two words, such as trial-{name}: {name}"
        for step in lesson.steps
        for name in taken(step.command)
        if name not in said
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("docker rm --force web trial-app", ["web"]),
        ("docker rm --force -- web", ["web"]),
        ("docker stop -t 2 db", ["db"]),
        ("docker stop --time 2 trial-db", []),
        ("docker kill --signal INT counter", ["counter"]),
        ("docker update --memory 64m --memory-swap 64m web", ["web"]),
        ("docker update --restart no web", ["web"]),
        ("docker rename trial-a other", ["other"]),
        ("docker container rm redis-1", ["redis-1"]),
        ("docker network rm shop trial-net", ["shop"]),
        ("sudo docker volume rm data", ["data"]),
        ("docker volume create --driver local data", ["data"]),
        ("docker run --rm --volume data:/data busybox", ["data"]),
        ("docker run --rm -v trial-data:/data -v /srv:/srv -v ./a:/a busybox", []),
        ("docker run --mount type=volume,source=data,target=/data busybox", ["data"]),
        ("docker run --mount type=bind,source=/srv,target=/data busybox", []),
        ('docker rm "$id" $(docker ps -q)', []),
        ("docker rmi nginx:1.29", []),
        ("docker compose down", []),
        ("echo docker rm web", []),
        ("ssh other.internal docker rm web", ["web"]),
        ("ssh other.internal 'true && docker volume rm data'", ["data"]),
        ("true && if true; then docker rm web; fi", ["web"]),
    ],
)
def test_what_is_taken(command: str, expected: list[str]) -> None:
    assert taken(command) == expected
