"""Which outside services are asked, and what is said before a run on the real ones."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
import requests

from checks.lab import supply
from checks.lab.images import Images
from checks.lab.run import Run

HUB = ("registry-1.docker.io", "auth.docker.io", "index.docker.io")
MIRRORS = ("mirrors.tuna.tsinghua.edu.cn", "mirrors.ustc.edu.cn", "mirrors.aliyun.com")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts that were asked. Of the mirrors only USTC's answers, of the rest everyone."""
    hosts: list[str] = []

    def answers(host: str) -> bool:
        hosts.append(host)
        return host not in MIRRORS or "ustc" in host

    monkeypatch.setattr(supply, "answers_tls", answers)
    return hosts


def test_live_is_without_question_but_for_the_mirrors(asked: list[str]) -> None:
    """A mirror in China that does not answer GitHub is not the guide's fault."""
    plan = supply.plan("live", ())
    assert sorted(asked) == sorted(MIRRORS)
    assert plan.live == [*HUB, "download.docker.com", "mirrors.ustc.edu.cn"]
    assert plan.stand_in == ["mirrors.tuna.tsinghua.edu.cn", "mirrors.aliyun.com"]


def test_auto_asks_each_service_once(asked: list[str]) -> None:
    plan = supply.plan("auto", ("mirrors.aliyun.com",))
    assert sorted(asked) == sorted((HUB[0], "download.docker.com", *MIRRORS))
    assert plan.stand_in == ["mirrors.tuna.tsinghua.edu.cn"], "the base's own archive stays real"


def test_the_stand_in_asks_nobody(asked: list[str]) -> None:
    plan = supply.plan("stand-in", ())
    assert asked == []
    assert plan.live == []


@pytest.mark.parametrize("choice", ["auto", "live", "stand-in"])
def test_a_proxy_is_not_used_and_that_is_said(
    choice: supply.Choice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would say what this host can have. The machines, which go out directly, cannot."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(0)
        address = f"http://somebody:secret@127.0.0.1:{proxy.getsockname()[1]}"
        monkeypatch.setenv("HTTPS_PROXY", address)
        monkeypatch.setattr(supply, "_PATIENCE", 0.5)
        monkeypatch.setattr(
            supply, "SERVICES", (supply.Service("Mirror", ("nobody.invalid",), mirror=True),)
        )
        assert supply.plan(choice, ()).stand_in == ["nobody.invalid"]
        with pytest.raises(BlockingIOError):
            proxy.accept()
    said = capsys.readouterr().err
    assert ("HTTPS_PROXY is for this host's programs only" in said) is (choice != "stand-in")
    assert "secret" not in said


@pytest.mark.parametrize(
    ("info", "tried"),
    [
        ({}, False),
        ({"HttpsProxy": ""}, False),
        ({"HttpsProxy": "http://proxy.example:3128"}, True),
        ({"RegistryConfig": {"Mirrors": ["https://mirror.example/"]}}, True),
    ],
)
def test_an_engine_with_a_way_of_its_own_is_let_pull(
    info: dict[str, object], tried: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its proxy and its mirrors are the engine's: whether this host reaches Docker Hub is nothing
    to them."""
    monkeypatch.setattr("checks.lab.images.answers_tls", lambda host: False)
    engine: Any = SimpleNamespace(client=SimpleNamespace(info=lambda: info))
    assert Images(engine, cast("Run", None))._hub_answers() is tried


@dataclass
class Answer:
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, str]:
        return {"token": "t"}


@pytest.mark.parametrize(
    ("headers", "warned"),
    [
        ({"ratelimit-limit": "100;w=21600", "ratelimit-remaining": "19;w=21600"}, True),
        ({"ratelimit-limit": "100;w=21600", "ratelimit-remaining": "20;w=21600"}, False),
        ({"ratelimit-remaining": "0"}, True),
        ({}, False),  # an address that is not limited, as GitHub's own
        ({"ratelimit-remaining": "soon"}, False),
    ],
)
def test_too_few_pulls_are_told_before_the_run(
    headers: dict[str, str],
    warned: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Ten lessons pull about twenty images."""
    monkeypatch.setattr(requests, "get", lambda *words, **more: Answer())

    def head(url: str, headers_: dict[str, str] = headers, **more: Any) -> Answer:
        assert more["headers"] == {"Authorization": "Bearer t"}
        return Answer(headers_)

    monkeypatch.setattr(requests, "head", head)
    supply.check_pulls(10)
    said = capsys.readouterr().err
    assert ("more images" in said and "--shard 1/2" in said) is warned


def test_a_docker_hub_that_does_not_answer_spoils_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*words: object, **more: object) -> Answer:
        raise requests.ConnectionError("no route to host")

    monkeypatch.setattr(requests, "get", nobody)
    supply.check_pulls(10)


def test_an_answer_belongs_to_when_it_was_asked_for() -> None:
    """The log is written after the last byte has gone; by then the next command may have begun."""
    log = b"1795789722.480\t0.250\tregistry-1.docker.io\tGET /v2/ HTTP/1.1\nsome other line\n"
    stand_in = SimpleNamespace(logs=lambda **_: log)
    (answer,) = supply.answers(cast(Any, stand_in))
    assert answer.at == pytest.approx(1795789722.230)
    assert (answer.host, answer.request) == ("registry-1.docker.io", "GET /v2/ HTTP/1.1")
