"""The text of an error: what a section of a page is headed with is what its step printed.

No list of error texts stands anywhere but on the pages. A heading that no output contains goes red.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from testinfra.host import Host

from checks.guide.problem import ROOT
from checks.lab.step_run import StepRun
from checks.lab.terminal import Result

_HEADING = re.compile(r"^## (.*) \{ #([\w-]+) \}$")
_STEP = re.compile(r'\[\[= step\("([\w-]+)"\) =\]\]')
_OLDER = re.compile(r"^\s*Up to Docker (\d+): `(.*)`$")
_NEWER = re.compile(r"^\s*Since Docker (\d+) also: `(.*)`$")
_STORE = re.compile(r"^\s*With containerd's image store .*also: `(.*)`$")


@dataclass
class Section:
    """What a page says of one error: its heading, and other wordings by versions of Docker."""

    id: str
    heading: str
    older: dict[int, str]
    """By the newest major version that words it so."""
    newer: dict[int, str]
    """By the oldest one that does."""
    store: list[str]
    """Where the images are kept in containerd's store."""

    def wordings(self, version: tuple[int, ...], containerd_store: bool) -> list[str]:
        """How this Docker words the error, as the page says: in one of these ways."""
        older = [major for major in self.older if version[0] <= major]
        if older:
            return [self.older[min(older)]]
        newer = [text for major, text in self.newer.items() if version[0] >= major]
        return [self.heading, *newer, *(self.store if containerd_store else [])]


def section(page: str, step: str) -> Section:
    """The section of the English page `page` that shows the step with the id `step`."""
    found: Section | None = None
    wanted: Section | None = None
    text = (ROOT / "docs" / "en" / f"{page}.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        if heading := _HEADING.match(line):
            found = Section(heading[2], heading[1], {}, {}, [])
        elif found and (older := _OLDER.match(line)):
            found.older[int(older[1])] = older[2]
        elif found and (newer := _NEWER.match(line)):
            found.newer[int(newer[1])] = newer[2]
        elif found and (stored := _STORE.match(line)):
            found.store.append(stored[1])
        elif found and (shown := _STEP.search(line)) and shown[1] == step:
            wanted = found
    assert wanted, f"docs/en/{page}.md has no heading above the step {step}"
    return wanted


def contains(output: str, wording: str) -> bool:
    """Whether the output has the wording; `…` in it stands for anything on the way. A word at its
    end is a whole one: `no such service: web` is not said of the service `web2`.
    """
    pattern = ".*?".join(re.escape(part.strip()) for part in wording.split("…"))
    return re.search(pattern + r"(?!(?<=\w)\w)", output, re.DOTALL) is not None


def fails(
    step: StepRun, version: tuple[int, ...], exit: int, hide: Mapping[str, str] = {}
) -> Result:
    """Run a step that shows an error. It ends with the code `exit`, and its output has the text
    that heads its section on the page, or the wording that the page gives for `version`.
    """
    __tracebackhide__ = True
    page = step.step.lesson.removesuffix(".lab")
    shown = section(page, step.step.id)
    wordings = shown.wordings(version, bool(shown.store) and step.machine.containerd_store())
    chinese = (ROOT / "docs" / "zh" / f"{page}.md").read_text(encoding="utf-8")
    for wording in wordings:
        assert wording in chinese, f"docs/zh/{page}.md does not have the text {wording!r}"
    result = step.run(exit=exit, hide=hide)
    assert any(contains(str(result.text), one) for one in wordings), f"no output has {wordings}"
    return result


def gone(host: Host, *names: str) -> bool:
    """Whether none of these containers exists any more."""
    left = host.check_output("docker ps --all --format '{{.Names}}'").split()
    return not {*names} & {*left}


def assert_makes_folder(step: StepRun, host: Host, folder: str) -> None:
    """Run the step that goes into a new folder, in which later steps overwrite files.

    Where there is one of this name, which is the reader's, it must go into another one.
    """
    terminal = step.machine.terminal
    host.check_output("mkdir %s", folder)
    assert "File exists" in step.again().text
    assert str(terminal.run("pwd").stdout).startswith("/tmp/")
    host.check_output("rmdir %s", folder)
    terminal.run("cd")
    step.run()
    assert host.check_output("ls -A %s", folder) == ""
    assert str(terminal.run("pwd").stdout) == f"{folder}\n"


def project(name: str, *lines: str) -> str:
    """The text of a compose.yaml: the project, and of its service `web` these lines."""
    return "\n".join(
        [f"name: {name}", "services:", "  web:", *(f"    {line}" for line in lines), ""]
    )
