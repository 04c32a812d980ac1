"""What a page quotes of a file that the guide hands out stands in that file."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from checks.guide.problem import ROOT

COMPOSE = yaml.safe_load((ROOT / "assets/files/compose/compose.yaml").read_text("utf-8"))

EXCERPTS = [
    pytest.param(yaml.safe_load(block), id=f"{path.relative_to(ROOT / 'docs')}-{number}")
    for path in sorted(ROOT.glob("docs/*/compose/*.md"))
    for number, block in enumerate(
        re.findall(r"(?ms)^```yaml\n(.*?)^```$", path.read_text("utf-8"))
    )
]


def unlike(excerpt: Any, whole: Any, at: str = "") -> list[str]:
    """The keys of `excerpt` that `whole` does not have, or has with another value."""
    if not (isinstance(excerpt, dict) and isinstance(whole, dict)):
        return [] if excerpt == whole else [at]
    return [
        key
        for name, value in excerpt.items()
        for key in (
            [f"{at}.{name}"] if name not in whole else unlike(value, whole[name], f"{at}.{name}")
        )
    ]


def test_there_are_excerpts() -> None:
    assert EXCERPTS


@pytest.mark.parametrize("excerpt", EXCERPTS)
def test_the_application_is_quoted_as_it_is(excerpt: Any) -> None:
    assert not unlike(excerpt, COMPOSE)


@pytest.mark.parametrize(
    ("excerpt", "keys"),
    [
        ({"services": {"db": {"image": "postgres:17"}}}, []),
        ({"services": {"db": {"image": "postgres:16"}}}, [".services.db.image"]),
        ({"services": {"cache": {}}}, [".services.cache"]),
        (
            {"services": {"db": {"healthcheck": {"test": ["CMD", "true"]}}}},
            [".services.db.healthcheck.test"],
        ),
    ],
)
def test_a_difference_is_named(excerpt: Any, keys: list[str]) -> None:
    assert unlike(excerpt, COMPOSE) == keys
