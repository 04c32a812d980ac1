"""A virtual machine as the machine of a lesson: a kernel of its own, control groups version 2.

It runs under QEMU in the container that would be the machine (vm_image/), and has that container's
place on the network. Its disk is made of the machine's image, so Docker was installed on it by the
guide's own steps, in a container; only the lessons that install Docker do so on the virtual machine
(an emulated one takes half an hour for it). The kernel is started directly. The terminal goes over
a virtio port. Where /dev/kvm does not boot anything, the processor is emulated, and every limit
grows with the time that the start took.
"""

from __future__ import annotations

import base64
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from checks.lab import waiting
from checks.lab.error import LabError
from checks.lab.ground import Ground
from checks.lab.images import Images, context
from checks.lab.machine import Machine
from checks.lab.sandbox import Sandbox
from checks.lab.terminal import ENVIRONMENT, HOME, RELAY, USER, Terminal

_HERE = Path(__file__).parent
_QUICK = 10.0
"""Seconds that the start takes with KVM, at most."""


def image(images: Images, ground: Ground, machine: str) -> str:
    """The image of the virtual machine whose disk holds what is in the image `machine`, made if it
    is not there. Raises LabError."""
    if (processor := images.engine.client.info()["Architecture"]) != "x86_64":
        raise LabError(
            f"The virtual machine is one for x86-64, and the engine is on {processor}.",
            "Leave out --machine vm.",
        )
    words = [USER, HOME, *(f"{name}={value}" for name, value in ENVIRONMENT.items())]
    # Opened before udev has made the link, a regular file would be made in its place.
    start = (
        "until [ -c /dev/virtio-ports/lab ]; do sleep 0.2; done\n"
        f"exec perl /usr/lib/lab/relay.pl {shlex.join(words)} 0<>/dev/virtio-ports/lab 1>&0\n"
    )
    given = {"relay.pl": RELAY.encode(), "relay.sh": start.encode()}
    made_of = context(_HERE / "vm_image", given)
    what = "Making the virtual machine's disk and kernel"
    tools = replace(ground.base, image=ground.machine)
    return images.built("vm", what, made_of, tools, TREE=machine)


class VirtualMachine(Machine):
    """A started virtual machine. Raises LabError if it does not come up."""

    boot_limit = 1800.0
    options: ClassVar[dict[str, Any]] = {"privileged": True, "tmpfs": {"/run": "", "/tmp": "exec"}}

    def __init__(self, sandbox: Sandbox, image: str, beside: str) -> None:
        self.beside = beside
        super().__init__(sandbox, image)

    def neighbour(self, name: str, image: str = "", files: Path | None = None) -> Machine:
        """A second machine, which is a container without Docker."""
        return super().neighbour(name, image or self.beside, files)

    def put(self, file: Path, name: str) -> None:
        data = base64.encodebytes(file.read_bytes()).decode()
        done = self.terminal.check(
            f"base64 --decode > {HOME}/{name} << 'END'\n{data}END\nchown {USER}: {HOME}/{name}"
        )
        assert done.exit == 0, done.text

    def connect(self) -> Terminal:
        """The terminal, with limits as long as this machine is slow."""
        took: Any = self.container.exec_run(["cat", "/run/vm/seconds"]).output
        waiting.patience = max(1.0, float(took) / _QUICK)
        return Terminal(self.container, ["socat", "-", "UNIX-CONNECT:/run/vm/relay"])
