"""The words that pages do not use."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.guide.problem import ROOT
from tests.terms import main, wrong


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("zh", "私有镜像仓库服务", ["镜像仓库服务"]),
        ("zh", "容器的名字", ["名字"]),
        ("zh", "文件夹；共享文件夹", ["文件夹"]),
        ("zh", "这台主机重启，你的主机，第二台主机", ["主机", "主机", "主机"]),
        ("zh", "宿主机、主机名、别的主机、其他主机、虚拟主机、连得上的主机", []),
        ("zh", "自己量，量过的", ["自己量", "量过"]),
        ("zh", "用量、流量、大量、重量级、数据量的上限", []),
        ("zh", "`名字` [链接](名字.md) 标题 { #名字 }", []),
        ("zh", "```text\n名字\n```\n名字", ["名字"]),
        (
            "en",
            "Whoever, anew: his folder lies in it",
            ["Whoever", "anew", "folder", "lies in", "his"],
        ),
        ("en", "A secure shared folder, this one; `folder`", []),
    ],
)
def test_a_word_is_found_in_prose_only(language: str, text: str, found: list[str]) -> None:
    assert sorted(word for _, word, _ in wrong(text, language)) == sorted(found)


def test_what_the_macros_say_keeps_to_the_words() -> None:
    """In Chinese: what stands in this file comes to the pages' steps and heads."""
    lines = (ROOT / "checks/site/words.toml").read_text(encoding="utf-8").splitlines()
    chinese = "\n".join(line for line in lines if line.startswith(("zh", "meaning.zh")))
    assert chinese
    assert list(wrong(chinese, "zh")) == []


def test_each_word_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "zh" / "page.md"
    page.parent.mkdir()
    page.write_text("# 标题\n\n```text\n名字\n```\n\n名字\n", encoding="utf-8")
    assert main([str(page)]) == 1
    assert f'{page}:7: "名字"; write: 名称' in capsys.readouterr().out
