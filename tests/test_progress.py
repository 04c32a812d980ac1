"""What is said while the lab works."""

from __future__ import annotations

from checks.lab.progress import Board, console, say


def test_what_is_said_is_what_was_meant() -> None:
    with console.capture() as said:
        say("docs/lessons/start/tour.sh:100: step [bold]x[/bold] :smile:")
    assert said.get() == "docs/lessons/start/tour.sh:100: step [bold]x[/bold] :smile:\n"


def test_what_is_left_is_reckoned_by_what_the_others_took_this_time() -> None:
    board = Board(dict.fromkeys("abcd", 5), {"a": 40.0, "b": 100.0, "c": 600.0, "d": 600.0}, 2)
    assert board._left() == "about 11 min left"
    board._seconds = {"a": 20.0, "b": 50.0}
    assert board._left() == "about 5 min left"
    board = Board(dict.fromkeys("abc", 5), {"b": 600.0, "c": 600.0}, 2)
    assert board._left() == ""
    board._seconds = {"a": 20.0}  # one that is new says nothing of the pace
    assert board._left() == "about 10 min left"
