"""`/etc/os-release` of real systems, as people have published them, without what nobody reads.

Each stands by the name by which its people know it. The installer's tests hand them to it.
"""

from __future__ import annotations


def _text(pretty: str, name: str, codename: str, *more: str) -> str:
    lines = [f'PRETTY_NAME="{pretty}"', f"ID={name}"]
    lines += [f"VERSION_CODENAME={codename}"] if codename else []
    return "\n".join([*lines, *more, 'HOME_URL="https://www.example.org/"', ""])


UBUNTU_LIKE = 'ID_LIKE="ubuntu debian"'
DEBIAN_LIKE = "ID_LIKE=debian"

SUPPORTED = {
    "Ubuntu 22.04": (
        _text("Ubuntu 22.04.5 LTS", "ubuntu", "jammy", DEBIAN_LIKE),
        "ubuntu",
        "jammy",
    ),
    "Ubuntu 24.04": (
        _text("Ubuntu 24.04.3 LTS", "ubuntu", "noble", DEBIAN_LIKE, "UBUNTU_CODENAME=noble"),
        "ubuntu",
        "noble",
    ),
    "Ubuntu 26.04": (
        _text("Ubuntu 26.04 LTS", "ubuntu", "resolute", DEBIAN_LIKE, "UBUNTU_CODENAME=resolute"),
        "ubuntu",
        "resolute",
    ),
    "Debian 11": (
        _text("Debian GNU/Linux 11 (bullseye)", "debian", "bullseye"),
        "debian",
        "bullseye",
    ),
    "Debian 12": (
        _text("Debian GNU/Linux 12 (bookworm)", "debian", "bookworm"),
        "debian",
        "bookworm",
    ),
    "Debian 13": (
        _text("Debian GNU/Linux 13 (trixie)", "debian", "trixie", "DEBIAN_VERSION_FULL=13.1"),
        "debian",
        "trixie",
    ),
    # These call themselves what they are made of, and so does the 64-bit Raspberry Pi OS.
    "Proxmox VE 9": (_text("Debian GNU/Linux 13 (trixie)", "debian", "trixie"), "debian", "trixie"),
    "MX 23": (_text("MX 23", "debian", "bookworm"), "debian", "bookworm"),
    "Armbian on Debian": (
        _text("Armbian 25.2.2 bullseye", "debian", "bullseye"),
        "debian",
        "bullseye",
    ),
    "an Ubuntu with another name": (
        _text("Remix 24.04", "ubuntu", "remix", DEBIAN_LIKE, "UBUNTU_CODENAME=noble"),
        "ubuntu",
        "noble",
    ),
    "Armbian on Ubuntu": (
        _text("Armbian_community 25.8.0-trunk.309 noble", "ubuntu", "noble", DEBIAN_LIKE),
        "ubuntu",
        "noble",
    ),
}
"""Systems to install on: text, distribution and release of Docker's repository."""

DERIVED = {
    "Linux Mint 21": (
        _text("Linux Mint 21.3", "linuxmint", "virginia", UBUNTU_LIKE, "UBUNTU_CODENAME=jammy"),
        "ubuntu",
        "jammy",
    ),
    "Linux Mint 22": (
        _text("Linux Mint 22", "linuxmint", "wilma", UBUNTU_LIKE, "UBUNTU_CODENAME=noble"),
        "ubuntu",
        "noble",
    ),
    "LMDE 6": (
        _text("LMDE 6 (faye)", "linuxmint", "faye", DEBIAN_LIKE, "DEBIAN_CODENAME=bookworm"),
        "debian",
        "bookworm",
    ),
    "LMDE 7": (
        _text("LMDE 7 (gigi)", "linuxmint", "gigi", DEBIAN_LIKE, "DEBIAN_CODENAME=trixie"),
        "debian",
        "trixie",
    ),
    "Pop!_OS 22.04": (
        _text("Pop!_OS 22.04 LTS", "pop", "jammy", UBUNTU_LIKE, "UBUNTU_CODENAME=jammy"),
        "ubuntu",
        "jammy",
    ),
    "elementary OS 8": (
        _text("elementary OS 8", "elementary", "circe", "ID_LIKE=ubuntu", "UBUNTU_CODENAME=noble"),
        "ubuntu",
        "noble",
    ),
    "Zorin OS 18": (
        _text("Zorin OS 18", "zorin", "", UBUNTU_LIKE, "UBUNTU_CODENAME=noble"),
        "ubuntu",
        "noble",
    ),
    "KDE neon": (
        _text("KDE neon 6.4", "neon", "noble", UBUNTU_LIKE, "UBUNTU_CODENAME=noble"),
        "ubuntu",
        "noble",
    ),
    "Raspberry Pi OS 13, 32-bit": (
        _text("Raspbian GNU/Linux 13 (trixie)", "raspbian", "trixie", DEBIAN_LIKE),
        "debian",
        "trixie",
    ),
}
"""Derivatives that say what they are built on: text, and the values for a try by hand."""

UNKNOWN = {
    "Kylin V10 SP1": _text("Kylin V10 SP1", "kylin", "kylin", DEBIAN_LIKE, "UBUNTU_CODENAME=kylin"),
    "Kylin V10": _text("Kylin V10", "kylin", "", DEBIAN_LIKE, "UBUNTU_CODENAME=juniper"),
    "Kylin V11": _text("Kylin V11", "kylin", "kylin"),
    "openKylin 2.0": _text("openKylin 2.0", "openkylin", "nile"),
    "deepin 23": _text("Deepin 23", "Deepin", "beige"),
    "deepin 25": _text("Deepin 25", "deepin", "crimson"),
    "UOS Desktop 20": _text("UOS Desktop 20 Pro", "uos", "eagle"),
    "UOS Server 20": _text("UOS Server 20", "uos", "kongzi", 'PLATFORM_ID="platform:uelc20"'),
    "Kali": _text("Kali GNU/Linux Rolling", "kali", "kali-rolling", DEBIAN_LIKE),
    "Devuan 6": _text("Devuan GNU/Linux 6 (excalibur)", "devuan", "excalibur", DEBIAN_LIKE),
    "MX 25": _text("MX 25 (Infinity)", "mx", "", DEBIAN_LIKE),
    "Raspberry Pi OS 10, 32-bit": _text(
        "Raspbian GNU/Linux 10 (buster)", "raspbian", "buster", DEBIAN_LIKE
    ),
    "Linux Mint 20": _text(
        "Linux Mint 20.3", "linuxmint", "una", UBUNTU_LIKE, "UBUNTU_CODENAME=focal"
    ),
    "AnduinOS": _text(
        "AnduinOS 1.4", "anduinos", "questing", UBUNTU_LIKE, "UBUNTU_CODENAME=questing"
    ),
    "Fedora 42": _text("Fedora Linux 42 (Server Edition)", "fedora", ""),
}
"""Systems on which nothing can be said about a release of Docker's repository."""

DOUBTFUL = {
    "Parrot 6.2": _text("Parrot Security 6.2 (lorikeet)", "debian", "lory"),
    "Debian testing": _text("Debian GNU/Linux forky/sid", "debian", "forky"),
    "Debian unstable": _text("Debian GNU/Linux sid", "debian", "sid"),
    "Ubuntu 20.04": _text(
        "Ubuntu 20.04.6 LTS", "ubuntu", "focal", DEBIAN_LIKE, "UBUNTU_CODENAME=focal"
    ),
    "Ubuntu 25.10": _text(
        "Ubuntu 25.10", "ubuntu", "questing", DEBIAN_LIKE, "UBUNTU_CODENAME=questing"
    ),
}
"""Ubuntu and Debian by their own word, of a release about which the repository has to be asked."""
