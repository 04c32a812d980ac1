"""A project backed up by script and timer, and a drill that restores it beside the running one."""

from __future__ import annotations

import re

import pytest
from testinfra.host import Host

from checks.compose.facts import RUNNING, URL, containers, ids, made, orders, page, set_up, states
from checks.guide.problem import ROOT
from checks.lab.machine import Machine
from checks.lab.step_run import StepRun
from checks.lab.terminal import HOME, USER, Result
from checks.lab.waiting import await_true

BACKUPS = "/var/backups/docker"
OTHERS = "/var/backups/others"
"""Backups that the page does not make."""
FILES = {
    "SHA256SUMS",
    "db.database-postgres.sql.gz",
    "db.database-shop.sql.gz",
    "db.roles.sql.gz",
    "outside.tar.gz",
    "project.tar.gz",
    "shop_uploads.volume.tar.gz",
}
OWN = """
services:
  web:
    image: nginx:1.29
    volumes: ["./uploads:/srv/uploads", "./linked:/srv/linked", "disk:/srv/disk"]
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: secret
    volumes: ["./files:/var/lib/postgresql/data"]
    healthcheck:
      test: ["CMD", "pg_isready", "--host=127.0.0.1"]
      interval: 1s
      start_period: 60s
volumes:
  disk:
    driver_opts: {type: none, o: bind, device: /srv/disk}
"""
"""A project of the reader's own: a service with a name that the application has, too, a database
with the one variable that it must have, in a directory of the project, a directory that is a link,
and a volume that is mounted only while a container uses it."""
HIDE = {"time": r"shop-(\d{4}-\d\d-\d\dT\d{6})"}


@pytest.fixture(scope="module", autouse=True)
def application(machine: Machine) -> None:
    """The application runs, with an order in it."""
    set_up(machine)
    machine.put(ROOT / "assets" / "files" / "backup.sh", "backup.sh")
    own = machine.terminal.check(
        f"mkdir -p {HOME}/own/uploads /srv/disk /srv/linked && cd {HOME}/own"
        " && echo mine > uploads/a.txt && echo mine > /srv/disk/b.txt && echo mine > /srv/linked/c"
        f" && ln -s /srv/linked linked && printf '%s' '{OWN}' > compose.yaml && chown -R {USER}: ."
    )
    assert own.exit == 0, own.text
    done = machine.terminal.check(
        f"cd {HOME}/shop && docker compose up --detach --wait --quiet-pull"
        " && curl --silent --fail --data '3 apples' http://localhost:8080/",
        180,
    )
    assert done.exit == 0, done.text


def backups(host: Host) -> list[str]:
    """The backups, the oldest first."""
    found: list[str] = host.check_output("ls %s", BACKUPS).split()
    return found


def back_up(machine: Machine, project: str) -> Result:
    """Back up a project of this name in the reader's home, beside the page's backups."""
    return machine.terminal.check(f"docker-backup {HOME}/{project} {OTHERS}", 180)


def packed(host: Host, archive: str) -> set[str]:
    """What lies in an archive, without the directories."""
    listed = str(host.check_output("tar --list --file %s", archive)).splitlines()
    return {name for name in listed if not name.endswith("/")}


def check_further_databases(host: Host, machine: Machine) -> None:
    """A database that was made later is in the backup with its owner, and can be restored."""
    psql = "docker exec --interactive shop-db-1 psql --username=shop --quiet"
    rows = {
        "wiki": "CREATE ROLE author; CREATE TABLE pages AS SELECT 'first page' AS page;"
        " ALTER TABLE pages OWNER TO author",
        "a/b c": "CREATE TABLE pages AS SELECT 'other page' AS page",
    }
    for name in rows:
        host.check_output("docker exec shop-db-1 createdb --username=shop %s", name)
        host.check_output(f"{psql} --dbname=%s --command=%s", name, rows[name])
    done = back_up(machine, "shop")
    assert done.exit == 0, done.text
    backup = str(done.stdout).strip()
    assert "other page\n" in host.check_output("zcat %s", f"{backup}/db.database-a%2Fb c.sql.gz")
    for name in rows:
        host.check_output("docker exec shop-db-1 dropdb --username=shop %s", name)
    host.check_output(f"{psql} --command='DROP ROLE author'")
    # As the page has it for the loss of the host.
    host.check_output(f"zcat {backup}/db.roles.sql.gz | {psql}")
    host.check_output("docker exec shop-db-1 createdb --username=shop wiki")
    load = f"zcat {backup}/db.database-wiki.sql.gz | {psql} --dbname=wiki --set=ON_ERROR_STOP=1"
    host.check_output(load)
    ask = "SELECT page, tableowner FROM pages, pg_tables WHERE tablename = 'pages'"
    said = host.check_output(f"{psql} --dbname=wiki --tuples-only --no-align --command=%s", ask)
    assert said == "first page|author"
    host.check_output("docker exec shop-db-1 dropdb --username=shop wiki")
    host.check_output(f"{psql} --command='DROP ROLE author'")


def check_changing_volume(host: Host, machine: Machine) -> None:
    """A volume that is written to during the backup is packed all the same."""
    host.check_output(
        "docker exec --detach shop-web-1 sh -c '"
        "head -c 40000000 /dev/urandom > /srv/uploads/log;"
        " until test -e /srv/uploads/stop; do echo line >> /srv/uploads/log; done;"
        " rm /srv/uploads/log /srv/uploads/stop'"
    )
    uploads = "/var/lib/docker/volumes/shop_uploads/_data"
    await_true(lambda: host.run(f"test -s {uploads}/log").rc == 0)
    done = back_up(machine, "shop")
    host.check_output(f"touch {uploads}/stop")
    await_true(lambda: host.run(f"test -e {uploads}/stop").rc != 0)
    assert "file changed as we read it" in done.text
    assert done.exit == 0, done.text
    backup = str(done.stdout).strip()
    assert packed(host, f"{backup}/shop_uploads.volume.tar.gz") >= {"./a.txt", "./log"}


def check_own_project(host: Host, machine: Machine) -> None:
    """What the application does not have: see OWN."""
    up = machine.terminal.check(f"cd {HOME}/own && docker compose up --detach --wait", 120)
    assert up.exit == 0, up.text
    fill = "docker exec own-db-1 psql --username=postgres --command=%s"
    host.check_output(fill, "CREATE TABLE mine AS SELECT 'my row' AS what")
    done = back_up(machine, "own")
    assert done.exit == 0, done.text
    backup = str(done.stdout).strip()
    assert "my row\n" in host.check_output("zcat %s", f"{backup}/db.database-postgres.sql.gz")
    assert packed(host, f"{backup}/own_disk.volume.tar.gz") == {"./b.txt"}
    assert packed(host, f"{backup}/outside.tar.gz") == {"./srv/linked/c"}
    # The server's files themselves would be half written.
    project = packed(host, f"{backup}/project.tar.gz")
    assert project == {"./compose.yaml", "./uploads/a.txt", "./linked"}
    host.check_output("docker stop own-web-1")
    done = back_up(machine, "own")
    assert done.exit != 0
    assert "volume own_disk: is not mounted" in done.text
    down = machine.terminal.check(f"cd {HOME}/own && docker compose down --volumes")
    assert down.exit == 0, down.text


def test_upload(step: StepRun, host: Host, machine: Machine) -> None:
    said = step.run(limit=120).text
    # It waits for what it has started.
    assert re.search("shop-web-1 +Healthy", said)
    mounts = containers(host)["web-1"]["Mounts"]
    writable = {mount.get("Name") or mount["Source"]: mount["RW"] for mount in mounts}
    assert writable["shop_uploads"]
    assert not writable["/srv/media"]
    assert host.check_output("ls --directory /srv/media*") == "/srv/media"
    uploads = host.file("/var/lib/docker/volumes/shop_uploads/_data/a.txt")
    assert uploads.content_string == "hello\n"
    # A file of this name that is there stays as it is.
    assert step.again().text == ""
    assert host.check_output("ls %s", f"{HOME}/shop").count("override") == 1
    # Without the application, the project of the directory in which the reader is keeps its file.
    host.check_output("mv %s %s", f"{HOME}/shop", f"{HOME}/away")
    own = machine.terminal.run("cd ~/own && docker compose up --detach --wait --quiet-pull", 120)
    assert own.exit == 0, own.text
    step.again()
    assert host.file(f"{HOME}/own/uploads/a.txt").content_string == "mine\n"
    host.check_output("mv %s %s", f"{HOME}/away", f"{HOME}/shop")
    host.check_output("docker compose --project-name own down --volumes")
    host.check_output("echo logo > /srv/media/logo.svg")
    host.check_output("docker exec shop-web-1 mkdir /srv/uploads/older")


def test_install(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/usr/local/sbin/docker-backup").mode == 0o755
    assert step.again().exit != 0


def test_run(step: StepRun, host: Host, machine: Machine) -> None:
    before = ids(host)
    (name,) = re.findall(r"shop-\S+", str(step.run(hide=HIDE).stdout))
    assert backups(host) == [name]
    assert set(host.check_output("ls %s", f"{BACKUPS}/{name}").split()) == FILES
    assert host.file(f"{BACKUPS}/{name}").mode == 0o700
    dump = host.check_output("zcat %s", f"{BACKUPS}/{name}/db.database-shop.sql.gz")
    assert "1\t3 apples\n" in dump
    assert "PostgreSQL database dump complete" in dump
    listed = "tar --list --file %s"
    assert "./a.txt" in host.check_output(listed, f"{BACKUPS}/{name}/shop_uploads.volume.tar.gz")
    outside = host.check_output(listed, f"{BACKUPS}/{name}/outside.tar.gz")
    assert outside.split() == ["./srv/media/", "./srv/media/logo.svg"]
    project = host.check_output(listed, f"{BACKUPS}/{name}/project.tar.gz").split()
    assert {"./compose.yaml", "./compose.override.yaml", "./secrets/db_password"} <= set(project)
    # Nothing was stopped or recreated.
    assert ids(host) == before
    assert states(host) == RUNNING
    check_further_databases(host, machine)
    check_changing_volume(host, machine)
    check_own_project(host, machine)
    # A directory in the project, from which Compose finds the project, too.
    done = back_up(machine, "shop/app")
    assert done.exit != 0
    assert f"{HOME}/shop/app: project shop was started in {HOME}/shop\n" in done.text


def test_check(step: StepRun, host: Host) -> None:
    # Older ones; and later ones, of another project and in one that failed.
    later = ("shop-test-2999-12-31T000000", "shop-2999-12-31T000000.part/shop-2999-12-31T000000")
    others = [*later, *(f"shop-20{year}-12-31T000000" for year in range(10, 20))]
    host.check_output(f"cd {BACKUPS} && mkdir --parents {' '.join(others)}")
    said = str(step.run().stdout).splitlines()
    host.check_output(f"cd {BACKUPS} && rm --recursive shop-test-2999* shop-2999* shop-201*")
    assert set(said[: len(FILES)]) == FILES
    assert set(said[len(FILES) :]) == {f"{name}: OK" for name in FILES - {"SHA256SUMS"}}


def test_timer(step: StepRun, host: Host) -> None:
    step.run()
    assert host.file("/etc/systemd/system/timers.target.wants/docker-backup.timer").is_symlink
    assert "02:30" in host.check_output("systemctl cat docker-backup.timer")
    shown = "systemctl show --value --property=%s docker-backup.%s"
    assert host.check_output(shown, "Description", "timer") == "Back up the shop every night"
    assert host.check_output(shown, "Persistent", "timer") == "yes"
    assert host.check_output(shown, "RandomizedDelayUSec", "timer") == "15min"
    assert host.check_output(shown, "Type", "service") == "oneshot"
    for order in ("Requires", "After"):
        assert "docker.service" in host.check_output(shown, order, "service").split()
    assert step.again().exit != 0


def test_timer_check(step: StepRun, host: Host) -> None:
    before = backups(host)
    assert str(step.run().stdout).splitlines() == ["Result=success", "active"]
    # A second one beside the first.
    assert len(backups(host)) == 2
    assert backups(host)[:1] == before
    assert set(host.check_output("ls %s", f"{BACKUPS}/{backups(host)[1]}").split()) == FILES


def test_drill_unpack(step: StepRun, host: Host) -> None:
    step.run(limit=120)
    assert states(host, "restore-drill") == {"db-1": "healthy"}
    assert states(host) == RUNNING
    # Where there is a project of this name, also a stopped one, the step neither changes it nor
    # unpacks anything.
    unpacked = "ls --directory /var/tmp/tmp.*"
    before = ids(host, "restore-drill"), host.check_output(unpacked)
    step.again()
    host.check_output("docker stop restore-drill-db-1")
    step.again()
    assert (ids(host, "restore-drill"), host.check_output(unpacked)) == before
    host.check_output("docker start restore-drill-db-1")
    await_true(lambda: states(host, "restore-drill") == {"db-1": "healthy"})


def test_drill_database(step: StepRun, host: Host, machine: Machine) -> None:
    # Whatever project the shell names, only the copy is written to.
    machine.terminal.run("export COMPOSE_PROJECT_NAME=shop")
    first, second = str(step.run().stdout).splitlines()
    assert first == second
    assert first.startswith("1|")
    assert orders(host, "restore-drill-db-1") == orders(host) == ["3 apples"]
    # Where something cannot be replaced, the rest is not tried.
    psql = "docker exec restore-drill-db-1 psql --username=shop --command=%s"
    host.check_output(psql, "CREATE VIEW seen AS SELECT * FROM orders")
    assert step.again().text.count("ERROR:") == 1
    host.check_output(psql, "DROP VIEW seen")
    # An order that came in after the backup stays.
    host.check_output("curl --silent --fail --data '2 pears' %s", URL)
    step.again()
    assert orders(host) == ["3 apples", "2 pears"]
    assert orders(host, "restore-drill-db-1") == ["3 apples"]
    machine.terminal.run("unset COMPOSE_PROJECT_NAME")


def test_drill_volume(step: StepRun, host: Host) -> None:
    assert str(step.run().stdout) == "same\n"
    copied = host.file("/var/lib/docker/volumes/restore-drill_uploads/_data/a.txt")
    assert copied.content_string == "hello\n"
    assert set(containers(host, "restore-drill")) == set(RUNNING)


def test_drill_up(step: StepRun, host: Host) -> None:
    result = step.run(limit=120, hide={"container": r"shop 1.0 on ([0-9a-f]{12})"})
    assert str(result.stdout).splitlines()[1:] == ["1 3 apples"]
    assert re.search("restore-drill-web-1 +Healthy", str(result.stderr))
    assert states(host, "restore-drill") == RUNNING
    assert page(host)[1:] == ["1 3 apples", "2 2 pears"]


@pytest.mark.deletes_data
def test_drill_remove(step: StepRun, host: Host, machine: Machine) -> None:
    # Whatever project the shell names, only the copy goes.
    machine.terminal.run("export COMPOSE_PROJECT_NAME=shop")
    listed = set(str(step.run().stdout).splitlines())
    assert listed == {"restore-drill-web-1", "restore-drill-app-1", "restore-drill-db-1"}
    assert containers(host, "restore-drill") == {}
    assert made(host, "volume", "restore-drill") == set()
    assert states(host) == RUNNING
    assert made(host, "volume") == {"shop_data", "shop_uploads"}
    machine.terminal.run("unset COMPOSE_PROJECT_NAME")
    assert machine.terminal.run('[ -n "$drill" ] && [ ! -e "$drill" ]').exit == 0


def test_no_project(step: StepRun, host: Host) -> None:
    before = backups(host)
    assert "backup.sh: /srv: docker compose cannot read a project there" in step.run(exit=1).text
    assert backups(host) == before
    assert host.check_output("ls --directory /var/backups/docker*") == BACKUPS


def test_damaged(step: StepRun, machine: Machine) -> None:
    # In a shell that does not know which backup is the latest, nothing is copied.
    alone = machine.terminal.run(f"(unset latest; {step.step.command})")
    assert "latest: parameter" in alone.text
    assert "FAILED" not in alone.text
    assert str(step.run(exit=1).stdout) == "db.database-shop.sql.gz: FAILED\n"
    # The system may keep /tmp in memory, which such a copy would fill.
    assert machine.terminal.run('[ -d "$copy" ] && [ "${copy%/*}" = /var/tmp ]').exit == 0


@pytest.mark.deletes_data
def test_undo(step: StepRun, host: Host, machine: Machine) -> None:
    assert str(step.run().stdout) == ""
    assert machine.terminal.run('[ -n "$copy" ] && [ ! -e "$copy" ]').exit == 0
    for unit in ("service", "timer"):
        assert not host.file(f"/etc/systemd/system/docker-backup.{unit}").exists
    assert not host.file("/usr/local/sbin/docker-backup").exists
    assert host.run("systemctl cat docker-backup.timer").rc != 0
    assert host.run("systemctl is-active docker-backup.timer").rc != 0
    # The backups stay, and so do a unit and a command of these names that are not this page's.
    assert len(backups(host)) == 2
    host.check_output("echo his own > /usr/local/sbin/docker-backup")
    host.check_output("echo '[Unit]' > /etc/systemd/system/docker-backup.service")
    step.again()
    assert host.file("/usr/local/sbin/docker-backup").exists
    assert host.file("/etc/systemd/system/docker-backup.service").exists
