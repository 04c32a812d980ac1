"""The scanner sees a here-document exactly where bash does.

Bash warns of a here-document that the end of the file cuts off. So every beginning of a script, cut
after each of its lines, tells whether one is open there.
"""

from __future__ import annotations

import subprocess

import pytest

from checks.guide.heredoc import Scanner


def bash_sees_one_open(script: str) -> bool:
    ran = subprocess.run(
        ["bash", "-n"],
        input=script,
        text=True,
        capture_output=True,
        env={"LC_ALL": "C"},
        check=False,
    )
    return "delimited by end-of-file" in ran.stderr


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("cat <<A <<-'B' >c\n'\nB\nA\n$(\n\tB\nls\n", id="two, read in their order"),
        pytest.param('cat <<"A\\$B"\nA\\$B\nA$B\nls\n', id="an escape in the end word's quotes"),
        pytest.param("cat <<$'A' <<B\\ C'D'\nA\nB CD\nls\n", id="an end word of several parts"),
        pytest.param("cat << \\\nE\n'\nE\nls\n", id="the end word on the next line"),
        pytest.param("cat <<E '\na' \"\nb\" $(ls)\nE\nls\n", id="quotes that span lines"),
        pytest.param("if cat <<E; then\nfi\nE\nls; fi\nls\n", id="in the head of an if"),
        pytest.param("f() { cat <<E; }\n}\nE\n{ f <<E\n{\nE\n}\n", id="in a function"),
        pytest.param("while read -r a; do ls; done <<E | sort\ndone\nE\nls\n", id="behind a loop"),
        pytest.param("a=$(b=$(cat <<E\n)\nE\n) cat <<F\n)\nF\n)\nls\n", id="nested"),
        pytest.param('a="$(cat <<E\n"\nE\n)" b="<<E"\nls\n', id="double quotes go on behind it"),
        pytest.param("echo $((1 + (2 << 3))) <<E\n((\nE\nls\n", id="behind arithmetic"),
        pytest.param("case a in a) cat <<E ;; (b) ls; esac\n;;\nE\nls\n", id="in a case"),
        pytest.param(
            "a=$(for b in case; do case $b in (case) ls ;; in) cat <<E; esac; done\n)\nE\n)\nls\n",
            id="keywords that are words",
        ),
        pytest.param("echo `ls '<<E'` \"`ls`\" <<E\n`\nE\nls\n", id="behind backticks"),
        pytest.param("echo \"$${a\" '}' $$'b' <<E\n'\nE\nls\n", id="the shell's own number"),
        pytest.param('echo "${a:-\'"\'}" ${b#\\}} <<E\n}\nE\nls\n', id="behind expansions"),
        pytest.param("echo a\\\n#b <<E\n'\nE\n# c \\\nls\n", id="a word and a comment continued"),
        pytest.param("echo \\#a <<E\nE\necho \\\n# <<E\nls\n", id="a comment on a continued line"),
        pytest.param("cat <<E && cat <<<'<<F'\n<<G\nE\nls 2<<E >&2\nE\nls\n", id="operators"),
        pytest.param("cat <<E\nE\\\nE\nE\\\\\nE\nls\n", id="backslashes at ends of lines"),
    ],
)
def test_a_here_document_is_open_where_bash_sees_it_open(script: str) -> None:
    lines = script.splitlines()
    scanner = Scanner()
    for number, line in enumerate(lines, 1):
        scanner.read(number, line)
        if not line.endswith("\\"):
            cut = "\n".join(lines[:number]) + "\n"
            assert bool(scanner.unclosed) == bash_sees_one_open(cut), cut


def test_an_opened_here_document_knows_its_line_and_its_end_word() -> None:
    scanner = Scanner()
    scanner.read(7, "cat <<'A B' <<-C")
    first, second = scanner.unclosed
    assert (first.line, first.word, first.raw, first.tabs) == (7, "A B", True, False)
    assert (second.line, second.word, second.raw, second.tabs) == (7, "C", False, True)
    assert scanner.inside
    assert scanner.end == "A B"
