"""The terminal, on a real machine: state, output, time limits, and all the ways to lose a shell."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from checks.lab.backend import host
from checks.lab.machine import Machine
from checks.lab.terminal import (
    CUT_AT,
    MachineDied,
    ShellDied,
    StepError,
    StepTimeout,
    Terminal,
)
from checks.lab.waiting import await_true
from tests.conftest import Lab

pytestmark = pytest.mark.root


@pytest.fixture(scope="module")
def machine(lab: Lab) -> Iterator[Machine]:
    started = lab.machine()
    yield started
    started.container.remove(force=True, v=True)


@pytest.fixture
def terminal(machine: Machine) -> Terminal:
    """The machine's terminal after a new log-in: no test sees what another left."""
    machine.terminal.log_in()
    return machine.terminal


def test_state_carries_over(terminal: Terminal) -> None:
    terminal.run("cd /tmp; colour=red; greet() { echo hello; }; export KIND=server")
    result = terminal.run('pwd; echo "$colour"; greet; printenv KIND')
    assert str(result.stdout) == "/tmp\nred\nhello\nserver\n"


def test_the_exit_code_carries_over(terminal: Terminal) -> None:
    assert terminal.run("false").exit == 1
    assert str(terminal.run("echo $?").stdout) == "1\n"


def test_a_new_log_in_forgets(terminal: Terminal) -> None:
    terminal.run("colour=red; cd /tmp")
    terminal.log_in()
    assert str(terminal.run('pwd; echo "$colour"').stdout) == "/home/reader\n\n"


def test_output_and_error_are_kept_apart(terminal: Terminal) -> None:
    result = terminal.run("echo out; echo err >&2")
    assert (str(result.stdout), str(result.stderr)) == ("out\n", "err\n")


def test_messages_read_as_for_a_person(terminal: Terminal) -> None:
    result = terminal.run("nosuchcommand")
    assert result.exit == 127
    assert str(result.stderr) == "bash: nosuchcommand: command not found\n"


def test_reopening_the_streams_loses_nothing(terminal: Terminal) -> None:
    result = terminal.run("echo a; echo b > /dev/stdout; echo c | tee /dev/stderr")
    assert str(result.stdout) == "a\nb\nc\n"
    assert str(result.stderr) == "c\n"


def test_the_environment_is_fixed(terminal: Terminal) -> None:
    text = str(terminal.run('echo "$LANG $TZ $COLUMNS $HOME $USER"; id --user --name').stdout)
    assert text == "C.UTF-8 UTC 100 /home/reader reader\nreader\n"


def test_a_step_that_waits_for_input_gets_none(terminal: Terminal) -> None:
    assert terminal.run("cat", limit=5).exit == 0
    assert terminal.run("read -r answer", limit=5).exit == 1


def test_here_documents_and_quotes_arrive_as_printed(terminal: Terminal) -> None:
    result = terminal.run("name='a \"b\"'\ncat << EOF\n$name\n\\$HOME {{.Names}}\nEOF")
    assert str(result.stdout) == 'a "b"\n$HOME {{.Names}}\n'


def test_bytes_that_are_not_utf8_survive(terminal: Terminal) -> None:
    result = terminal.run(r"printf 'a\xff\x00\xfez'")
    assert bytes(result.stdout) == b"a\xff\x00\xfez"
    assert str(result.stdout) == "a\\xff\x00\\xfez"


def test_100_mb_are_cut_in_the_middle(terminal: Terminal) -> None:
    result = terminal.run("echo first; yes | head --bytes=100000000; echo last", limit=60)
    text = str(result.stdout)
    assert text.startswith("first\ny\n")
    assert text.endswith("y\nlast\n")
    assert result.stdout.cut == 100_000_011 - 2 * CUT_AT
    assert f"[... {result.stdout.cut} bytes ...]" in text
    assert len(bytes(result.stdout)) < 3 * CUT_AT


def test_a_background_process_cannot_write_into_the_next_step(terminal: Terminal) -> None:
    terminal.run("(sleep 0.3; echo late) &")
    result = terminal.run("sleep 0.6; echo mine")
    assert str(result.stdout) == "mine\n"


def test_a_terminal_is_real(terminal: Terminal) -> None:
    result = terminal.type(
        "tty; stty size; read -r -p 'name? ' name; echo \"hello $name\"", ["ada\n"]
    )
    text = str(result.stdout)
    assert text.startswith("/dev/pts/")
    assert "40 100" in text
    assert "name? ada" in text
    assert text.endswith("hello ada\r\n")
    assert str(terminal.run('echo "$name"').stdout) == "ada\n"


def test_without_one_there_is_none(terminal: Terminal) -> None:
    assert terminal.run("test -t 0 || test -t 1").exit == 1


def test_ctrl_c_ends_what_does_not_end_by_itself(terminal: Terminal) -> None:
    result = terminal.interrupt("sleep 100", after=3)
    assert result.exit == 130
    assert str(terminal.run("echo still here").stdout) == "still here\n"


def test_a_hang_is_ended_with_all_that_it_started(terminal: Terminal, machine: Machine) -> None:
    with pytest.raises(StepTimeout, match="still running after its limit of 1 s") as caught:
        terminal.run("echo before; setsid sleep 1234 & sleep 1234", limit=1)
    assert str(caught.value.result.stdout) == "before\n"
    terminal.log_in()
    # pgrep finds nothing: exit code 1.
    assert terminal.check("pgrep --full 'sleep 1234$'").exit == 1


@pytest.mark.parametrize(
    ("command", "how"),
    [
        ("exit 3", "exit 3"),
        ("set -e; false; echo never", "exit 1"),
        ("kill -KILL $$", "signal 9"),
        ("exec true", "exit 0"),
    ],
)
def test_a_step_that_ends_its_shell_is_told_apart(
    terminal: Terminal,
    command: str,
    how: str,
) -> None:
    with pytest.raises(ShellDied, match=f"ended its own shell .{how}."):
        terminal.run(command, limit=60)
    terminal.log_in()
    assert terminal.run("true").exit == 0


def test_a_check_runs_as_root_beside_the_shell(terminal: Terminal) -> None:
    assert str(terminal.check("id --user; pwd").stdout).startswith("0\n")
    with pytest.raises(StepTimeout, match="check's own command did not end within 1 s"):
        terminal.check("sleep 50", limit=1)


def test_testinfra_goes_over_the_same_connection(machine: Machine, terminal: Terminal) -> None:
    server = host(machine)
    assert server.package("sudo").is_installed
    assert not server.package("nosuchpackage").is_installed
    assert server.user("reader").shell == "/bin/bash"
    assert server.file("/etc/os-release").contains("ID=")
    assert server.run("printf '\\303\\244'").stdout == "ä"


def test_a_machine_that_dies_under_a_step_is_told(lab: Lab) -> None:
    machine = lab.machine()
    try:
        with pytest.raises((MachineDied, ShellDied)):
            machine.terminal.run("sudo kill -RTMIN+14 1; sleep 20", limit=60)  # power off at once
        await_true(lambda: machine.state() == "exited")
        with pytest.raises(StepError):
            machine.terminal.run("true")
    finally:
        machine.container.remove(force=True, v=True)


def test_a_reboot_comes_back(machine: Machine) -> None:
    machine.terminal.run("touch ~/kept /tmp/lost")
    with contextlib.suppress(MachineDied, ShellDied):
        machine.terminal.run("sudo reboot", limit=60)
    machine.reboot()
    assert str(machine.terminal.run("ls ~/kept; ls /tmp/lost 2>&1").stdout).startswith(
        "/home/reader/kept\nls: cannot access"
    )
