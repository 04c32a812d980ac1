"""A MkDocs hook: the files that are part of both builds and belong to neither.

The images and files in assets/ are the same in both languages, so they are kept once, outside
docs/zh and docs/en. As they become ordinary files of the build, MkDocs checks every link to them.
Each lesson is there as a script to download, and the state of all steps as data.
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
from checks.guide.script import script
from checks.guide.status import status


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
    return files
