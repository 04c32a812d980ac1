"""A new version of one service, back to the old one, and several copies of it."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.compose.facts import (
    BUILD_LIMIT,
    FILES,
    RUNNING,
    assert_waited,
    containers,
    ids,
    made,
    orders,
    page,
    set_up,
    states,
)
from checks.containers.facts import inspect
from checks.folder import elsewhere
from checks.images.facts import has_image
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME
from checks.lab.waiting import await_true

HIDE = {"container": r"shop 1\.\d on ([0-9a-f]{12})"}


@pytest.fixture(scope="module", autouse=True)
def application(machine: Machine) -> None:
    set_up(machine, build=True)


def test_up(step: StepRun, host: Host) -> None:
    assert_waited(step.run(limit=120, hide=HIDE))
    assert states(host) == RUNNING
    assert orders(host) == ["3 apples"]


def test_new_version(step: StepRun, host: Host) -> None:
    before = ids(host)
    with elsewhere(step, "app/app.py"):
        step.run(limit=BUILD_LIMIT)
    assert has_image(host, "shop-app:1.1")
    assert has_image(host, "shop-app:1.0")
    assert ids(host) == before
    # A second time, the program as it was is not written over.
    assert step.again(BUILD_LIMIT).exit == 0
    kept = host.file(f"{HOME}/shop/app/app.py.1.0").content_string
    assert kept == (FILES / "app.py").read_text(encoding="utf-8")


def test_what_would_change(step: StepRun, host: Host) -> None:
    before = ids(host)
    said = step.run(unordered=True).text
    assert "shop-app-1" in said
    assert "Recreate" in said
    assert "interactive run is not supported" not in said  # --detach
    assert ids(host) == before


def _remade(docker_version: tuple[int, ...]) -> set[str]:
    """What a new image of `app` has made again: in Compose 2.26 also what depends on it."""
    return {"app-1", "web-1"} if docker_version < (28,) else {"app-1"}


def test_update(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    before = ids(host)
    with elsewhere(step):
        result = step.run(limit=120, hide=HIDE)
    assert_waited(result)
    said = str(result.stdout)
    assert said.startswith("The shop 1.1 on ")
    assert said.splitlines()[1:] == ["1 3 apples"]
    assert states(host) == RUNNING
    after = ids(host)
    assert {name for name in after if after[name] != before[name]} == _remade(docker_version)


def test_order(step: StepRun, host: Host) -> None:
    step.run(hide=HIDE)
    assert orders(host) == ["3 apples", "5 pears"]


def test_roll_back(step: StepRun, host: Host, docker_version: tuple[int, ...]) -> None:
    before = ids(host)
    with elsewhere(step, ".env"):
        result = step.run(limit=120, hide=HIDE)
    assert_waited(result)
    said = str(result.stdout)
    assert said.startswith("shop 1.0 on ")
    assert said.splitlines()[1:] == ["1 3 apples", "2 5 pears"]
    assert states(host) == RUNNING
    after = ids(host)
    assert {name for name in after if after[name] != before[name]} == _remade(docker_version)
    assert made(host, "volume") == {"shop_data"}


def test_fixed_port(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        said = step.run(exit=1, hide={"id": r"\(([0-9a-f]{64})\)"}, unordered=True).text
    assert re.search(r"Bind for (0\.0\.0\.0|::):8080 failed: port is already allocated", said)
    assert "Attaching to" not in said  # --detach
    assert states(host)["web-1"] == "running"
    assert "web-3" not in states(host)


def test_fixed_name(step: StepRun, host: Host) -> None:
    step.run(hide={"id": r"^([0-9a-f]{64})$"})
    await_true(lambda: host.run("curl --silent --fail http://localhost:8082/").succeeded)
    assert page(host, "http://localhost:8082/")[0].startswith("shop 1.0 on ")
    assert inspect(host, "shop-fixed-name")["Config"]["Image"] == "nginx:1.29"


def test_scale(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        result = step.run(limit=120)
    assert_waited(result)
    assert str(result.stdout).split() == ["3"]
    assert states(host) == RUNNING | {"app-2": "healthy", "app-3": "healthy"}


def test_three_answer(step: StepRun) -> None:
    assert step.run().text == "3\n"


def test_one_answers(step: StepRun, host: Host) -> None:
    assert step.run().text == "1\nshop-fixed-name\n"
    assert not host.run("docker inspect shop-fixed-name").succeeded


def test_scale_back(step: StepRun, host: Host) -> None:
    with elsewhere(step):
        result = step.run(limit=120)
    assert_waited(result)
    assert str(result.stdout).split() == ["1"]
    assert states(host) == RUNNING


def test_pull(step: StepRun, host: Host) -> None:
    # The image that is here is an older one of the same tag.
    older = "docker commit --change 'LABEL older=yes' shop-web-1 nginx:1.29"
    host.check_output(f"{older} && cd {HOME}/shop && docker compose up --detach --wait")
    before = ids(host)
    with elsewhere(step):
        assert_waited(step.run(limit=120))
    after = ids(host)
    assert {name for name in after if after[name] != before[name]} == {"web-1"}
    labels = containers(host)["web-1"]["Config"]["Labels"]
    assert "older" not in labels
    assert step.again(120).exit == 0
    assert ids(host) == after  # nothing newer, so nothing is made again
    assert page(host)[1:] == ["1 3 apples", "2 5 pears"]


def test_clean_up(step: StepRun, host: Host) -> None:
    with elsewhere(step, "app/app.py"):
        step.run()
    assert containers(host) == {}
    there = host.file(f"{HOME}/shop/app/app.py").content_string
    assert there == (FILES / "app.py").read_text(encoding="utf-8")
    assert host.file(f"{HOME}/shop/.env").content_string == ""
    assert not has_image(host, "shop-app:1.1")
