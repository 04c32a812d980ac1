"""Placeholders: what differs from run to run is replaced, and nothing else."""

from __future__ import annotations

import pytest

from checks.guide.output import settled

ID = "5301a5e03417c1b49b0a4f3cbf7d7c1c06a1b0a9e9a1a2bb4d3bd58e9d4ec11f"


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        (ID, "<id>"),
        (f"Digest: sha256:{ID}", "Digest: sha256:<digest>"),
        ("5301a5e03417: Pull complete", "<short id>: Pull complete"),
        ("veth0a1b2c3@if4", "veth<id>@if4"),
        ("link/ether 02:42:ac:11:00:02", "link/ether <mac>"),
        ("2026-11-23T22:34:07.123456789Z started", "<time> started"),
        ("Date: Mon, 23 Nov 2026 22:34:07 GMT", "Date: <time>"),
        ("Built: Mon Nov 23 22:34:07 2026", "Built: <time>"),
        ("Nov 23 22:34:07 server dockerd", "<time> server dockerd"),
        ("web   3 seconds ago   Up 2 seconds", "web   <some time> ago   Up <some time>"),
        ("Less than a second ago", "<some time> ago"),
        ("Fetched 16.8 MB in 1s (17.5 MB/s)", "Fetched <size> in <some time>"),
        ("[1] 4711", "[1] <pid>"),
    ],
)
def test_what_differs_is_replaced(printed: str, kept: str) -> None:
    assert settled(printed) == kept


@pytest.mark.parametrize(
    "printed",
    [
        "123456789012",  # a number, not a short id
        "feedfacebeef",  # a word of hexadecimal letters, not a short id
        "127.0.0.1:8080->80/tcp",
        "26.1.5",
        "2026-11-23",
        "[1] 4711 more",
        "Up to date",
        "",
    ],
)
def test_what_does_not_differ_stays(printed: str) -> None:
    assert settled(printed) == printed


def test_the_host_s_own_mirror_is_not_named() -> None:
    printed = "Get:1 http://archive.example.org/debian trixie InRelease"
    assert (
        settled(printed, ["archive.example.org"])
        == "Get:1 http://<apt mirror>/debian trixie InRelease"
    )


def test_a_check_can_hide_more() -> None:
    assert (
        settled("42 nginx\n43 nginx\n44 cron", hide={"pid": r"^(\d+) nginx"})
        == "<pid> nginx\n<pid> nginx\n44 cron"
    )
    assert settled("seed 99", hide={"seed": r"\d+"}) == "seed <seed>"
