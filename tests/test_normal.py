"""The normal form: what chance decides goes, what changed in the world stays.

`tests/outputs/NAME.1.txt` and `NAME.2.txt` are what two runs of one step printed, as it came; only
the host of the apt archive has another name.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.guide.normal import normal
from checks.guide.unordered import in_order

ID = "5301a5e03417c1b49b0a4f3cbf7d7c1c06a1b0a9e9a1a2bb4d3bd58e9d4ec11f"
OUTPUTS = Path(__file__).with_name("outputs")
MIRROR = ["archive.example.org"]


def output(name: str, run: int = 1) -> str:
    """What a step printed in one of its two runs."""
    return (OUTPUTS / f"{name}.{run}.txt").read_text(encoding="utf-8")


def kept(printed: str) -> str:
    """Its normal form; a text in normal form must stay as it is."""
    text = normal(printed, MIRROR)
    assert normal(text, MIRROR) == text
    return text


def changed(name: str, old: str, new: str) -> tuple[list[str], list[str]]:
    """The lines that go and that come in the record if the program prints `new` for `old`."""
    printed = output(name)
    assert old in printed
    before = kept(printed).split("\n")
    after = kept(printed.replace(old, new)).split("\n")
    gone, come = [*before], [*after]
    for line in before:
        if line in come:
            come.remove(line)
            gone.remove(line)
    return gone, come


NAMES = sorted({path.name.partition(".")[0] for path in OUTPUTS.iterdir()})


@pytest.mark.parametrize("name", NAMES)
def test_two_runs_are_alike(name: str) -> None:
    assert output(name, 1) != output(name, 2)
    assert kept(output(name, 1)) == kept(output(name, 2))


# -- values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (ID, "<id>"),
        (f"Digest: sha256:{ID}", "Digest: sha256:<digest>"),
        ("5301a5e03417: Pull complete", "<short id>: Pull complete"),
        ("530195603417: Pull complete", "<short id>: Pull complete"),
        ("inet br-530195603417 UP", "inet br-<short id> UP"),
        ("instance.id=6b3871ea-e072-4fa1-80b8-11cf3b0fd788", "instance.id=<uuid>"),
        (f"Deleting blob: /blobs/sha256/53/{ID}", "Deleting blob: /blobs/sha256/<start>/<id>"),
        ("veth0a1b2c3@if4", "veth<id>@if4"),
        ("link/ether 02:42:ac:11:00:02", "link/ether <mac>"),
        ("2026-11-23T22:34:07.123456789Z started", "<time> started"),
        ("2026/11/23 22:34:07 [notice] 1#1", "<time> [notice] 1#1"),
        ("[23/Nov/2026:22:34:07 +0000] GET /", "[<time>] GET /"),
        ("Date: Mon, 23 Nov 2026 22:34:07 GMT", "Date: <time>"),
        ("Built: Mon Nov 23 22:34:07 2026", "Built: <time>"),
        ("Nov 23 22:34:07 server dockerd[4711]: up", "<time> server dockerd[<pid>]: up"),
        ("web: Up 2 seconds (healthy)", "web: Up <some time> (healthy)"),
        ("web: Up About a minute", "web: Up <some time>"),
        ("Exited (0) Less than a second ago", "Exited (0) <some time> ago"),
        ("[1] 4711", "[1] <pid>"),
        ("curl: (28) Timeout after 3002 ms", "curl: (28) Timeout after <some time>"),
        ("spanID=60de3aa71d32f327 traceID=", "spanID=<id> traceID="),
        (
            "read tcp 127.0.0.1:48522->127.0.0.1:80: EOF",
            "read tcp 127.0.0.1:<port>->127.0.0.1:80: EOF",
        ),
        (
            "detected host platform (linux/amd64/v3) and",
            "detected host platform (linux/amd64/<level>) and",
        ),
    ],
)
def test_a_value_of_chance_becomes_a_placeholder(printed: str, expected: str) -> None:
    assert kept(printed) == expected


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
        "restarted after 3 ms",  # not curl
        "#1 is a comment\n#2 [internal] is another",
        "A /b without a third",
        "",
    ],
)
def test_another_value_stays(printed: str) -> None:
    assert kept(printed) == printed


def test_the_host_s_own_mirror_is_not_named() -> None:
    printed = "URIs: http://archive.example.org/debian http://eu.archive.example.org"
    mirrors = ["archive.example.org", "eu.archive.example.org"]
    expected = "URIs: http://<apt mirror>/debian http://<apt mirror>"
    assert normal(printed, mirrors) == expected


def test_a_check_can_hide_more() -> None:
    hide = {"pid": r"^(\d+) nginx", "name": r"^name: (\S+)"}
    printed = "42 nginx\n43 nginx\n44 cron\nname: angry_einstein"
    hidden = "<pid> nginx\n<pid> nginx\n44 cron\nname: <name>"
    assert normal(printed, hide=hide) == hidden
    assert normal(hidden, hide=hide) == hidden
    assert normal("seed 99", hide={"seed": r"\d+"}) == "seed <seed>"


def test_a_check_can_say_that_an_order_is_chance() -> None:
    assert in_order("web\nredis\n\n") == "redis\nweb\n\n"
    assert in_order("") == ""


# -- a terminal ------------------------------------------------------------------------------------


def test_of_a_redrawn_line_the_last_state_stays() -> None:
    assert kept("(Reading ... \r(Reading ... 5%\r(Reading ... done.)\n") == "(Reading ... done.)\n"
    assert kept("\r/ # \x1b[J\r/ # \x1b[Jecho 1\r\n1\r\n") == "/ # echo 1\n1\n"
    assert kept("\x1b[1;32mgreen\x1b[0m 100%\r") == "green 100%"
