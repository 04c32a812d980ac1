"""A system for the installer to look at: another `/etc`, and stand-ins for the commands that would
change a system or ask the network, in a mount namespace of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from checks.guide.problem import ROOT

SCRIPT = ROOT / "assets" / "files" / "install_docker.sh"
COMMANDS = {
    "apt-get": 'echo "apt-get $*" >> "$CHANGES"',
    "apt-config": 'printf "$APT_PROXY"',
    "curl": """
for word; do [ "$before" = --output ] && file=$word; before=$word; done
echo "$before" >> "$ASKED"
case $before in
*/gpg) echo key > "$file"; exit "${KEY_EXIT:-0}" ;;
*) exit "${RELEASE_EXIT:-0}" ;;
esac""",
    "dpkg": 'echo "${ARCHITECTURE:-amd64}"',
    "dpkg-query": """
for name; do :; done
case " $INSTALLED " in *" $name "*) printf installed ;; *) exit 1 ;; esac""",
    "gpg": "echo fpr:::::::::9DC858229FC7DD38854AE2D88D81803C0EBFCD88:",
    "uname": """
case $1 in
-s) echo Linux ;;
-m) echo "${PROCESSOR:-x86_64}" ;;
*) echo "${KERNEL:-6.8}" ;;
esac""",
    "systemd-detect-virt": '[ -n "$INSIDE" ] && echo "$INSIDE"',
    "systemctl": "",
    "docker": "echo 29",
}
"""What stands in for the commands of a system."""

NAMESPACE = """
set -e
mount -t tmpfs none /run && mkdir -p /run/systemd/system
mount -t tmpfs none /var/lib && mkdir -p /var/lib/apt/lists
mount --bind "$FOLDER/etc" /etc
mount --bind /dev/null /usr/lib/os-release
eval "$BEFORE"
export PATH="$FOLDER/bin:$PATH"
exec "$@"
"""


class System:
    """A system to install on, as far as the installer looks at it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.release = folder / "etc" / "os-release"
        self.apt = folder / "etc" / "apt"
        for name in ("apt/sources.list.d", "apt/keyrings", "ssl/certs"):
            (folder / "etc" / name).mkdir(parents=True)
        (folder / "etc" / "ssl" / "certs" / "ca-certificates.crt").touch()
        # Without them awk and the libraries are not found.
        for name in ("alternatives/awk", "ld.so.cache"):
            copy = folder / "etc" / name
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(Path("/etc", name), copy, follow_symlinks=False)
        (folder / "bin").mkdir()
        for name, text in COMMANDS.items():
            self.command(name, text)

    def command(self, name: str, text: str) -> None:
        """Put a command of this name in front of the system's own."""
        path = self.folder / "bin" / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def state(self) -> list[tuple[str, int, bytes]]:
        """All of `/etc`, and what the commands that change a system were asked for."""
        files = [*(self.folder / "etc").rglob("*"), self.folder / "changes"]
        return sorted(
            (str(each), each.lstat().st_mode, each.read_bytes() if each.is_file() else b"")
            for each in files
            if each.exists()
        )

    def run(
        self, *options: str, shell: str = "bash", before: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the installer as root; `before` is done first, in the namespace."""
        script = ["sh", "-c", NAMESPACE, "sh", shell, str(self.folder / "install_docker.sh")]
        if not (self.folder / "install_docker.sh").exists():
            shutil.copy(SCRIPT, self.folder)
        return subprocess.run(
            ["unshare", "--mount", *script, *options],
            env={
                "PATH": os.environ["PATH"],
                "FOLDER": str(self.folder),
                "CHANGES": str(self.folder / "changes"),
                "ASKED": str(self.folder / "asked"),
                "BEFORE": before,
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def refused(self, *options: str, **how: str) -> str:
        """Run it, and see that it says why not in both languages and changes nothing. Gives what
        it says, English first."""
        before = self.state()
        done = self.run(*options, **how)
        assert self.state() == before
        assert done.returncode in (1, 2), done.stdout + done.stderr
        english, chinese = done.stderr.splitlines()[-2:]
        assert english.startswith("install_docker.sh: ")
        assert re.match(r"install_docker\.sh[:：].*[一-鿿]", chinese), chinese
        assert "last command above" not in done.stderr
        return f"{english}\n{chinese}"

    def planned(self, *options: str, **how: str) -> str:
        """A dry run that gets through; gives what it says."""
        before = self.state()
        done = self.run("--dry-run", *options, **how)
        assert (done.returncode, done.stderr) == (0, "")
        assert self.state() == before
        return done.stdout
