"""What the official images are: written down for the stand-ins, and compared with what is served.

`standin/upstream.json` says of each image that lessons name its configuration, platforms and usual
programs, and where that was read. Against Docker Hub itself this has never run: it did not answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import requests

UPSTREAM: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "standin" / "upstream.json").read_text(encoding="utf-8")
)
_FIELDS = ("Cmd", "Entrypoint", "Env", "ExposedPorts", "Labels", "StopSignal", "User", "Volumes")
_VERSION = re.compile(r"(_VERSION|_RELEASE)=[^\"]*")
_HUB = "https://registry-1.docker.io/v2/library/"
_TOKEN = "https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/{}:pull"
TYPES = ", ".join(
    f"application/vnd.{kind}+json"
    for kind in (
        "oci.image.index.v1",
        "oci.image.manifest.v1",
        "docker.distribution.manifest.list.v2",
        "docker.distribution.manifest.v2",
    )
)


def differences(image: str, get: Callable[[str], Any]) -> Iterator[str]:
    """How a registry's `image` differs from what is written down; version numbers may. `get`
    answers a path below /v2/library/ with the JSON that is there."""
    name, _, tag = image.partition(":")
    manifest = get(f"{name}/manifests/{tag}")
    for entry in manifest.get("manifests", ()):
        if entry["platform"]["os"] == "linux" and entry["platform"]["architecture"] == "amd64":
            manifest = get(f"{name}/manifests/{entry['digest']}")
    served = get(f"{name}/blobs/{manifest['config']['digest']}")["config"]
    for field in (*_FIELDS, "WorkingDir"):
        was, now = (json.dumps(of.get(field) or None) for of in (UPSTREAM[image]["config"], served))
        if _VERSION.sub(r"\1", was) != _VERSION.sub(r"\1", now):
            yield f"{image}: {field} {was} → {now}"


def changes() -> Iterator[str]:
    """What Docker Hub serves otherwise than is written down, a line each; also what it refuses."""
    for image in UPSTREAM:
        try:
            yield from differences(image, partial(_ask_hub, image.partition(":")[0]))
        except (requests.RequestException, KeyError, ValueError) as error:
            yield f"{image}: not compared ({type(error).__name__})"


def _ask_hub(name: str, path: str) -> Any:
    token = requests.get(_TOKEN.format(name), timeout=20).json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Accept": TYPES}
    return requests.get(_HUB + path, headers=headers, timeout=20).json()
