"""Lighthouse's judgement of a page: four scores, and what cost points.

Lighthouse is on npm only. It is installed from tests/package-lock.json into nox's environment.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from checks.guide.problem import ROOT

GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
"""The least score, of a hundred."""

LIMIT = 180
"""Seconds that one page may take."""

SLOWDOWN, DESKTOP = 4.0, 1750
"""By how much Lighthouse slows a computer down to make a telephone of it, and the benchmark index
of the computers for which that holds (1,500 to 2,000). On a slower one the factor must be smaller,
as Lighthouse's docs/throttling.md says ("Calibrating the CPU slowdown"), or a telephone is measured
that nobody has.
"""


class NotHere(Exception):
    """Lighthouse cannot be run on this host; the message says what it needs."""


def installed() -> Path:
    """The program, installed if it is not there as the lock file has it. Raises NotHere."""
    folder = Path(sys.prefix) / "lighthouse"
    lock = ROOT / "tests" / "package-lock.json"
    program = folder / "node_modules" / ".bin" / "lighthouse"
    kept = folder / lock.name
    if program.exists() and kept.exists() and kept.read_bytes() == lock.read_bytes():
        return program
    if not shutil.which("npm"):
        raise NotHere("needs Node.js with npm; apt-get install npm")
    folder.mkdir(exist_ok=True)
    shutil.copy(lock.with_name("package.json"), folder)
    shutil.copy(lock, folder)
    words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        kept.unlink()
        raise NotHere(f"npm could not install it: {done.stderr.strip()}")
    return program


@dataclass(frozen=True)
class Scores:
    """What Lighthouse gave, by category, and the audits that kept it from a hundred."""

    points: dict[str, int]
    faults: list[str]
    index: float
    """The computer's speed while the page was looked at, as Lighthouse measured it."""

    @property
    def reached(self) -> bool:
        return all(self.points[name] >= least for name, least in GOALS.items())


def slowdown(index: float) -> float:
    """What makes a telephone of a computer with this benchmark index."""
    return round(min(SLOWDOWN, max(1.0, SLOWDOWN * index / DESKTOP)), 1)


def judge(program: Path, chromium: str, address: str, slower: float = SLOWDOWN) -> Scores:
    """Let Lighthouse look at a page as on a telephone, which is so many times `slower` than this
    computer. Raises SubprocessError."""
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    words = [str(program), address, "--quiet", "--output=json", "--no-enable-error-reporting"]
    words.append(f"--throttling.cpuSlowdownMultiplier={slower}")
    flagged = [*words, f"--chrome-flags={flags} --disable-component-update"]
    surroundings = os.environ | {"CHROME_PATH": chromium}
    with subprocess.Popen(flagged, env=surroundings, stdout=subprocess.PIPE, text=True) as running:
        try:
            told, _ = running.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGINT)  # upon which it ends its Chromium, too
            raise
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, flagged)
    report = json.loads(told)
    categories = report["categories"]
    audits = report["audits"]
    faults = [
        f"{name}: {audits[one['id']]['title']}"
        for name in GOALS
        for one in categories[name]["auditRefs"]
        if one["weight"] and (audits[one["id"]]["score"] or 0) < 0.9
        if audits[one["id"]]["scoreDisplayMode"] != "notApplicable"
    ]
    points = {name: round(categories[name]["score"] * 100) for name in GOALS}
    return Scores(points, faults, report["environment"]["benchmarkIndex"])
