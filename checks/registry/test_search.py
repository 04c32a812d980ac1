"""Docker Hub's search, and what is left of today's pulls."""

from __future__ import annotations

import json

import pytest
from testinfra.host import Host

from checks.lab.step_run import StepRun


def _found(host: Host) -> list[dict[str, str]]:
    """What the search finds without any filter: 25 at most, from which a filter chooses."""
    lines = host.check_output("docker search --no-trunc --format json ubuntu").splitlines()
    return [json.loads(line) for line in lines]


def _rows(step: StepRun) -> list[list[str]]:
    assert step.result is not None
    header, *rows = str(step.result.stdout).splitlines()
    assert header.split() == ["NAME", "DESCRIPTION", "STARS", "OFFICIAL"]
    return [row.split() for row in rows]


@pytest.mark.differs(
    zh="这里只有替身里的镜像；真正的 Docker Hub 会列出许多，星数也不同。",
    en="Only what the stand-in has; the real Docker Hub lists many, with other stars.",
)
def test_search(step: StepRun, host: Host) -> None:
    step.run()
    names = {row[0] for row in _rows(step)}
    assert names == {image["Name"] for image in _found(host)}  # whose order may be another one
    assert "ubuntu" in names
    assert len(names) > 1


@pytest.mark.differs(
    zh="这里只有替身里的镜像；真正的 Docker Hub 会列出许多，星数也不同。",
    en="Only what the stand-in has; the real Docker Hub lists many, with other stars.",
)
def test_official(step: StepRun, host: Host) -> None:
    step.run()
    rows = _rows(step)
    assert all(row[-1] == "[OK]" for row in rows)
    official = {image["Name"] for image in _found(host) if image["IsOfficial"] == "true"}
    assert {row[0] for row in rows} == official
    assert "ubuntu" in official
    assert len(official) < len(_found(host))


@pytest.mark.differs(
    zh="这里只有替身里的镜像；真正的 Docker Hub 会列出许多，星数也不同。",
    en="Only what the stand-in has; the real Docker Hub lists many, with other stars.",
)
def test_stars(step: StepRun, host: Host) -> None:
    step.run()
    assert step.result is not None
    lines = str(step.result.stdout).splitlines()
    liked = {
        f"{image['StarCount']} {image['Name']}"
        for image in _found(host)
        if int(image["StarCount"]) >= 25
    }
    assert {*lines} == liked
    assert 0 < len(liked) < len(_found(host))


@pytest.mark.differs(
    zh="这里只有替身里的镜像；真正的 Docker Hub 会列出许多，星数也不同。",
    en="Only what the stand-in has; the real Docker Hub lists many, with other stars.",
)
def test_limit(step: StepRun) -> None:
    step.run()
    assert len(_rows(step)) == 2


@pytest.mark.not_run(
    zh="只有真正的 Docker Hub 才会计数，这次验证时连不上它。",
    en="Only the real Docker Hub counts pulls, and it did not answer this run.",
    without="auth.docker.io",
)
def test_pulls_left(step: StepRun, host: Host) -> None:
    # An address that Docker Hub does not limit, such as a GitHub runner's, gets no such headers.
    hub = "ratelimitpreview/test"
    asked = host.check_output(
        "token=$(curl --silent 'https://auth.docker.io/token?service=registry.docker.io"
        f"&scope=repository:{hub}:pull' | cut --delimiter='\"' --fields=4) && "
        f'curl --silent --fail --head --header "Authorization: Bearer $token" '
        f"https://registry-1.docker.io/v2/{hub}/manifests/latest"
    )
    if "ratelimit-limit" not in asked.lower():
        assert step.run(exit=1).text == ""
        return
    result = step.run(hide={"pulls": r"(\d+);w=", "address": r"source: (\S+)"})
    fields = [line.partition(":")[0].lower() for line in str(result.stdout).splitlines()]
    assert "ratelimit-limit" in fields
    assert "ratelimit-remaining" in fields
