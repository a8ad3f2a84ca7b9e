"""Decides which requests share one commit: those that wait while another commits; it knows nothing of what they are."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar


class Waiting:
    """A request that waits for its group; `failure` is set when the whole group failed."""

    __slots__ = ("_gate", "done", "failure")

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._gate.acquire()
        self.done = False
        self.failure: Exception | None = None

    @property
    def weight(self) -> int:
        """How many records it brings."""
        return 1

    def wait(self) -> None:
        """Until woken: either done, or the next to lead."""
        self._gate.acquire()

    def wake(self) -> None:
        """Let it go on."""
        self._gate.release()


R = TypeVar("R", bound=Waiting)


class Gathering(Generic[R]):
    """Whoever comes first leads: it commits for all who wait, then hands the lead to the first of those who came since."""

    def __init__(
        self,
        commit: Callable[[Sequence[R]], None],
        most: int,
        afterwards: Callable[[], None],
    ) -> None:
        self._commit = commit
        self._afterwards = afterwards
        self._most = most
        self._guard = threading.Lock()
        self._waiting: deque[R] = deque()
        self._led = False

    @property
    def waiting(self) -> int:
        """How many wait for the next commit."""
        return len(self._waiting)

    def bring(self, request: R) -> None:
        """Returns when the request's group is committed; raises its failure where that failed."""
        with self._guard:
            self._waiting.append(request)
            leads, self._led = not self._led, True
        if not leads:
            request.wait()
        if not request.done:
            self._lead(request)
        if request.failure is not None:
            raise request.failure

    def _lead(self, leader: R) -> None:
        group = self._take()
        try:
            self._commit(group)
        except Exception as failure:  # noqa: BLE001 - everybody of the group hears of it, the leader like the others
            for request in group:
                request.failure = failure
        finally:
            self._hand_on(leader, group)

    def _take(self) -> list[R]:
        """The requests that fit into one group, in the order they came; one that alone is too heavy goes alone."""
        with self._guard:
            group = [self._waiting.popleft()]
            weight = group[0].weight
            while self._waiting and weight + self._waiting[0].weight <= self._most:
                group.append(self._waiting.popleft())
                weight += group[-1].weight
        return group

    def _hand_on(self, leader: R, group: Sequence[R]) -> None:
        for request in group:
            request.done = True
            if request is not leader:
                request.wake()
        self._afterwards()
        with self._guard:
            if self._waiting:
                self._waiting[0].wake()
            else:
                self._led = False
