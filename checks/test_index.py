"""The first minute with Docker."""

from __future__ import annotations

from testinfra.host import Host

from checks.lab.step_run import StepRun


def test_run_web(step: StepRun, host: Host) -> None:
    step.run(limit=30)
    web = host.docker("trial-web")
    assert web.is_running
    assert web.inspect()["Config"]["Image"] == "nginx"
    assert host.socket("tcp://0.0.0.0:8080").is_listening
    assert web.inspect()["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "", "HostPort": "8080"}]
    }


def test_open_page(step: StepRun, host: Host) -> None:
    # The web server needs a moment after `docker run`; a person has spent it reading.
    host.run("timeout 20 sh -c 'until curl -fs -o /dev/null localhost:8080; do sleep 0.1; done'")
    result = step.run()
    assert "<title>Welcome to nginx!</title>" in str(result.stdout)
    assert len(str(result.stdout).splitlines()) == 4
    assert str(result.stderr) == ""

    # What curl's options are for: an error is said, and no page of it is shown.
    page = "/usr/share/nginx/html/index.html"
    host.check_output(f"docker exec trial-web mv {page} {page}.away")
    refused = step.again()
    host.check_output(f"docker exec trial-web mv {page}.away {page}")
    assert str(refused.stdout) == ""
    assert str(refused.stderr).startswith("curl: (22) ")


def test_one_kernel(step: StepRun, host: Host) -> None:
    result = step.run(hide={"kernel": r"^(\S+)$"})
    kernel = host.check_output("uname -r")
    assert str(result.stdout).splitlines() == [kernel, kernel]


def test_one_process(step: StepRun, host: Host) -> None:
    result = step.run(hide={"pid": r"^(\d+) nginx"})
    inside, *outside = str(result.stdout).splitlines()
    assert inside == "nginx"
    pid = host.docker("trial-web").inspect()["State"]["Pid"]
    assert pid != 1
    assert f"{pid} nginx" in outside


def test_remove_web(step: StepRun, host: Host) -> None:
    result = step.run()
    assert str(result.stdout) == "trial-web\n"
    assert host.check_output("docker ps --all --quiet") == ""
    assert not host.socket("tcp://0.0.0.0:8080").is_listening
