import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from sdlib import __version__, load
from sdlib.cli import commands
from sdlib.output import read_passport
from tests.support.small import CHECKS_YAML, MODEL, MODEL_YAML, write_package

NAMES = (
    *("app", "list", "run", "compare", "why", "loops", "check", "fit", "calibrate"),
    *("attribute", "sensitivity", "doc", "sketch", "reproduce"),
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_package(tmp_path_factory.mktemp("package")))


def sdlib(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words], env={"COLUMNS": "200"})


def fine(*words: str | Path) -> str:
    result = sdlib(*words)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_help_shows_each_command_with_examples() -> None:
    text = fine("--help")
    for name in NAMES:
        assert name in text
        own = fine(name, "--help")
        assert "Examples:" in own
        assert f"sdlib {name}" in own.split("Examples:")[1]


def test_the_version_is_the_installed_one() -> None:
    assert fine("--version").strip() == f"sdlib {__version__}"


def test_a_run_tells_what_to_know_of_it(package: str) -> None:
    """Without room nobody founds a firm, though Firms / room is infinite."""
    note = (
        "'effect of crowding' divides by zero, first at time 2000; its infinite quotient vanishes"
    )
    ran = sdlib("run", package, "baseline", "--set", "room=0")
    assert ran.exit_code == 0, ran.stderr
    assert f"Note: baseline (changed): {note}" in ran.stderr
    (told,) = json.loads(fine("run", package, "--set", "room=0", "--json"))["notes"]
    assert told.startswith(f"baseline (changed): {note}")
    assert json.loads(fine("run", package, "--json"))["notes"] is None


def test_help_waits_for_no_library_that_runs_models() -> None:
    code = (
        "import sys; from sdlib.cli import main; "
        "heavy = {'pandas', 'numpy', 'xarray', 'pysd', 'streamlit', 'pyarrow', 'openpyxl', "
        "'scipy', 'SALib', 'matplotlib'}; "
        "sys.exit(' '.join(heavy & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_list_waits_neither_for_pysd_nor_for_streamlit() -> None:
    code = (
        "import sys; from sdlib.cli import commands; commands(['list'], standalone_mode=False); "
        "heavy = {'xarray', 'pysd', 'streamlit', 'openpyxl'}; "
        "sys.exit(' '.join(heavy & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_list_shows_models_and_scenarios() -> None:
    assert "sme_primer" in fine("list")
    models = json.loads(fine("list", "--json"))
    primer = next(model for model in models if model["name"] == "sme_primer")
    assert "baseline" in primer["scenarios"]
    assert set(primer["title"]) == {"en", "zh"}


def test_list_of_a_model_shows_what_set_takes(package: str) -> None:
    text = fine("list", package)
    for part in ("loans.start", "Start", "2005", "off 0, modest 0.4", "death", "1/Year", "both"):
        assert part in text
    assert "policy strength[training]" in text


def test_list_of_a_model_as_json_names_everything(package: str) -> None:
    tree = json.loads(fine("list", package, "--json"))
    assert list(tree["scenarios"]) == ["baseline", "both", "loans"]
    start = tree["levers"]["loans"]["settings"]["start"]
    assert (start["range"], start["unit"], start["default"]) == ([2000, 2020], "Year", 2005)
    assert tree["levers"]["loans"]["bands"] == {"off": 0, "modest": 0.4, "strong": 0.8}
    assert tree["assumptions"]["death"]["label"]["zh"] == "死亡率"
    assert [output["unit"] for output in tree["outputs"]] == ["firm", "firm/Year", "Dmnl"]


def test_list_takes_a_bare_model_file(package: str) -> None:
    assert "birth rate" in fine("list", Path(package) / "model.mdl")


def test_run_prints_headlines_of_a_few_years_with_units(package: str) -> None:
    text = fine("run", package)
    assert re.search(r"Variable +Unit +2000 .* 2020", text)
    value = load(package).run().table()["Firms"].loc[2020]
    assert re.search(rf"Firms +firm +1,000 .* {value:,.0f}\b", text)
    assert "entry" not in text


def test_run_all_prints_every_variable_with_brackets(package: str) -> None:
    text = fine("run", package, "--all")
    assert "effect of crowding" in text
    assert "policy strength[training]" in text


def test_run_says_in_the_name_that_a_scenario_was_changed(package: str) -> None:
    assert "loans (changed)" in fine("run", package, "loans", "--set", "death=0.1")
    assert "(changed)" not in fine("run", package, "loans")


def test_run_as_json_holds_all_digits(package: str) -> None:
    tree = json.loads(
        fine("run", package, "baseline", "loans", "--set", "loans.start=2010", "--json")
    )
    entries = {entry["label"]: entry for entry in tree["scenario"]}
    loans = entries["loans (changed)"]
    assert loans["changes"] == {"loans": 0.8, "loans.start": 2010.0}
    expected = load(package).run("loans", {"loans.start": 2010.0}).table()
    assert loans["values"]["Firms"] == expected["Firms"].tolist()
    assert loans["time"] == expected.index.tolist()
    assert tree["unit"]["entry"] == "firm/Year"


@pytest.mark.parametrize(
    ("ending", "layout"), [("csv", "iamc"), ("xlsx", "wide"), ("parquet", "long")]
)
def test_run_writes_what_reproduce_repeats(
    package: str, tmp_path: Path, ending: str, layout: str
) -> None:
    path = tmp_path / f"t.{ending}"
    text = fine("run", package, "baseline", "both", "--out", path, "--layout", layout)
    assert str(path) in text
    assert read_passport(path).layout == layout
    assert "all 168 numbers are the same" in fine("reproduce", path)


def test_the_primer_makes_a_sheet_with_units_and_passport(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    fine("run", "sme_primer", "baseline", "full_package", "--out", path)
    passport = read_passport(path)
    assert (passport.model, passport.source) == ("sme_primer", "package")
    assert [entry.label for entry in passport.scenario] == ["baseline", "full_package"]
    assert load_workbook(path).sheetnames == ["data", "variables", "passport"]


def test_the_primer_makes_a_csv_that_pyam_reads(tmp_path: Path) -> None:
    import pyam  # takes seconds, of every process that collects this file

    path = tmp_path / "t.csv"
    words = ["baseline", "full_package", "--out", path, "--layout", "iamc"]
    fine("run", "sme_primer", *words)
    frame = pyam.IamDataFrame(str(path))
    assert frame.scenario == ["baseline", "full_package"]
    assert frame.region == ["China"]
    assert frame.year == list(range(1999, 2041))
    assert len(frame.variable) == len(load("sme_primer").outputs)


def test_run_all_writes_every_variable(package: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    facts = json.loads(fine("run", package, "--all", "--out", path, "--json"))
    assert facts == {"file": str(path), "layout": "wide", "scenarios": ["baseline"], "columns": 15}
    assert "demand" not in read_passport(path).unit


def test_run_takes_a_bare_file_an_element_and_an_encoding(tmp_path: Path) -> None:
    model = tmp_path / "m.mdl"
    text = MODEL.replace("{UTF-8}\n", "").replace("market", "市场")
    model.write_bytes(text.encode("gb18030"))
    words = ["--set", "policy strength[loans]=0.5", "--encoding", "gb18030", "--json"]
    tree = json.loads(fine("run", model, *words))
    assert tree["scenario"][0]["changes"] == {"policy strength[loans]": 0.5}
    assert tree["encoding"] == "gb18030"


def test_a_name_with_an_equals_sign_can_be_set(tmp_path: Path) -> None:
    text = MODEL.replace("FINAL TIME", '"a=b" = 2 ~ Dmnl [0,9] ~ x |\nFINAL TIME', 1)
    model = write_package(tmp_path, model_mdl=text) / "model.mdl"
    tree = json.loads(fine("run", model, "--set", "a=b=3", "--json"))
    assert tree["scenario"][0]["changes"] == {"a=b": 3.0}


def test_compare_shows_changes_against_the_baseline(package: str) -> None:
    loaded = load(package)
    base = loaded.run().table()["Firms"].loc[2010]
    loans = loaded.run("loans").table()["Firms"].loc[2010]
    text = fine("compare", package, "loans", "--time", "2010")
    assert re.search(
        rf"Firms +firm +{base:,.0f} +{loans:,.0f} +\+{(loans / base - 1) * 100:.1f} %", text
    )
    # Where the baseline is zero there is no per cent.
    assert re.search(r"policy strength\[loans\] +Dmnl +0.00 +0.80 +\+0.80\b", text)


def test_compare_as_json_takes_the_last_time(package: str) -> None:
    tree = json.loads(fine("compare", package, "baseline", "loans", "both", "--json"))
    assert (tree["time"], tree["against"]) == (2020.0, "baseline")
    firms = tree["outputs"][0]
    assert list(firms["values"]) == ["baseline", "loans", "both"]
    assert firms["change"]["baseline"] == 0
    strength = tree["outputs"][2]
    assert strength["change_percent"]["loans"] is None


@pytest.mark.parametrize("columns", ["20", "40"])
def test_compare_never_cuts_a_number(package: str, columns: str) -> None:
    words = ["compare", package, "loans", "both"]
    narrow = CliRunner().invoke(commands, words, env={"COLUMNS": columns}).stdout
    assert "…" not in narrow
    numbers = re.findall(r"[\d,.]+", fine(*words))
    assert set(numbers) <= set(re.findall(r"[\d,.]+", narrow))


def test_run_shows_fewer_years_on_a_narrow_terminal(package: str) -> None:
    narrow = CliRunner().invoke(commands, ["run", package], env={"COLUMNS": "40"}).stdout
    assert "…" not in narrow
    assert "2000" in narrow
    assert "2020" in narrow
    assert "2003" not in narrow


def test_check_passes_on_a_good_model(package: str) -> None:
    result = sdlib("check", package)
    assert result.exit_code == 0, result.stdout
    assert "loop" in result.stdout
    assert "crowding: path" not in result.stdout
    assert re.search(r"ok +loop path +crowding: path", fine("check", package, "--all"))
    assert re.search(r"\d+ passed", result.stdout)


def test_check_fails_with_exit_code_1_and_says_what(tmp_path: Path) -> None:
    checks = CHECKS_YAML.replace("change_percent: [1, 200]", "change_percent: [-9, -8]")
    folder = write_package(tmp_path, checks_yaml=checks)
    result = sdlib("check", folder)
    assert result.exit_code == 1
    assert re.search(r"FAILED +expectation +Loans make more firms", result.stdout)
    assert "1 failed" in result.stdout
    assert result.stdout.index("FAILED") < result.stdout.index("ok ")
    for words in ("expected +Firms 2020 in loans", "where +.*checks.yaml, line", "try +see with"):
        assert re.search(words, result.stdout)
    tree = json.loads(sdlib("check", folder, "--json").stdout)
    assert tree["passed"] is False
    assert {entry["family"] for entry in tree["checks"]} >= {"units", "loops", "behaviour"}
    failed = [entry for entry in tree["checks"] if not entry["passed"]]
    assert [entry["name"] for entry in failed] == ["Loans make more firms"]


def test_check_tells_a_misspelt_key_once(tmp_path: Path) -> None:
    checks = "schema: 1\nnumerics: {half_step_procent: 1, reference: none}\n"
    folder = write_package(tmp_path, checks_yaml=checks)
    result = sdlib("check", folder)
    assert result.exit_code == 1
    assert "the key 'half_step_procent' is not known here" in result.stdout
    assert "a number without" not in result.stdout


def test_check_shows_all_faults_of_data_files_at_once(tmp_path: Path) -> None:
    faulty = MODEL_YAML.replace("group: money", "group: mony").replace("enters: entry", "enters: x")
    result = sdlib("check", write_package(tmp_path, model_yaml=faulty))
    assert result.exit_code == 1
    assert "there is no group named 'mony'" in result.stdout
    assert "there is no variable named 'x'" in result.stdout
    assert "did you mean 'money'?" in result.stdout
    assert "levers.loans" in result.stdout


def test_check_counts_a_run_that_is_not_finite_as_failed(tmp_path: Path) -> None:
    text = MODEL.replace("1 / (1 + Firms / room)", "1 / (1 - policy strength[loans])")
    folder = write_package(
        tmp_path,
        model_mdl=text,
        checks_yaml="schema: 1\nnever_negative: {variables: stocks, at: corners}\n",
    )
    result = sdlib("check", folder)
    assert result.exit_code == 1
    assert "'effect of crowding'" in result.stdout


def test_reproduce_has_exit_code_1_when_a_number_differs(package: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    fine("run", package, "--out", path)
    path.write_text(path.read_text(encoding="utf-8").replace("\n2010,", "\n2010,9", 1), "utf-8")
    result = sdlib("reproduce", path)
    assert result.exit_code == 1
    assert "'Firms' at time 2010 in 'baseline': the file has" in result.stdout
    tree = json.loads(sdlib("reproduce", path, "--json").stdout)
    assert (tree["same"], tree["different"], tree["compared"]) == (False, 1, 84)
    assert tree["first"]["column"] == "Firms"


def test_the_installed_command_runs_in_a_process_of_its_own(package: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from sdlib.cli import main; main()"]
    words = ["run", package, "baseline", "loans", "--out", "t.xlsx"]
    done = subprocess.run(
        [*command, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "all " in fine("reproduce", tmp_path / "t.xlsx")
    wrong = subprocess.run(
        [*command, "run", package, "laons"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert wrong.returncode == 2
    assert wrong.stdout == ""
    assert "did you mean 'loans'?" in wrong.stderr
