"""The official images as they are written down, and the stand-ins that are made from that."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from checks.guide.problem import ROOT
from checks.guide.record import Supply
from checks.lab.upstream import TYPES, UPSTREAM, changes, differences
from tests.conftest import Lab

OFFICIAL = {image.partition(":")[0] for image in UPSTREAM} | {
    *("alpine", "caddy", "debian", "golang", "httpd", "mariadb", "memcached", "mysql"),
    *("node", "postgres", "python", "traefik"),
}
NAMED = "|".join(sorted(OFFICIAL))
FILES = [
    path
    for folder, kind in (("docs/lessons", "*.sh"), ("checks", "test_*.py"), ("assets/files", "*"))
    for path in (ROOT / folder).rglob(kind)
    if path.is_file()
]


def named(text: str) -> set[str]:
    """The official images that a lesson, a check or a file names, with their tags."""
    tagged = set(re.findall(rf"(?<![\w./:@-])((?:{NAMED}):[a-z\d][\w.-]*)", text))
    # The first word that names one; a program in it may have another's name, such as httpd.
    first = rf"docker (?:run|create|pull)\b[^\n|;&]*? ({NAMED})(:[\w.-]+)?(?![\w./=-])"
    bare = [name for name, tag in re.findall(first, text) if not tag]
    return tagged | {f"{name}:latest" for name in bare}


def test_what_names_an_image_is_found() -> None:
    text = (
        "docker run -d nginx\ndocker run busybox:1 httpd\ndocker run busybox httpd\n"
        "FROM alpine:3.24 AS a\nimage: redis:8\nlocalhost:5000/redis:1 x"
    )
    expected = {"nginx:latest", "alpine:3.24", "redis:8", "busybox:1", "busybox:latest"}
    assert named(text) == expected


def test_every_image_that_is_named_is_written_down() -> None:
    """All but those that do not exist (nginx:0 and nginx:1 are in patterns that look for more)."""
    found = {
        (image, path.relative_to(ROOT).as_posix())
        for path in FILES
        for image in named(path.read_text(encoding="utf-8", errors="replace"))
    }
    assert len({image for image, _ in found}) > 8
    known = {
        *UPSTREAM,
        "nginx:0",
        "nginx:0.0",
        "nginx:0.0-nosuch",
        "nginx:1",
        "busybox:no-such-tag",
    }
    assert sorted(pair for pair in found if pair[0] not in known) == []


@pytest.mark.parametrize("image", UPSTREAM)
def test_each_says_where_it_was_read(image: str) -> None:
    said = UPSTREAM[image]
    assert set(said) == {
        *("release", "sources", "inferred", "mediaType", "config"),
        *("platforms", "packages", "present", "absent"),
    }
    for source in said["sources"]:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[\da-f]{40}:[\w./-]+", source), source
    assert said["sources"]
    assert said["config"]["Cmd"]
    assert "linux/amd64" in said["platforms"]
    assert not set(said["present"]) & set(said["absent"])


def answering(image: str, **other: object) -> dict[str, Any]:
    """A registry's answers, by path: `image` as it is written down, `other` apart."""
    name, _, tag = image.partition(":")
    amd64 = {"digest": "sha256:1", "platform": {"os": "linux", "architecture": "amd64"}}
    return {
        f"{name}/manifests/{tag}": {"manifests": [amd64]},
        f"{name}/manifests/sha256:1": {"config": {"digest": "sha256:2"}},
        f"{name}/blobs/sha256:2": {"config": {**UPSTREAM[image]["config"], **other}},
    }


def test_a_change_upstream_is_named() -> None:
    newer = [
        word.replace("VERSION=1.29.8", "VERSION=1.29.9")
        for word in UPSTREAM["nginx:1.29"]["config"]["Env"]
    ]
    same = answering("nginx:1.29", Env=newer, User="", Volumes={})
    assert list(differences("nginx:1.29", same.__getitem__)) == []
    other = answering(
        "nginx:1.29", StopSignal="SIGTERM", Env=[*newer, "TZ=UTC"], Volumes={"/x": {}}
    )
    told = list(differences("nginx:1.29", other.__getitem__))
    assert [line.split()[1] for line in told] == ["Env", "StopSignal", "Volumes"]
    assert told[1] == 'nginx:1.29: StopSignal "SIGQUIT" → "SIGTERM"'


def test_what_docker_hub_refuses_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> object:
        raise ValueError("toomanyrequests")

    monkeypatch.setattr("checks.lab.upstream.requests.get", refused)
    assert [line.partition(": ")[2] for line in changes()] == [
        "not compared (ValueError)" for _ in UPSTREAM
    ]


def test_the_stand_ins_are_what_is_written_down(lab: Lab) -> None:
    """Their configuration, and which of the usual programs they have and have not."""
    image = lab.images.stand_in(lab.images.base(None))
    plan = Supply([], ["registry-1.docker.io"])
    stand_in = lab.sandbox(plan, image).stand_in
    assert stand_in

    def ask(command: str) -> str:
        code, said = stand_in.exec_run(["bash", "-o", "pipefail", "-c", command])
        assert code == 0, said
        assert isinstance(said, bytes)
        return said.decode()

    here = "http://127.0.0.1:5000/v2/library"
    fetch = f"curl --silent --fail --retry 20 --retry-connrefused --header 'Accept: {TYPES}' {here}"
    tags = {
        f"{name}:{tag}"
        for name in json.loads(ask(fetch.replace("/library", "/_catalog")))["repositories"]
        for tag in json.loads(ask(f"{fetch.replace('/library', '')}/{name}/tags/list"))["tags"]
    }
    assert {tag.removeprefix("library/") for tag in tags} == set(UPSTREAM)
    for name, said in UPSTREAM.items():
        asked: dict[str, Any] = {}

        def get(path: str) -> Any:
            asked[path] = json.loads(ask(f"{fetch}/{path}"))  # noqa: B023
            return asked[path]  # noqa: B023

        assert list(differences(name, get)) == []
        index = asked[name.replace(":", "/manifests/")]
        platforms = [
            "/".join(
                entry["platform"][part]
                for part in ("os", "architecture", "variant")
                if part in entry["platform"]
            )
            for entry in index["manifests"]
        ]
        assert [index["mediaType"], *platforms] == [said["mediaType"], *said["platforms"]]
        (layer,) = next(answer["layers"] for answer in asked.values() if "layers" in answer)
        blob = f"{fetch}/{name.partition(':')[0]}/blobs/{layer['digest']}"
        files = ask(f"{blob} | tar --list --gzip").splitlines()
        programs = {file.rpartition("/")[2] for file in files if re.search(r"(^|/)s?bin/", file)}
        assert set(said["present"]) - programs == set(), name
        assert set(said["absent"]) & programs == set(), name
