from __future__ import annotations

import threading

import pytest

from sdlib import LoadedModel, SdError
from sdlib.app.runs import RunStore
from sdlib.errors import RunError


def test_nothing_runs_twice(loaded: LoadedModel) -> None:
    store = RunStore(loaded)
    first = store.run(loaded.settings("loans"))
    again = store.run(loaded.settings("baseline", {"loans": 0.8}))
    assert store.count == 1
    assert again.results is first.results
    assert (first.scenario, again.scenario) == ("loans", "baseline")


def test_the_run_is_that_of_the_settings(loaded: LoadedModel) -> None:
    run = RunStore(loaded).run(loaded.settings("both", {"loans.start": 2010}))
    expected = loaded.run("both", {"loans.start": 2010})
    assert run.table().equals(expected.table())
    assert run.changes == expected.changes


def test_no_more_runs_are_kept_than_allowed(loaded: LoadedModel) -> None:
    store = RunStore(loaded, most=2)
    for strength in (0.1, 0.2, 0.1, 0.3, 0.1):
        store.run(loaded.settings("baseline", {"loans": strength}))
    assert store.count == 3
    store.run(loaded.settings("baseline", {"loans": 0.2}))
    assert store.count == 4


def test_a_failed_run_is_not_tried_again(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def fail(*_: object, **__: object) -> None:
        calls.append(1)
        raise RunError(found="'Firms' divides by zero", variable="Firms", time=2003.0)

    monkeypatch.setattr(loaded, "run", fail)
    store = RunStore(loaded)
    for _ in range(2):
        with pytest.raises(SdError, match="divides by zero"):
            store.baseline()
    assert len(calls) == 1


def test_visitors_who_ask_at_once_share_one_run(loaded: LoadedModel) -> None:
    store = RunStore(loaded)
    threads = [threading.Thread(target=store.baseline) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count == 1
