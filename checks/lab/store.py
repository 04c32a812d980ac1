"""Where Docker in the machines keeps its images."""

from __future__ import annotations

from typing import Literal

Store = Literal["default", "containerd", "classic"]
STORES: tuple[Store, ...] = ("default", "containerd", "classic")

_SWITCHES = {
    # 26 to 28 (daemon/daemon.go); 29 has it anyway.
    "containerd": "TEST_INTEGRATION_USE_SNAPSHOTTER=1",
    # Any version (daemon/image_store_choice.go); below 29 it is so anyway.
    "classic": "DOCKER_DRIVER=overlay2",
}


def settings(store: Store) -> dict[str, bytes]:
    """Files below /etc that have every Docker on a machine choose `store`.

    Not by daemon.json, which belongs to the lessons: systemd gives its units a variable that
    dockerd reads.
    """
    if store == "default":
        return {}
    text = f"[Manager]\nDefaultEnvironment={_SWITCHES[store]}\n"
    return {"systemd/system.conf.d/store.conf": text.encode()}
