"""Verdicts on models beside what was recorded: each one is reached, and only by its own cause."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib.errors import DataFileError, InputError
from sdlib.study.conformance import (
    TOLERANCE,
    Case,
    Outcome,
    Verdict,
    cases_in,
    read_recorded,
    verdict_on,
)
from sdlib.study.conformance import verdict as module
from tests.support.recorded import EXPORT, GROWTH, TABLE, write_case


def verdict(folder: Path, **how: str) -> Verdict:
    write_case(folder, **how)  # type: ignore[arg-type]
    (case,) = cases_in(folder)[0]
    return verdict_on(case)


def test_what_was_recorded_is_met(tmp_path: Path) -> None:
    found = verdict(tmp_path)
    # The curve is no value, and SAVEPER says only which values are kept.
    assert (found.outcome, found.compared, found.missing) == (Outcome.PASS, 5, ())
    assert found.deviation < 1e-12


@pytest.mark.parametrize(("old", "new"), [("5.0625\t5", "5.07\t5"), ("\t0.25\t", "\t0.26\t")])
def test_a_wrong_value_is_told_with_its_place(tmp_path: Path, old: str, new: str) -> None:
    found = verdict(tmp_path, table=TABLE.replace(old, new))
    assert found.outcome == Outcome.MISMATCH
    wrong = ("stock", 2.0, 5.07, 5.0625) if "5.07" in new else ("share[a]", 0.0, 0.26, 0.25)
    assert (found.variable, found.time, found.expected, found.found) == wrong


def test_the_first_of_several_differences_is_told(tmp_path: Path) -> None:
    table = TABLE.replace("2.25\t2.25", "2.25\t2.3").replace("5.0625\t5", "9\t5")
    found = verdict(tmp_path, table=table)
    assert (found.variable, found.time, found.expected) == ("flow", 1.0, 2.3)
    assert found.deviation == pytest.approx((9 - 5.0625) / 9)


@pytest.mark.parametrize(("off", "outcome"), [(0.9, "pass"), (1.1, "mismatch")])
def test_the_tolerance_is_a_share_of_the_size(tmp_path: Path, off: float, outcome: str) -> None:
    """The first value is a fifth of the largest one, which is what counts."""
    table = TABLE.replace("0\t2\t1\t1\t", f"0\t2\t1\t{1 + off * TOLERANCE * 5.0625}\t")
    assert verdict(tmp_path, table=table).outcome == outcome


def test_zeros_have_a_size_too(tmp_path: Path) -> None:
    text = GROWTH.replace("rate = 1", "nothing = 1e-12 * Time ~~|\nrate = 1")
    table = "Time\tnothing\n0\t0\n2\t0\n"
    assert verdict(tmp_path, text=text, table=table).outcome == Outcome.PASS
    text = text.replace("1e-12", "1e-6")
    assert verdict(tmp_path, text=text, table=table).outcome == Outcome.MISMATCH


def test_an_end_that_moves_is_compared_where_the_run_ends(tmp_path: Path) -> None:
    text = GROWTH.replace("rate = 1", "nothing = 0 ~~|\nrate = 1")
    table = "Time\tnothing\tFINAL TIME\n0\t0\t9\n1\t\t9\n2\t\t2\n"
    assert verdict(tmp_path, text=text, table=table).outcome == Outcome.PASS
    late = verdict(tmp_path, text=text, table=table.replace("2\t\t2\n", "2\t\t9\n"))
    assert (late.outcome, late.variable, late.time) == (Outcome.MISMATCH, "FINAL TIME", 2.0)


def test_times_of_the_run_are_compared_and_no_others(tmp_path: Path) -> None:
    """Exports round times to six digits; what lies between two steps was not computed."""
    table = "Time\tstock\n0.0000004\t1\n0.7\t99\n0.500001\t1.5\n7\t99\n"
    found = verdict(tmp_path, table=table)
    assert (found.outcome, found.compared) == (Outcome.PASS, 1)
    assert verdict(tmp_path, table=table.replace("\t1.5", "\t1.6")).time == 0.500001


def test_a_table_of_other_names_is_no_pass(tmp_path: Path) -> None:
    found = verdict(tmp_path, table="Time\tother\n0\t1\n")
    assert (found.outcome, found.missing) == (Outcome.MISMATCH, ("other",))
    found = verdict(tmp_path, table="Time\tstock\n9\t1\n")
    assert found.outcome == Outcome.MISMATCH
    assert "no recorded time" in found.construct


def test_names_that_differ_by_a_space_alone_are_kept_apart(tmp_path: Path) -> None:
    text = "VSSUM == 0 ~ ~ |\nvs sum = 7 + Time ~ ~ |\n"
    found = verdict(tmp_path, text=text, table="Time\tvs_sum\tVSSUM\n0\t7\t0\n1\t8\t\n")
    assert (found.outcome, found.compared) == (Outcome.PASS, 2)


def test_a_model_that_is_refused_names_construct_and_line(tmp_path: Path) -> None:
    found = verdict(tmp_path, text=GROWTH + "x = NO SUCH(1, 2) ~~|\ny = NO SUCH(2) ~~|\n")
    assert (found.outcome, found.line) == (Outcome.UNSUPPORTED, 7)
    assert "NO SUCH" in found.construct
    assert "1 more" in found.construct
    found = verdict(tmp_path, text=GROWTH + "\nx = 1 + * 2 ~~|")
    assert (found.outcome, found.line) == (Outcome.UNSUPPORTED, 8)


def test_no_number_where_one_was_recorded_is_wrong(tmp_path: Path) -> None:
    text = GROWTH + "x = 1 / (1 - Time) ~~|"
    found = verdict(tmp_path, text=text, table="Time\tx\n0\t1\n1\t0\n2\t-1\n")
    assert (found.outcome, found.time, found.expected) == (Outcome.MISMATCH, 1.0, 0.0)
    assert found.found is None
    found = verdict(tmp_path, text=text, table="Time\tx\tstock\n0\t1\t1\n1\t\t2.25\n2\t-1\t5\n")
    assert found.outcome == Outcome.UNSUPPORTED


def test_a_fault_of_the_program_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("inside")

    monkeypatch.setattr(module, "load", broken)
    found = verdict(tmp_path)
    assert (found.outcome, found.construct) == (Outcome.ERROR, "KeyError: 'inside'")


def test_an_export_is_read_by_the_name_of_its_model(tmp_path: Path) -> None:
    found = verdict(tmp_path, table=EXPORT, recorded="growth.dat")
    assert (found.outcome, found.compared, found.missing) == (Outcome.PASS, 3, ())
    wrong = EXPORT.replace("5.0625", "5.1")
    assert verdict(tmp_path, table=wrong, recorded="growth.dat").variable == "stock"


def test_an_export_counts_before_a_table(tmp_path: Path) -> None:
    write_case(tmp_path, table="Time\tstock\n0\t77\n")
    assert verdict(tmp_path, table=EXPORT, recorded="growth.dat").outcome == Outcome.PASS


DATA = """price
0\t10
2\t30
each[a]
0\t1
1\t5
2\t9
each[b]
0\t2
2\t4
"""
WITH_DATA = GROWTH + "price ~~|\neach[D] ~~|\ncost[D] = price * each[D] ~~|\n"
COSTS = "Time\tcost[a]\tcost[b]\n0\t10\t20\n1\t100\t60\n2\t270\t120\n"


@pytest.mark.parametrize("name", ["growth_data.dat", "data.dat"])
def test_data_variables_take_their_values_from_a_file_beside(tmp_path: Path, name: str) -> None:
    model = write_case(tmp_path, text=WITH_DATA, table=COSTS)
    assert verdict(tmp_path, text=WITH_DATA, table=COSTS).outcome == Outcome.UNSUPPORTED
    (model.parent / name).write_text(DATA)
    found = verdict(tmp_path, text=WITH_DATA, table=COSTS)
    assert (found.outcome, found.compared) == (Outcome.PASS, 2)
    wrong = verdict(tmp_path, text=WITH_DATA, table=COSTS.replace("60", "61"))
    assert (wrong.variable, wrong.found) == ("cost[b]", 60)


def test_data_of_some_elements_alone_are_none(tmp_path: Path) -> None:
    model = write_case(tmp_path, text=WITH_DATA, table=COSTS)
    (model.parent / "data.dat").write_text(DATA.partition("each[b]")[0])
    found = verdict(tmp_path, text=WITH_DATA, table=COSTS)
    assert found.outcome == Outcome.UNSUPPORTED
    assert "'each'" in found.construct
    assert "'price'" not in found.construct
    (model.parent / "data.dat").write_text("no numbers")
    found = verdict(tmp_path, text=WITH_DATA, table=COSTS)
    assert found.construct == "data.dat: it holds no column of numbers"


def test_models_of_any_depth_and_case_are_found(tmp_path: Path) -> None:
    deep = write_case(tmp_path / "deep", "one")
    upper = write_case(tmp_path, "two").rename(tmp_path / "two" / "other.MDL")
    lone = write_case(tmp_path, "three")
    (lone.parent / "output.tab").unlink()
    cases, without = cases_in(tmp_path)
    assert [case.model for case in cases] == [deep, upper]
    assert without == [lone]
    assert [verdict_on(case).outcome for case in cases] == [Outcome.PASS, Outcome.PASS]


def test_what_is_no_folder_of_models_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        cases_in(tmp_path / "missing")
    with pytest.raises(InputError, match="no model in this folder"):
        cases_in(tmp_path)
    model = write_case(tmp_path)
    (model.parent / "output.tab").unlink()
    with pytest.raises(InputError, match="none of the 1 models"):
        cases_in(tmp_path)
    with pytest.raises(InputError, match="not a folder"):
        cases_in(model)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("output.csv", "Time,a\nnoon,1\n", "row 2 begins with 'noon'"),
        ("output.tab", "Time\ta\n0\t\n", "no column of numbers"),
        ("output.csv", "", "no column of numbers"),
        ("growth.dat", "just words\n", "no column of numbers"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(DataFileError, match=words):
        read_recorded(tmp_path / name)
    case = Case(model=write_case(tmp_path), recorded=tmp_path / name)
    found = verdict_on(case)
    assert found.outcome == Outcome.UNSUPPORTED
    assert words in found.construct


def test_columns_keep_the_numbers_that_there_are(tmp_path: Path) -> None:
    file = tmp_path / "output.csv"
    file.write_bytes("\ufeffTime,é,b\n1,2,\n0,1,nan\n".encode())
    (column,) = read_recorded(file)
    assert column.name == "é"
    np.testing.assert_array_equal(column.times, [0, 1])
    np.testing.assert_array_equal(column.values, [1, 2])
    file.write_bytes("Time,é\n1,2\n".encode("cp1252"))
    assert read_recorded(file)[0].name == "é"


def test_data_without_a_file_come_from_the_record(tmp_path: Path) -> None:
    data = "seen ~~|\nfar ~~|\ngap = flow - seen ~~|\nmore = far ~~|\n"
    text = GROWTH.replace("rate = 1", f"{data}rate = 1")
    table = "Time\tflow\tseen\tgap\tmore\n0\t1\t3\t-2\t7\n1\t2.25\t4\t-1.75\t7\n"
    found = verdict(tmp_path, text=text, table=table)
    assert (found.outcome, found.compared) == (Outcome.PASS, 2)
    assert (found.from_record, found.left_out) == (("seen",), ("more",))


def test_a_record_of_nothing_but_missing_data_is_refused(tmp_path: Path) -> None:
    text = GROWTH.replace("rate = 1", "far ~~|\nmore = far ~~|\nrate = 1")
    found = verdict(tmp_path, text=text, table="Time\tmore\n0\t7\n")
    assert found.outcome == Outcome.UNSUPPORTED
    assert "a data variable has no values: 'far'" in found.construct
