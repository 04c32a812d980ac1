"""The machine: the privileged container that stands for the reader's server."""

from __future__ import annotations

import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from docker.errors import APIError, NotFound

from checks.guide import record
from checks.lab.error import LabError, tail
from checks.lab.sandbox import Sandbox, packed, settings
from checks.lab.terminal import HOME, USER, Terminal
from checks.lab.waiting import became

NAME = "server.internal"
"""Under which the lesson's machine is known to its neighbours."""
_PAUSE = 0.15
"""Seconds between two looks for the mark. A look costs the engine some hundredths."""
_MARK = "/var/lib/lab-up"
"""Made by the machine's image when systemd has nothing left to start."""

# The servers that the engine asks, which Docker 26 and later names in a comment (moby,
# daemon/libnetwork/internal/resolvconf), behind the engine's own: for containers in the machine,
# which otherwise ask public ones that some networks block.
_NAME_SERVERS = r"""
servers=$(sed -n 's/^# ExtServers: //p' /etc/resolv.conf | sed 's/host(//g' | tr ')[]' ' ')
for server in $servers; do
  case $server in 127.* | ::1) ;; *) echo "nameserver $server" ;; esac
done >> /etc/resolv.conf"""


class Machine:
    """A started machine. Raises LabError if it does not come up."""

    boot_limit = 180.0
    """Seconds: a machine is up after two, on a host with much other work after thirty and more."""
    # As kind starts its nodes. The volumes are not optional: on the container's own overlay, Docker
    # inside falls back to the vfs driver (or fails, with the containerd image store of Docker 29).
    options: ClassVar[dict[str, Any]] = {
        "privileged": True,
        "cgroupns": "private",
        "tmpfs": {"/run": "", "/run/lock": "", "/tmp": "exec"},
        "volumes": ["/var/lib/docker", "/var/lib/containerd"],
        "environment": {"container": "docker"},
        "stop_signal": "SIGRTMIN+3",
        "command": "/sbin/init",
    }
    """How its container is made."""

    def __init__(
        self, sandbox: Sandbox, image: str, name: str = NAME, files: Path | None = None
    ) -> None:
        self.sandbox = sandbox
        self.image = image
        host = name.partition(".")[0]
        try:
            self.container = sandbox.create(image, [name], hostname=host, **self.options)
            if store := settings(sandbox.store):
                self.container.put_archive("/etc", packed(store))
            if files:
                with files.open("rb") as archive:
                    self.container.put_archive("/", archive)
            self.container.start()
        except APIError as error:
            if "privileged" in str(error).lower() or "not permitted" in str(error).lower():
                raise LabError(
                    f"This engine refuses privileged containers: {error.explanation}.",
                    "The machine needs one (systemd and Docker run inside). Use an engine without "
                    "user-namespace remapping or policies against it, for example a virtual "
                    "machine's, or unset DOCKER_HOST to use the embedded engine.",
                ) from None
            raise
        self._come_up()

    def neighbour(self, name: str, image: str = "", files: Path | None = None) -> Machine:
        """A second machine on this one's network, made from the same image or from `image`, known
        as `name`. `files` is a tar archive that is unpacked there before it starts.

        The user of this machine can log in there with a key, as `ssh NAME`.
        """
        other = Machine(self.sandbox, image or self.image, name, files)
        keys = f"{HOME}/.ssh"
        made = self.terminal.check(
            f"install -d -m 700 -o {USER} -g {USER} {keys} && cd {keys} && "
            f"{{ [ -e id_ed25519 ] || ssh-keygen -q -t ed25519 -N '' -C '' -f id_ed25519; }} && "
            f"chown {USER}: id_ed25519* && cat id_ed25519.pub"
        )
        given = other.terminal.check(
            f"install -d -m 700 -o {USER} -g {USER} {keys} && "
            f"echo '{str(made.stdout).strip()}' > {keys}/authorized_keys && "
            f"chown {USER}: {keys}/authorized_keys && cat /etc/ssh/ssh_host_ed25519_key.pub"
        )
        known = self.terminal.check(
            f"echo '{name} {str(given.stdout).strip()}' >> {keys}/known_hosts && "
            f"chown {USER}: {keys}/known_hosts"
        )
        for done in (made, given, known):
            if done.exit:
                raise LabError(
                    f"{name} could not be made reachable over ssh: {done.text.strip()}",
                    "See what is wrong: nox -s verify -- --keep",
                )
        return other

    def reboot(self) -> None:
        """Wait until the machine has gone down by itself, start it again and log in."""
        if not became(lambda: self.state() != "running", self.boot_limit, 0.05):
            raise LabError(
                f"The machine did not go down for the reboot within {self.boot_limit:.0f} s.",
                "See what keeps it up: nox -s verify -- --keep",
            )
        self.terminal.close()
        self.container.start()
        self._come_up()

    def state(self) -> str:
        """What the engine says of it: `running`, `exited` …; `gone` if it does not know it."""
        try:
            self.container.reload()
        except NotFound:
            return "gone"
        return str(self.container.status)

    def put(self, file: Path, name: str) -> None:
        """Copy a file of ours into the user's home folder, as if he had downloaded it."""
        self.container.put_archive(HOME, packed({name: file.read_bytes()}))
        self.terminal.check(f"chown {USER}: {HOME}/{name}")

    def facts(self) -> tuple[str, record.Machine]:
        """Its system, `debian-13`, and what it is now for the record, as far as it knows itself."""
        said = self.terminal.check(
            ". /etc/os-release; echo $ID-$VERSION_ID; echo $PRETTY_NAME; "
            "uname -r; uname -m; "
            "docker info --format '{{.ServerVersion}}' 2>/dev/null || echo; "
            "containerd --version 2>/dev/null | cut -d' ' -f3 | grep . || echo; "
            "docker compose version --short 2>/dev/null || echo; "
            "docker info --format '{{.Driver}}' 2>/dev/null || echo; "
            "[ -e /sys/fs/cgroup/cgroup.controllers ] && echo 2 || echo 1"
        ).stdout
        system, os, kernel, arch, docker, containerd, compose, store, cgroup, *_ = (
            line.strip() for line in str(said).split("\n")
        )
        return system, msgspec.structs.replace(
            record.UNKNOWN,
            **{"os": os, "kernel": kernel, "arch": arch, "store": store, "cgroup": cgroup},
            docker=_upstream(docker),
            containerd=_upstream(containerd),
            compose=_upstream(compose),
        )

    def containerd_store(self) -> bool:
        """Whether its Docker keeps its images in containerd's store now. The version does not tell:
        Docker 29 begins with it and keeps the old one after an upgrade, and from 26 on it can be
        switched on."""
        said = self.terminal.check("docker info --format '{{json .DriverStatus}}'").stdout
        return "io.containerd.snapshotter" in str(said)

    def ahead(self) -> float:
        """Seconds by which the machine's clock is ahead of this host's; 0 on the same host."""
        began = time.time()
        there = float(str(self.terminal.check("date +%s.%N").stdout))
        ended = time.time()
        return 0.0 if began <= there <= ended else there - ended

    @staticmethod
    def check_storage(driver: str) -> None:
        """See by its storage driver that the Docker inside, if there is one, works as on a server.
        Raises LabError.

        On a container's own file system it falls back to vfs without a word, and then every size
        that it reports is wrong (https://github.com/docker/for-linux/issues/230).
        """
        if driver not in ("", "overlay2", "overlayfs"):
            raise LabError(
                f'Docker in the machine uses the storage driver "{driver}", not overlay2.',
                "The engine's volumes must lie on a file system that carries overlay mounts, such "
                "as ext4 or xfs.",
            )

    def snapshot(self, image: str) -> None:
        """Power the machine off and keep it as an image."""
        self.terminal.check("apt-get clean; rm -f /root/.bash_history")
        self.terminal.close()
        self.container.stop(timeout=20)
        repository, _, tag = image.partition(":")
        self.container.commit(repository=repository, tag=tag)

    def connect(self) -> Terminal:
        """The terminal of the machine, which is up."""
        return Terminal(self.container)

    def _come_up(self) -> None:
        """Wait until the machine is up, open the terminal and make the lab's last settings."""
        self._wait_until_up()
        self.terminal = self.connect()
        script = [
            "systemctl is-system-running",
            "systemctl list-units --plain --no-legend --state=failed",
        ]
        if authority := self.sandbox.authority():
            script += [
                # The engine's own name server answers at 127.0.0.11 only, which containers inside
                # the machine cannot reach: Docker would give them public ones, which know no lab.
                f"echo nameserver {self.sandbox.name_server} > /etc/resolv.conf",
                # Trusted now, and after the next update of the bundle.
                "cd /usr/local/share/ca-certificates && cat > lab.crt <<'PEM'",
                authority.strip(),
                "PEM",
                "tail -n +1 lab.crt >> /etc/ssl/certs/ca-certificates.crt",
            ]
        else:
            script.append(_NAME_SERVERS)
        state, *units = str(self.terminal.check("\n".join(script)).stdout).splitlines()
        self.failed_units = [unit.split()[0] for unit in units] if state != "running" else []

    def _wait_until_up(self) -> None:
        """Wait for the mark that the image's last unit makes (machine_image/lab-up.service).

        Nothing is executed in the machine meanwhile: asking systemd every few milliseconds costs
        more than half of the boot, and on control groups version 2 a process that comes before
        systemd is ready keeps it from making its groups (kubernetes-sigs/kind issue 2409).
        """
        up = became(lambda: self.state() != "running" or self._marked(), self.boot_limit, _PAUSE)
        if self.state() != "running":
            code = self.container.attrs["State"]["ExitCode"]
            raise LabError(
                f"The machine ended while it started (exit code {code})."
                + tail(self.container.logs(tail=8).decode("utf-8", "replace")),
                "Either systemd in it is too new for a host with control groups version 1 "
                "(systemd 258 and later): try another --base. Or the host has run out of "
                "inotify instances, of which each machine takes several: see "
                "sysctl fs.inotify.max_user_instances, and what else runs there.",
            )
        if not up:
            units = ["systemctl", "list-units", "--plain", "--no-legend"]
            done: Any = self.container.exec_run([*units, "--state=failed,activating"])
            raise LabError(
                f"The machine was not up after {self.boot_limit:.0f} s. Units that failed or "
                f"wait:\n{done.output.decode('utf-8', 'replace')}",
                "Look into it: nox -s verify -- --keep",
            )

    def _marked(self) -> bool:
        """Whether the mark is there and of this start: a machine's image has an old one."""
        try:
            _, stat = self.container.get_archive(_MARK)
        except APIError:
            return False
        began = datetime.fromisoformat(self.container.attrs["State"]["StartedAt"])
        return stat is not None and datetime.fromisoformat(stat["mtime"]) >= began


def _upstream(version: str) -> str:
    """The upstream part of a distribution's version: `26.1.5` of `26.1.5+dfsg1`."""
    return re.split("[+~-]", version)[0].lstrip("v")
