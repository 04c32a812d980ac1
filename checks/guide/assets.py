"""A MkDocs hook: the folder assets/ at the repository's root is part of both builds.

The images and files are the same in both languages, so they are kept once, outside docs/zh and
docs/en. As they become ordinary files of the build, MkDocs checks every link to them.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every file below assets/ under its own path."""
    root = Path(config.config_file_path or ".").resolve().parent
    for path in sorted((root / "assets").rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            name = path.relative_to(root).as_posix()
            files.append(File.generated(config, name, abs_src_path=str(path)))
    return files
