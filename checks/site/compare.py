"""What the page that compares shows of a measurement: sentences, a table, plots, two drawings.

Each figure stands in a `<data>` element that names where it comes from, so that a test can work it
out again from the raw samples.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from checks.site import plot
from checks.guide.lesson import Language
from checks.guide.measured import Measured, Side
from checks.guide.problem import GuideError, Problem

FILE = "docs/compare.toml"

MIB = 1 << 20
GIB = 1 << 30

_WORDS: dict[str, dict[Language, str]] = {
    "claim": {"zh": "2014 年的说法", "en": "Claimed in 2014"},
    "measured": {"zh": "在这里量到", "en": "Measured here"},
    "how": {"zh": "怎样量的", "en": "How"},
    "but": {"zh": "什么时候不成立", "en": "When it is not true"},
    "none": {"zh": "还没有量过。", "en": "Not measured yet."},
    "container": {"zh": "容器", "en": "container"},
    "vm": {"zh": "虚拟机", "en": "virtual machine"},
    "emulated": {"zh": "模拟的虚拟机", "en": "VM, emulated"},
    "number": {"zh": "个数", "en": "number"},
    "seconds": {"zh": "秒", "en": "s"},
    "samples": {"zh": "看数字", "en": "The figures"},
    "memory": {"zh": "用掉的内存，MiB", "en": "memory used, MiB"},
    "starts": {
        "zh": "每次启动用了多少秒，对数刻度",
        "en": "Seconds that each start took, on a logarithmic scale",
    },
    "density": {
        "zh": "实例越来越多时，宿主机用掉的内存",
        "en": "Memory that the host has used as instances are added",
    },
    "elapsed": {"zh": "到此用时，秒", "en": "seconds so far"},
    "start of": {"zh": "启动，秒", "en": "start, s"},
    "about": {
        "zh": "{when} 在 {os} 上量的：Docker {docker}，QEMU {qemu}，内核 {kernel}，"
        "{cores} 个处理器，{memory} 内存；虚拟机各有 {guest}。{cpu}",
        "en": "Measured on {when} on {os}: Docker {docker}, QEMU {qemu}, kernel {kernel}, "
        "{cores} processors, {memory} of memory; each virtual machine was given {guest}. {cpu}",
    },
    "tcg": {
        "zh": "这台宿主机上没有能用的硬件虚拟化，所以虚拟机的处理器是模拟的。它的时间和速度"
        "说明不了真正的虚拟机，凡用到的地方都注明了。",
        "en": "No hardware virtualization works on this host, so the virtual machines' processor "
        "was emulated. Their times and speeds say nothing of real ones; where they appear, the "
        "sentence says so.",
    },
    "kvm": {
        "zh": "虚拟机用上了硬件虚拟化（KVM）。",
        "en": "The virtual machines used hardware virtualization (KVM).",
    },
    "start kvm": {
        "zh": "容器 {start/container/median}，虚拟机 {start/vm/median}"
        "（各 {start/container/count} 次的中位数；{start/container/least} 到 "
        "{start/container/most}，{start/vm/least} 到 {start/vm/most}）。",
        "en": "Container {start/container/median}, virtual machine {start/vm/median} (medians of "
        "{start/container/count} starts each; {start/container/least} to {start/container/most}, "
        "{start/vm/least} to {start/vm/most}).",
    },
    "start tcg": {
        "zh": "容器 {start/container/median}（{start/container/count} 次的中位数；"
        "{start/container/least} 到 {start/container/most}）。虚拟机用了 {start/vm/median}，"
        "但处理器是模拟的，不能算数。",
        "en": "Container {start/container/median} (median of {start/container/count} starts; "
        "{start/container/least} to {start/container/most}). The virtual machine took "
        "{start/vm/median}, but with an emulated processor, which does not count.",
    },
    "disk kvm": {
        "zh": "第一个：{disk first/container/median} 对 {disk first/vm/median}。每多一个："
        "{start/container/disk/median} 对 {start/vm/disk/median}。",
        "en": "The first: {disk first/container/median} against {disk first/vm/median}. Each "
        "further one: {start/container/disk/median} against {start/vm/disk/median}.",
    },
    "memory kvm": {
        "zh": "空闲时 {start/container/memory_idle/median} 对 {start/vm/memory_idle/median}，"
        "有负载时 {start/container/memory_busy/median} 对 {start/vm/memory_busy/median}。",
        "en": "Idle {start/container/memory_idle/median} against {start/vm/memory_idle/median}; "
        "under load {start/container/memory_busy/median} against "
        "{start/vm/memory_busy/median}.",
    },
    "memory tcg": {
        "zh": "空闲时 {start/container/memory_idle/median} 对 {start/vm/memory_idle/median}，"
        "有负载时 {start/container/memory_busy/median} 对 {start/vm/memory_busy/median}；"
        "虚拟机的数字里有模拟器翻译出来的代码，用硬件虚拟化时会少一些。",
        "en": "Idle {start/container/memory_idle/median} against {start/vm/memory_idle/median}; "
        "under load {start/container/memory_busy/median} against "
        "{start/vm/memory_busy/median}. The virtual machine's figures hold the code that the "
        "emulator translated; with hardware virtualization they would be smaller.",
    },
    "speed kvm": {
        "zh": "宿主机为 100%：容器里处理器 {cpu of container}，磁盘 {disk of container}，网络 "
        "{network of container}；虚拟机里 {cpu of vm}、{disk of vm}、{network of vm}。",
        "en": "The bare host is 100%. In the container: processor {cpu of container}, disk "
        "{disk of container}, network {network of container}; in the virtual machine {cpu of vm}, "
        "{disk of vm} and {network of vm}.",
    },
    "speed tcg": {
        "zh": "宿主机为 100%：容器里处理器 {cpu of container}，磁盘 {disk of container}，网络 "
        "{network of container}。虚拟机的处理器是模拟的，所以不给比值。",
        "en": "The bare host is 100%. In the container: processor {cpu of container}, disk "
        "{disk of container}, network {network of container}. The virtual machine's processor was "
        "emulated, so no ratio is given.",
    },
    "density kvm": {
        "zh": "{budget} 内存里，{density end/container/answering/median} 个容器同时应答，虚拟机 "
        "{density end/vm/answering/median} 台。",
        "en": "In {budget} of memory {density end/container/answering/median} containers answered "
        "at a time, and {density end/vm/answering/median} virtual machines.",
    },
    "hardware": {"zh": "硬件", "en": "hardware"},
    "hypervisor": {"zh": "虚拟机监控程序", "en": "hypervisor"},
    "own kernel": {"zh": "自己的内核", "en": "its own kernel"},
    "own system": {"zh": "系统：init、服务、文件", "en": "system: init, services, files"},
    "application": {"zh": "应用", "en": "application"},
    "one kernel": {
        "zh": "一个内核：命名空间把它们隔开，cgroup 限制用量",
        "en": "one kernel: namespaces keep them apart, cgroups limit them",
    },
    "files": {"zh": "镜像里的文件", "en": "the image's files"},
    "stack vm": {
        "zh": "虚拟机：硬件之上是虚拟机监控程序，每台虚拟机有自己的内核和系统",
        "en": "Virtual machines: a hypervisor on the hardware, and in each machine a kernel and a "
        "system of its own",
    },
    "stack container": {
        "zh": "容器：硬件之上只有一个内核，容器只带应用和它的文件",
        "en": "Containers: one kernel on the hardware; a container brings only the application "
        "and its files",
    },
}

_SIDES: tuple[Side, Side] = ("container", "vm")


@dataclass(frozen=True)
class Row:
    """One row of the table. Every text in both languages."""

    line: int
    what: str
    claim: dict[Language, str]
    how: dict[Language, str]
    but: dict[Language, str]


def load_rows(root: Path) -> list[Row]:
    """The rows of the table; none if the guide has none. Raises GuideError."""
    path = root / FILE
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    at = [n for n, line in enumerate(text.split("\n"), 1) if line.strip() == "[[row]]"]
    rows, problems = [], []
    try:
        data = tomllib.loads(text)["row"]
        pairs = [*zip(at, data, strict=True)]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise GuideError([Problem(FILE, 1, f"this cannot be read: {error}")]) from None
    for line, row in pairs:
        wanted = {"what", "claim", "how", "but"}
        if row.keys() != wanted or any({"zh", "en"} != set(row[n]) for n in wanted - {"what"}):
            problems.append(
                Problem(FILE, line, "a row has what, and claim, how and but, each in zh and en")
            )
        elif f"{row['what']} kvm" not in _WORDS:
            problems.append(Problem(FILE, line, f'nothing called "{row["what"]}" is measured'))
        else:
            rows.append(Row(line, row["what"], row["claim"], row["how"], row["but"]))
    if problems:
        raise GuideError(problems)
    return rows


@dataclass(frozen=True)
class Compare:
    """The page's parts in one language."""

    language: Language
    rows: list[Row]
    measured: Measured | None

    def part(self, name: str) -> str:
        """One part of the page as HTML. Raises KeyError for an unknown one."""
        parts: dict[str, Callable[[], str]] = {
            "about": self._about,
            "table": self._table,
            "starts": self._starts,
            "density": self._density,
            "stack vm": self._stack_vm,
            "stack container": self._stack_container,
        }
        if name not in parts:
            raise KeyError(
                f'the page that compares has no part "{name}"; it has {", ".join(parts)}'
            )
        return f'<div data-guide class="compare">{parts[name]()}</div>'

    def sentence(self, what: str) -> str:
        """What was measured of one row, as a sentence with its figures."""
        if self.measured is None:
            return self._say("none")
        way = "tcg" if self.measured.emulated and f"{what} tcg" in _WORDS else "kvm"
        text = escape(self._say(f"{what} {way}"), quote=False)
        return self._filled(text)

    def plain(self, what: str) -> str:
        """The same for a terminal."""
        return unescape(re.sub(r"<[^>]+>", "", self.sentence(what)))

    # -- the parts -----------------------------------------------------------------------------

    def _about(self) -> str:
        if self.measured is None:
            return f"<p>{self._say('none')}</p>"
        host = self.measured.host
        text = self._say("about").format(
            when=self.measured.when[:10],
            os=host["os"],
            docker=str(host["docker"]).partition("+")[0],
            qemu=host["qemu"],
            kernel=host["kernel"],
            cores=host["cores"],
            memory=size(host["memory"]),
            guest=size(host["guest_memory"]),
            cpu=self._say("tcg" if self.measured.emulated else "kvm"),
        )
        return f"<p>{escape(text, quote=False)}</p>"

    def _table(self) -> str:
        names = ("claim", "measured", "how", "but")
        head = "".join(f'<th scope="col">{self._say(name)}</th>' for name in names)
        body = ""
        for row in self.rows:
            texts = (
                self._text(row.claim),
                self.sentence(row.what),
                self._text(row.how),
                self._text(row.but),
            )
            # On a phone, where the head does not stand above them, the cells say what they are.
            cells = (
                f'<td data-label="{self._say(name)}">{text}</td>'
                for name, text in zip(names, texts, strict=True)
            )
            body += f"<tr>{''.join(cells)}</tr>"
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f'<div class="claims">{table}</div>'

    def _starts(self) -> str:
        if self.measured is None:
            return f"<p>{self._say('none')}</p>"
        rows = [(side, self._name(side), self.measured.samples("start", side)) for side in _SIDES]
        drawn = plot.dots(self._say("starts"), rows, self._say("seconds"))
        body = "".join(
            f"<tr><th scope='row'>{name}</th><td>{', '.join(f'{s:.2f}' for s in samples)}</td></tr>"
            for _, name, samples in rows
        )
        head = f"<tr><td></td><th scope='col'>{self._say('start of')}</th></tr>"
        return self._figure("starts", drawn, head, body)

    def _density(self) -> str:
        if self.measured is None:
            return f"<p>{self._say('none')}</p>"
        series = [
            (
                side,
                self._name(side),
                [
                    (one["number"], one["memory"] / MIB)
                    for one in self.measured.results
                    if (one["what"], one["side"]) == ("density", side)
                ],
            )
            for side in _SIDES
        ]
        drawn = plot.lines(self._say("density"), series, self._say("number"), self._say("memory"))
        rows = []
        for side in _SIDES:
            taken = [
                one
                for one in self.measured.results
                if (one["what"], one["side"]) == ("density", side)
            ]
            # Enough to follow the curve: about eight of each side, the last among them.
            every = max(1, len(taken) // 8)
            rows += [
                f"<tr><th scope='row'>{self._name(side)}</th><td>{one['number']}</td>"
                f"<td>{one['memory'] / MIB:.0f}</td><td>{one['seconds']:.1f}</td></tr>"
                for at, one in enumerate(taken, 1)
                if at % every == 0 or at == len(taken)
            ]
        head = "<tr><td></td>" + "".join(
            f"<th scope='col'>{self._say(name)}</th>" for name in ("number", "memory", "elapsed")
        )
        return self._figure("density", drawn, head + "</tr>", "".join(rows))

    def _stack_vm(self) -> str:
        return plot.stack(
            self._say("stack vm"),
            [
                [("app", self._say("application"))] * 2,
                [("own", self._say("own system"))] * 2,
                [("own", self._say("own kernel"))] * 2,
                [("common", self._say("hypervisor"))],
                [("hardware", self._say("hardware"))],
            ],
        )

    def _stack_container(self) -> str:
        return plot.stack(
            self._say("stack container"),
            [
                [("app", self._say("application"))] * 2,
                [("app", self._say("files"))] * 2,
                [("common", self._say("one kernel"))],
                [("hardware", self._say("hardware"))],
            ],
        )

    # -- their pieces --------------------------------------------------------------------------

    def _figure(self, title: str, drawn: str, head: str, body: str) -> str:
        return (
            f"<figure>{drawn}<figcaption>{self._say(title)}</figcaption></figure>"
            f"<details><summary>{self._say('samples')}</summary>"
            f"<table><thead>{head}</thead><tbody>{body}</tbody></table></details>"
        )

    def _filled(self, text: str) -> str:
        """A sentence with its figures put in, each with the name of where it comes from."""
        assert self.measured
        pieces = []
        for number, piece in enumerate(text.replace("}", "{").split("{")):
            if number % 2 == 0:
                pieces.append(piece)
                continue
            value = figure(self.measured, piece)
            pieces.append(
                f'<data value="{value!r}" data-figure="{piece}">{self._shown(piece, value)}</data>'
            )
        return "".join(pieces)

    def _shown(self, name: str, value: float) -> str:
        return shown(name, value).replace(" s", f" {self._say('seconds')}")

    def _name(self, side: Side) -> str:
        emulated = side == "vm" and self.measured is not None and self.measured.emulated
        return self._say("emulated" if emulated else side)

    def _text(self, texts: dict[Language, str]) -> str:
        return escape(texts[self.language], quote=False)

    def _say(self, name: str) -> str:
        return _WORDS[name][self.language]


def figure(measured: Measured, name: str) -> float:
    """The value of a figure by the name that a sentence gives it. Raises KeyError."""
    if name == "budget":
        return measured.figure("density end/container/budget/median")
    if " of " in name:
        field, _, side = name.partition(" of ")
        bare = measured.figure(f"speed/bare/{field}/median")
        return 100 * measured.figure(f"speed/{side}/{field}/median") / bare
    return measured.figure(name)


def shown(name: str, value: float) -> str:
    """A figure as a reader wants it: as precise as it is of use, with its unit."""
    if name.endswith("/count") or "/answering/" in name:
        return f"{value:.0f}"
    if " of " in name:
        return f"{value:.0f}%"
    if "/memory_" in name or "disk" in name or name == "budget":
        return size(value)
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def size(value: float) -> str:
    """Bytes as a reader wants them."""
    if value < 1024:
        return f"{value:.0f} B"
    if value < MIB:
        return f"{value / 1024:.0f} KiB"
    if value < 10 * MIB:
        return f"{value / MIB:.1f} MiB"
    if value < GIB:
        return f"{value / MIB:.0f} MiB"
    return f"{value / GIB:.1f} GiB".replace(".0 ", " ")
