"""The order in which a batch's files are made."""

from __future__ import annotations

from quietude.batch.running.agenda import WAITS_S, Agenda
from quietude.batch.task import Task
from quietude.job import Job


def task(file: str, shared: str) -> Task:
    return Task(id=file, file=file, job=Job(script="x"), inputs=file, shared=shared, expected_s=1.0)


def taken(agenda: Agenda, now_s: float = 0.0) -> list[str]:
    files = []
    while (next_ := agenda.take(now_s)) is not None:
        files.append(next_.file)
    return files


def test_one_of_each_kind_goes_ahead() -> None:
    tasks = [task("a1", "a"), task("a2", "a"), task("b1", "b"), task("a3", "a"), task("b2", "b")]
    agenda = Agenda(tasks)
    assert taken(agenda) == ["a1", "b1"]
    agenda.made(tasks[2])
    assert taken(agenda) == ["b2"]
    agenda.made(tasks[0])
    assert taken(agenda) == ["a2", "a3"]


def test_those_that_may_follow_go_before_other_leaders() -> None:
    tasks = [task("a1", "a"), task("b1", "b"), task("a2", "a")]
    agenda = Agenda(tasks)
    first = agenda.take(0.0)
    assert first is tasks[0]
    agenda.made(tasks[0])
    assert taken(agenda) == ["a2", "b1"]


def test_where_a_leader_is_given_up_the_next_one_leads() -> None:
    tasks = [task("a1", "a"), task("a2", "a"), task("a3", "a")]
    agenda = Agenda(tasks)
    agenda.take(0.0)
    assert not agenda.failed(tasks[0], 0.0, transient=False)
    assert taken(agenda) == ["a2"]
    agenda.made(tasks[1])
    assert taken(agenda) == ["a3"]
    agenda.made(tasks[2])
    assert agenda.left == 0


def test_what_may_pass_is_tried_twice_more_and_later() -> None:
    only = task("a1", "a")
    agenda = Agenda([only])
    agenda.take(0.0)
    assert agenda.failed(only, 10.0, transient=True)
    assert agenda.take(10.0) is None
    assert agenda.wait_s(10.0) == WAITS_S[0]
    assert agenda.take(10.0 + WAITS_S[0]) is only
    assert agenda.failed(only, 20.0, transient=True)
    assert agenda.take(20.0 + WAITS_S[1]) is only
    assert agenda.left == 1
    assert not agenda.failed(only, 30.0, transient=True)
    assert agenda.left == 0
    assert agenda.wait_s(30.0) is None
