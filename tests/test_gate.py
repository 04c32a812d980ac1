"""The gate: a small guide that is in order, and every way to break it.

Each break names the file, the line and the message that it must give, and must give nothing else,
so no rule can be removed or grow too eager without a test turning red.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from mkdocs.utils.yaml import yaml_load

from checks.guide import gate
from checks.guide.lesson import LANGUAGES, load_lessons
from checks.guide.problem import ROOT
from checks.guide.record import SCHEMA, Machine, Record, StepRecord, Supply, Texts
from checks.guide.state import State

WEB, LAB = "docs/lessons/web/start.sh", "docs/lessons/web/start.lab.sh"
CHECK, LAB_CHECK = "checks/web/test_start.py", "checks/web/test_start_lab.py"
ZH, EN = "docs/zh/web/start.md", "docs/en/web/start.md"
RECORD = "docs/records/here/web/start.json"

FILES = {
    WEB: "#: run\n#zh 启动\n#en Start\ndocker ps\n\n#: stop\ndocker stop web\n",
    LAB: "#: list\ndocker ps --all\n",
    CHECK: (
        "import pytest\n\n\ndef test_run(terminal):\n    assert terminal\n\n\n"
        '@pytest.mark.not_run(zh="会重启", en="It reboots")\ndef test_stop():\n    ...\n'
    ),
    LAB_CHECK: "def test_list(terminal):\n    assert terminal\n",
    "assets/images/plot.zh.svg": "<svg/>",
    "assets/images/plot.en.svg": "<svg/>",
    "assets/files/daemon.json": "{}",
    "docs/zh/index.md": "# 首页\n",
    "docs/en/index.md": "# Home\n",
}
PAGE = """\
---
title: Web
---
# {title}

[[= ran() =]]

Words, [the last part](#last), [here](start.md#first), [home](../index.md), [out](https://a.b/).

## {title} { #first }

[[= step("run") =]]

![plot](../assets/images/plot.{language}.svg)
[daemon](../assets/files/daemon.json)

=== "{title}"

    [[= step("stop") =]]

    ```json
    {"a": "{{.Names}}", "b": "[[ -f x ]]"}
    ```

### {title} { #last }

[[= step("list") =]]
"""


def settings() -> str:
    """The part of mkdocs.yml that the gate reads: the site's own, but for the menu."""
    with (ROOT / "mkdocs.yml").open("rb") as file:
        site = yaml_load(file)
    read = {
        "markdown_extensions": site["markdown_extensions"],
        "plugins": {"macros": site["plugins"]["macros"]},
    }
    return "nav:\n  - index.md\n  - web:\n      - web/start.md\n" + yaml.safe_dump(read)


SETTINGS = settings()


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root, name, text.replace(old, new, 1))


def save_record(root: Path, lesson: str = "web/start") -> None:
    steps = [
        StepRecord(step.id, step.hash, State.RUN, 0, 0.1)
        if step.id != "stop"
        else StepRecord(step.id, step.hash, State.NOT_RUN, why=Texts("会重启", "It reboots"))
        for step in load_lessons(root)[lesson].steps
    ]
    machine = Machine("b", "o", "k", "a", "d", "c", "p", "e", None)
    record = Record(
        SCHEMA, lesson, "here", "2026-11-23T22:05:07Z", "abc", 1.0, machine, Supply([], []), steps
    )
    record.save(record.path(root))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A guide that is in order."""
    write(tmp_path, "mkdocs.yml", SETTINGS)
    for name, text in FILES.items():
        write(tmp_path, name, text)
    for name, language, title in ((ZH, "zh", "网页"), (EN, "en", "Web")):
        write(tmp_path, name, PAGE.replace("{title}", title).replace("{language}", language))
    save_record(tmp_path)
    return tmp_path


def found(root: Path) -> list[str]:
    return [str(problem) for problem in gate.problems(root)[0]]


def line_of(root: Path, name: str, text: str) -> int:
    return (root / name).read_text(encoding="utf-8").split("\n").index(text) + 1


def test_a_guide_in_order_passes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main(root) == 0
    assert capsys.readouterr().out == (
        "gate: 2 lessons, 3 steps, 2 + 2 pages, 1 records: all in order\n"
    )


def test_culprits_are_printed_and_the_exit_code_is_1(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(root, WEB, "#: stop", "#:stop")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert gate.main(root) == 1
    printed = capsys.readouterr()
    assert f'{WEB}:6: a step opens with "#: id"' in printed.out
    assert "::error" not in printed.out
    assert "1 problem" in printed.err
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert gate.main(root) == 1
    assert f"::error file={WEB},line=6::a step opens" in capsys.readouterr().out


def test_no_lessons_is_a_failure(tmp_path: Path) -> None:
    write(tmp_path, "mkdocs.yml", SETTINGS[SETTINGS.index("markdown_extensions") :])
    assert found(tmp_path) == ["docs/lessons:1: no lessons found; the guide shows nothing"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [\n", "cannot be read"),
        ("", "has no macros plugin with its j2_* delimiters"),
        ("nav: []\n", "has no macros plugin with its j2_* delimiters"),
        (SETTINGS.replace("admonition", "admonitian"), "markdown_extensions: "),
    ],
)
def test_settings_that_cannot_be_used_are_a_failure(root: Path, text: str, message: str) -> None:
    write(root, "mkdocs.yml", text)
    assert [one for one in found(root) if one.startswith(f"mkdocs.yml:1: {message}")]


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


def removes(*names: str) -> Break:
    def remove(root: Path) -> None:
        for name in names:
            (root / name).unlink()

    return remove


def moves(name: str, to: str) -> Break:
    def move(root: Path) -> None:
        (root / name).rename(root / to)

    return move


def writes_bytes(name: str, data: bytes) -> Break:
    def write_it(root: Path) -> None:
        (root / name).write_bytes(data)

    return write_it


def writes(text: str, *names: str) -> Break:
    def write_them(root: Path) -> None:
        for name in names:
            write(root, name, text)

    return write_them


STOP = '    [[= step("stop") =]]\n'
RUN = '[[= step("run") =]]\n'
LIST = '[[= step("list") =]]'
HEAD = "[[= ran() =]]"


IN_ORDER = [
    pytest.param(
        breaks(CHECK, old="not_run(", new='not_run(on="debian", '), id="not run on one system"
    ),
    pytest.param(
        breaks(
            CHECK,
            old="@pytest.mark.not_run(",
            new='@pytest.mark.deletes_data\n@pytest.mark.differs(zh="一", en="a")\n'
            "@pytest.mark.not_run(",
        ),
        id="marks",
    ),
    pytest.param(
        breaks(WEB, old="docker stop web", new="docker stop --time 3 web"), id="a record is stale"
    ),
    pytest.param(
        several(
            breaks(WEB, old="#: stop", new="#: pause\ndocker pause web\n\n#: stop"),
            breaks(CHECK, old="@pytest", new="def test_pause(): ...\n@pytest"),
            breaks(ZH, EN, old=STOP, new=f'    [[= step("pause") =]]\n\n{STOP}'),
        ),
        id="a record does not know a step yet",
    ),
    pytest.param(removes(RECORD), id="no record"),
    pytest.param(
        breaks(EN, old=HEAD, new="[[# of Jinja #]]\n[[=\n  ran()\n=]]"),
        id="a macro over three lines",
    ),
]


@pytest.mark.parametrize("change", IN_ORDER)
def test_what_is_no_fault_passes(root: Path, change: Break) -> None:
    change(root)
    assert found(root) == []


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
            removes(CHECK),
            [f"{WEB}:1: a lesson without checks; write {CHECK}"],
            id="lesson without checks",
        ),
        pytest.param(
            writes("def test_a(): ...\n", "checks/web/test_gone_away.py"),
            [
                "checks/web/test_gone_away.py:1: checks without a lesson; its lesson would be "
                "docs/lessons/web/gone-away.sh"
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
            writes("def test_stop(): ...\ndef test_run(): ...\n", CHECK),
            [f"{CHECK}:1: test_stop stands where the lesson has test_run"],
            id="checks in another order",
        ),
        pytest.param(
            writes("def test_run(:\n", CHECK),
            [f"{CHECK}:1: not Python"],
            id="check is not Python",
        ),
        pytest.param(
            writes("class TestWeb:\n    def test_run(self): ...\n", CHECK),
            [f"{CHECK}:1: a class of tests"],
            id="class of checks",
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
                (
                    "@pytest.mark.deletes",
                    "@pytest.mark.deletes is no mark of a step; there are not_run",
                ),
                ("@pytest.mark.deletes_data()", "@pytest.mark.deletes_data takes no words"),
                ("@pytest.mark.differs", "a step that differs says how in both languages"),
                ('@pytest.mark.differs(zh="x")', "a step that differs says how in both languages"),
                (
                    '@pytest.mark.differs(zh="x", en="x", on="debian")',
                    "a step that differs says how",
                ),
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
            [f'{WEB}:6: step "stop" is not shown on docs/{x}/web/start.md' for x in ("en", "zh")],
            id="step shown nowhere",
        ),
        pytest.param(
            breaks(EN, old=STOP, new=""),
            [f'{WEB}:6: step "stop" is not shown on {EN}'],
            id="step shown in one language",
        ),
        pytest.param(
            breaks(EN, old=STOP, new=STOP + "\n" + STOP),
            [f'{EN}:21: step "stop" is already shown at line 19'],
            id="step shown twice",
        ),
        pytest.param(
            breaks(ZH, EN, old='step("run")', new='step("rum")'),
            [f'{x}:12: there is no step "rum"; did you mean run' for x in (EN, ZH)]
            + [f'{WEB}:1: step "run" is not shown on docs/{x}/web/start.md' for x in ("en", "zh")],
            id="unknown step",
        ),
        *[
            pytest.param(
                breaks(ZH, EN, old='step("run")', new=call),
                [f"{x}:12: there is no step {name}" for x in (EN, ZH)]
                + [f'{WEB}:1: step "run" is not shown on {x}' for x in (EN, ZH)],
                id=call,
            )
            for call, name in [
                ("step()", '""'),
                ('step("run", "stop")', '""'),
                ('step("web/start/run")', '"web/start/run"; did you mean run'),
            ]
        ],
        pytest.param(
            several(
                breaks(LAB, old="#: list", new="#: run"),
                breaks(LAB_CHECK, old="test_list", new="test_run"),
                breaks(ZH, EN, old=LIST, new=""),
            ),
            [f'{WEB}:1: step "run" is also in {LAB}, which the same page shows'],
            id="a step of both lessons of a page",
        ),
        pytest.param(
            writes(f"# Home\n\n{RUN}", "docs/zh/index.md", "docs/en/index.md"),
            [
                f'docs/{x}/index.md:3: there is no step "run"; write it in docs/lessons first'
                for x in ("en", "zh")
            ],
            id="steps on a page without a lesson",
        ),
        *[
            pytest.param(
                several(
                    writes("#: a\nls\n", f"docs/lessons/web/{name}.sh"),
                    writes("def test_a(): ...\n", f"checks/web/{check}.py"),
                ),
                [
                    f"docs/lessons/web/{name}.sh:1: a lesson without its page; write "
                    f"docs/{x}/web/gone.md"
                    for x in ("en", "zh")
                ],
                id=f"{name} without a page",
            )
            for name, check in [("gone", "test_gone"), ("gone.lab", "test_gone_lab")]
        ],
        pytest.param(
            several(
                writes("#: list\nls\n", "docs/lessons/web/start-lab.sh"),
                writes("# S\n\n[[= ran() =]]\n\n" + LIST, "docs/zh/web/start-lab.md"),
                writes("# S\n\n[[= ran() =]]\n\n" + LIST, "docs/en/web/start-lab.md"),
                breaks("mkdocs.yml", old="- index.md", new="- index.md\n  - web/start-lab.md"),
            ),
            [f"{LAB}:1: its checks would be {LAB_CHECK}, those of docs/lessons/web/start-lab.sh"],
            id="two lessons with one file of checks",
        ),
        # The head of a page
        pytest.param(
            breaks(EN, ZH, old=HEAD, new=""),
            [f"{x}:1: a page with steps says once when they were run" for x in (EN, ZH)],
            id="no head",
        ),
        pytest.param(
            breaks(EN, ZH, old=HEAD, new=f"{HEAD}\n\n{HEAD}"),
            [f"{x}:8: a page with steps says once when they were run" for x in (EN, ZH)],
            id="two heads",
        ),
        pytest.param(
            writes(f"# Home\n\n{HEAD}\n", "docs/zh/index.md", "docs/en/index.md"),
            [f"docs/{x}/index.md:3: a page with steps says once" for x in ("en", "zh")],
            id="a head on a page without a lesson",
        ),
        pytest.param(
            breaks(EN, old=HEAD, new=f"{HEAD}\n\n[[= marks() =]]"),
            [f"{EN}:6: the other macros here differ from {ZH}:6"],
            id="other macros differ",
        ),
        # The menu and the addresses
        pytest.param(
            writes("# New\n", "docs/zh/web/new.md", "docs/en/web/new.md"),
            ["docs/zh/web/new.md:1: not in the menu; add web/new.md to nav in mkdocs.yml"],
            id="not in the menu",
        ),
        pytest.param(
            breaks("mkdocs.yml", old="- index.md", new="- web/index.md\n  - index.md"),
            ["mkdocs.yml:2: nav names web/index.md, which is no page of docs/zh"],
            id="menu names no page",
        ),
        pytest.param(
            several(
                removes("docs/zh/index.md", "docs/en/index.md"),
                breaks("mkdocs.yml", old="- web:", new="- web/index.md\n  - web:"),
                writes("# W\n", "docs/zh/web/index.md", "docs/en/web/index.md"),
                breaks(ZH, EN, old="../index.md", new="index.md"),
            ),
            ["mkdocs.yml:2: nav names index.md, which is no page of docs/zh"],
            id="the line of a name that ends another",
        ),
        pytest.param(
            several(
                breaks("mkdocs.yml", old="- web:", new="- web.md\n  - web/index.md\n  - web:"),
                writes(
                    "# W\n", *(f"docs/{x}/web{y}.md" for x in LANGUAGES for y in ("", "/index"))
                ),
            ),
            [
                f"docs/{x}/web.md:1: docs/{x}/web/index.md has the same address on the site"
                for x in LANGUAGES
            ],
            id="two pages of one address",
        ),
        # Records
        *[
            pytest.param(
                breaks(RECORD, old=old, new=new),
                [f"{RECORD}:{line}: {message}"],
                id=f"record: {message}",
            )
            for old, new, line, message in [
                ('"id": "run"', '"id": "gone"', 27, 'a record of step "gone", which'),
                (
                    '"exit": 0',
                    '"exit": "0"',
                    30,
                    "Expected `int | null`, got `str` (field steps[0]",
                ),
                (
                    '"schema": 2',
                    '"schema": 1',
                    2,
                    "another shape than this program reads: Invalid enum value 1",
                ),
                ('"schema": 2,', '"schema": 2', 3, "not JSON: "),
            ]
        ],
        pytest.param(
            breaks(RECORD, old="web/start", new="web/old"),
            [f"{RECORD}:3: this record belongs at docs/records/here/web/old.json (field lesson)"],
            id="record in the wrong place",
        ),
        pytest.param(
            several(
                breaks(RECORD, old="web/start", new="web/old"),
                moves(RECORD, to=RECORD.replace("start", "old")),
            ),
            [
                'docs/records/here/web/old.json:1: a record of lesson "web/old", which does not '
                "exist; remove it"
            ],
            id="record without a lesson",
        ),
        pytest.param(
            several(
                breaks(ZH, EN, old=RUN, new="RUN"),
                breaks(ZH, EN, old=STOP, new="    " + RUN),
                breaks(ZH, EN, old="RUN", new=STOP.strip() + "\n"),
            ),
            [f'{x}:19: step "run" comes before "stop" in {WEB}' for x in (EN, ZH)],
            id="order of the lesson",
        ),
        pytest.param(
            several(
                breaks(EN, old=RUN, new=""),
                breaks(EN, old="## Web", new=LIST + "\n\n" + RUN + "\n## Web"),
                breaks(EN, old="{ #last }\n\n" + LIST, new="{ #last }"),
            ),
            [f'{EN}:10: step "list" stands where {ZH}:12 has "run"'],
            id="order of the other language",
        ),
        *[
            pytest.param(
                breaks(EN, old=RUN, new=f"{before}{RUN}{after}"),
                [
                    f'{EN}:13: step "run" stands in code or in a comment',
                    f'{WEB}:1: step "run" is not shown on {EN}',
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
                "[[= marks(page) =]]",
                "[[= marks(*pages) =]]",
                "[[= marks() | upper =]]",
                "[[= 'text' =]]",
                '[[= marks(name="web") =]]',
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
            several(
                writes("# 只有中文\n", "docs/zh/alone.md"),
                breaks("mkdocs.yml", old="- index.md", new="- index.md\n  - alone.md"),
            ),
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
            breaks(EN, old="![plot](../assets/images/plot.en.svg)", new=""),
            [f"{ZH}:14: image ../assets/images/plot.zh.svg is missing in {EN}"],
            id="image in one language",
        ),
        pytest.param(
            breaks(EN, old="[here](start.md#first)", new="here"),
            [f"{ZH}:8: link start.md#first is missing in {EN}"],
            id="link in one language",
        ),
        pytest.param(
            breaks(EN, old="[out]", new="[more](#first) [out]"),
            [f"{EN}:8: link #first is missing in {ZH}"],
            id="link in the other language",
        ),
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
            [f"{EN}:29: inline code over several lines"],
            id="fence that is none",
        ),
        *[
            pytest.param(
                lambda root, text=text: write(
                    root, EN, text + (root / EN).read_text(encoding="utf-8").replace("---\n", "")
                ),
                [f"{EN}:{line}: the front matter {message}"],
                id=f"front matter that is none: {message}",
            )
            for text, line, message in [
                ("---\ntitle: a\ndescription: what it does: all\n---\n", 3, "is no YAML"),
                ("---\ntitle: 'a\n---\n", 3, "is no YAML"),
                ("---\ntitle: a\n\n", 1, "has no end"),
                ("---\njust words\n---\n", 1, 'has no "key: value"'),
                ("---\n\n---\n", 1, 'has no "key: value"'),
            ]
        ],
    ],
)
def test_a_break_is_named(root: Path, break_it: Break, culprits: list[str]) -> None:
    break_it(root)
    texts = found(root)
    missing = [one for one in culprits if not any(text.startswith(one) for text in texts)]
    more = [text for text in texts if not any(text.startswith(one) for one in culprits)]
    assert (missing, more) == ([], [])


def test_lines_are_right_below_a_macro_over_several_lines(root: Path) -> None:
    edit(root, EN, HEAD, "[[# a note\nof Jinja #]]\n\n[[=\n  ran()\n=]]")
    edit(root, EN, STOP, "")
    edit(root, EN, "{ #last }", "{ #end }")
    assert found(root) == [
        f'{EN}:29: heading id "end" is missing in {ZH}',
        f'{WEB}:6: step "stop" is not shown on {EN}; write [[= step("stop") =]] there',
        f'{ZH}:25: heading id "last" is missing in {EN}',
    ]
