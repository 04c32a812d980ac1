"""The inventory script finds every part of the server, and changes nothing on it."""

from __future__ import annotations

import pytest
from testinfra.host import Host

from checks.containers.facts import names, pull
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.migrate.legacy import running, seen

STATE = (
    "find / -xdev \\( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /var/log "
    "-o -path /var/lib/postgresql -o -path /var/lib/docker -o -path /var/lib/containerd "
    "-o -path /var/lib/systemd -o -path /var/lib/lastlog -o -path /var/lib/wtmpdb -o -path /dev "
    "\\) -prune -o -printf '%p %m %U %G %s %T@ %C@\\n' "
    "; dpkg-query --show"
)
"""Every file with its mode, owner, size and times; and the packages. Logs, what logins leave
behind and the database's own files change by themselves."""


@pytest.fixture(scope="module", autouse=True)
def vm(machine: Machine) -> Machine:
    machine.put(ROOT / "assets" / "files" / "vm-inventory.sh", "vm-inventory.sh")
    pull(machine, "busybox")
    server = running(machine)
    # Something that the server asks of another host, as a monitoring agent does.
    machine.terminal.check(
        "systemd-run --unit=monitor perl -MIO::Socket -e 'my $s = IO::Socket::INET->new("
        "LocalPort => 2375, Listen => 5) or die; my $c = $s->accept; sleep 3600'"
    )
    held = "until { exec 3<>/dev/tcp/server.internal/2375; } 2>/dev/null; do sleep 1; done"
    server.terminal.check(f"systemd-run --unit=agent bash -c '{held}; read -r -u 3'")
    open_now = "timeout 20 sh -c 'until ss -Htn | grep -q :2375; do sleep 0.2; done'"
    assert server.terminal.check(open_now).exit == 0
    return server


def _section(host: Host, title: str) -> str:
    said: str = host.check_output(f"sed -n '/^== {title}/,/^$/p' /home/reader/legacy.txt")
    return said


@pytest.mark.second_host
def test_take_stock(step: StepRun, host: Host, vm: Machine) -> None:
    # Logging in writes by itself (sudo notes that it has told its rules).
    assert step.machine.terminal.run("ssh legacy.internal sudo true").exit == 0
    seen(vm).check_output(f"{{ {STATE}; }} > /run/before")
    result = step.run()
    assert result.text == ""
    changed = f"{{ {STATE}; }} > /run/after; diff /run/before /run/after"
    assert seen(vm).run(changed).stdout == ""
    assert int(seen(vm).check_output("wc --lines < /run/before")) > 10000
    assert _section(host, "Not seen") == "== Not seen ==\n(none)"
    assert host.check_output("head -n 1 /home/reader/legacy.txt").startswith("Inventory of legacy")
    assert "postgresql 17." in _section(host, "Databases")
    assert "\norders " in _section(host, "Databases")
    # A list that is there, of last week or of another server, is kept.
    host.check_output(
        "cp -p /home/reader/legacy.txt /root && echo my own > /home/reader/legacy.txt"
    )
    assert step.again().exit == 1
    assert host.file("/home/reader/legacy.txt").content_string == "my own\n"
    host.check_output("cp -p /root/legacy.txt /home/reader")


def test_section(step: StepRun) -> None:
    # Docker's name server of the lab's network, on ports of its own choice.
    lines = str(step.run(hide={"port": r" 127\.0\.0\.11:(\d+)"}).stdout).splitlines()
    assert lines[0] == "== Ports that answer =="
    for line in (
        "tcp 0.0.0.0:80 nginx",
        "tcp 0.0.0.0:443 nginx",
        "tcp 127.0.0.1:8000 gunicorn",
        "tcp 127.0.0.1:5432 postgres",
        "tcp 0.0.0.0:22 sshd",
    ):
        assert line in lines


def test_services(step: StepRun, host: Host) -> None:
    lines = str(step.run().stdout).splitlines()
    assert "/etc/systemd/system/orders.service" in lines
    for line in (
        "    User=orders",
        "    Group=orders",
        "    Wants=postgresql.service",
        "    ProtectSystem=strict",
        "    WorkingDirectory=/opt/orders",
        "    EnvironmentFile=/etc/orders.env",
        "    Restart=on-failure",
        "    LimitNOFILE=4096",
        "    PrivateTmp=yes",
        "    ReadWritePaths=/srv/orders /var/log/orders",
    ):
        assert line in lines
    commands = [line for line in lines if line.startswith("    ExecStart=")]
    assert any(command.endswith("app:application") for command in commands)
    started = _section(host, "Services that").split()
    assert {"nginx.service", "cron.service", "orders.service"} <= {*started}


def test_changed(step: StepRun) -> None:
    lines = str(step.run().stdout).splitlines()
    cut = lines.index("== Files in /etc that no package brought ==")
    assert lines[1] == "/etc/nginx/nginx.conf"
    own = {*lines[cut:]}
    assert {
        "/etc/orders.env",
        "/etc/cron.d/orders",
        "/etc/logrotate.d/orders",
        "/etc/nginx/sites-available/orders",
        "/etc/ssl/orders/cert.pem",
        "/etc/ssl/orders/key.pem",
        "/etc/systemd/network/10-lan.network",
        "/etc/systemd/system/orders.service",
    } <= own
    # What packages brought is not there.
    assert not {"/etc/nginx/nginx.conf", "/etc/crontab", "/etc/ssh/sshd_config"} & own


def test_packages(step: StepRun) -> None:
    words = str(step.run().stdout).split()
    assert {"gunicorn", "nginx", "openssl", "postgresql-17", "python3-psycopg2", "rsync"} <= {
        *words
    }
    # What every installation of Debian has.
    assert not {"bash", "cron", "logrotate"} & {*words}


def test_data(step: StepRun) -> None:
    found = {}
    for line in str(step.run().stdout).splitlines()[1:]:
        if line:
            size, place, owner = line.split()
            found[place] = (int(size), owner)
    assert found["/srv/orders"][0] >= 2
    assert found["/srv/orders"][1] == "orders:orders"
    assert found["/opt/orders"]
    assert found["/home/ana"][1] == "ana:ana"
    assert found["/var/lib/postgresql"][0] > 30


def test_jobs(step: StepRun) -> None:
    said = str(step.run().stdout)
    assert (
        "/etc/cron.d/orders: 10 3 * * * orders set -a; . /etc/orders.env; /opt/orders/report.py\n"
        in said
    )
    assert "ana: 0 7 * * 1 cat /srv/orders/reports/*.txt" in said
    assert "/etc/logrotate.d/orders" in said


def test_accounts(step: StepRun) -> None:
    said = str(step.run().stdout)
    assert "ana uid=1001 /bin/bash groups=ana ssh-keys=0\n" in said
    assert "reader uid=1000 /bin/bash groups=reader,sudo ssh-keys=1\n" in said
    assert "orders" not in said


def test_outside(step: StepRun) -> None:
    said = str(step.run(hide={"address": r"(\d+\.\d+\.\d+\.\d+)(?::2375|/\d+$)"}).stdout)
    assert ":2375 bash\n" in said
    assert ":22 " not in said.partition("== Certificates")[0]
    assert "/etc/ssl/orders/cert.pem notAfter=" in said
    assert "CN=legacy.internal" in said
    assert "/etc/systemd/network/10-lan.network: Address=192.168.10.20/24" in said


@pytest.mark.second_host
def test_without_root(step: StepRun) -> None:
    said = str(step.run().stdout)
    assert "not run as root" in said
    assert "(none)" not in said
    # What an ordinary user sees is there all the same.
    file = step.machine.terminal.run(step.step.command.partition(" | ")[0]).text
    assert "tcp 127.0.0.1:8000 ?" in file
    assert "/etc/cron.d/orders: 10 3 * * *" in file


def test_bare(step: StepRun, host: Host) -> None:
    before = names(host, "--all")
    result = step.run()
    assert names(host, "--all") == before  # --rm
    assert str(result.stderr) == ""
    told = [line.partition(":")[0] for line in str(result.stdout).splitlines()[1:]]
    assert told == [
        "- not run as root",
        "- no ss (package iproute2 or iproute)",
        "- systemd does not run here",
        "- no package manager that this script knows (dpkg, rpm, apk)",
        "- changed settings cannot be told without dpkg or rpm",
        "- no ss",
        "- no openssl",
    ]
    # It runs as an ordinary user, and could write nothing.
    script = "/home/reader/vm-inventory.sh"
    wrong = "echo '== Not seen'; id -u; touch /tmp/new"
    host.check_output(f'cp -p {script} /root && echo "{wrong}" > {script}')
    written = step.again()
    host.check_output(f"cp -p /root/vm-inventory.sh {script}")
    assert str(written.stdout) == "== Not seen\n1000\n"
    assert "Read-only file system" in str(written.stderr)
    # The whole list, as root and in Chinese: no section is silent, and it writes nothing.
    bare = "docker run --rm --interactive --read-only busybox sh -s -- zh"
    done = host.run(f"{bare} < /home/reader/vm-inventory.sh")
    assert (done.rc, done.stderr) == (0, "")
    sections = done.stdout.split("\n== ")[1:]
    assert len(sections) >= 15
    for section in sections:
        assert section.partition("==\n")[2].strip(), section


@pytest.mark.second_host
def test_in_chinese(step: StepRun) -> None:
    assert str(step.run().stdout).splitlines() == ["", "== 没能看到的 ==", "（无）"]


@pytest.mark.second_host
def test_again_later(step: StepRun, vm: Machine) -> None:
    assert step.run().text == ""
    done = vm.terminal.check("echo '0 5 * * * ana true' > /etc/cron.d/new")
    assert done.exit == 0
    again = step.again()
    assert again.exit == 1
    assert "> /etc/cron.d/new: 0 5 * * * ana true" in str(again.stdout)


@pytest.mark.second_host
def test_no_sudo(step: StepRun) -> None:
    assert "sudo: a terminal is required to read the password" in step.run(exit=1).text
