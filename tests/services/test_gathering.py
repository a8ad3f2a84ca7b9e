"""Requests that wait while another commits share the next commit; failures reach everybody of the group."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from app.db.turns import Turns
from app.services.gathering import Gathering, Waiting

WAIT_S = 10


class Weighty(Waiting):
    def __init__(self, weight: int = 1) -> None:
        super().__init__()
        self._weight = weight

    @property
    def weight(self) -> int:
        return self._weight


class Commits:
    """Commits that take until they are let through."""

    def __init__(self) -> None:
        self.groups: list[Sequence[Weighty]] = []
        self.begun = threading.Semaphore(0)
        self.through = threading.Semaphore(0)
        self.failures: list[Exception] = []

    def __call__(self, group: Sequence[Weighty]) -> None:
        self.groups.append(group)
        self.begun.release()
        assert self.through.acquire(timeout=WAIT_S)
        if self.failures:
            raise self.failures.pop()


def bring(gathering: Gathering[Weighty], request: Weighty, seen: list[object]) -> threading.Thread:
    def run() -> None:
        try:
            gathering.bring(request)
            seen.append(request)
        except ValueError as failure:
            seen.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def started(commits: Commits) -> None:
    assert commits.begun.acquire(timeout=WAIT_S)


def until_waiting(gathering: Gathering[Weighty], count: int) -> None:
    """Until that many wait behind the one that commits."""
    for _ in range(1000):
        if gathering.waiting == count:
            return
        threading.Event().wait(0.01)
    raise AssertionError("they never came to wait")


def test_those_who_wait_share_a_commit_up_to_the_bound() -> None:
    commits, seen, tidied = Commits(), list[object](), list[int]()
    gathering = Gathering[Weighty](commits, 4, lambda: tidied.append(1))
    requests = [Weighty(), Weighty(2), Weighty(2), Weighty(3), Weighty(9)]
    threads = [bring(gathering, requests[0], seen)]
    started(commits)
    for count, request in enumerate(requests[1:], 1):
        threads.append(bring(gathering, request, seen))
        until_waiting(gathering, count)
    for _ in range(4):
        commits.through.release()
    for thread in threads:
        thread.join(WAIT_S)
    assert [list(group) for group in commits.groups] == [
        requests[:1],
        requests[1:3],
        requests[3:4],
        requests[4:],
    ]
    assert set(map(id, seen)) == set(map(id, requests))
    assert len(tidied) == 4


def test_a_failure_is_everybodys_of_the_group_and_nobody_elses() -> None:
    commits, seen = Commits(), list[object]()
    gathering = Gathering[Weighty](commits, 10, lambda: None)
    threads = [bring(gathering, Weighty(), seen)]
    started(commits)
    threads += [bring(gathering, Weighty(), seen) for _ in range(3)]
    until_waiting(gathering, 3)
    commits.through.release()
    started(commits)
    commits.failures.append(ValueError("disk full"))
    last = bring(gathering, Weighty(), seen)
    until_waiting(gathering, 1)
    commits.through.release()
    started(commits)
    commits.through.release()
    for thread in [*threads, last]:
        thread.join(WAIT_S)
    assert sorted(type(one).__name__ for one in seen) == ["ValueError"] * 3 + ["Weighty"] * 2


def test_alone_one_commits_at_once() -> None:
    groups = list[Sequence[Weighty]]()
    gathering = Gathering[Weighty](groups.append, 10, lambda: None)
    for _ in range(3):
        gathering.bring(Weighty())
    assert [len(group) for group in groups] == [1, 1, 1]


def test_turns_come_in_the_order_of_asking() -> None:
    turns, order = Turns(), list[int]()
    threads = []

    def take(number: int) -> None:
        with turns:
            order.append(number)

    with turns:
        for number in range(5):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            for _ in range(1000):
                if turns.waiting == number + 1:
                    break
                threading.Event().wait(0.01)
    for thread in threads:
        thread.join(WAIT_S)
    assert order == [0, 1, 2, 3, 4]


def test_a_turn_is_given_back_when_its_holder_fails() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="broken"), turns:
        raise ValueError("broken")
    with turns:
        pass
