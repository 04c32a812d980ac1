"""So many networks that no addresses are left for another."""

from __future__ import annotations

from testinfra.host import Host

from checks.lab.step_run import StepRun


def _networks(host: Host) -> list[str]:
    """The names of the networks that the page made."""
    listed = host.check_output("docker network ls --filter name=many- --format '{{.Name}}'")
    return str(listed).split()


def test_use_up(step: StepRun, host: Host) -> None:
    result = step.run(hide={"count": r"^(\d+)$"}, limit=120)
    made = int(str(result.stdout))
    assert 10 < made < 40
    assert len(_networks(host)) == made
    # The first that is refused is the last that is tried.
    (said,) = str(result.stderr).splitlines()
    assert "address pool" in said


def test_remove_many(step: StepRun, host: Host) -> None:
    before = len(_networks(host))
    assert int(step.run(hide={"count": r"^(\d+)$"}).text) == before
    assert _networks(host) == []
