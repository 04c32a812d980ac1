"""Records: what happened when a lesson ran. One file per system and lesson.

They are read by the site and compared by people, so a file is laid out for `git diff`: one line of
output is one line of the file, and nothing in it changes that did not change in the world.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from checks.guide.lesson import Step
from checks.guide.problem import ROOT, GuideError, Problem, shown
from checks.guide.state import State

SCHEMA = 1
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Why:
    """The reason why a step is not run, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Machine:
    """What the lesson ran on. `from_` names the lesson whose machine it started from."""

    base: str
    os: str
    kernel: str
    arch: str
    docker: str
    containerd: str
    compose: str
    engine: str
    from_: str | None


@dataclass(frozen=True)
class Supply:
    """Where what came from outside came from, and from which hosts."""

    state: State
    live: tuple[str, ...]
    stand_in: tuple[str, ...]


@dataclass(frozen=True)
class StepRecord:
    """What happened when one step ran."""

    id: str
    hash: str
    state: State
    """`live`, `stand-in` or `not run`."""
    exit: int | None
    """The exit code; None when the step was not run."""
    seconds: float
    stdout: str
    stderr: str
    cut: int
    """How many characters of output were left out of the middle."""
    why: Why | None
    """Why it was not run; None when it was."""


@dataclass(frozen=True)
class Record:
    """What happened when a lesson ran on a system."""

    lesson: str
    system: str
    when: str
    """UTC, ISO 8601, to the second: `2026-11-23T22:05:07Z`."""
    commit: str
    machine: Machine
    supply: Supply
    steps: tuple[StepRecord, ...]

    def step(self, id: str) -> StepRecord | None:
        """The record of the step `id`, if it has one."""
        return next((step for step in self.steps if step.id == id), None)

    def path(self, root: Path = ROOT) -> Path:
        """Where this record belongs."""
        return root / "docs" / "records" / self.system / f"{self.lesson}.json"

    def save(self, root: Path = ROOT) -> Path:
        """Write the record where it belongs, and return that path."""
        data: dict[str, Any] = {"schema": SCHEMA} | dataclasses.asdict(self)
        data["machine"]["from"] = data["machine"].pop("from_")
        for step in data["steps"]:
            # Lists of lines, split at "\n" and nowhere else, join back to the same text.
            step["stdout"] = step["stdout"].split("\n")
            step["stderr"] = step["stderr"].split("\n")
            step["seconds"] = round(step["seconds"], 3)
        path = self.path(root)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        # Bytes that were not UTF-8 arrive as lone surrogates; JSON can hold them as \\udcXX.
        text = re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    @classmethod
    def load(cls, path: Path, root: Path = ROOT) -> Record:
        """Read a record. Raises GuideError that names every line that does not fit."""
        return _Reader(path, shown(path, root)).record()


def load_records(root: Path = ROOT) -> list[Record]:
    """Read every record of the repository at `root`. Raises GuideError with all their problems."""
    records: list[Record] = []
    problems: list[Problem] = []
    for path in sorted((root / "docs" / "records").glob("*/*.json")):
        try:
            records.append(Record.load(path, root))
        except GuideError as error:
            problems += error.problems
    if problems:
        raise GuideError(problems)
    return records


class _Reader:
    """Reads one file and collects what is wrong with it."""

    def __init__(self, path: Path, shown_as: str) -> None:
        self.path = path
        self.shown_as = shown_as
        self.text = ""
        self.problems: list[Problem] = []

    def wrong(self, key: str, message: str, nth: int | None = None) -> None:
        """Report `message` at the line of `key`: the first one, or that of the `nth` step."""
        first = 0 if nth is None else [*self.lines_of("id"), *[1] * (nth + 1)][nth]
        line = next((n for n in self.lines_of(key) if n >= first), 1)
        self.problems.append(Problem(self.shown_as, line, message))

    def lines_of(self, key: str) -> list[int]:
        lines = enumerate(self.text.split("\n"), 1)
        return [n for n, text in lines if text.lstrip().startswith(f'"{key}":')] or [1]

    def record(self) -> Record:
        again = "record the lesson again: nox -s verify -- --record"
        try:
            self.text = self.path.read_text(encoding="utf-8")
            data = json.loads(self.text)
        except UnicodeDecodeError:
            raise GuideError([Problem(self.shown_as, 1, f"not UTF-8; {again}")]) from None
        except json.JSONDecodeError as error:
            message = f"not JSON: {error.msg}; {again}"
            raise GuideError([Problem(self.shown_as, error.lineno, message)]) from None
        try:
            record = self.read(data)
        except (KeyError, TypeError, ValueError, AttributeError):
            record = None  # every such place has been reported by then
        if record is None and not self.problems:
            self.wrong("", "not a record")
        if record is not None:
            self.place(record)
        if self.problems or record is None:
            raise GuideError(
                Problem(p.path, p.line, f"{p.message}; {again}") for p in self.problems
            )
        return record

    def place(self, record: Record) -> None:
        """A record must stand where its own fields say."""
        if record.system != self.path.parent.name:
            self.wrong(
                "system",
                f'the record of system "{record.system}" lies in the folder '
                f'"{self.path.parent.name}"',
            )
        if record.lesson != self.path.stem:
            self.wrong(
                "lesson", f'the record of lesson "{record.lesson}" lies in "{self.path.name}"'
            )

    def read(self, data: Any) -> Record:
        top = self.fields(
            data,
            {
                "schema": _is_int,
                "lesson": _is_text,
                "system": _is_text,
                "when": _is_time,
                "commit": _is_text,
                "machine": _is_object,
                "supply": _is_object,
                "steps": _is_list,
            },
        )
        if top["schema"] != SCHEMA:
            self.wrong("schema", f"schema {top['schema']} is not known (this is {SCHEMA})")
        texts = ("base", "os", "kernel", "arch", "docker", "containerd", "compose", "engine")
        machine = self.fields(
            top["machine"], dict.fromkeys(texts, _is_text) | {"from": _is_text_or_null}
        )
        supply = self.fields(
            top["supply"],
            {
                "state": _is_supply,
                "live": _is_texts,
                "stand_in": _is_texts,
            },
        )
        steps = [self.step(step, nth) for nth, step in enumerate(top["steps"])]
        doubled = {step.id for step in steps if [s.id for s in steps].count(step.id) > 1}
        for id in sorted(doubled):
            self.wrong("id", f'step "{id}" is recorded twice')
        return Record(
            top["lesson"],
            top["system"],
            top["when"],
            top["commit"],
            Machine(from_=machine["from"], **{name: machine[name] for name in texts}),
            Supply(State(supply["state"]), tuple(supply["live"]), tuple(supply["stand_in"])),
            tuple(steps),
        )

    def step(self, data: Any, nth: int) -> StepRecord:
        step = self.fields(
            data,
            {
                "id": _is_text,
                "hash": _is_hash,
                "state": _is_step_state,
                "exit": _is_int_or_null,
                "seconds": _is_number,
                "stdout": _is_texts,
                "stderr": _is_texts,
                "cut": _is_int,
                "why": _is_why,
            },
            nth,
        )
        not_run = step["state"] == State.NOT_RUN
        if not_run != (step["why"] is not None):
            self.wrong("why", "a step that was not run says why, and only such a step", nth)
        if not_run != (step["exit"] is None):
            self.wrong("exit", "a step that ran has an exit code, and only such a step", nth)
        return StepRecord(
            step["id"],
            step["hash"],
            State(step["state"]),
            step["exit"],
            float(step["seconds"]),
            "\n".join(step["stdout"]),
            "\n".join(step["stderr"]),
            step["cut"],
            Why(**step["why"]) if step["why"] else None,
        )

    def fields(
        self, data: Any, expected: dict[str, Callable[[Any], bool]], nth: int | None = None
    ) -> dict[str, Any]:
        """`data`, if it is an object with just the expected fields. Raises ValueError if not."""
        if not isinstance(data, dict):
            self.wrong("", "an object was expected")
            raise ValueError
        before = len(self.problems)
        for name in data.keys() - expected.keys():
            self.wrong(name, f'unknown field "{name}"')
        for name, fits in expected.items():
            if name not in data:
                # The object itself has no line of its own; a step's begins at its id.
                self.wrong(
                    "id" if "hash" in expected else "schema", f'field "{name}" is missing', nth
                )
            elif not fits(data[name]):
                meaning = fits.__doc__ or ""
                self.wrong(name, f'field "{name}" must be {meaning}', nth)
        if len(self.problems) > before:
            raise ValueError
        return data


def _is_text(value: Any) -> bool:
    "a text"
    return isinstance(value, str)


def _is_text_or_null(value: Any) -> bool:
    "a text or null"
    return value is None or isinstance(value, str)


def _is_int(value: Any) -> bool:
    "a whole number"
    return isinstance(value, int) and not isinstance(value, bool)


def _is_int_or_null(value: Any) -> bool:
    "a whole number or null"
    return value is None or _is_int(value)


def _is_number(value: Any) -> bool:
    "a number, 0 or more"
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_object(value: Any) -> bool:
    "an object"
    return isinstance(value, dict)


def _is_list(value: Any) -> bool:
    "a list"
    return isinstance(value, list)


def _is_texts(value: Any) -> bool:
    "a list of texts"
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _is_time(value: Any) -> bool:
    "a UTC time like 2026-11-23T22:05:07Z"
    try:
        datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError):
        return False
    return True


def _is_hash(value: Any) -> bool:
    "sha256: and 64 hexadecimal digits"
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_supply(value: Any) -> bool:
    "live or stand-in"
    return value in (State.LIVE, State.STAND_IN)


def _is_step_state(value: Any) -> bool:
    "live, stand-in or not run"
    return value in (State.LIVE, State.STAND_IN, State.NOT_RUN)


def _is_why(value: Any) -> bool:
    "null, or a text in zh and en"
    return value is None or (
        isinstance(value, dict)
        and value.keys() == {"zh", "en"}
        and all(isinstance(text, str) and text.strip() for text in value.values())
    )


@dataclass(frozen=True)
class Standing:
    """What the records say about a step as it is written now."""

    state: State
    record: Record | None = None
    step: StepRecord | None = None


def standings(step: Step, records: Iterable[Record]) -> list[Standing]:
    """What each system's records say about `step`; first the one that speaks for it.

    Of the records of this very command a live one goes before a stand-in, then that of the newest
    Docker, then the newest; if there are only records of an older command, the newest of them makes
    the step stale. Without any record the step has not been run.
    """
    found = [
        (record, kept)
        for record in records
        if record.lesson == step.lesson
        if (kept := record.step(step.id))
    ]
    same = [(record, kept) for record, kept in found if kept.hash == step.hash]
    rank = {State.NOT_RUN: 0, State.STAND_IN: 1, State.LIVE: 2}
    same.sort(
        key=lambda one: (rank[one[1].state], _version(one[0].machine.docker), one[0].when),
        reverse=True,
    )
    if same:
        return [Standing(kept.state, record, kept) for record, kept in same]
    if found:
        record, kept = max(found, key=lambda one: one[0].when)
        return [Standing(State.STALE, record, kept)]
    return [Standing(State.NOT_RUN)]


def standing(step: Step, records: Iterable[Record]) -> Standing:
    """The record that speaks for `step`: the first of its `standings`."""
    return standings(step, records)[0]


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def same_outcome(one: StepRecord, other: StepRecord) -> bool:
    """Whether two runs of a step came out alike, apart from what chance decides."""
    return not _step_differences(replace(one, state=other.state, why=other.why), other)


def differences(old: Record, new: Record) -> list[str]:
    """Say in readable lines what changed in the world between two runs of a lesson.

    Times, the commit and the kernel are left out: they change with every run or host.
    """
    lines: list[str] = []
    ignored = {"kernel"}
    for field in dataclasses.fields(Machine):
        before, after = getattr(old.machine, field.name), getattr(new.machine, field.name)
        if field.name not in ignored and before != after:
            lines.append(f"{new.lesson}: {field.name.rstrip('_')}: {before} -> {after}")
    if old.supply != new.supply:
        lines.append(f"{new.lesson}: supply: {_supply(old.supply)} -> {_supply(new.supply)}")
    ids = [step.id for step in new.steps]
    for id in ids + [step.id for step in old.steps if step.id not in ids]:
        before, after = old.step(id), new.step(id)
        key = f"{new.lesson}/{id}"
        if before is None or after is None:
            lines.append(f"{key}: {'new step' if before is None else 'step is gone'}")
        else:
            lines += [f"{key}: {line}" for line in _step_differences(before, after)]
    return lines


def _supply(supply: Supply) -> str:
    return (
        f"{supply.state} (live: {', '.join(supply.live) or '-'}; "
        f"stand-in: {', '.join(supply.stand_in) or '-'})"
    )


_PULLING = re.compile(r"<short id>: (Waiting|Verifying Checksum|Download complete)")
_FETCHED = re.compile(r"(Get|Hit|Ign):\d+ (.*)")


def _comparable(output: str) -> list[str]:
    """The lines of an output without what says nothing about the world.

    apt fetches from several hosts at once, so the order of those lines is chance, and with it their
    numbers; which stages of a layer `docker pull` shows depends on how fast it comes; the width of
    a table's column hangs on times that are placeholders by now.
    """
    lines: list[str] = []
    fetched: list[str] = []
    for line in output.split("\n"):
        if _PULLING.fullmatch(line):
            continue
        match = _FETCHED.fullmatch(line)
        if match:
            fetched.append(f"{match[1]} {match[2]}")
            continue
        lines += sorted(fetched)
        fetched.clear()
        lines.append(re.sub(r" {2,}", "  ", line))
    return lines + sorted(fetched)


def _step_differences(old: StepRecord, new: StepRecord) -> list[str]:
    lines: list[str] = []
    if old.hash != new.hash:
        lines.append("the command changed")
    for name in ("state", "exit", "why"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            lines.append(f"{name}: {before} -> {after}")
    for name in ("stdout", "stderr"):
        # The two header lines of a unified diff name files; here the prefix says it already.
        diff = list(
            difflib.unified_diff(
                _comparable(getattr(old, name)),
                _comparable(getattr(new, name)),
                n=1,
                lineterm="",
            )
        )[2:]
        lines += [f"{name}: {line}" for line in diff]
    if old.cut != new.cut and not lines:
        lines.append(f"characters left out: {old.cut} -> {new.cut}")
    return lines
