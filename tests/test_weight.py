"""No page is heavy, and none asks another host, from a server that compresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checks.guide.lesson import Language
from tests.browser import LOOKED_AT
from tests.weight import MOST, Server, first_view, path, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def server(site: str, folder: Path) -> Iterator[Server]:
    """The site on a server that compresses."""
    with serving(folder, compress=True) as server:
        yield server


@pytest.mark.parametrize(("language", "name"), LOOKED_AT)
def test_a_first_view_is_light(
    server: Server, browser: Browser, language: Language, name: str
) -> None:
    view = first_view(browser, server, path(language, name))
    assert view.bytes <= MOST, f"{view.bytes} bytes: {view.sent}"
    assert view.hosts == {server.address.split("/")[2]}
    assert any("/workers/search" in asked for asked in view.sent), "the count lacks the workers"
