"""The text of an error on a page against what a step printed."""

from __future__ import annotations

import pytest

from checks.errors.facts import Section, contains, section

IN_USE = Section(
    "port",
    "failed to bind host port … address already in use",
    {27: "bind: address already in use"},
    {30: "the port is taken"},
    ["no port"],
)


@pytest.mark.parametrize(
    ("version", "wordings"),
    [
        ((26, 1, 5), ["bind: address already in use"]),
        ((28, 5, 2), ["failed to bind host port … address already in use"]),
        ((30, 0, 0), ["failed to bind host port … address already in use", "the port is taken"]),
    ],
)
def test_a_version_has_its_wording(version: tuple[int, ...], wordings: list[str]) -> None:
    assert IN_USE.wordings(version, containerd_store=False) == wordings


def test_a_store_may_have_words_of_its_own() -> None:
    assert IN_USE.wordings((28, 5, 2), containerd_store=True)[1:] == ["no port"]


@pytest.mark.parametrize(
    ("output", "found"),
    [
        ("docker: failed to bind host port 0.0.0.0:80/tcp: address already in use\n", True),
        ("docker: failed to bind host port\n 0.0.0.0:80/tcp: address already in use", True),
        ("docker: failed to bind the port 0.0.0.0:80/tcp: address already in use", False),
        ("address already in use: failed to bind host port", False),
    ],
)
def test_an_ellipsis_stands_for_anything_on_the_way(output: str, found: bool) -> None:
    assert contains(output, IN_USE.heading) is found


def test_a_step_belongs_to_the_heading_above_it() -> None:
    shown = section("errors/client", "no-daemon")
    assert shown.id == "cannot-connect"
    assert [*shown.newer] == [29]
    assert section("errors/pull", "too-many-requests").store == ["429 Too Many Requests"]


def test_a_step_without_a_heading_is_named() -> None:
    with pytest.raises(AssertionError, match="no heading above the step no-such-step"):
        section("errors/client", "no-such-step")
