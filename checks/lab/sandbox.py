"""The sandbox: one lesson's network, and on it the stand-in internet and the machines."""

from __future__ import annotations

import io
import itertools
import tarfile
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Literal

from docker.errors import APIError
from docker.models.containers import Container
from docker.models.networks import Network
from docker.types import IPAMConfig, IPAMPool

from checks.guide.record import Supply
from checks.lab import supply
from checks.lab.engine import Engine
from checks.lab.run import LABEL

Store = Literal["default", "containerd", "classic"]
STORES: tuple[Store, ...] = ("default", "containerd", "classic")
"""Where Docker in the machines keeps its images."""

_SWITCHES = {
    # 26 to 28 (daemon/daemon.go); 29 has it anyway.
    "containerd": "TEST_INTEGRATION_USE_SNAPSHOTTER=1",
    # Any version (daemon/image_store_choice.go); below 29 it is so anyway.
    "classic": "DOCKER_DRIVER=overlay2",
}


class Sandbox:
    """A network of an engine, and all that is on it."""

    def __init__(
        self,
        engine: Engine,
        run: str,
        plan: Supply,
        stand_in: str | None,
        store: Store = "default",
    ) -> None:
        self.engine = engine
        self.store = store
        self.labels = {LABEL: run}
        self.plan = plan
        self.network = self._network()
        self._numbers = itertools.count(10)
        """Of the machines in the network, in the order in which they come; the stand-in has 53."""
        self._containers: list[Container] = []
        self._stand_in: Future[Container] | None = None
        if plan.stand_in and stand_in:
            # It starts while the machine does.
            with_it = ThreadPoolExecutor(1)
            self._stand_in = with_it.submit(self._start_stand_in, stand_in)
            with_it.shutdown(wait=False)

    def _network(self, number: int = 0) -> Network:
        """The highest network of 198.19.0.0/16 that is free. No host has these addresses, which are
        kept for tests (RFC 2544), and no Docker: so that in the machine gives the usual ones.
        Proxies that invent an address for each name take theirs from 198.18.0.1 upwards."""
        self._prefix = f"198.19.{255 - number}."
        ipam = IPAMConfig(pool_configs=[IPAMPool(subnet=f"{self._prefix}0/24")])
        create, name = self.engine.client.networks.create, f"lesson-{time.monotonic_ns()}"
        try:
            return create(name, labels=self.labels, ipam=ipam)
        except APIError as error:
            if "overlap" not in str(error):
                raise
            return self._network(number + 1)

    def create(self, image: str, names: Iterable[str], **options: Any) -> Container:
        """A container on the network, under `names`; `options` are the SDK's. Not yet started."""
        number = 53 if names is self.plan.stand_in else next(self._numbers)
        address = f"{self._prefix}{number}"
        client, network = self.engine.client, str(self.network.name)
        container = client.containers.create(
            image,
            labels=self.labels,
            network=network,
            networking_config={
                network: client.api.create_endpoint_config(aliases=[*names], ipv4_address=address)
            },
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
        return f"{self._prefix}53" if self.stand_in else None

    def authority(self) -> str | None:
        """The certificate (PEM) that machines must trust; None without a stand-in."""
        if (stand_in := self.stand_in) is None:
            return None
        read: Any = stand_in.exec_run(["cat", supply.CA])
        return str(read.output.decode())

    def leave(self) -> None:
        """Take everything away."""
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


def settings(store: Store) -> dict[str, bytes]:
    """Files below /etc that have every Docker on a machine choose `store`.

    Not by daemon.json, which belongs to the lessons: systemd gives its units a variable that
    dockerd reads.
    """
    if store == "default":
        return {}
    text = f"[Manager]\nDefaultEnvironment={_SWITCHES[store]}\n"
    return {"systemd/system.conf.d/store.conf": text.encode()}


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files by name as a tar archive. The same files give the same bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()
