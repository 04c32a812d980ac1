"""The normal form: what chance decides goes, what changed in the world stays.

`tests/outputs/NAME.1.txt` and `NAME.2.txt` are what two runs of one step printed, as it came; only
the host of the apt archive and the folder in the build have other names.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from checks.guide.normal import normal, without_tries
from checks.guide.unordered import in_order

ID = "5301a5e03417c1b49b0a4f3cbf7d7c1c06a1b0a9e9a1a2bb4d3bd58e9d4ec11f"
OUTPUTS = Path(__file__).with_name("outputs")
MIRROR = ["archive.example.org"]
HIDE = {"name": r"(\w+)$(?=\n\nLocal Volumes)"}
"""What the check of `disk-use` hides: a container's name of chance."""


def output(name: str, run: int = 1) -> str:
    """What a step printed in one of its two runs."""
    return (OUTPUTS / f"{name}.{run}.txt").read_bytes().decode()


def kept(printed: str) -> str:
    """Its normal form; a text in normal form must stay as it is."""
    text = normal(printed, MIRROR, HIDE)
    assert normal(text, MIRROR, HIDE) == text
    return text


def changed(name: str, old: str, new: str) -> tuple[list[str], list[str]]:
    """The lines that go and that come in the record if the program prints `new` for `old`."""
    printed = output(name)
    assert old in printed
    before = kept(printed).split("\n")
    after = kept(printed.replace(old, new)).split("\n")
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    return [*gone.elements()], [*come.elements()]


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
        (
            'checksum of ref bfn3qw7wgbuqy1sbg0kd19hzk::1wh3ppilwa8vo1bugr65p6a98: "/a": not found',
            'checksum of ref <id>::<id>: "/a": not found',
        ),
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
        (
            "(Reading database ... 13757 files and directories currently installed.)",
            "(Reading database ... <number> files and directories currently installed.)",
        ),
        ("Connection to vm.internal closed by remote host.\nand then\n", "and then\n"),
        ("Container 3a26b2abd51d_shop-app-1  Started", "Container <short id>_shop-app-1  Started"),
        ("default via 198.19.253.1 dev eth0", "default via 198.19.<n>.1 dev eth0"),
        (
            "198.19.254.0/24 dev eth0 src 198.19.254.10",
            "198.19.<n>.0/24 dev eth0 src 198.19.<n>.10",
        ),
        ("/var/tmp/tmp.q4pxIFOykF/compose.yaml", "/var/tmp/tmp.<random>/compose.yaml"),
        ("eth0@if120       UP    10.0.0.2/24", "eth0@if<n> UP    10.0.0.2/24"),
        ("2: eth0@if7: <UP>", "2: eth0@if<n>: <UP>"),
        (
            "Bind for :::8080 failed: port is already allocated",
            "Bind for 0.0.0.0:8080 failed: port is already allocated",
        ),
        (
            "qemu-img: error while reading at byte 7: Invalid argument\n" * 2,
            "qemu-img: error while reading at byte 7: Invalid argument\n",
        ),
        ("#1 WARN: A: b\n#1 DONE\n\n - A: b\n", "#1 DONE\n\n - A: b\n"),
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
        "Bind for 127.0.0.1:8080 failed: port is already allocated",
        "Bind for ::1:8080 failed: port is already allocated",
        "26.1.5",
        "198.18.3.1",  # of no machine's own network
        "172.20.0.2",
        "/var/tmp/tmp.file/compose.yaml",
        "2026-11-23",
        "[1] 4711 more",
        "Up to date",
        "restarted after 3 ms",  # not curl
        "#1 is a comment\n#2 [internal] is another",
        "A /b without a third",
        "#1 WARN: A: b\n\n - A: c\n",
        "qemu-img: error while reading at byte 7: No space\n"
        "qemu-img: error while reading at byte 7: Invalid argument\n",
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
    assert in_order("z\na\nIMAGE  ID\nweb  2\nredis  1\n") == "a\nz\nIMAGE  ID\nredis  1\nweb  2\n"
    assert in_order("") == ""


# -- a terminal ------------------------------------------------------------------------------------


def test_of_a_redrawn_line_the_last_state_stays() -> None:
    assert kept("(Reading ... \r(Reading ... 5%\r(Reading ... done.)\n") == "(Reading ... done.)\n"
    assert kept("\r/ # \x1b[J\r/ # \x1b[Jecho 1\r\n1\r\n") == "/ # echo 1\n1\n"
    assert kept("\x1b[1;32mgreen\x1b[0m 100%\r") == "green 100%"


# -- builds ----------------------------------------------------------------------------------------


def test_a_build_is_told_in_the_order_of_its_parts() -> None:
    text = kept(output("build"))
    vertices = [block.split("\n")[0] for block in text.split("\n\n")[1:]]
    assert [name.partition(" ")[0] for name in vertices] == [f"#{n}" for n in range(1, 13)]
    assert [name.partition(" ")[2].partition("@sha256")[0] for name in vertices] == [
        "[internal] load build definition from Dockerfile",
        "[internal] load metadata for docker.io/library/busybox:1.37",
        "[internal] load metadata for docker.io/library/nginx:1.29",
        "[internal] load .dockerignore",
        "[internal] load build context",
        "[page 1/4] FROM docker.io/library/busybox:1.37",
        "[page 2/4] WORKDIR /page",
        "[page 3/4] COPY . .",
        '[page 4/4] RUN sed "s/@VERSION@/1.0/" page.html > index.html',
        "[stage-1 1/2] FROM docker.io/library/nginx:1.29",
        "[stage-1 2/2] COPY --from=page /page/index.html /usr/share/nginx/html/index.html",
        "exporting to image",
    ]
    assert "#12 exporting layers done\n" in text
    assert "#12 DONE <time>" in text


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("[page 2/4] WORKDIR /page", "[page 2/4] WORKDIR /srv", 1, 1),
        ("#8 CACHED", "#8 DONE 0.1s", 1, 1),
        ("transferring dockerfile: 291B", "transferring dockerfile: 299B", 1, 1),
        ("naming to docker.io/library/site:1.1", "naming to docker.io/library/site:1.2", 1, 1),
        ("#9 DONE 0.1s", "#9 0.05 copied\n#9 DONE 0.1s", 0, 1),
        ("#9 DONE 0.1s", "#9 0.05 ok\n#9 0.06 ok\n#9 DONE 0.1s", 0, 2),
        ("#9 DONE 0.1s", "#9 ERROR: it failed", 1, 1),
        # Left out: the export is number 11 by then, and so are its four lines.
        ("#8 [page 2/4] WORKDIR /page\n#8 CACHED\n\n", "", None, None),
        ("nginx:1.29", "nginx:1.30", 2, 2),
    ],
)
def test_another_build_shows(old: str, new: str, gone: int | None, come: int | None) -> None:
    lost, added = changed("build-changed", old, new)
    assert lost or added
    if gone is not None:
        assert (len(lost), len(added)) == (gone, come)


def test_how_many_layers_a_base_image_has_shows() -> None:
    (layer,) = [line for line in output("build").split("\n") if line.endswith(" 453B / 453B done")]
    gone, come = changed("build", f"{layer}\n", "")
    assert ([line.partition(" ")[2] for line in gone], come) == (
        ["sha256:<digest> 453B / 453B done"],
        [],
    )


FAILED = """\
#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 62B done
#1 DONE 0.0s

#2 [1/3] FROM docker.io/library/busybox
#2 CACHED

#3 [2/3] RUN echo one; echo two
#3 0.211 one
#3 0.212 two
#3 DONE 0.3s

#4 [3/3] RUN echo three; false
#4 0.321 three
#4 ERROR: process "/bin/sh -c echo three; false" did not complete successfully: exit code: 1
------
 > [3/3] RUN echo three; false:
0.321 three
------
Dockerfile:3
--------------------
   1 |     FROM busybox
   3 | >>> RUN echo three; false
--------------------
ERROR: failed to solve: process "/bin/sh -c echo three; false" did not complete successfully: \
exit code: 1
"""


def test_what_a_failed_build_says_stays() -> None:
    text = kept(FAILED)
    assert text == FAILED.replace("0.211", "<time>").replace("0.212", "<time>").replace(
        "0.321", "<time>"
    ).replace("#3 DONE 0.3s", "#3 DONE <time>").replace("#1 DONE 0.0s", "#1 DONE <time>").replace(
        "#2 CACHED", "#2 DONE <time>"
    )
    assert kept(FAILED.replace("exit code: 1", "exit code: 2")) != text
    assert kept(FAILED.replace("one\n#3 0.212 two", "two\n#3 0.212 one")) != text


def test_what_a_quick_instruction_printed_is_repeated_or_not() -> None:
    assert kept(FAILED.replace("false:\n0.321 three\n", "false:\n\n")) == kept(FAILED)
    assert kept(FAILED.replace("\n0.321 three\n", "\n0.321 four\n")) != kept(FAILED)


def test_two_builds_stay_two() -> None:
    one = output("build-changed")
    assert kept(f"{one}between\n{one}") == f"{kept(one)}between\n{kept(one)}"


# -- layers ----------------------------------------------------------------------------------------

PULLED = """\
1.29: Pulling from library/nginx
5301a5e03417: Already exists
8e1b1c3c0f11: Pulling fs layer
9f2d4a7b6c22: Pulling fs layer
9f2d4a7b6c22: Waiting
8e1b1c3c0f11: Verifying Checksum
8e1b1c3c0f11: Download complete
9f2d4a7b6c22: Download complete
8e1b1c3c0f11: Pull complete
9f2d4a7b6c22: Pull complete
Digest: sha256:83b91836cb91061b2e1981a8881e760cc66cdab53b0163a26783cb9ec74bbed4
Status: Downloaded newer image for nginx:1.29
docker.io/library/nginx:1.29
"""


@pytest.mark.parametrize("seed", range(5))
def test_layers_come_in_any_order(seed: int) -> None:
    first, *lines = PULLED.splitlines(keepends=True)
    layers = lines[:-3]
    random.Random(seed).shuffle(layers)
    passing = ("Waiting\n", "Verifying Checksum\n", "Download complete\n")
    layers = [
        line for nth, line in enumerate(layers) if (nth + seed) % 2 or line[14:] not in passing
    ]
    assert kept("".join([first, *layers, *lines[-3:]])) == kept(PULLED)


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("Status: Downloaded newer image", "Status: Image is up to date", 1, 1),
        ("1.29: Pulling", "1.30: Pulling", 1, 1),
        ("5301a5e03417: Already exists", "5301a5e03417: Pulling fs layer", 1, 1),
        ("8e1b1c3c0f11: Pull complete\n", "", 1, 0),
        ("Digest: sha256:83b9", "Digest: sha512:83b9", 1, 1),
        ("docker.io/library/nginx:1.29\n", "", 1, 0),
        ("Digest: ", "a1a1a1a1a1a1: Pulling fs layer\nDigest: ", 0, 1),
        ("Pull complete\nDigest", "Pull complete\n5301a5e03417: unauthorized\nDigest", 0, 1),
    ],
)
def test_another_pull_shows(old: str, new: str, gone: int, come: int) -> None:
    before, after = (Counter(kept(text).split("\n")) for text in (PULLED, PULLED.replace(old, new)))
    assert ((before - after).total(), (after - before).total()) == (gone, come)


BAR = "[=====>                                             ]"
COMPOSED = "".join(
    f" {line} \n"
    for line in (
        "web Pulling",
        "db Pulling",
        "8e1b1c3c0f11 Pulling fs layer",
        "9f2d4a7b6c22 Pulling fs layer",
        f"8e1b1c3c0f11 Downloading {BAR}  1.049MB/9.575MB",
        "8e1b1c3c0f11 Verifying Checksum",
        "8e1b1c3c0f11 Download complete",
        f"8e1b1c3c0f11 Extracting {BAR}  98.3kB/9.575MB",
        "9f2d4a7b6c22 Extracting 1 s",
        "8e1b1c3c0f11 Pull complete",
        "9f2d4a7b6c22 Pull complete",
        "db Pulled",
        "web Pulled",
    )
)


def test_compose_pulls_as_docker_does() -> None:
    layer = " <short id> {} \n".format
    layers = layer("Pulling fs layer") * 2 + layer("Pull complete") * 2
    text = f" db Pulling \n web Pulling \n{layers} db Pulled \n web Pulled \n"
    assert kept(COMPOSED) == text
    for old, new in (
        (" db Pulled \n", ""),
        ("9f2d4a7b6c22 Pull complete", "9f2d4a7b6c22 Already exists"),
        (" web Pulled \n", " web Error \n"),
        ("web Pulling", "proxy Pulling"),
        (" 9f2d4a7b6c22 Pulling fs layer \n", ""),
    ):
        assert old in COMPOSED
        assert kept(COMPOSED.replace(old, new)) != text


def test_of_a_store_that_only_downloads_the_last_state_stays() -> None:
    pulled = "5301a5e03417: Pulling fs layer\n5301a5e03417: Download complete\n"
    assert kept(pulled) == "<short id>: Pulling fs layer\n<short id>: Download complete\n"


def test_a_push_keeps_what_became_of_each_layer() -> None:
    pushed = (
        "8e1b1c3c0f11: Preparing\n5301a5e03417: Preparing\n5301a5e03417: Waiting\n"
        "5301a5e03417: Mounted from library/nginx\n8e1b1c3c0f11: Pushed\n"
    )
    prepared = "<short id>: Preparing\n"
    mounted, done = "<short id>: Mounted from library/nginx\n", "<short id>: Pushed\n"
    assert kept(pushed) == f"{prepared}{prepared}{mounted}{done}"
    assert kept(pushed.replace("Pushed", "Layer already exists")) != kept(pushed)


# -- apt -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("curl amd64 8.14.1-2+deb13u7 [270 kB]", "curl amd64 8.14.1-2+deb13u8 [270 kB]", 1, 1),
        ("curl amd64 8.14.1-2+deb13u7 [270 kB]", "curl amd64 8.14.1-2+deb13u7 [271 kB]", 1, 1),
        ("Get:2 http", "Hit:2 http", 2, 2),
        ("7 newly installed", "8 newly installed", 1, 1),
        ("7 newly installed, 0 to remove", "7 newly installed, 1 to remove", 1, 1),
    ],
)
def test_another_installation_shows(old: str, new: str, gone: int, come: int) -> None:
    lost, added = changed("apt", old, new)
    assert (len(lost), len(added)) == (gone, come)


def test_apt_s_answers_come_in_any_order() -> None:
    printed = (
        "Hit:1 https://download.docker.com/linux/debian trixie InRelease\n"
        "Get:2 http://archive.example.org/debian trixie InRelease [140 kB]\n"
        "Err:3 http://archive.example.org/debian trixie-updates InRelease\n"
        "  404  Not Found [IP: 192.0.2.7 80]\n"
        "Get:4 http://archive.example.org/debian trixie/main amd64 curl amd64 8.14.1-2 [270 kB]\n"
        "Fetched 16.8 MB in 2s (7171 kB/s)\n"
    )
    assert kept(printed) == (
        "Get:1 http://<apt mirror>/debian trixie InRelease [<size>]\n"
        "Err:2 http://<apt mirror>/debian trixie-updates InRelease\n"
        "  404  Not Found [IP: <address>]\n"
        "Get:3 http://<apt mirror>/debian trixie/main amd64 curl amd64 8.14.1-2 [270 kB]\n"
        "Hit:4 https://download.docker.com/linux/debian trixie InRelease\n"
        "Fetched <size> in <some time>\n"
    )


def test_which_lists_of_the_own_archive_are_fetched_is_chance() -> None:
    printed = output("apt")
    lists = [line for line in printed.splitlines(keepends=True) if " Packages " in line]
    assert kept(printed.replace(lists[0], "")) == kept(printed)
    # Not so for another archive, and not if one fails.
    other = printed.replace("archive.example.org", "download.docker.com")
    gone = lists[0].replace("archive.example.org", "download.docker.com")
    assert kept(other.replace(gone, "")) != kept(other)
    assert kept(printed.replace(lists[0], lists[0].replace("Get:", "Err:"))) != kept(printed)


def test_apt_in_a_build_is_told_as_elsewhere() -> None:
    said = [
        "Get:1 http://archive.example.org/debian trixie InRelease [140 kB]",
        "Get:2 http://archive.example.org/debian trixie/main amd64 Packages [9679 kB]",
        "Fetched 16.8 MB in 6s (2965 kB/s)",
        "Get:1 http://archive.example.org/debian trixie/main amd64 libffi8 amd64 3.4.8-2 [24.1 kB]",
        "0 upgraded, 30 newly installed, 0 to remove and 2 not upgraded.",
    ]
    build = FAILED.replace("#3 0.211 one", "\n".join(f"#3 0.211 {line}" for line in said))
    lines = [line[10:] for line in kept(build).split("\n") if line.startswith("#3 <time> ")]
    assert lines == [*kept("\n".join(said)).split("\n"), "two"]
    assert kept(build.replace("[24.1 kB]", "[24.2 kB]")) != kept(build)


# -- tables ----------------------------------------------------------------------------------------


def test_a_table_stays_a_table() -> None:
    ago, up = "<some time> ago", "Up <some time>"
    assert kept(output("ps")).split("\n") == [
        f"CONTAINER ID   IMAGE     COMMAND                  {'CREATED':15}   {'STATUS':14}   "
        "PORTS     NAMES",
        f'<short id>     nginx     "nginx -g \'daemon of…"   {ago}   {up}   80/tcp    web',
        "",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("ps", "nginx     ", "httpd     "),
        ("ps", "80/tcp    ", "          "),
        ("ps", "    web\n", "    web2\n"),
        ("ps", "Up ", "Exited (1) "),
        ("ps", "PORTS ", "PORT  "),
        ("disk-use", "15.2MB ", "15.3MB "),
        ("disk-use", "1.28 ", "1.29 "),
        ("disk-use", "Build cache usage: 0B", "Build cache usage: 1B"),
    ],
)
def test_another_cell_shows(name: str, old: str, new: str) -> None:
    gone, come = changed(name, old, new)
    assert gone
    assert come


def test_the_order_of_a_table_s_rows_shows() -> None:
    header, one, other = (
        "REPOSITORY   TAG       IMAGE ID       CREATED          SIZE\n",
        "nginx        1.29      5301a5e03417   45 seconds ago   15.2MB\n",
        "nginx        1.28      123456789012   10 months ago    15.2MB\n",
    )
    text = kept(header + one + other)
    assert text != kept(header + other + one)
    assert text == (
        "REPOSITORY   TAG       IMAGE ID     CREATED           SIZE\n"
        "nginx        1.29      <short id>   <some time> ago   15.2MB\n"
        "nginx        1.28      <short id>   <some time> ago   15.2MB\n"
    )


def test_another_programs_columns_stay() -> None:
    table = "NAME   SIZE\nvda    252G\nweb    Up  2 seconds\n"
    assert kept(table) == table
    # Docker 29 has another table of images; an id's placeholder is as wide as the id.
    table = "IMAGE         ID             DISK USAGE\nnginx:1.29    5301a5e03417       15.2MB\n"
    assert kept(table) == table.replace("5301a5e03417", "<short id>  ")


# -- Compose ---------------------------------------------------------------------------------------

UP = """\
 Network shop_front  Creating
 Network shop_front  Created
 Network shop_back  Creating
 Network shop_back  Created
 Volume "shop_data"  Creating
 Volume "shop_data"  Created
 Container shop-db-1  Running
 Container shop-web-1  Creating
 Container shop-app-1  Creating
 Container shop-app-1  Created
 Container shop-web-1  Created
 Container shop-app-1  Starting
 Container shop-app-1  Started
 Container shop-app-1  Waiting
 Container shop-app-1  Healthy
 Container shop-web-1  Starting
 Container shop-web-1  Started
 Container shop-web-1  Waiting
 Container shop-db-1  Waiting
 Container shop-app-1  Waiting
 Container shop-db-1  Healthy
 Container shop-app-1  Healthy
 Container shop-web-1  Healthy
"""
DOWN = """\
 Container shop-web-1  Stopping
 Container shop-web-1  Stopped
 Container shop-web-1  Removing
 Container shop-web-1  Removed
 Container shop-db-1  Stopping
 Container shop-db-1  Stopped
 Container shop-db-1  Removing
 Container shop-db-1  Removed
 Volume shop_data  Removing
 Network shop_front  Removing
 Network shop_back  Removing
 Network shop_back  Removed
 Network shop_front  Removed
 Volume shop_data  Removed
"""


@pytest.mark.parametrize(
    "order",
    [
        pytest.param((4, 5, 2, 3, 0, 1), id="networks and volumes"),
        pytest.param((0, 1, 2, 3, 4, 5, 8, 7, 6, 10, 9), id="created"),
        pytest.param((*range(17), 19, 17, 18, 22, 20, 21), id="waited for"),
    ],
)
def test_compose_works_on_several_at_once(order: tuple[int, ...]) -> None:
    lines = UP.splitlines(keepends=True)
    other = [*map(lines.__getitem__, order), *lines[len(order) :]]
    assert other != lines
    assert kept("".join(other)) == kept(UP)


def test_replicas_of_one_service_start_in_any_order() -> None:
    begin = " Container shop-db-1  Starting\n Container shop-db-1  Started\n"
    one, two = (begin.replace("db-1", replica) for replica in ("app-2", "app-3"))
    assert kept(begin + two + one) == kept(begin + one + two) != kept(one + two + begin)
    dry = (begin + one).replace(" Container", " DRY-RUN MODE -  Container")
    assert kept(dry) == dry


@pytest.mark.parametrize(
    ("printed", "old", "new"),
    [
        # A container, a network or a volume that is not made, or has another name, or stays.
        (UP, " Container shop-app-1  Created\n", ""),
        (UP, " Network shop_back  Created\n", ""),
        (UP, "Container shop-db-1  Running", "Container shop-db-1  Recreate"),
        (UP, 'Volume "shop_data"  Created', 'Volume "shop_data"  Error'),
        (UP, "shop_front", "front"),
        (UP, " Container shop-app-1  Started\n", " Container shop-app-1  Error\n"),
        (UP, "shop-app-1  Healthy", "shop-app-1  Exited"),
        (UP, " Container shop-web-1  Healthy\n", ""),
        (UP, " Container shop-web-1  Healthy\n", " Container shop-web-1  Healthy\n" * 2),
        # One that no longer waits for the other.
        (
            UP,
            " Container shop-app-1  Waiting\n Container shop-app-1  Healthy\n"
            " Container shop-web-1  Starting\n",
            " Container shop-web-1  Starting\n"
            " Container shop-app-1  Waiting\n Container shop-app-1  Healthy\n",
        ),
        (DOWN, " Volume shop_data  Removing\n", ""),
        (DOWN, "Network shop_back  Removed", "Network shop_back  Resource is still in use"),
        # The database goes before what needs it.
        (
            DOWN,
            DOWN[: DOWN.index(" Volume")],
            "".join(
                sorted(
                    DOWN[: DOWN.index(" Volume")].splitlines(keepends=True),
                    key=lambda line: line[16:18],
                )
            ),
        ),
    ],
)
def test_compose_does_something_else(printed: str, old: str, new: str) -> None:
    assert printed.count(old) >= 1
    assert kept(printed.replace(old, new, 1)) != kept(printed)


# -- lists -----------------------------------------------------------------------------------------


def test_a_list_without_an_order_is_sorted_and_keeps_its_lines() -> None:
    assert kept("C /run\nA /run/a.pid\nC /etc\n") == "C /etc\nC /run\nA /run/a.pid\n"
    assert changed("diff", "A /run/nginx.pid", "C /run/nginx.pid") == (
        ["A /run/nginx.pid"],
        ["C /run/nginx.pid"],
    )
    assert (
        kept("    A=1\n    B_C=2\n") == kept("    B_C=2\n    A=1\n") != kept("    B_C=1\n    A=1\n")
    )
    cdi = 'level=info msg="CDI directory does not exist, skipping" dir={}/cdi\n'.format
    assert kept(cdi("/run") + cdi("/etc")) == kept(cdi("/etc") + cdi("/run")) != kept(cdi("/etc"))
    assert changed("prune", "untagged: note:1\n", "") == (["untagged: note:1"], [])
    assert changed("collect", 'msg="deleting manifest: ', 'msg="keeping manifest: ')[0]


def test_labels_of_the_daemon_come_in_any_order_and_are_all_told() -> None:
    line = r'config="{\"labels\":[%s],\"mtu\":1500}"'
    rack, site = r"\"rack=7\"", r"\"site=berlin\""
    assert kept(line % f"{site},{rack}") == kept(line % f"{rack},{site}") == line % f"{rack},{site}"
    assert kept(line % site) == line % site
    assert kept("[site=berlin rack=7]\n") == kept("[rack=7 site=berlin]\n")
    assert kept("[site=berlin]\n") != kept("[site=berlin rack=7]\n")


def test_a_collection_goes_through_manifests_in_any_order() -> None:
    kept_one = f"web: marking manifest sha256:{ID} \n" + f"web: marking blob sha256:{ID}\n" * 2
    gone = f"manifest eligible for deletion: sha256:{ID}\n"
    assert kept(f"web\n{gone}{kept_one}\n") == kept(f"web\n{kept_one}{gone}\n")
    # One blob less, or a manifest more that goes, is another collection.
    one_less = kept_one.removesuffix(f"web: marking blob sha256:{ID}\n")
    assert kept(f"web\n{gone}{kept_one}\n") != kept(f"web\n{gone}{one_less}\n")
    assert kept(f"web\n{gone}{kept_one}\n") != kept(f"web\n{gone}{gone}{kept_one}\n")


def test_the_order_of_other_lines_shows() -> None:
    assert kept("one\ntwo\n") != kept("two\none\n")
    assert kept("Untagged: a:1\nUntagged: b:1\n") != kept("Untagged: b:1\nUntagged: a:1\n")


def test_of_tries_nothing_stays_but_what_others_say() -> None:
    failed = "curl: (22) The requested URL returned error: 502\n"
    assert without_tries(f" Container wiki  Started\n{failed}{failed}") == (
        " Container wiki  Started\n"
    )
    assert without_tries("docker: (22) is no code\n") == "docker: (22) is no code\n"
