"""The sandbox: one lesson's network, and on it the stand-in internet and the machines."""

from __future__ import annotations

import io
import tarfile
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from docker.models.containers import Container
from docker.models.networks import Network

from checks.lab import supply
from checks.lab.engine import Engine
from checks.lab.run import LABEL
from checks.lab.store import Store


class Sandbox:
    """A network of an engine, and all that is on it."""

    def __init__(
        self,
        engine: Engine,
        run: str,
        plan: supply.Supply,
        stand_in: str | None,
        store: Store = "default",
    ) -> None:
        self.engine = engine
        self.store = store
        self.labels = {LABEL: run}
        self.plan = plan
        name = f"lesson-{time.monotonic_ns()}"
        self.network: Network = engine.client.networks.create(name, labels=self.labels)
        self._containers: list[Container] = []
        self._stand_in: Future[Container] | None = None
        if plan.stand_in and stand_in:
            # It starts while the machine does.
            with_it = ThreadPoolExecutor(1)
            self._stand_in = with_it.submit(self._start_stand_in, stand_in)
            with_it.shutdown(wait=False)

    def create(self, image: str, names: Iterable[str], **options: Any) -> Container:
        """A container on the network, under `names`; `options` are the SDK's. Not yet started."""
        client, network = self.engine.client, str(self.network.name)
        container = client.containers.create(
            image,
            labels=self.labels,
            network=network,
            networking_config={network: client.api.create_endpoint_config(aliases=[*names])},
            **options,
        )
        self._containers.append(container)
        return container

    def _start_stand_in(self, image: str) -> Container:
        container = self.create(image, self.plan.stand_in)
        container.start()
        return container

    @property
    def stand_in(self) -> Container | None:
        """The stand-in internet, started; None where everything is live."""
        return self._stand_in.result() if self._stand_in else None

    @property
    def name_server(self) -> str | None:
        """The address of the stand-in's name server, which knows all names of the sandbox."""
        if (stand_in := self.stand_in) is None:
            return None
        stand_in.reload()
        return str(stand_in.attrs["NetworkSettings"]["Networks"][self.network.name]["IPAddress"])

    def authority(self) -> str | None:
        """The certificate (PEM) that machines must trust; None without a stand-in."""
        if (stand_in := self.stand_in) is None:
            return None
        packed = io.BytesIO(b"".join(stand_in.get_archive(supply.CA)[0]))
        with tarfile.open(fileobj=packed) as archive:
            file = archive.extractfile(archive.next() or "")
            assert file
            return file.read().decode()

    def leave(self) -> None:
        """Take everything away. An engine has addresses for about thirty networks, no more."""
        if self._stand_in:
            self._stand_in.exception()  # until it is there or failed
        with ThreadPoolExecutor() as pool:
            removing = [pool.submit(one.remove, force=True, v=True) for one in self._containers]
        for removed in removing:
            removed.result()
        self.network.remove()

    def keep_only(self, machine: Container) -> None:
        """Take away the machine's neighbours; the stand-in stays."""
        for one in [*self._containers]:
            if one.id not in (machine.id, self.stand_in and self.stand_in.id):
                one.remove(force=True, v=True)
                self._containers.remove(one)

    def answers(self) -> list[supply.Answer]:
        """What the stand-in has answered so far."""
        return supply.answers(self.stand_in) if self.stand_in else []


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files by name as a tar archive. The same files give the same bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()
