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
        pytest.param("cat <<EOF\n#zh_CN.UTF-8 UTF-8\n#en_US.UTF-8\nEOF", id="keys of locale.gen"),
        pytest.param("cat <<EOF\n#: x\n  #:y\n#: a\n\nEOF", id="no step opens in a here-document"),
        pytest.param("cat <<-'E F'\n\t#zh 一\n\tE F\nls", id="end word with tabs and a blank"),
        pytest.param("cat <<结束 | wc -l\n#english\n结束", id="end word in Chinese"),
        pytest.param("cat <<A 3<<'B-1.x'\n#en\nA\n#zh\nB-1.x", id="two in one line"),
        pytest.param('cat <<E\n#en\nE\nls <<"E"\n#zh\nE', id="two in one step"),
        pytest.param("tee a \\\n  b <<\\E\n#zh\nE", id="on a continued line"),
        pytest.param("cat <<E \\\n  | wc\n#zh\nE", id="line goes on behind the end word"),
        pytest.param('a="$(cat <<E\n#zh "\nE\n)"', id="in a substitution in double quotes"),
        pytest.param("((cat <<E)\n#zh\nE\n)", id="in two subshells"),
        pytest.param("(cat <<E)\n#zh '\nE", id="text below the closed subshell"),
        pytest.param("diff <(cat <<E\n#zh\nE\n) b", id="in a process substitution"),
        pytest.param("cat <<E\nE \n E\nE;\nEE\n#zh\nE", id="only the end word alone ends it"),
        pytest.param("cat <<E\na\\\nE\n#zh\nE", id="the shell joins a backslash and the end word"),
        pytest.param("cat <<'E'\na\\\nE\nls", id="but not if the end word is quoted"),
        pytest.param("a=$(case $b in c) cat <<E ;; esac\n#en\nE\n)", id="a pattern's parenthesis"),
        pytest.param('echo "${a%%\'"\'*}" <<E\n#zh\nE', id="a quote in a pattern"),
        pytest.param("echo a#b ${c#d} $# <<E\n#zh\nE", id="a hash that begins no comment"),
    ],
)
def test_the_command_is_kept_byte_for_byte(tmp_path: Path, command: str) -> None:
    assert only(read(tmp_path, f"#: a\n\n{command}\n\n")).command == command


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("cat <<<E", id="here-string"),
        pytest.param("echo '<<E'", id="single quotes"),
        pytest.param('echo "<<E"', id="double quotes"),
        pytest.param("echo $'\\'<<E'", id="escaped quote"),
        pytest.param("echo \\<\\<E", id="backslashes"),
        pytest.param("ls # cat <<E", id="comment"),
        pytest.param("ls;# cat <<E", id="comment behind an operator"),
        pytest.param("echo $((1<<E)) $[1<<E]", id="arithmetic expansion"),
        pytest.param("((a=(1<<E)))", id="arithmetic command"),
        pytest.param("for((i=1<<E;i<3;i++)); do ls; done", id="arithmetic loop"),
        pytest.param("a[1<<E]=2", id="subscript"),
        pytest.param("echo ${a:-<<E}", id="default value"),
    ],
)
def test_comments_stay_comments_where_no_here_document_is_open(tmp_path: Path, line: str) -> None:
    step = only(read(tmp_path, f"#: a\n{line}\n#zh 一\n#en One\nls\n"))
    assert step.command == f"{line}\nls"
    assert step.text("en") == f"{line}\n# One\nls"


def test_comments_stand_around_a_here_document(tmp_path: Path) -> None:
    text = "#: a\n#zh 一\n#en One\n\ncat <<E\n#zh\nE\n  #zh 二\n  #en Two\nls\n\n#: b\nls\n"
    step, after = read(tmp_path, text).steps
    assert step.command == "cat <<E\n#zh\nE\nls"
    assert step.text("zh") == "# 一\n\ncat <<E\n#zh\nE\n  # 二\nls"
    assert [step.line_of(n) for n in (1, 2, 3, 4, 5, 99)] == [5, 6, 7, 10, 10, 10]
    assert (after.id, after.opened) == ("b", 12)


def test_a_byte_order_mark_is_the_only_thing_reported_of_its_file(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"web\.sh:1: .*a byte order mark \(BOM\)") as caught:
        read(tmp_path, b"\xef\xbb\xbf#: a\nls\n")
    assert len(caught.value.problems) == 1


def test_windows_line_endings_do_not_hide_the_end_of_a_here_document(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="carriage return") as caught:
        read(tmp_path, "#: a\r\ncat <<E\r\n#zh\r\nE\r\n")
    assert len(caught.value.problems) == 1


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
        ("#: a\nls\n".encode("utf-16"), 1, "not UTF-8"),
        ("#: a\nls\n\ufeff#: b\nls\n", 3, "a byte order mark (BOM)"),
        ("#: a\nls\necho \0\n", 3, "a NUL byte"),
        ("#: a\n\u3000#zh 一\n#en One\nls\n", 2, '"#zh" begins a comment'),
        ("#: a\nls\n\u00a0#: b\nls\n", 3, 'a step opens with "#: id"'),
        ("#: a\nls\ncat <<E\n#zh\n\n#: b\nls\n", 3, 'write its end word "E"'),
        ("#: a\ncat <<E\nx\n\tE\n", 2, "the here-document is not closed"),
        ("#: a\ncat <<-E\nx\n  E\n", 2, "the here-document is not closed"),
        ("#: a\ncat <<A <<B\nA\n", 2, 'write its end word "B"'),
        ("#: a\nx=$(cat <<E\ny\nE)\n", 2, "the here-document is not closed"),
        ("#: a\ncat <<E \\\n#: b\nls\n", 2, "the here-document is not closed"),
        ("#: a\ncat <<E '\n\n#: b\nls\n", 2, "the here-document is not closed"),
        ("#: a\ncat <<E\n#zh\nE\n#zh 一\nls\n", 5, 'a "#zh" without its "#en"'),
        ("#: a\necho '\n#english\n'\n", 3, '"#en" begins a comment'),
        ("#: a\ncat <<E\n#english\nE\n#english\nls\n", 5, '"#en" begins a comment'),
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


def test_a_problem_is_an_annotation_on_github_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = Problem("a,b.sh", 3, "100 %\nbad")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    problem.annotate()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    problem.annotate("warning")
    assert capsys.readouterr().out == "::warning file=a%2Cb.sh,line=3::100 %25%0Abad\n"
