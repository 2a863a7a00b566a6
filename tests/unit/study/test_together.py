"""Searches side by side share calls, keep their order, and stop together."""

from __future__ import annotations

import numpy as np
import pytest

from sdlib.model.arrays import FloatArray
from sdlib.study.calibration.together import Answers, side_by_side


class Doubler:
    """Doubles what it is asked, and remembers each call."""

    def __init__(self) -> None:
        self.calls: list[list[float]] = []

    def __call__(self, rows: FloatArray) -> FloatArray:
        self.calls.append([float(value) for value in rows[:, 0]])
        return rows * 2


def ask_often(ask: Answers, task: tuple[float, int]) -> float:
    value, times = task
    for _ in range(times):
        value = float(ask(np.array([[value]]))[0, 0])
    return value


def test_questions_of_a_round_are_answered_by_one_call_in_the_order_of_the_tasks() -> None:
    doubler = Doubler()
    ended = []
    tasks = [(1.0, 1), (10.0, 3), (100.0, 2)]
    found = side_by_side(doubler, ask_often, tasks, lambda: ended.append(1))
    assert found == [2, 80, 400]
    assert doubler.calls == [[1, 10, 100], [20, 200], [40]]
    assert len(ended) == 3


def test_no_task_asks_nothing() -> None:
    doubler = Doubler()
    assert side_by_side(doubler, ask_often, []) == []
    assert doubler.calls == []


def test_a_fault_of_one_search_ends_all() -> None:
    def search(ask: Answers, task: int) -> float:
        ask(np.array([[1.0]]))
        if task == 2:
            raise ValueError("broken")
        return ask_often(ask, (1.0, 50))

    with pytest.raises(ValueError, match="broken"):
        side_by_side(Doubler(), search, [1, 2, 3])


def test_a_fault_of_the_answers_ends_all() -> None:
    def answers(rows: FloatArray) -> FloatArray:
        raise OSError("no answer")

    with pytest.raises(OSError, match="no answer"):
        side_by_side(answers, ask_often, [(1.0, 2), (2.0, 2)])
