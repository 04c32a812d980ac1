"""The images that the lab needs, made once and kept in the cache.

The embedded engine keeps its images in the cache folder anyway. In a host's engine nothing may
stay, so there an image is kept as a file in the cache folder, loaded for the run and removed after.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from docker.errors import APIError, BuildError, ImageNotFound

from checks.lab import apt, cache
from checks.lab.engine import Engine
from checks.lab.error import LabError, tail
from checks.lab.progress import say, stage
from checks.lab.run import Run
from checks.lab.sandbox import packed
from checks.lab.supply import SERVICES, answers_tls

DEFAULT_BASE = "ubuntu:24.04"
_HERE = Path(__file__).parent
_KEPT = 3
"""How many images of a kind stay in the cache: today's, and a few that somebody compares with."""


@dataclass(frozen=True)
class Base:
    """What the machines are made from."""

    image: str
    """Its name in the engine."""
    name: str
    """For the record: `ubuntu:24.04`, or how it was made."""
    mirror: tuple[str, ...]
    """The hosts of its apt archive, where the lab configured them."""


@dataclass(frozen=True)
class Images:
    """The lab's images in one engine."""

    engine: Engine
    run: Run

    def base(self, wanted: str | None) -> Base:
        """The base that was asked for, or `ubuntu:24.04`, or what can be had instead of it."""
        image = wanted or DEFAULT_BASE
        if self.has(image) or ((wanted is not None or self._hub_answers()) and self._pull(image)):
            return Base(image, image, ())
        archive = apt.archive()
        if wanted is not None:
            raise LabError(
                f"--base {wanted}: there is no such image here and it cannot be pulled.",
                "Check the name, or leave --base out to use what this host can get.",
            )
        if archive is None:
            raise LabError(
                f"Docker Hub does not answer, so {DEFAULT_BASE} cannot be pulled, and this host "
                "has no apt archive of Debian or Ubuntu to make a base from.",
                "Give --base an image of Debian or Ubuntu that this engine has or can pull.",
            )
        return self._bootstrapped(archive)

    def machine(self, base: Base) -> str:
        """The machine's image on `base`: with systemd and an ordinary user."""
        what = "Building the machine (systemd and an ordinary user)"
        return self.built("machine", what, context(_HERE / "machine_image"), base)

    def stand_in(self, base: Base, suite: str = "", packages: Mapping[str, bytes] = {}) -> str:
        """The stand-in internet's image. Its Docker is the base's own, that of `suite`, or
        `packages`, by file name."""
        what = "Building the stand-in internet (registry, apt repository)"
        hosts = " ".join(host for service in SERVICES for host in service.hosts)
        made_of = context(_HERE / "standin", packages)
        return self.built("stand-in", what, made_of, base, HOSTS=hosts, SUITE=suite)

    def ensure(self, image: str, what: str, make: Callable[[], object]) -> None:
        """Have `image` in the engine: from the engine, from the cache folder, or made by `make`."""
        if self.available(image):
            return
        self.run.introduces(image)
        with stage(what):
            make()
        self.keep(image)

    def available(self, image: str) -> bool:
        """Whether the engine has `image`; loads it if it lies in the cache folder."""
        if self.has(image):
            return True
        kept = self._entry(image) / "image.tar"
        if self.engine.embedded or not kept.exists():
            return False
        self.run.introduces(image)
        with stage(f"Loading {image} from the cache folder"), kept.open("rb") as file:
            self.engine.client.images.load(file)
        return True

    def prune(self) -> None:
        """Let go of what no run will ask for again: of each kind, all but the newest few."""
        images = self.engine.client.images
        made = [
            (tag.partition(":")[0], image.attrs["Created"], partial(images.remove, tag))
            for image in (images.list() if self.engine.embedded else ())
            for tag in image.tags
            if tag.startswith(cache.NAME + "-")
        ]
        kept = [
            (path.name.rpartition("-")[0], path.stat().st_mtime, partial(shutil.rmtree, path, True))
            for path in (cache.folder() / "images").glob(f"{cache.NAME}-*")
        ]
        for entries in (made, kept):
            entries.sort(key=itemgetter(0, 1))
            for _, same in groupby(entries, key=itemgetter(0)):
                for *_, remove in [*same][:-_KEPT]:
                    with contextlib.suppress(APIError):  # another image stands on it
                        remove()

    def keep(self, image: str) -> None:
        """Keep an image as a file in the cache folder, for the next run on this host's engine."""
        entry = self._entry(image)
        if self.engine.embedded or entry.exists():
            return
        with (
            stage(f"Keeping {image} in the cache folder"),
            cache.fresh_entry(entry) as folder,
            (folder / "image.tar").open("wb") as file,
        ):
            for chunk in self.engine.client.images.get(image).save(named=True):
                file.write(chunk)

    @staticmethod
    def name(kind: str, *made_of: str | bytes) -> str:
        """The name of an image of this kind that is made of all this."""
        return f"{cache.NAME}-{kind}:{cache.key(*made_of)}"

    def _bootstrapped(self, archive: apt.Archive) -> Base:
        # A new one each month, so that a cached base does not grow old unnoticed.
        month = time.strftime("%Y-%m", time.gmtime())
        image = self.name("base", archive.release.name, month, archive.sources)
        what = (
            f"Making {archive.release.name} from the apt archive that this host is configured for "
            "(once a month, 190 MB)"
        )

        def make() -> None:
            with cache.fresh_entry(self.run.folder / "base") as folder:
                tarball = folder / "base.tar"
                apt.bootstrap(archive, ("ca-certificates",), "minbase", tarball)
                repository, _, tag = image.partition(":")
                self.engine.client.api.import_image(str(tarball), repository=repository, tag=tag)

        self.ensure(image, what, make)
        name = f"{archive.release.name}, bootstrapped from the apt archive of the host"
        return Base(image, name, archive.hosts)

    def built(self, kind: str, what: str, context: bytes, base: Base, **arguments: str) -> str:
        """The image of a build context on `base`, made if it is not there. Raises LabError."""
        image = self.name(kind, base.image, context, *arguments.values())
        self.ensure(image, what, lambda: self._build(image, context, base, arguments))
        return image

    def _build(self, image: str, context: bytes, base: Base, arguments: dict[str, str]) -> None:
        try:
            self.engine.client.images.build(
                fileobj=io.BytesIO(context),
                custom_context=True,
                tag=image,
                buildargs={"BASE": base.image, **arguments},
                rm=True,
                forcerm=True,
            )
        except BuildError as error:
            log: list[dict[str, Any]] = list(error.build_log)
            said = "".join(line.get("stream", "") for line in log)
            if "apt-get: not found" in said or '"/bin/sh": stat' in str(error):
                raise LabError(
                    f"The base {base.name} has no apt-get, so no machine with "
                    "systemd can be made from it.",
                    "Give --base an image of Debian or Ubuntu.",
                ) from None
            if "No space left on device" in said or "no space left on device" in str(error):
                raise cache.disk_full(cache.folder() / "engine-data") from None
            raise LabError(
                f"{image} could not be built: {error.msg}{tail(said)}",
                "If a package could not be fetched, check the network and run again.",
            ) from None

    @staticmethod
    def _entry(image: str) -> Path:
        return cache.folder() / "images" / re.sub(r"[^\w.-]", "-", image)

    def has(self, image: str) -> bool:
        try:
            self.engine.client.images.get(image)
        except ImageNotFound:
            return False
        return True

    def _hub_answers(self) -> bool:
        """Whether pulling from Docker Hub can succeed: it answers, or the engine has a mirror or a
        proxy of its own."""
        info = self.engine.client.info()
        other = info.get("RegistryConfig", {}).get("Mirrors") or info.get("HttpsProxy")
        return bool(other) or answers_tls("registry-1.docker.io")

    def _pull(self, image: str) -> bool:
        try:
            self.ensure(image, f"Pulling {image}", lambda: self.engine.client.images.pull(image))
        except APIError as error:
            say(f"  ! {image} cannot be pulled: {error.explanation}")
            return False
        return True


def context(folder: Path, packages: Mapping[str, bytes] = {}) -> bytes:
    """A folder as a build context, `packages` in a folder of their own below it. The same files
    give the same bytes."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    files |= {f"packages/{name}": data for name, data in sorted(packages.items())}
    return packed(files)
