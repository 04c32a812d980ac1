"""Each step is complete shell by itself: what bash says, at the lesson's line."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.guide import rules_lessons, shell
from checks.guide.files import Guide
from checks.guide.lesson import load_lessons
from checks.guide.problem import ROOT, GuideError, Problem
from checks.guide.rules_lessons import each_step_is_complete_shell


def guide(root: Path) -> Guide:
    return Guide(root, load_lessons(root), {}, [], [])


def read(root: Path, text: str) -> Guide:
    path = root / "docs" / "lessons" / "web.sh"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return guide(root)


def problems(root: Path, text: str) -> list[Problem]:
    return list(each_step_is_complete_shell(read(root, text)))


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("while true; do\n  ls\ndone", id="loop"),
        pytest.param("cat <<E\n#zh ' $( \nE", id="here-document"),
        pytest.param("# only a comment", id="comment"),
        pytest.param("echo 中文 \u3000“引号”", id="Chinese"),
        pytest.param("[[ $a =~ ^(b|c)$ ]] && ((d<<1)) || ls <(ls)", id="bash's own"),
        pytest.param("exit 1; return; set +n; exec false; trap 'ls' EXIT", id="nothing is run"),
    ],
)
def test_a_complete_step_is_in_order(tmp_path: Path, command: str) -> None:
    assert problems(tmp_path, f"#: a\n{command}\n\n#: b\nls\n") == []


@pytest.mark.parametrize(
    ("command", "line", "message"),
    [
        pytest.param("while true; do", 4, "syntax error: unexpected end of file", id="loop"),
        pytest.param("ls\ndone", 5, "syntax error near unexpected token `done'", id="end of one"),
        pytest.param("if ls; then\n  ls", 5, "syntax error: unexpected end of file", id="if"),
        pytest.param("ls\necho 'a\nb", 5, "looking for matching `''", id="quote"),
        pytest.param("ls\nls $(ls", 5, "looking for matching `)'", id="substitution"),
        pytest.param("ls |", 4, "syntax error: unexpected end of file", id="pipe"),
        pytest.param("case a in\nb) ls ;;", 5, "syntax error: unexpected end of file", id="case"),
        pytest.param("a=(1\n2", 4, "looking for matching `)'", id="list"),
        pytest.param(
            "ls\nb=$(cat <<E)\nc\nE",
            5,
            "warning: command substitution: 1 unterminated",
            id="warning",
        ),
        pytest.param("cat <<''\nx\n", 4, "delimited by end-of-file", id="an empty end word"),
    ],
)
def test_an_incomplete_step_is_a_problem_at_its_line(
    tmp_path: Path, command: str, line: int, message: str
) -> None:
    text = f"#: before\nls\n#: a\n{command}\n\n#: b\nls\n"
    (problem,) = problems(tmp_path, text)
    assert (problem.path, problem.line) == ("docs/lessons/web.sh", line), str(problem)
    assert 'step "a" is not complete shell' in problem.message
    assert message in problem.message


def test_comments_are_counted_in_the_line(tmp_path: Path) -> None:
    text = "#: a\n\n#zh 一\n#en One\n\nls\n#zh 二\n#en Two\nls\n  #zh 三\n  #en Three\n)\nls\n"
    (problem,) = problems(tmp_path, text)
    assert problem.line == 12


def test_what_one_step_opens_another_cannot_close(tmp_path: Path) -> None:
    text = "#: a\nwhile true; do\n\n#: b\ndone\n"
    assert [problem.line for problem in problems(tmp_path, text)] == [2, 5]


def test_a_step_is_read_and_never_run(tmp_path: Path) -> None:
    touch = f"touch {tmp_path}/run"
    text = f"#: a\nset +n\n{touch}; $({touch}) `{touch}` ${{a:=$({touch})}}\neval '{touch}'\n{{\n"
    assert len(problems(tmp_path, text)) == 1
    assert not (tmp_path / "run").exists()


def test_what_ends_bash_itself_does_not_hide_the_other_steps(tmp_path: Path) -> None:
    deep = "(" * 300_000
    text = f"#: a\nls\n#: b\n{deep}\n#: c\nls\n#: d\nfi\n"
    assert [problem.line for problem in problems(tmp_path, text)] == [4, 8]


def test_without_bash_nothing_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    shell._read.cache_clear()
    missing = "docs/lessons:1: cannot be checked: bash is not installed"
    (problem,) = problems(tmp_path, "#: a\nls\n")
    assert str(problem).startswith(missing)
    with pytest.raises(GuideError, match=missing):
        read(tmp_path, "#: a\ncat <<E\nE\n")


def test_the_gate_asks() -> None:
    assert each_step_is_complete_shell in rules_lessons.RULES


def test_the_guides_own_lessons_are_complete() -> None:
    assert list(each_step_is_complete_shell(guide(ROOT))) == []
