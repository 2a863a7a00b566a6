from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sdlib.cli import commands
from sdlib.commands import run as run_command
from tests.support.small import write_package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_package(tmp_path_factory.mktemp("package")))


def sdlib(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words], env={"COLUMNS": "200"})


def refused(*words: str | Path) -> str:
    """Return the message of a command that ends with exit code 2 and prints nothing else."""
    result = sdlib(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.mark.parametrize("command", ["run", "list", "check", "app"])
def test_an_unknown_model_names_the_nearest(command: str) -> None:
    message = refused(command, "sme_primr")
    assert "there is no model named 'sme_primr'" in message
    assert "did you mean 'sme_primer'?" in message
    assert "'sdlib list' shows the models" in message


@pytest.mark.parametrize("command", ["run", "list", "check", "app"])
def test_a_missing_file_is_told(command: str) -> None:
    assert "nowhere.mdl: there is no such file" in refused(command, "nowhere.mdl")


def test_an_unknown_scenario_names_the_nearest(package: str) -> None:
    message = refused("run", package, "lans")
    assert "there is no scenario named 'lans'" in message
    assert "did you mean 'loans'?" in message
    assert "the scenarios are baseline, both, loans" in message
    assert "did you mean 'loans'?" in refused("compare", package, "lans")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("lons=1", ["no lever, assumption or variable named 'lons'", "did you mean 'loans'"]),
        ("loans.strt=1", ["no setting of loans named 'strt'", "did you mean 'start'"]),
        ("policy strength[loan]=1", ["no subscript of Policy named 'loan'", "'loans'"]),
        ("loans=much", ["'loans' is set to 'much', which is not a number", "0.5"]),
        ("loans=0,5", ["'0,5', which is not a number", "a number with a point"]),
        ("loans=nan", ["'nan', which is not a number"]),
        ("loans=inf", ["'inf', which is not a number"]),
        ("loans=", ["'loans' is set to '', which is not a number"]),
        ("loans", ["--set 'loans' has no name and value", "--set NAME=VALUE"]),
        ("=0.5", ["has no name and value"]),
        ("loans=7", ["'loans' is 7", "Allowed: 0 to 1"]),
        ("loans.end=2003", ["'loans' ends in 2003 and starts in 2005", "an end after the start"]),
        ("demand=3", ["'demand' is a curve", "replace the variable that uses it"]),
    ],
)
def test_a_wrong_set_is_explained(package: str, given: str, words: list[str]) -> None:
    message = refused("run", package, "--set", given)
    for word in words:
        assert word in message


def test_all_wrong_sets_are_told_at_once(package: str) -> None:
    message = refused("run", package, "--set", "loans=x", "--set", "death=y", "--set", "z")
    assert "3 faults found" in message
    for name in ("'loans'", "'death'", "'z'"):
        assert name in message
    assert "'loans' is set twice" in refused(
        "run", package, "--set", "loans=0.1", "--set", "loans=0.2"
    )


def test_brackets_in_a_message_are_printed_as_they_are(package: str) -> None:
    assert "[bold]x[/bold]" in refused("run", package, "--set", "[bold]x[/bold]=1")


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("t.doc", ["the ending '.doc' is not known", ".csv, .xlsx, .parquet", "t.xlsx"]),
        ("t", ["the file has no ending"]),
        ("nowhere/t.csv", ["there is no folder", "make the folder first"]),
        ("", ["this is a folder", "table.xlsx"]),
    ],
)
def test_a_path_that_cannot_be_written_is_told_before_anything_runs(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, words: list[str]
) -> None:
    monkeypatch.setattr(run_command, "load_for", None)
    message = refused("run", package, "--out", tmp_path / out)
    for word in words:
        assert word in message


def test_a_file_that_may_not_be_written_is_told(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(self: Path, data: bytes) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", denied)
    message = refused("run", package, "--out", tmp_path / "t.xlsx")
    assert "t.xlsx: the file cannot be written (Permission denied)" in message
    assert "close it in other programs" in message
    assert list(tmp_path.iterdir()) == []


def test_unknown_layouts_and_engines_list_the_known(package: str) -> None:
    message = refused("run", package, "--layout", "tall")
    assert "there is no layout 'tall'" in message
    assert "wide, long, iamc" in message
    message = refused("run", package, "--engine", "steam")
    assert "there is no engine 'steam'" in message
    assert "pysd" in message


@pytest.mark.parametrize("time", ["1999", "2010.25", "nan"])
def test_a_time_that_no_run_has_is_told(package: str, time: str) -> None:
    message = refused("compare", package, "loans", "--time", time)
    assert f"a run has no values at time {time}" in message
    assert "2000 to 2020 in steps of 1" in message


def test_all_faults_of_a_package_are_told_at_once(tmp_path: Path) -> None:
    folder = write_package(tmp_path, bad="schema: 2\n", worse="schema: 1\nx: 1\nx: 2\n")
    message = refused("run", folder)
    assert "bad.yaml" in message
    assert "worse.yaml" in message
    assert "the key 'x' stands twice" in message


def test_a_run_that_divides_by_zero_names_variable_and_time(package: str) -> None:
    message = refused("run", package, "--set", "room=-1000")
    assert "'effect of crowding'" in message
    assert "at time 2000" in message


def test_a_file_that_is_no_table_is_told(package: str, tmp_path: Path) -> None:
    assert "there is no such file" in refused("reproduce", tmp_path / "t.csv")
    assert "the ending '.mdl' is not known" in refused("reproduce", Path(package) / "model.mdl")
    (tmp_path / "t.csv").write_text("time,x\n1,2\n", encoding="utf-8")
    assert "the file has no passport" in refused("reproduce", tmp_path / "t.csv")


@pytest.mark.parametrize("words", [["bogus"], ["run"], ["run", "x", "--bogus"], ["compare", "x"]])
def test_wrong_use_has_exit_code_2(words: list[str]) -> None:
    assert "Error" in refused(*words)


def test_a_fault_of_the_program_is_one_sentence_and_a_traceback_only_on_request(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        message = "inner secret"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(run_command, "load_for", broken)
    result = sdlib("run", package)
    assert result.exit_code == 3
    assert "this is a fault of sdlib itself (ZeroDivisionError: inner secret)" in result.stderr
    assert "Please report it" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Traceback" in sdlib("--debug", "run", package).stderr


def test_ctrl_c_is_no_failed_check(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run_command, "load_for", interrupted)
    result = sdlib("run", package)
    assert result.exit_code == 130
    assert "Stopped." in result.stderr
