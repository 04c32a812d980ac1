"""What is said while the lab works."""

from __future__ import annotations

from checks.lab.progress import console, say


def test_what_is_said_is_what_was_meant() -> None:
    with console.capture() as said:
        say("docs/lessons/start/tour.sh:100: step [bold]x[/bold] :smile:")
    assert said.get() == "docs/lessons/start/tour.sh:100: step [bold]x[/bold] :smile:\n"
