"""The ways in which `nox -s mutate` breaks a command."""

from __future__ import annotations

import subprocess

import pytest

from checks.guide.lesson import Step, load_lessons
from checks.guide.problem import GuideError
from checks.lab.mutants import Mutant, mutants


def step(command: str) -> Step:
    lines = tuple(command.split("\n"))
    return Step("made-up", "step", "docs/lessons/made-up.sh", 2, 1, command, lines)


def broken(command: str) -> dict[str, Mutant]:
    """The mutants of a command, by what is run instead of it."""
    return {mutant.command: mutant for mutant in mutants(step(command))}


def test_an_option_is_dropped_with_its_value_and_words_are_changed() -> None:
    assert [*broken("docker run --detach --name web --publish 8080:80 nginx")] == [
        "true",
        "docker run --name web --publish 8080:80 nginx",
        "docker run --detach --publish 8080:80 nginx",
        "docker run --detach --name webx --publish 8080:80 nginx",
        "docker run --detach --name web nginx",
        "docker run --detach --name web --publish 8081:80 nginx",
        "docker run --detach --name web --publish 8080 nginx",
        "docker run --detach --name web --publish 8080:81 nginx",
        "docker run --detach --name web --publish 8080:80 nginxx",
    ]


@pytest.mark.parametrize(
    ("command", "mutant"),
    [
        pytest.param("head -n 4 file", "head file", id="a short option with its value"),
        pytest.param("head -n 4 file", "head -n 5 file", id="the value of a short option"),
        pytest.param("stat --format=%T /sys", "stat /sys", id="an option with = and its value"),
        pytest.param("stat --format=%T /", "stat --format=%Tx /", id="the value behind ="),
        pytest.param("a --unknown word last", "a last", id="an unknown option takes a value"),
        pytest.param("find -xdev -name x", "find -xdev", id="a long option with one hyphen"),
        pytest.param("docker --host h ps", "docker ps", id="an option before the subcommand"),
        pytest.param("sudo a --b c", "sudo a", id="options behind sudo"),
        pytest.param("a \\\n  --rm \\\n  b", "a \\\n  b", id="an option with its line"),
        pytest.param("a one\nb two", "true\nb two", id="the first statement"),
        pytest.param("a one\nb two", "a one\ntrue", id="the last statement"),
        pytest.param("a one\nb two", "true", id="the whole step"),
        pytest.param(
            "for i in 1 2; do\n  a $i\ndone", "for i in 1 2; do\n  true\ndone", id="a loop's body"
        ),
        pytest.param("a | b | c", "true | b | c", id="the first element of a pipeline"),
        pytest.param("a | b | c", "a | cat | c", id="an element of a pipeline"),
        pytest.param("a |\n  b", "a |\n  cat", id="the last element, on a line of its own"),
        pytest.param("a && b", "true && b", id="the first of a list"),
        pytest.param("a && b", "a && true", id="the last of a list"),
        pytest.param("a 2> /dev/null", "a", id="a redirection"),
        pytest.param("a > file", "a > filex", id="a redirection's file"),
        pytest.param("a nginx:1.29", "a nginx", id="a tag dropped"),
        pytest.param("a nginx:1.29", "a nginx:1.30", id="a tag changed"),
        pytest.param("a nginx:1.29", "a nginxx:1.29", id="a name"),
        pytest.param("a 127.0.0.1:80:80", "a 80:80", id="a port's address dropped"),
        pytest.param("a 127.0.0.1:80:80", "a 127.0.0.2:80:80", id="a port's address changed"),
        pytest.param("a /x:/y:ro", "a /x:/y", id="a volume's mode"),
        pytest.param("a type=bind,source=/x", "a source=/x", id="a setting dropped"),
        pytest.param("a type=bind,source=/x", "a type=bind,source=/xx", id="a setting's value"),
        pytest.param("a 'b c'", "a 'b cx'", id="the last word in quotes"),
        pytest.param('a "$HOME/file"', 'a "$HOME/filex"', id="a path behind a variable"),
        pytest.param("a http://host:80/path", "a http://host:80/pathx", id="a path in an address"),
        pytest.param("a 0755", "a 0756", id="a number keeps its zeros"),
        pytest.param("a 256m", "a 257m", id="a number with a unit"),
        pytest.param("a --x=true", "a --x=false", id="the opposite"),
        pytest.param("name=value", "name=valuex", id="a variable's value"),
        pytest.param("a '{{.ID}}'", "a '{{.IDx}}'", id="a misspelt field of a format"),
        pytest.param("rm $(a --all)", "rm $(a)", id="inside of a substitution"),
        pytest.param("x sh -c 'a && b c'", "x sh -c 'true && b c'", id="inside of a script"),
        pytest.param("ssh host 'a < file'", "ssh host 'a'", id="inside of what ssh runs"),
        pytest.param("a << EOF\nb: c\nd\nEOF", "a << EOF\nd\nEOF", id="a document's line"),
        pytest.param("a << EOF\nb: c\nd\nEOF", "a << EOF\nb: cx\nd\nEOF", id="a document's value"),
    ],
)
def test_it_can_be_broken(command: str, mutant: str) -> None:
    assert mutant in broken(command)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("# only a comment", id="a comment"),
        pytest.param("sleep 5", id="how long to wait"),
        pytest.param("until a; do\n  sleep 1\ndone", id="how long to wait in a loop"),
        pytest.param("timeout 30 a", id="how long to wait at most"),
        pytest.param("sudo docker image ls", id="the names of commands and subcommands"),
        pytest.param("a << EOF\n# a comment\nEOF", id="a comment in a document"),
    ],
)
def test_it_is_left_alone(command: str) -> None:
    """There is no other mutant than the one without the whole statement."""
    assert len(broken(command)) <= 1
    assert {mutant.change for mutant in broken(command).values()} <= {
        f"drop {' '.join(command.split())}"
    }


def test_changes_are_named_once_in_a_step() -> None:
    names = [mutant.change for mutant in mutants(step("a docker; b docker\nc docker | d docker"))]
    assert "change docker to dockerx" in names
    assert "change docker to dockerx (4)" in names
    assert len({*names}) == len(names)


def test_every_mutant_of_the_guide_differs_and_is_valid_shell() -> None:
    functions = []
    for lesson in load_lessons().values():
        for each in lesson.steps:
            found = mutants(each)
            commands = {mutant.command for mutant in found}
            assert commands, f"{each.key} has no mutant"
            assert len(commands) == len(found)
            assert each.command not in commands
            functions += [f"mutant() {{ :\n{command}\n}}" for command in commands]
    done = subprocess.run(
        ["bash", "-n"], input="\n".join(functions), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("command", "left"),
    [
        pytest.param("curl --silent localhost", False, id="on the terminal"),
        pytest.param("x | curl --silent localhost", False, id="the last of a pipeline"),
        pytest.param("curl --silent localhost | x", True, id="into another program"),
        pytest.param("curl --silent localhost > x", True, id="into a file"),
        pytest.param("curl --silent --output x localhost", True, id="into a file of its own"),
        pytest.param("x=$(curl --silent localhost)", True, id="into a variable"),
        pytest.param("grep --silent x", True, id="another command"),
    ],
)
def test_curls_meter_is_asked_about_where_it_would_be_seen(command: str, left: bool) -> None:
    assert any(mutant.change == "drop --silent" for mutant in mutants(step(command))) is left


def test_a_time_limit_is_dropped_but_no_longer() -> None:
    assert [*broken("curl --max-time 3 web")] == ["true", "curl web", "curl --max-time 3 webx"]


def test_trying_again_is_left_alone() -> None:
    retried = "curl --retry 10 --retry-all-errors --retry-delay 1 web"
    assert [*broken(retried)] == ["true", f"{retried}x"]


def test_what_the_parser_cannot_read_is_told_with_its_line() -> None:
    with pytest.raises(GuideError, match=r"^docs/lessons/made-up\.sh:2: .*cannot read"):
        mutants(step("a\nb )) c"))
