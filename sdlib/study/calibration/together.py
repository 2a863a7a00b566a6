"""Searches that run side by side and share one call of the engine a round.

SciPy's least squares asks for one point at a time. A call of the engine with one run costs nearly
as much as one with a hundred, so each search runs in a thread of its own and waits with its
question until all others have one too; then all questions are answered by one call. The order of
the questions is that of the searches, so the numbers do not depend on which thread comes first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from sdlib.model.arrays import FloatArray

Answers = Callable[[FloatArray], FloatArray]
"""Rows of points, shape (row, parameter), to rows of residuals, shape (row, residual)."""

Task = TypeVar("Task")
Found = TypeVar("Found")


class StoppedError(Exception):
    """Another search failed, or the whole was interrupted."""


def side_by_side(
    answers: Answers,
    search: Callable[[Answers, Task], Found],
    tasks: Sequence[Task],
    done: Callable[[], None] = lambda: None,
) -> list[Found]:
    """Run a search for each task, all at once, and return what they found, in the tasks' order.

    Args:
        answers: Answers many questions with one call.
        search: What is done for one task; it asks through its first argument.
        tasks: The tasks.
        done: Called when a search has ended.

    Raises:
        Exception: What a search or `answers` raised.
    """
    if not tasks:
        return []
    meeting = _Meeting(answers, len(tasks))

    def one(place: int) -> Found:
        try:
            return search(lambda rows: meeting.ask(place, rows), tasks[place])
        except BaseException as error:
            meeting.stop(error)
            raise
        finally:
            meeting.leave(done)

    with ThreadPoolExecutor(len(tasks), thread_name_prefix="sdlib-search") as pool:
        futures = [pool.submit(one, place) for place in range(len(tasks))]
        try:
            return [future.result() for future in futures]
        except BaseException as error:
            meeting.stop(error)
            raise meeting.cause or error from None


class _Meeting:
    """Where searches meet with their questions."""

    def __init__(self, answers: Answers, members: int) -> None:
        self._answers = answers
        self._members = members
        self._condition = threading.Condition()
        self._waiting: dict[int, FloatArray] = {}
        self._answered: dict[int, FloatArray] = {}
        self.cause: BaseException | None = None

    def ask(self, place: int, rows: FloatArray) -> FloatArray:
        """Wait until everybody asks, and return the answer to these rows."""
        with self._condition:
            self._waiting[place] = rows
            self._answer_if_all_wait()
            self._condition.wait_for(lambda: place in self._answered or self.cause is not None)
            if self.cause is not None:
                raise StoppedError
            return self._answered.pop(place)

    def leave(self, done: Callable[[], None]) -> None:
        """Tell that one search asks no more."""
        with self._condition:
            self._members -= 1
            done()
            self._answer_if_all_wait()

    def stop(self, error: BaseException) -> None:
        """End every search; the first error is the cause."""
        with self._condition:
            if self.cause is None and not isinstance(error, StoppedError):
                self.cause = error
            self._condition.notify_all()

    def _answer_if_all_wait(self) -> None:
        if self.cause is not None or not self._waiting or len(self._waiting) < self._members:
            return
        places = sorted(self._waiting)
        try:
            found = self._answers(np.concatenate([self._waiting[place] for place in places]))
        except BaseException as error:
            self.stop(error)
            return
        first = 0
        for place in places:
            last = first + len(self._waiting[place])
            self._answered[place] = found[first:last]
            first = last
        self._waiting.clear()
        self._condition.notify_all()
