"""Route 2: the distribution's own package."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.install.facts import assert_works
from checks.lab.step_run import StepRun

MACHINE = "fresh"


def test_install_engine(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    # Asked for by name: Buildx would also come as a recommendation, where those are on.
    asked_for = host.check_output("apt-mark showmanual").splitlines()
    assert {"docker.io", "docker-buildx"} <= {*asked_for}
    assert host.service("docker").is_running


@pytest.mark.not_run(
    on="debian",
    zh="这次验证用的系统是 Debian，它没有叫这个名字的包；下一步是它的写法。",
    en="This run was on Debian, which has no package of this name; the next step is for it.",
)
def test_install_compose(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert host.package("docker-compose-v2").is_installed


@pytest.mark.not_run(
    on="ubuntu",
    zh="这次验证用的系统是 Ubuntu；在它上面，这个名字是已经停止维护的第 1 版。",
    en="This run was on Ubuntu, where this name is version 1, which is no longer maintained.",
)
def test_install_compose_debian(step: StepRun, host: Host) -> None:
    step.run(limit=300)
    assert host.package("docker-compose").is_installed


def test_check_engine(step: StepRun, host: Host) -> None:
    result = step.run()
    lines = str(result.stdout).splitlines()
    assert lines[0] == "active"
    assert lines[1] == host.check_output("docker version --format '{{.Server.Version}}'")
    assert "buildx" in lines[2]
    assert lines[3].startswith("Docker Compose version")
    assert_works(host)


def test_unit(step: StepRun, host: Host) -> None:
    lines = str(step.run().stdout).splitlines()
    path = host.check_output("systemctl show --property=FragmentPath --value docker")
    unit = host.file(path).content_string.splitlines()
    assert lines == [line for line in unit if line.startswith(("Environment", "Exec"))]
    if host.system_info.distribution == "debian":
        start = "/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock"
        assert "EnvironmentFile=-/etc/default/docker" in lines
        assert f"ExecStart={start} $DOCKER_OPTS" in lines
