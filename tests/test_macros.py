"""What readers see: one string is shown, copied and hashed, and the words come from the record."""

from __future__ import annotations

import html
import logging
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import markdown
import pytest

from checks.guide import macros as plugin
from checks.guide.lesson import LANGUAGES, Language, load_lessons
from checks.guide.problem import ROOT
from checks.guide.record import Machine, Record, StepRecord, Supply, Why
from checks.site.script import script
from checks.site.show import Macros
from checks.guide.state import State
from checks.site.whole import whole

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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "docs" / "lessons"
    folder.mkdir(parents=True)
    (folder / "web.sh").write_text(LESSON, encoding="utf-8")
    return tmp_path


def record(root: Path, **changes: Any) -> Record:
    step = load_lessons(root)["web"].steps[0]
    kept = StepRecord("run", step.hash, State.LIVE, 0, 1.26, "out\n", "", 0, None)
    return Record(
        "web",
        "here",
        WHEN,
        "abc",
        Machine("b", "Ubuntu 24.04", "6.8", "x86_64", "29.1", "2", "5", "host 29", None),
        Supply(State.LIVE, ("registry-1.docker.io",), ()),
        (replace(kept, **changes),),
    )


def show(root: Path, language: Language, *records: Record) -> str:
    return Macros(language, load_lessons(root), list(records)).step("web/run", "../#marks")


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
    block = show(root, language, record(root))
    assert "\n" not in block
    page = markdown.markdown(
        f"{before}{indent}{block}\n\n{indent}After.\n",
        extensions=["checks.site.block", "admonition", "pymdownx.superfences", "pymdownx.tabbed"],
        extension_configs={"pymdownx.tabbed": {"alternate_style": True}},
    )
    (copied,) = re.findall(r'data-copy="([^"]*)"', page)
    assert html.unescape(copied) == load_lessons(root)["web"].steps[0].command
    shown = block.replace("&#10;", "\n").replace("&#9;", "\t")
    assert shown in page
    assert f"<p>{shown}" not in page
    assert "<em>" not in page


def test_the_comment_is_shown_in_the_readers_language_and_not_copied(root: Path) -> None:
    zh, en = (show(root, language) for language in LANGUAGES)
    assert "# 启动 *一个* 网页" in words(zh)
    assert "# Start *one* page" in words(en)
    for text in (zh, en):
        (copied,) = re.findall(r'data-copy="([^"]*)"', text)
        assert "网页" not in copied
        assert "Start" not in copied


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_state_has_its_word_and_shape(root: Path, language: Language) -> None:
    seen = {
        State.LIVE: show(root, language, record(root)),
        State.STAND_IN: show(root, language, record(root, state=State.STAND_IN)),
        State.NOT_RUN: show(root, language),
        State.STALE: show(root, language, record(root, hash="sha256:" + "0" * 64)),
    }
    for state, text in seen.items():
        assert f'data-state="{state}"' in text
        assert state.mark in text
        assert state.word(language) in words(text)
        assert html.escape(state.meaning(language), quote=True) in text
        assert 'href="../#marks"' in text
    css = (ROOT / "assets" / "site" / "step.css").read_text(encoding="utf-8")
    drawn = dict(
        re.findall(r'^\[data-state="([^"]+)"\] \{ --mark: url\("([^"]+)"\); \}$', css, re.M)
    )
    assert set(drawn) == set(State)
    assert len(set(drawn.values())) == 4
    legend = Macros(language, {}, []).marks()
    for state in State:
        assert state.mark in legend
        assert html.escape(state.meaning(language)) in legend


def test_what_the_record_holds_is_told(root: Path) -> None:
    kept = record(
        root, state=State.STAND_IN, exit=3, stdout="a\n\n<b>\tc\n", stderr="E: bad", cut=42
    )
    kept = replace(kept, supply=Supply(State.STAND_IN, (), ("hub.test", "apt.test")))
    text = words(show(root, "en", kept))
    for part in ("1.3 s", "exit code 3", "a\n\n<b>\tc", "Standard error", "E: bad"):
        assert part in text
    assert "42 characters left out" in text
    assert "Stood in for in this lesson: hub.test, apt.test" in text
    text = words(show(root, "zh", kept))
    for part in ("1.3 秒", "退出码 3", "标准错误", "省略了 42 个字符", "hub.test、apt.test"):
        assert part in text


def test_a_step_that_is_not_run_says_why(root: Path) -> None:
    why = Why("要两台 <机器>", "Needs two <machines>")
    kept = record(root, state=State.NOT_RUN, exit=None, stdout="", why=why)
    assert "要两台 <机器>" in words(show(root, "zh", kept))
    assert "Needs two <machines>" in words(show(root, "en", kept))
    assert "no record yet" in words(show(root, "en"))


def test_a_stale_step_says_when_the_old_one_ran(root: Path) -> None:
    text = words(show(root, "en", record(root, hash="sha256:" + "0" * 64)))
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
    text = show(root, "en", record(root, stdout=output))
    assert html.unescape(re.findall(r"<samp>(.*?)</samp>", text)[0]) == shown


def test_the_head_of_a_page_says_on_what_it_ran(root: Path) -> None:
    for language, part in (("zh", "上次运行"), ("en", "Last run")):
        text = words(Macros(language, load_lessons(root), [record(root)]).ran(("web",)))  # type: ignore[arg-type]
        for fact in (part, "2026-11-23", "Ubuntu 24.04", "Docker 29.1", "6.8"):
            assert fact in text
    assert "every outside service real" in words(
        Macros("en", load_lessons(root), [record(root)]).ran(("web",))
    )
    assert "no record yet" in words(Macros("en", load_lessons(root), []).ran(("web",)))


def env(root: Path, page: str) -> Any:
    source = root / "docs" / "en" / "web.md"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(page, encoding="utf-8")
    given: dict[str, Any] = {}
    return SimpleNamespace(
        conf={"theme": {"language": "en"}, "docs_dir": str(source.parent)},
        project_dir=str(root),
        page=SimpleNamespace(url="web/", file=SimpleNamespace(abs_src_path=str(source))),
        macro=lambda made, name="": given.__setitem__(name or made.__name__, made),
        given=given,
    )


def test_an_unknown_name_is_a_warning_with_the_page_and_its_line(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page = env(root, '# Web\n\n[[= step("web/gone") =]]\n\n[[= ran("gone") =]]\n')
    plugin.define_env(page)
    with caplog.at_level(logging.WARNING, "mkdocs.plugins.guide"):
        page.given["step"]("web/gone")
        page.given["ran"]("gone")
    assert [record.getMessage().split(";")[0] for record in caplog.records] == [
        'docs/en/web.md:3: there is no step "web/gone"',
        'docs/en/web.md:5: there is no lesson "gone"',
    ]
    assert 'href="../#marks"' in page.given["step"]("web/next")


def test_a_broken_lesson_is_a_warning_with_its_line(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (root / "docs/lessons/web.sh").write_text("#: a\n#zh 一\nls\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING, "mkdocs.plugins.guide"):
        plugin.define_env(env(root, ""))
    assert caplog.records[0].getMessage().startswith("docs/lessons/web.sh:2: ")


def test_a_machine_is_named_once_for_the_lessons_that_ran_on_it(root: Path) -> None:
    (root / "docs/lessons/slim.sh").write_text("#: run\nls\n", encoding="utf-8")
    lessons = load_lessons(root)
    kept = StepRecord("run", lessons["slim"].steps[0].hash, State.LIVE, 0, 0.001, "", "", 0, None)
    slim = replace(record(root), lesson="slim", steps=(kept,))
    macros = Macros("en", lessons, [record(root), slim])
    text = words(macros.ran(("web", "slim")))
    assert text.count("Last run") == 1
    assert text.count("every outside service real") == 1
    slim = replace(slim, supply=Supply(State.STAND_IN, (), ("registry-1.docker.io",)))
    head = Macros("en", lessons, [record(root), slim]).ran(("web", "slim"))
    items = [words(one) for one in re.findall("<li.*?</li>", head)]
    assert [("service real" in one, "stood in for" in one) for one in items] == [
        (True, False),
        (False, True),
    ]
    assert "< 0.01 s" in words(macros.step("slim/run"))


def test_a_build_with_unknown_names_fails_with_every_culprit_and_no_traceback(root: Path) -> None:
    settings = ("mkdocs.yml", "mkdocs.en.yml", "theme")
    for name in (*settings, "assets", "checks/guide", "docs/terms.txt"):
        source = ROOT / name
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
    pages = root / "docs" / "en"
    pages.mkdir()
    (pages / "index.md").write_text('# A\n\n[[= step("web/gone") =]]\n', encoding="utf-8")
    (pages / "install.md").write_text('---\na: b\n---\n# B\n\n[[= ran("no") =]]\n', "utf-8")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "mkdocs.en.yml"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert built.returncode == 1
    assert 'docs/en/index.md:3: there is no step "web/gone"' in built.stderr
    assert 'docs/en/install.md:6: there is no lesson "no"' in built.stderr
    assert "Traceback" not in built.stderr


def test_the_article_leads_to_its_steps(root: Path) -> None:
    (root / "docs" / "article.toml").write_text(
        "commands = 'sudo docker run <web>'\n"
        '[[line]]\nsection = "run"\ncommand = "sudo docker run <web>"\n'
        'now = { zh = "用 `docker`", en = "Use `docker`" }\nsteps = ["web/run", "web/next"]\n',
        encoding="utf-8",
    )
    page = env(root, '[[= article("run") =]]')
    plugin.define_env(page)
    table = page.given["article"]("run")
    assert "\n" not in table
    assert '<code class="command">sudo docker run &lt;web&gt;</code>' in table
    assert ">Use <code>docker</code></td>" in table
    assert re.findall(r'href="([^"]+)"', table) == [
        "../web/#step_web_run",
        "../web/#step_web_next",
    ]
    assert 'data-state="not run"' in table


def test_a_lesson_can_be_downloaded_as_the_script_that_was_run(root: Path) -> None:
    lesson = load_lessons(root)["web"]
    text = script(lesson)
    assert text.startswith("#!/usr/bin/env bash\n")
    pieces = re.split(r"^# -- (.+)\n", text, flags=re.MULTILINE)[1:]
    assert dict(zip(pieces[::2], (p.rstrip("\n") for p in pieces[1::2]), strict=True)) == {
        step.id: step.command for step in lesson.steps
    }
    assert subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode == 0
    html = Macros("en", {"web": lesson}, []).ran(("web",), "../")
    assert 'href="../lessons/web.sh" download' in html


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
    page = markdown.markdown(f"Say `{code}`.", extensions=["checks.site.whole"])
    assert f"<code>{line}</code>" in page


def test_the_options_of_a_step_are_kept_together(root: Path) -> None:
    assert '<span class="whole">--env</span>' in show(root, "en")
