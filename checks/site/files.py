"""Files of the site that are no pages: pictures, lessons to download, records, status.json.

What lies in assets/ is the same in both languages, so it is kept once, outside docs/zh and docs/en.
As it becomes ordinary files of the build, MkDocs checks every link to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from checks.guide.lesson import Lesson
from checks.guide.record import Record, StepRecord
from checks.guide.state import State
from checks.site.source import Source


def files(root: Path, source: Source, config: MkDocsConfig) -> Iterator[File]:
    """Everything below assets/ under its own path, the lessons as scripts, the records."""
    for path in sorted((root / "assets").rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            name = path.relative_to(root).as_posix()
            yield File.generated(config, name, abs_src_path=str(path))
    for lesson in source.lessons.values():
        yield File.generated(config, f"lessons/{lesson.name}.sh", content=script(lesson))
    for record in source.records:
        name = f"records/{record.system}/{record.lesson}.json"
        yield File.generated(config, name, abs_src_path=str(record.path(root)))
    yield File.generated(config, "status.json", content=status(source))


def script(lesson: Lesson) -> str:
    """The lesson as a script for bash: the very bytes that were run, under the steps' ids.

    A step that is meant to fail does not end it.
    """
    parts = [f"#!/usr/bin/env bash\n# {lesson.path}\n"]
    parts += [f"# -- {step.id}\n{step.command}\n" for step in lesson.steps]
    return "\n".join(parts)


def status(source: Source) -> str:
    """Every step with what each system's record says of it, as JSON."""
    steps = []
    for lesson in source.lessons.values():
        for step in lesson.steps:
            known = source.standings(step)
            runs = [_run(x.state, x.record, x.step) for x in known if x.record and x.step]
            told = {"hash": step.hash, "command": step.command, "state": known[0].state}
            steps.append({"lesson": lesson.name, "step": step.id, **told, "runs": runs})
    return msgspec.json.format(msgspec.json.encode({"steps": steps}), indent=1).decode() + "\n"


def _run(state: State, record: Record, step: StepRecord) -> dict[str, object]:
    machine = record.machine
    return {
        **{"system": record.system, "state": state, "when": record.when},
        **{name: getattr(machine, name) for name in ("os", "docker", "containerd", "kernel")},
        **{"commit": record.commit, "exit": step.exit, "seconds": step.seconds},
    }
