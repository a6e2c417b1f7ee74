"""Work in the background, one piece for each key at a time."""

from collections.abc import Callable

import pytest

from bot.slack.one_at_a_time import OneAtATime


def test_what_comes_meanwhile_waits_and_only_the_latest_of_it_is_run() -> None:
    handed_over: list[Callable[[], None]] = []
    done: list[str] = []
    work = OneAtATime(handed_over.append)

    def first() -> None:
        for name in ("second", "third"):
            work.run("a", lambda name=name: done.append(name))  # type: ignore[misc]
        work.run("b", lambda: done.append("of another key"))
        done.append("first")

    work.run("a", first)
    for each in handed_over:
        each()
    assert done == ["first", "third", "of another key"]
    work.run("a", lambda: done.append("later"))
    handed_over[-1]()
    assert done[-1] == "later"


def test_work_that_fails_does_not_keep_its_key() -> None:
    handed_over: list[Callable[[], None]] = []
    done: list[str] = []
    work = OneAtATime(handed_over.append)

    def fail() -> None:
        raise ValueError

    work.run("a", fail)
    with pytest.raises(ValueError):
        handed_over[0]()
    work.run("a", lambda: done.append("after it"))
    handed_over[1]()
    assert done == ["after it"]
