"""What readers see: one string is shown, copied and hashed, and the words come from the record."""

from __future__ import annotations

import html
import logging
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import markdown
import pytest
from msgspec.structs import replace

from checks.guide.lesson import LANGUAGES, Language, load_lessons
from checks.guide.problem import ROOT
from checks.guide.record import (
    SCHEMA,
    Machine,
    Record,
    Standing,
    StepRecord,
    Supply,
    Texts,
)
from checks.guide.state import MARKED, SHOWN, Mark, Sign, State
from checks.site import head, macros, source, step
from checks.site.block import Block, find, place
from checks.site.copies import copy
from checks.site.files import script
from checks.site.html import fenced, highlight, whole
from checks.site.source import Place, Source
from checks.site.words import meaning, say

LESSON = """#: run
#zh 启动 *一个* 网页
#en Start *one* page
cat <<'EOF' | docker run --env 'A="<&>"' nginx \\

\tindented    wide _x_ *y*
EOF

#: next
docker ps
"""
WHEN = "2026-11-23T22:05:07Z"
A_PAGE: Any = SimpleNamespace(src_uri="web.md", dest_uri="web/index.html")
NO_FILES: Any = SimpleNamespace(get_file_from_path=lambda path: None)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "docs" / "lessons" / "run"
    folder.mkdir(parents=True)
    (folder / "web.sh").write_text(LESSON, encoding="utf-8")
    return tmp_path


def record(root: Path, **changes: Any) -> Record:
    first = load_lessons(root)["run/web"].steps[0]
    kept = StepRecord("run", first.hash, State.RUN, 0, 1.26, ["out", ""])
    return Record(
        SCHEMA,
        "run/web",
        "here_live",
        WHEN,
        "abc",
        3.0,
        Machine("b", "Ubuntu 24.04", "6.8", "x86_64", "29.1", "2", "5", "host 29", None),
        Supply(["registry-1.docker.io"], []),
        [replace(kept, **changes)],
    )


def guide(root: Path, *records: Record) -> Source:
    return Source(load_lessons(root), list(records))


def here(language: Language = "en") -> Place:
    return Place(language, "run/web", "../../")


def block(root: Path, language: Language, *records: Record) -> Block:
    known = guide(root, *records)
    return step.block(known, known.lessons["run/web"].steps[0], here(language))


def show(root: Path, language: Language, *records: Record) -> str:
    return block(root, language, *records).html


def words(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("before", "indent"),
    [
        ("", ""),
        ('=== "A tab"\n\n    Words.\n\n', "    "),
        ('=== "A tab"\n\n    !!! note\n\n', "        "),
        ("1. A list\n\n", "    "),
        ("Words right above.\n", ""),
    ],
    ids=["margin", "tab", "note in a tab", "list", "no blank line"],
)
def test_the_copied_string_is_the_command_at_any_depth(
    root: Path, language: Language, before: str, indent: str
) -> None:
    made = block(root, language, record(root))
    line = place(made)
    assert "\n" not in line
    source = f"{before}{indent}{line}\n\n{indent}After.\n"
    page = markdown.markdown(
        source,
        extensions=["checks.site.block", "admonition", "pymdownx.superfences", "pymdownx.tabbed"],
        extension_configs={"pymdownx.tabbed": {"alternate_style": True}},
    )
    command = load_lessons(root)["run/web"].steps[0].command
    (copied,) = re.findall(r'data-copy="([^"]*)"', page)
    assert html.unescape(copied) == command
    assert made.html in page
    assert f"<p>{made.html}" not in page
    assert "<em>" not in page
    # And in the page's Markdown copy.
    plain = copy(source, A_PAGE, NO_FILES)
    fence = [indent + line if line else "" for line in fenced(command, "bash")]
    assert "\n".join(["", *fence, ""]) in plain


def test_the_comment_is_shown_in_the_readers_language_and_not_copied(root: Path) -> None:
    zh, en = (show(root, language) for language in LANGUAGES)
    assert "# 启动 *一个* 网页" in words(zh)
    assert "# Start *one* page" in words(en)
    for text in (zh, en):
        (copied,) = re.findall(r'data-copy="([^"]*)"', text)
        assert "网页" not in copied
        assert "Start" not in copied


OLD = "sha256:" + "0" * 64


def told(root: Path, language: Language, *records: Record, **marks: Texts | None) -> Block:
    """The first step, which its check marks so."""
    known = guide(root, *records)
    first = known.lessons["run/web"].steps[0]
    known.marks[first.key] = {Mark(name): words for name, words in marks.items()}
    return step.block(known, first, here(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ordinary_step_has_no_mark(root: Path, language: Language) -> None:
    for kept in (record(root), record(root, state=State.STAND_IN), record(root, exit=130)):
        made = told(root, language, kept)
        assert "data-state" not in made.html
        assert made.markdown[2] == "```bash"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mark_has_its_word_and_shape_before_the_command(root: Path, language: Language) -> None:
    seen: dict[Sign, Block] = {
        Mark.DELETES: told(root, language, record(root), deletes_data=None),
        Mark.STOPS: told(root, language, record(root), stops_containers=None),
        Mark.SECOND_HOST: told(root, language, record(root), second_host=None),
        Mark.FAILS: told(root, language, record(root, exit=7)),
        State.NOT_RUN: told(root, language),
        State.STALE: told(root, language, record(root, hash=OLD)),
    }
    for sign, made in seen.items():
        before = made.html.partition("<pre>")[0]
        assert re.findall(r'data-state="([^"]+)"', made.html) == [sign]
        assert '<i class="mark"></i>' in before
        assert say(language, sign) in words(before)
        assert html.escape(meaning(language, sign), quote=True) in before
        assert say(language, sign) in made.markdown[0]
    assert seen.keys() | {Mark.DIFFERS} == {*MARKED}
    css = (ROOT / "assets" / "site" / "step.css").read_text(encoding="utf-8")
    drawn = dict(
        re.findall(r'^\[data-state="([^"]+)"\] \{ --mark: url\("([^"]+)"\); \}$', css, re.M)
    )
    assert set(drawn) == {*MARKED, *SHOWN}
    assert len(set(drawn.values())) == len(drawn)
    legend = head.marks(here(language)).html
    for sign in (*MARKED, *SHOWN):
        assert f'data-state="{sign}"' in legend
        assert html.escape(meaning(language, sign)) in legend


def test_several_marks_stand_side_by_side(root: Path) -> None:
    made = told(root, "en", record(root, exit=1), second_host=None, deletes_data=None)
    assert made.markdown[0] == (
        "**Deletes data · Uses another machine · Meant to fail (exit code 1)**"
    )


def test_an_old_record_does_not_say_that_the_new_command_fails(root: Path) -> None:
    assert "Meant to fail" not in words(told(root, "en", record(root, hash=OLD, exit=1)).html)


def test_where_the_output_differs_stands_in_it(root: Path) -> None:
    how = Texts("指纹", "The fingerprint")
    stood_in = replace(record(root), supply=Supply([], ["hub.test"]))
    made = told(root, "en", stood_in, differs=how)
    assert "Output (yours will differ)" in words(made.html)
    assert "Your output will differ: The fingerprint" in words(made.html.partition("<details")[2])
    assert "Your output will differ: The fingerprint" in made.markdown
    # The real services answered: it does not differ.
    assert "differ" not in words(told(root, "en", record(root), differs=how).html)


def test_what_the_record_holds_is_told(root: Path) -> None:
    kept = record(
        root,
        state=State.STAND_IN,
        exit=3,
        stdout=["a", "", "<b>\tc", ""],
        stderr=["E: bad"],
        cut=42,
    )
    kept = replace(kept, supply=Supply([], ["hub.test", "apt.test"]))
    text = words(show(root, "en", kept))
    for part in (
        "1.3 s",
        "(exit code 3)",
        "2026-11-23 · Ubuntu 24.04 · Docker 29.1",
        "a\n\n<b>\tc",
        "Standard error",
        "E: bad",
    ):
        assert part in text
    assert "42 characters left out" in text
    assert "answered for hub.test, apt.test" in text
    text = words(show(root, "zh", kept))
    for part in ("1.3 秒", "（退出码 3）", "标准错误", "省略了 42 个字符", "hub.test、apt.test"):
        assert part in text


@pytest.mark.parametrize("errors", [[], ["<all>"], ["E: bad"]], ids=["none", "either", "kept"])
def test_an_output_that_is_not_kept_is_told_and_not_shown(root: Path, errors: list[str]) -> None:
    made = block(root, "en", record(root, stdout=["<all>"], stderr=errors))
    for text in (words(made.html), "\n".join(made.markdown)):
        assert "<all>" not in text
        assert "was not kept" in text
        assert "No output" not in text
        assert ("E: bad" in text) == ("E: bad" in errors)


def test_a_step_that_is_not_run_says_why(root: Path) -> None:
    why = Texts("要两台 <机器>", "Needs two <machines>")
    kept = record(root, state=State.NOT_RUN, exit=None, stdout=[], why=why)
    assert "要两台 <机器>" in words(show(root, "zh", kept))
    assert "Needs two <machines>" in words(show(root, "en", kept))
    assert "no record yet" in words(show(root, "en"))
    # Nor did the old command run, if the step was left out then.
    said = words(show(root, "en", replace(kept, steps=[replace(kept.steps[0], hash=OLD)])))
    assert "Needs two <machines>" in said
    assert "ran on" not in said


def test_a_stale_step_says_when_the_old_one_ran(root: Path) -> None:
    text = words(show(root, "en", record(root, hash=OLD)))
    assert "the old command ran on 2026-11-23" in text


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        ("\x1b[31mred\x1b[0m\x1b[K", "red"),
        ("\x1b]0;title\x07here", "here"),
        ("10%\r50%\r100%\r\ndone", "100%\ndone"),
        ("bell\x07 nul\x00", "bell␇ nul␀"),
        ("bytes \udcff", "bytes \ufffd"),
    ],
)
def test_a_terminals_output_becomes_text(root: Path, output: str, shown: str) -> None:
    text = show(root, "en", record(root, stdout=output.split("\n")))
    assert html.unescape(re.findall(r"<samp>(.*?)</samp>", text, re.DOTALL)[0]) == shown


def test_out_of_date_has_its_words_in_both_languages(root: Path) -> None:
    old = record(root, hash=OLD)
    for language, word in (("zh", "已过期"), ("en", "Out of date")):
        made = block(root, language, old)  # type: ignore[arg-type]
        assert word in words(made.html)
        assert "2026-11-23" in words(made.html)
        assert any(word in line and "2026-11-23" in line for line in made.markdown)


def known(*parts: tuple[State, str, str, bool]) -> list[Standing]:
    """Steps in a state, each on a day, a Docker and perhaps with stand-ins; "" is no record."""
    made = []
    for state, day, docker, stood_in in parts:
        machine = Machine(
            *("b", "Debian GNU/Linux 13 (trixie)", "6.8", "x86_64", docker, "2", "5", "host"), None
        )
        supply = Supply([], ["hub.test"] if stood_in else [])
        one = Record(SCHEMA, "l", "s", f"{day}T22:05:07Z", "abc", 3.0, machine, supply, [])
        made.append(Standing(state, one if day else None))
    return made


RUN = (State.RUN, "2026-11-27", "29.7.2", False)
STOOD_IN = (State.STAND_IN, "2026-11-27", "29.7.2", True)
EARLIER = (State.RUN, "2026-11-20", "29.7.2", False)
OTHER = (State.RUN, "2026-11-27", "26.1.5", False)
BARE = (State.RUN, "2026-11-27", "", False)
LEFT_OUT = (State.NOT_RUN, "2026-11-27", "29.7.2", True)
STALE = (State.STALE, "2026-11-27", "29.7.2", True)
NO_RECORD = (State.NOT_RUN, "", "", False)
ON = "on 2026-11-27, on Debian 13 with Docker 29.7"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([RUN], f"The 1 command on this page was run and checked {ON}."),
        ([RUN, RUN], f"All 2 commands on this page were run and checked {ON}."),
        (
            [RUN, STOOD_IN],
            f"All 2 commands on this page were run and checked {ON} "
            "(downloads from a local stand-in).",
        ),
        (
            [RUN, EARLIER],
            "All 2 commands on this page were run and checked between 2026-11-20 and 2026-11-27, "
            "on Debian 13 with Docker 29.7.",
        ),
        (
            [RUN, RUN, OTHER],
            f"All 3 commands on this page were run and checked {ON} (2) "
            "and Debian 13 with Docker 26.1 (1).",
        ),
        (
            [BARE, BARE],
            "All 2 commands on this page were run and checked on 2026-11-27, on Debian 13.",
        ),
        (
            [RUN, LEFT_OUT, STALE, STALE, NO_RECORD],
            f"Of the 5 commands on this page, 1 ran and passed the check {ON}; "
            "2 out of date, 1 without a record, 1 not run.",
        ),
        (
            [STALE, NO_RECORD, LEFT_OUT],
            "None of the 3 commands on this page has an up-to-date record: "
            "1 out of date, 1 without a record, 1 not run.",
        ),
    ],
    ids=["one", "all", "stand-in", "days", "versions", "no Docker", "some", "none"],
)
def test_the_head_claims_what_the_records_say(
    steps: list[tuple[State, str, str, bool]], said: str
) -> None:
    assert head.sentence(known(*steps), "en") == said
    # The same facts in Chinese.
    zh = head.sentence(known(*steps), "zh")
    for fact in ("29.7", "26.1", "2026-11-20", "2026-11-27"):
        assert (fact in zh) == (fact in said)
    assert ("全部" in zh) == said.startswith("All")
    assert ("替身" in zh) == ("stand-in" in said)
    assert ("已过期" in zh) == ("out of date" in said)


def test_the_head_counts_the_lab_lesson_in_and_leads_to_how_it_is_tested(root: Path) -> None:
    (root / "docs/lessons/run/web.lab.sh").write_text("#: far\nls\n", encoding="utf-8")
    made = head.ran(guide(root, record(root)), here())
    line = (
        "Of the 3 commands on this page, 1 ran and passed the check on 2026-11-23, "
        "on Ubuntu 24.04 with Docker 29.1; 2 without a record."
    )
    assert line in words(made.html)
    assert 'href="../../background/tested/"' in made.html
    assert made.markdown == (f"{line} [How?](../../background/tested/)",)
    # One quiet line, and nothing to choose.
    assert made.html.count("<p>") == 1
    assert "<select" not in made.html
    assert "data-state" not in made.html


def test_the_end_of_a_page_has_its_script_its_record_and_where_to_report(root: Path) -> None:
    known = guide(root, record(root))
    end = head.made_from(known, here())
    assert 'href="../../lessons/run/web.sh" download' in end
    assert 'href="../../records/here_live/run/web.json" download' in end
    assert "data-report" not in end
    assert 'data-report="https://x.y/z"' in head.made_from(known, here(), "https://x.y/z")


def env(root: Path, page: str) -> Any:
    path = root / "docs" / "en" / "run" / "web.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    given: dict[str, Any] = {}
    source.read.cache_clear()
    return SimpleNamespace(
        conf={"theme": {"language": "en"}},
        project_dir=str(root),
        page=SimpleNamespace(
            url="run/web/",
            meta={},
            file=SimpleNamespace(abs_src_path=str(path), src_uri="run/web.md"),
        ),
        macro=lambda made, name: given.__setitem__(name, made),
        given=given,
    )


def made_by(macro: str) -> Block:
    """What a macro's line stands for."""
    found = find(macro)
    assert found
    return found[1]


def test_an_unknown_name_is_a_warning_with_the_page_and_its_line(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page = env(root, '# Web\n\n[[= step("gone") =]]\n\n[[= figure("start/vm/median") =]]\n')
    macros.define_env(page)
    with caplog.at_level(logging.WARNING, "mkdocs.plugins.guide"):
        page.given["step"]("gone")
        page.given["figure"]("start/vm/median")
    assert [record.getMessage().split(";")[0] for record in caplog.records] == [
        'docs/en/run/web.md:3: there is no step "gone" in docs/lessons/run/web.sh',
        "docs/en/run/web.md:5: nothing is measured yet",
    ]
    assert "step_next" in made_by(page.given["step"]("next")).html


def test_a_broken_lesson_is_a_warning_with_its_line(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (root / "docs/lessons/run/web.sh").write_text("#: a\n#zh 一\nls\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING, "mkdocs.plugins.guide"):
        macros.define_env(env(root, ""))
    assert caplog.records[0].getMessage().startswith("docs/lessons/run/web.sh:2: ")


def test_the_lab_lesson_of_a_page_is_shown_on_it(root: Path) -> None:
    (root / "docs/lessons/run/web.lab.sh").write_text("#: far\nls\n", encoding="utf-8")
    known = guide(root, record(root))
    shown = head.made_from(known, here())
    assert re.findall(r'href="([^"]+\.sh)"', shown) == [
        "../../lessons/run/web.sh",
        "../../lessons/run/web.lab.sh",
    ]
    far = known.lessons["run/web.lab"].steps[0]
    assert 'id="step_far"' in step.block(known, far, here()).html
    assert here().to_step(far) == "../../run/web/#step_far"


def test_a_build_with_unknown_names_fails_with_every_culprit_and_no_traceback(root: Path) -> None:
    settings = ("mkdocs.yml", "mkdocs.en.yml", "theme")
    for name in (*settings, "assets", "checks/guide", "checks/site", "docs/terms.txt"):
        source = ROOT / name
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
    pages = root / "docs" / "en"
    (pages / "run").mkdir(parents=True)
    link = "[x](run/no.md#step_gone)"
    (pages / "index.md").write_text(f'# A\n\n{link}\n\n[[= step("gone") =]]\n', encoding="utf-8")
    (pages / "run" / "no.md").write_text("---\na: b\n---\n# B\n\n[[= ran() =]]\n", "utf-8")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "mkdocs.en.yml"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert built.returncode == 1
    assert 'docs/en/index.md:5: there is no step "gone"' in built.stderr
    assert "contains a link 'run/no.md#step_gone', but the doc" in built.stderr
    assert "docs/en/run/no.md:6: this page has no lesson" in built.stderr
    assert "Traceback" not in built.stderr


def test_a_lesson_can_be_downloaded_as_the_script_that_was_run(root: Path) -> None:
    lesson = load_lessons(root)["run/web"]
    text = script(lesson)
    assert text.startswith("#!/usr/bin/env bash\n")
    pieces = re.split(r"^# -- (.+)\n", text, flags=re.MULTILINE)[1:]
    assert dict(zip(pieces[::2], (p.rstrip("\n") for p in pieces[1::2]), strict=True)) == {
        step.id: step.command for step in lesson.steps
    }
    assert subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode == 0
    shown = head.made_from(guide(root), here())
    assert 'href="../../lessons/run/web.sh" download' in shown


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("docker run --detach -it web", ["--detach", "-it"]),
        ("apt-get install docker-ce", ["apt-get", "docker-ce"]),
        ("/etc/http-proxy.conf --name=a", ["http-proxy.conf", "--name"]),
        ("--a-word-that-no-phone-holds-in-a-line", []),
        ("docker ps", []),
    ],
)
def test_a_word_with_a_hyphen_is_kept_together(code: str, kept: list[str]) -> None:
    marked = re.compile(r'<span class="whole">(.*?)</span>')
    line = whole(code)
    assert marked.findall(line) == kept
    assert marked.sub(r"\1", line) == code
    page = markdown.markdown(f"Say `{code}`.", extensions=["checks.site.block"])
    assert f"<code>{line}</code>" in page
    page = markdown.markdown(f"## Say {code}", extensions=["checks.site.block"])
    assert page == f"<h2>Say {line}</h2>"


def test_short_code_in_a_table_is_kept_together() -> None:
    page = markdown.markdown(
        "| a | `no` |\n| - | - |\n| b | `a b` |", extensions=["tables", "checks.site.block"]
    )
    assert re.findall("<code>.*?</code>", page) == [
        '<code><span class="whole">no</span></code>',
        "<code>a b</code>",
    ]


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("/etc/systemd/system/docker.service.d", ["/etc/systemd/", "system/", "docker.service.d"]),
        ("type=bind,source=/srv,target=/mnt", ["type=bind,", "source=/srv,", "target=/mnt"]),
        ("./conf.d:/etc/nginx/conf.d:ro", ["./conf.d:/etc/nginx/", "conf.d:", "ro"]),
        ("{{.HostConfig.RestartPolicy.Name}}", ["{{.HostConfig.RestartPolicy.Name}}"]),
        ("/etc/docker/daemon.json", ["/etc/docker/daemon.json"]),
    ],
)
def test_a_long_path_is_broken_between_its_parts(code: str, parts: list[str]) -> None:
    assert whole(code).split("<wbr>") == parts


@pytest.mark.parametrize("end", [" &amp;&amp;", " \\", " |", ' <span class="k">do</span>'])
def test_what_joins_two_lines_is_never_alone_on_one(end: str) -> None:
    command = "for a in b;" + re.sub("<[^>]*>", "", end).replace("&amp;", "&")
    first, *_ = highlight(f"{command}\n  true").splitlines()
    assert first.endswith(f'<span class="whole">{end}</span>')


def test_the_options_of_a_step_are_kept_together(root: Path) -> None:
    assert '<span class="whole">--env</span>' in show(root, "en")


def test_a_fence_is_longer_than_what_it_holds() -> None:
    assert fenced("a\n````\nb", "text") == ["`````text", "a", "````", "b", "`````"]
