"""`--store`: where Docker keeps its images, and what a system is called after."""

from __future__ import annotations

import pytest

from checks.lab.error import LabError
from checks.lab.plugin import system_name
from checks.lab.sandbox import STORES, settings
from checks.lab.verify import options


def test_the_default_leaves_the_machine_as_it_is() -> None:
    assert options([]).store == "default"
    assert settings("default") == {}


def test_each_store_has_a_switch_of_its_own() -> None:
    chosen = {store: settings(store) for store in STORES if store != "default"}
    texts = [text for files in chosen.values() for text in files.values()]
    assert len({*texts}) == len(texts) == 2
    assert all(text.startswith(b"[Manager]\nDefaultEnvironment=") for text in texts)


def test_another_store_is_refused_by_name() -> None:
    with pytest.raises(LabError, match="invalid choice: 'overlay2'"):
        options(["--store", "overlay2"])


@pytest.mark.parametrize(
    ("docker", "driver", "name"),
    [
        ("29.7.2", "overlayfs", "debian-13_docker-29.7_live"),
        ("29.7.2", "overlay2", "debian-13_docker-29.7-overlay2_live"),
        ("28.5.2", "overlay2", "debian-13_docker-28.5_live"),
        ("28.5.2", "overlayfs", "debian-13_docker-28.5-overlayfs_live"),
        ("100.0.0-rc.1", "overlayfs", "debian-13_docker-100.0_live"),
        ("", "", "debian-13_docker-none_live"),
    ],
)
def test_a_store_that_is_not_the_version_s_own_is_in_the_name(
    docker: str, driver: str, name: str
) -> None:
    assert system_name("debian-13", "docker", docker, driver, "live") == name
