"""The page that compares: sentences, figures, and the program that it hands out."""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import statistics
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from checks.guide.lesson import LANGUAGES, Language
from checks.guide.measured import SCHEMA, Measured, load_measured, written
from checks.guide.problem import ROOT, GuideError
from checks.lab.compare import options
from checks.lab.error import LabError
from checks.site.figures import figure, worded

GIB = 1 << 30


def made_up(accelerator: str) -> Measured:
    """A measurement that never took place."""
    results: list[dict[str, Any]] = []
    for sample in range(5):
        container = {"value": 0.4 + sample / 10, "disk": 78, "memory_idle": 20e6}
        guest = {"value": 30.0 + sample, "disk": 3_600_000, "memory_idle": 400e6}
        for side, values in (("container", container), ("vm", guest)):
            busy = values["memory_idle"] + 1e6
            results.append({"what": "start", "side": side, **values, "memory_busy": busy})
    results += [
        {"what": "disk first", "side": "container", "value": 300e6},
        {"what": "disk first", "side": "vm", "value": 400e6},
        {"what": "speed", "side": "bare", "cpu": 100.0, "disk": 200.0, "network": 400.0},
        {"what": "speed", "side": "container", "cpu": 99.0, "disk": 190.0, "network": 360.0},
        {"what": "speed", "side": "vm", "cpu": 50.0, "disk": 80.0, "network": 100.0},
    ]
    for side, most, each in (("container", 30, 20e6), ("vm", 4, 400e6)):
        results += [
            {"what": "density", "side": side, "number": n, "seconds": n * 2.0, "memory": n * each}
            for n in range(1, most + 1)
        ]
        results.append(
            {"what": "density end", "side": side, "value": most, "answering": most, "budget": GIB}
        )
    host: dict[str, str | int] = {
        **{"os": "Made-up 1", "kernel": "9.9", "cores": 2, "memory": 8 * GIB, "docker": "99.1"},
        **{"qemu": "99.2", "accelerator": accelerator, "guest_memory": 256 << 20},
    }
    return Measured(SCHEMA, "made-up", "2030-01-02T03:04:05Z", "0", "made up", host, results)


# -- what the macros make of it ------------------------------------------------------------------


def test_the_page_says_what_the_record_says_of_the_processor() -> None:
    """The page's sentences say that the virtual machines were emulated. Measured with hardware
    virtualization, they have to be written again: with a ratio, and times that count."""
    assert load_measured(ROOT)[0].emulated


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("start/container/median", "0.60 秒", "0.60 s"),
        ("start/vm/most", "34 秒", "34 s"),
        ("start/vm/count", "5", "5"),
        ("disk first/vm/median", "381 MiB", "381 MiB"),
        ("start/container/disk/median", "78 B", "78 B"),
        ("cpu of vm", "50%", "50%"),
        ("budget", "1 GiB", "1 GiB"),
    ],
)
def test_a_figure_is_written_as_its_language_does(name: str, zh: str, en: str) -> None:
    value = made_up("kvm").figure(name)
    assert (worded(name, value, "zh"), worded(name, value, "en")) == (zh, en)


@pytest.mark.parametrize("name", ["start/vm/mean", "start/nobody/median", "nothing"])
def test_an_unknown_figure_is_refused(name: str) -> None:
    with pytest.raises(KeyError, match="has no figure"):
        figure(made_up("kvm"), name, "en")


def test_without_a_measurement_nothing_is_claimed() -> None:
    with pytest.raises(KeyError, match="nothing is measured yet"):
        figure(None, "start", "en")


# -- the figures that the page shows -------------------------------------------------------------


def worked_out(measured: Measured, name: str) -> float:
    """A figure once more, from the file alone: by another way than the page's."""
    path = ROOT / "docs" / "measured" / f"{measured.system}.json"
    results = json.loads(path.read_text())["results"]

    def samples(what: str, side: str, field: str) -> list[float]:
        return [r[field] for r in results if (r["what"], r["side"]) == (what, side) and field in r]

    if name == "budget":
        return samples("density end", "container", "budget")[0]
    if " of " in name:
        field, side = name.split(" of ")
        return 100 * samples("speed", side, field)[0] / samples("speed", "bare", field)[0]
    what, side, *rest = name.split("/")
    numbers = samples(what, side, rest[0] if len(rest) == 2 else "value")
    ways = {"median": statistics.median, "least": min, "most": max, "count": len}
    return float(ways[rest[-1]](numbers))  # type: ignore[operator]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_the_page_comes_from_the_record(language: Language) -> None:
    measured = load_measured(ROOT)[0]
    page = (ROOT / "docs" / language / "start" / "compare.md").read_text(encoding="utf-8")
    names = re.findall(r'figure\("([^"]+)"\)', page)
    assert len(names) > 10
    for name in names:
        made = re.fullmatch(
            r'<data value="([^"]+)" data-figure="([^"]+)">([^<]+)</data>',
            figure(measured, name, language),
        )
        assert made
        again = worked_out(measured, name)
        assert float(made[1]) == pytest.approx(again)
        assert made[2] == name
        assert made[3] == written(name, again).replace(" s", {"zh": " 秒", "en": " s"}[language])
    # What stands beside them are words: no number in the table was typed by hand.
    (table,) = re.findall(r"^\| --- \| --- \|\n((?:\|.*figure.*\n)+)", page, re.MULTILINE)
    for row in table.strip().split("\n"):
        said = re.sub(r"\[\[=.*?=\]\]|100%", "", row.split(" | ")[1])
        assert not re.search(r"\d", said), said


# -- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--quick", "--record"], "--quick is one sample, which is no record"),
        (["--recrod"], "Did you mean --record?"),
    ],
)
def test_a_misused_option_is_told(words: list[str], said: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(sys, "argv", ["compare", *words])
    with pytest.raises(LabError) as told:
        options(words)
    assert said in told.value.what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "docs/measured/x.json:1: not JSON: Input data was truncated"),
        (
            '{\n  "schema": 7}',
            "docs/measured/x.json:2: another shape than this program reads: Invalid enum value 7",
        ),
        ('{"schema": 1, "system": "x"}', "x.json:1: Object missing required field `when`"),
    ],
)
def test_a_bad_measurement_is_told_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    folder = tmp_path / "docs" / "measured"
    folder.mkdir(parents=True)
    (folder / "x.json").write_text(text)
    with pytest.raises(GuideError) as told:
        load_measured(tmp_path)
    assert said in str(told.value)


def test_a_measurement_comes_back_as_it_was_written(tmp_path: Path) -> None:
    made_up("kvm").save(tmp_path)
    (again,) = load_measured(tmp_path)
    assert again == made_up("kvm")


# -- the program that the page hands out ---------------------------------------------------------


@pytest.fixture(scope="module")
def program() -> ModuleType:
    """assets/files/compare.py as a module."""
    spec = importlib.util.spec_from_file_location(
        "compare_program", ROOT / "assets" / "files" / "compare.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def fit(program: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program on a host that has everything."""
    monkeypatch.setattr(program.os, "geteuid", lambda: 0)
    monkeypatch.setattr(program.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(program, "available", lambda: 16 * GIB)
    monkeypatch.setattr(program, "run", lambda *words, **options: "")
    return program


def asked(**given: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"quick": False, "budget": 4096, **given})


def test_a_fit_host_is_accepted(fit: ModuleType, tmp_path: Path) -> None:
    fit.check(tmp_path, asked())


def test_too_little_memory_is_said_before_anything_begins(
    fit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "available", lambda: 2 * GIB)
    with pytest.raises(fit.Failure, match=r"2048 MiB of memory are available; .* needs 4608"):
        fit.check(tmp_path, asked())
    fit.check(tmp_path, asked(quick=True))


def test_too_little_disk_is_said_before_anything_begins(
    fit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "DISK_NEED", 1 << 60)
    with pytest.raises(fit.Failure, match=r"MiB of disk left; .* MiB are needed"):
        fit.check(tmp_path, asked())


def test_missing_programs_are_named_as_packages(
    fit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    have = {"docker", "ip", "mkfs.ext4", "sysbench", "fio", "iperf3", "mmdebstrap"}
    monkeypatch.setattr(fit.shutil, "which", lambda name: name if name in have else None)
    with pytest.raises(fit.Failure, match=r"sudo apt-get install qemu-system-x86 qemu-utils$"):
        fit.check(tmp_path, asked())


def test_a_network_that_is_in_use_is_left_alone(
    fit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(*words: str, **options: Any) -> str:
        return "10.77.0.0/24 dev eth0 scope link\n" if words[0] == "ip" else ""

    monkeypatch.setattr(fit, "run", answer)
    with pytest.raises(fit.Failure, match=r"10\.77\.0\.0/16 is in use here: .* dev eth0"):
        fit.check(tmp_path, asked())


def test_what_was_measured_is_known_again_even_if_the_last_line_was_cut_off(
    program: ModuleType, tmp_path: Path
) -> None:
    file = tmp_path / "results.jsonl"
    results = program.Results(file)
    results.add("start", "vm", value=3.5)
    results.add("start", "vm", value=4.5)
    with file.open("a") as cut:
        cut.write('{"what": "start", "si')
    again = program.Results(file)
    assert again.has("start", "vm") == 2
    assert again.values("start", "vm") == [3.5, 4.5]


def test_the_quick_form_does_not_pass_for_the_whole(
    program: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was counted up to another budget or number is counted again."""

    class Instance:
        address = "nowhere"

        def start(self) -> float:
            return 0.1

        def remove(self) -> None:
            pass

    monkeypatch.setattr(program, "answers", lambda address: True)
    results = program.Results(tmp_path / "results.jsonl")

    def counted(**given: Any) -> float:
        plan = program.Plan(None, results, asked(most=3, **given))
        plan.sides = {"container": lambda number: Instance()}
        plan.density("container")
        return float(results.values("density end", "container")[-1])

    assert counted() == 3
    lines = len(results.known)
    assert counted() == 3
    assert len(results.known) == lines
    assert counted(quick=True) == 10
    assert counted() == 3


def test_an_instance_that_never_came_to_be_is_removed_without_a_word(
    program: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "run", lambda *words, **options: "")
    lab = program.Lab(tmp_path)
    program.Container(lab, 1).remove()
    program.Guest(lab, 1).remove()


def test_a_virtual_machine_that_never_answers_is_given_up_with_its_console(
    program: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "ANSWER_LIMIT", 0.1)
    monkeypatch.setattr(program, "answers", lambda address: False)
    guest = program.Guest(program.Lab(tmp_path), 1)
    guest.console.write_text("Kernel panic - not syncing\n")
    monkeypatch.setattr(guest, "begin", lambda accelerator: None)
    guest.process = type("Alive", (), {"poll": lambda self: None})()
    with pytest.raises(program.Failure) as told:
        guest.start()
    assert "has not answered within" in str(told.value)
    assert "Kernel panic" in str(told.value)


def test_addresses_do_not_repeat(program: ModuleType) -> None:
    every = [program.address(number) for number in range(1100)]
    assert len(set(every)) == 1100
    assert program.SERVER not in every
    assert program.GATEWAY not in every


# -- the quick form --------------------------------------------------------------------------------


def test_an_initial_ram_disk_is_laid_out_as_the_kernel_reads_it(program: ModuleType) -> None:
    """The header's fields are hexadecimal; name and contents end on a multiple of four bytes."""
    made = program.cpio({"init": (0o100755, b"hello"), "bin": (0o120777, b"usr/bin")})
    files, at = {}, 0
    while True:
        assert made[at : at + 6] == b"070701"
        fields = [int(made[at + 6 + 8 * n : at + 14 + 8 * n], 16) for n in range(13)]
        name = made[at + 110 : at + 110 + fields[11] - 1].decode()
        begin = at + (110 + fields[11] + 3) // 4 * 4
        if name == "TRAILER!!!":
            break
        files[name] = (fields[1], made[begin : begin + fields[6]])
        at = begin + (fields[6] + 3) // 4 * 4
    assert files == {"init": (0o100755, b"hello"), "bin": (0o120777, b"usr/bin")}


def test_the_two_forms_share_no_disk(program: ModuleType, tmp_path: Path) -> None:
    """The quick form's system is a reduced one: the full form must never measure it."""
    quick, full = program.Lab(tmp_path, quick=True), program.Lab(tmp_path)
    assert not {quick.disk, quick.kernel, quick.initrd} & {full.disk, full.kernel, full.initrd}


@pytest.mark.parametrize(("accelerator", "measured"), [("tcg", 0), ("kvm", 1)])
def test_the_speed_of_an_emulated_processor_is_left_out_of_the_quick_form(
    program: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    accelerator: str,
    measured: int,
) -> None:
    lab = program.Lab(tmp_path, quick=True)
    lab.accelerator = accelerator
    results = program.Results(tmp_path / "quick.jsonl")
    plan = program.Plan(lab, results, asked(quick=True, most=3))
    monkeypatch.setattr(plan, "_guest", lambda: "cpu 1\ndisk 2\nnetwork 3\n")
    plan.speed("vm")
    assert results.has("speed", "vm") == measured
