"""A MkDocs hook: the files that are part of both builds and belong to neither.

The images and files in assets/ are the same in both languages, so they are kept once, outside
docs/zh and docs/en. As they become ordinary files of the build, MkDocs checks every link to them.
Each lesson is there as a script to download, the state of all steps as data, and each record as it
is in the repository. The old address of the article leads to the guide.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from checks.guide.lesson import load_lessons
from checks.guide.problem import GuideError
from checks.guide.record import load_records
from checks.site.script import script
from checks.site.status import status

OLD_ADDRESSES = {"Explore-docker.html": "./", "Explore-docker/index.html": "../"}
"""Where the article of 2014 stood, and the way from there to the start page of the guide that has
its name. A file server gives the one for /Explore-docker.html, and GitHub Pages for /Explore-docker
as well; others give the second for it, and all do for /Explore-docker/."""

_MOVED = """<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=GUIDE">
<meta name="robots" content="noindex">
<link rel="canonical" href="GUIDE">
<link rel="icon" href="GUIDEassets/site/logo.svg">
<title>逃离 VMware，拥抱 Docker</title>
<p>这篇文章如今是一份指南：<a href="GUIDE">逃离 VMware，拥抱 Docker</a>。</p>
<p lang="en">The article is a guide now:
<a href="GUIDEen/" hreflang="en">Escape VMware, Embrace Docker</a>.</p>
</html>
"""


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Keep the theme's templates compiled: they take a tenth of a build, and do not change."""
    env.bytecode_cache = FileSystemBytecodeCache()
    return env


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every file below assets/ under its own path, and the lessons as scripts."""
    root = Path(config.config_file_path or ".").resolve().parent
    for path in sorted((root / "assets").rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            name = path.relative_to(root).as_posix()
            files.append(File.generated(config, name, abs_src_path=str(path)))
    with contextlib.suppress(GuideError):  # the macros say what is wrong
        lessons = load_lessons(root)
        for name, lesson in lessons.items():
            files.append(File.generated(config, f"lessons/{name}.sh", content=script(lesson)))
        table = status(lessons.values(), load_records(root))
        files.append(File.generated(config, "status.json", content=table))
        for record in (root / "docs" / "records").glob("*/*.json"):
            name = record.relative_to(root / "docs").as_posix()
            files.append(File.generated(config, name, abs_src_path=str(record)))
    if config.theme["language"] == "zh":  # the site's root
        for name, guide in OLD_ADDRESSES.items():
            files.append(File.generated(config, name, content=_MOVED.replace("GUIDE", guide)))
    return files
