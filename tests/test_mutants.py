"""The ways in which the mutation tester breaks a command."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from checks.guide.lesson import Step, load_lessons
from checks.guide.problem import GuideError
from checks.mutate.mutants import CAP, Mutant, mutants


def step(command: str) -> Step:
    lines = command.split("\n")
    return Step("made-up", "step", "docs/lessons/made-up.sh", 2, 1, command, tuple(lines))


def broken(command: str) -> dict[str, Mutant]:
    """The mutants of a command, by what became of the whole of it."""
    return {mutant.command: mutant for mutant in mutants(step(command)).mutants}


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
        # Options.
        ("docker run -it busybox", "docker run -t busybox"),
        ("docker run -it busybox", "docker run -i busybox"),
        ("head -n 4 file", "head file"),
        ("head -n 4 file", "head -n 5 file"),
        ("stat --format=%T /sys", "stat /sys"),
        ("stat --format=%T /sys", "stat --format=%Tx /sys"),
        ("tool --unknown word last", "tool word last"),
        ("tool --unknown word last", "tool last"),
        ("docker run \\\n  --rm \\\n  busybox", "docker run \\\n  busybox"),
        # Statements, pipelines, lists.
        ("a one\nb two", "b two"),
        ("a one\nb two", "a one"),
        ("a one; b two", " b two"),
        ("a | b | c", "b | c"),
        ("a | b | c", "a | c"),
        ("a | b | c", "a | b"),
        ("a |\n  b", "a"),
        ("a && b", "b"),
        ("a && b", "a"),
        ("for i in 1 2; do\n  a $i\ndone", "for i in 1 2; do\n  true\ndone"),
        ("a 2> /dev/null", "a"),
        ("a > file", "a > filex"),
        # Words.
        ("a nginx:1.29", "a nginx"),
        ("a nginx:1.29", "a nginx:1.30"),
        ("a nginx:1.29", "a nginxx:1.29"),
        ("a 127.0.0.1:80:80", "a 80:80"),
        ("a 127.0.0.1:80:80", "a 127.0.0.2:80:80"),
        ("a /x:/y:ro", "a /x:/y"),
        ("a type=bind,source=/x", "a source=/x"),
        ("a type=bind,source=/x", "a type=bind,source=/xx"),
        ("a 'b c'", "a 'b cx'"),
        ('a "$HOME/file"', 'a "$HOME/filex"'),
        ("a http://host:8080/path", "a http://host:8080/pathx"),
        ("a 0755", "a 0756"),
        ("a 09", "a 10"),
        ("a 256m", "a 257m"),
        ("name=value", "name=valuex"),
        ("name=value", "true"),
        ("A=1 b", "b"),
        ("A=1 b", "A=2 b"),
        ("[ -f file ]", "[ -f filex ]"),
        ("a '{{.ID}} {{.Names}}'", "a ' {{.Names}}'"),
        ("a '{{.ID}}'", "a '{{.IDx}}'"),
        # Inside of what is inside.
        ("rm $(a --all)", "rm $(a)"),
        ("docker exec web sh -c 'a && b c'", "docker exec web sh -c 'b c'"),
        ("docker exec web sh -c 'a && b c'", "docker exec web sh -c 'a && b cx'"),
        ("ssh host 'docker load < file'", "ssh host 'docker load'"),
        # Here-documents.
        ("a << EOF\nb: c\nd\nEOF", "a << EOF\nd\nEOF"),
        ("a << EOF\nb: c\nd\nEOF", "a << EOF\nb: cx\nd\nEOF"),
        ("a << 'EOF'\n{\n  \"b\": true\n}\nEOF", "a << 'EOF'\n{\n  \"b\": false\n}\nEOF"),
    ],
)
def test_a_break(command: str, mutant: str) -> None:
    assert mutant in broken(command)


@pytest.mark.parametrize(
    "command",
    [
        "# only a comment",
        "sleep 5",
        "until a; do\n  sleep 1\ndone",
        "timeout 30 a",
        "sudo docker image ls",
        "a << EOF\n# a comment in a file\nEOF",
    ],
)
def test_what_is_left_alone(command: str) -> None:
    """No other mutant than the loss of the whole: waiting longer, a comment, a command's name."""
    assert {mutant.kind for mutant in broken(command).values()} <= {"drop statement"}
    assert len(broken(command)) <= 1


def test_the_line_is_the_lessons_own() -> None:
    found = broken("a one\nb two |\n  c three")
    assert found["a onex\nb two |\n  c three"].line == 2
    assert found["a one\nb twox |\n  c three"].line == 3
    last = found["a one\nb two |\n  c threex"]
    assert (last.line, last.before, last.after) == (4, "  c three", "  c threex")


def test_lines_are_counted_past_comments(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "lessons"
    folder.mkdir(parents=True)
    (folder / "made-up.sh").write_text("#: step\n#zh 一\n#en One\na one\n#zh 二\n#en Two\nb two\n")
    (read,) = load_lessons(tmp_path)["made-up"].steps
    lines = {mutant.what: mutant.line for mutant in mutants(read).mutants}
    assert lines["change one to onex"] == 4
    assert lines["change two to twox"] == 7


def test_names_and_ids_are_unique_and_stay() -> None:
    command = "a docker; b docker\nc docker --all | d docker"
    found = mutants(step(command)).mutants
    assert len({mutant.id for mutant in found}) == len(found)
    assert len({mutant.what for mutant in found}) == len(found)
    assert found == mutants(step(command)).mutants


def test_a_step_that_explodes_is_capped_and_says_so() -> None:
    document = "\n".join(f"key{number}: value" for number in range(60))
    found = mutants(step(f"a --all << EOF\n{document}\nEOF"))
    assert found.total > 100
    assert len(found.mutants) == CAP
    kinds = {mutant.kind for mutant in found.mutants}
    # Every kind keeps its share, from the whole of the command.
    assert {"drop document line", "change document line"} <= kinds
    assert max(mutant.line for mutant in found.mutants) > 50


def test_every_mutant_of_the_guide_is_valid_shell_and_differs() -> None:
    for lesson in load_lessons().values():
        for each in lesson.steps:
            found = mutants(each).mutants
            assert found, each.key
            assert len({mutant.command for mutant in found}) == len(found)
            for mutant in found:
                assert mutant.command != each.command
                done = subprocess.run(
                    ["bash", "-n"], input=mutant.command, capture_output=True, text=True, check=True
                )
                assert done.stderr == ""


def test_what_the_parser_cannot_read_is_told_with_its_line() -> None:
    with pytest.raises(GuideError, match=r"^docs/lessons/made-up\.sh:3: .*cannot read"):
        mutants(step("a\nb )) c"))
