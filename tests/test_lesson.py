"""The lesson's grammar: what it gives, and what each mistake is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from checks.guide.lesson import Lesson, Step, load_lesson, load_lessons
from checks.guide.problem import GuideError, Problem


def read(root: Path, text: str | bytes, name: str = "web") -> Lesson:
    path = root / "docs" / "lessons" / f"{name}.sh"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_lesson(path, root)


def only(lesson: Lesson) -> Step:
    (step,) = lesson.steps
    return step


def test_a_step_is_its_command_and_its_comments_in_two_languages(tmp_path: Path) -> None:
    text = (
        "\n#: run-web\n#zh 启动\n#en Start\ndocker run \\\n  nginx\n\n"
        "  #zh 看\n  #en Look\n  docker ps\n\n#: stop\ndocker stop web\n"
    )
    lesson = read(tmp_path, text)
    run, stop = lesson.steps
    assert (run.key, run.opened, run.line, run.path) == ("web/run-web", 2, 5, "docs/lessons/web.sh")
    assert run.command == "docker run \\\n  nginx\n\n  docker ps"
    assert run.text("zh") == "# 启动\ndocker run \\\n  nginx\n\n  # 看\n  docker ps"
    assert run.text("en") == "# Start\ndocker run \\\n  nginx\n\n  # Look\n  docker ps"
    assert (stop.command, stop.opened, stop.line, stop.test) == (
        "docker stop web",
        12,
        13,
        "test_stop",
    )
    assert lesson.check == "checks/test_web.py"


def test_the_hash_is_of_the_command_alone(tmp_path: Path) -> None:
    plain = only(read(tmp_path, "#: a\nls 中\n"))
    assert plain.hash == "sha256:" + hashlib.sha256("ls 中".encode()).hexdigest()
    assert only(read(tmp_path, "#: other\n\n#zh 一\n#en One\nls 中\n\n")).hash == plain.hash


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("cat <<'EOF'\n   \n\ta\n\nEOF", id="white space inside stays"),
        pytest.param("# a shell comment\nls # one more", id="shell comments are command"),
        pytest.param("echo '#zh not at the start'", id="an item begins its line"),
        pytest.param("#!/bin/sh\nls", id="shebang"),
    ],
)
def test_the_command_is_kept_byte_for_byte(tmp_path: Path, command: str) -> None:
    assert only(read(tmp_path, f"#: a\n\n{command}\n\n")).command == command


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "an empty lesson"),
        ("\n\n", 1, "an empty lesson"),
        ("ls\n#: a\nls\n", 1, "stands before the first step"),
        ("#zh 一\n#en One\n#: a\nls\n", 1, "stands before the first step"),
        ("ls\n", 1, "stands before the first step"),
        ("#: a\nls\n#:\nls\n", 3, 'a step opens with "#: id"'),
        ("#:a\nls\n", 1, 'a step opens with "#: id"'),
        (" #: a\nls\n", 1, 'a step opens with "#: id"'),
        ("#: Run_Web\nls\n", 1, 'step id "Run_Web" must be'),
        ("#: a b\nls\n", 1, 'step id "a b" must be'),
        ("#: a\nls\n\n#: a\nls\n", 4, 'step "a" already stands at line 1'),
        ("#: a\n\n#: b\nls\n", 1, 'step "a" has no command'),
        ("#: a\n#zh 一\n#en One\n", 1, 'step "a" has no command'),
        ("#: a\n#zh 一\nls\n", 2, 'a "#zh" without its "#en"'),
        ("#: a\nls\n#zh 一\n", 3, 'a "#zh" without its "#en"'),
        ("#: a\n#zh 一\n\n#en One\nls\n", 2, 'a "#zh" without its "#en"'),
        ("#: a\n#zh 一\n\n#en One\nls\n", 4, 'an "#en" without its "#zh"'),
        ("#: a\n#en One\n#zh 一\nls\n", 2, 'an "#en" without its "#zh"'),
        ("#: a\n#zh 一\n#zh 二\n#en Two\nls\n", 2, 'a "#zh" without its "#en"'),
        ("#: a\n#zh\n#en One\nls\n", 2, '"#zh" begins a comment'),
        ("#: a\n#zh 一\n#en  \nls\n", 3, '"#en" begins a comment'),
        ("#: a\n#english\nls\n", 2, '"#en" begins a comment'),
        ("#: a\nls \\\n#zh 一\n#en One\n  -l\n", 3, "ends in a backslash cuts"),
        ("#: a\nls  \n", 2, "white space at the step's end"),
        ("#: a\nls \\\n", 2, "the step ends in a backslash"),
        ("#: a\nls\r\n", 1 + 1, "a carriage return"),
        (b"#: a\nls\necho \xff\n", 3, "not UTF-8"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, text: str | bytes, line: int, message: str
) -> None:
    with pytest.raises(GuideError) as caught:
        read(tmp_path, text)
    assert any(
        (p.path, p.line) == ("docs/lessons/web.sh", line) and message in p.message
        for p in caught.value.problems
    ), str(caught.value)


def test_a_bad_file_name_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"My_Lesson\.sh:1: .*rename the file"):
        read(tmp_path, "#: a\nls\n", "My_Lesson")


def test_all_mistakes_of_all_lessons_are_told_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with pytest.raises(GuideError):
            read(tmp_path, "#: A\nls\n#: b\n#zh 一\nls\n", name)
    with pytest.raises(GuideError) as caught:
        load_lessons(tmp_path)
    assert [str(p).split(": ")[0] for p in caught.value.problems] == [
        "docs/lessons/one.sh:1",
        "docs/lessons/one.sh:4",
        "docs/lessons/two.sh:1",
        "docs/lessons/two.sh:4",
    ]


def test_a_problem_is_an_annotation_on_github() -> None:
    problem = Problem("a,b.sh", 3, "100 %\nbad")
    assert problem.annotation == "::error file=a%2Cb.sh,line=3::100 %25%0Abad"
