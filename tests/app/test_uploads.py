"""A model file that a visitor brings along: opened as data, alone, and gone with the session."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import sdlib
from sdlib.app import incoming
from sdlib.app.incoming import delivery, safe_name
from sdlib.app.phrases import fault_told
from sdlib.app.texts import Texts
from sdlib.app.uploads import Desk, Refused
from sdlib.cache import cache_folder
from sdlib.model import Model
from sdlib.policy.save_package import package_files, zipped
from tests.app.conftest import BARE
from tests.support.app_page import Opener, address, html, widget, words
from tests.unit.policy.test_save_package import TANK

CONTROL = "INITIAL TIME=0~~|FINAL TIME=2~~|TIME STEP=1~~|SAVEPER=1~~|\n"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which uploads lie."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def give(page: AppTest, name: str, text: str, *more: tuple[str, str], box: int = 0) -> None:
    files = [(name, text), *more]
    page.file_uploader[box].set_value([(n, t.encode(), "text/plain") for n, t in files]).run()
    assert not page.exception


def opened(name: str, data: bytes, **more: bytes) -> tuple[bool, Desk]:
    """Open a file on a desk of its own; tell whether it went well."""
    desk = Desk()
    return desk.open(delivery({name: data, **more})), desk


def test_a_file_is_shown_at_once_and_can_be_left(open_page: Opener, temporary: Path) -> None:
    page = open_page()
    give(page, "My tank.mdl", TANK)
    assert widget(page, "selectbox", "model-en").value.startswith("file-")
    assert widget(page, "selectbox", "model-en").options[-1] == "My tank"
    told = page.info[0].value
    assert "My tank.mdl: 6 levers" in told
    assert "line 10: the Reality Check" in told
    assert "tank" in html(page)
    assert list(temporary.iterdir()) == []
    page.button(key="close-file-notice").click().run()
    assert not page.info
    assert address(page)["package"].startswith("file-")
    first = widget(page, "selectbox", "model-en").options[0]
    widget(page, "selectbox", "model-en").set_value(first).run()
    assert "package" not in address(page)


def test_a_lever_of_the_file_moves_its_charts(open_page: Opener) -> None:
    page = open_page()
    give(page, "tank.mdl", TANK)
    page.button(key="open-loss").click().run()
    assert r"used by\: tank, pool" in words(page)
    widget(page, "slider", "slider-loss-value").set_value(0.3).run()
    assert not page.exception
    assert address(page)["set.loss"] == "0.3"
    assert "loss 0.3" in html(page)


def test_all_faults_are_told_with_their_lines_and_the_page_stays(
    open_page: Opener, temporary: Path
) -> None:
    page = open_page()
    give(page, "wrong.mdl", f"a = 1 + ~~|\nb = (2 ~~|\nc = 3 ~~|\nd = * 4 ~~|\n{CONTROL}")
    told = page.error[0].value
    assert "wrong.mdl cannot be opened: 3 faults" in told
    for line in (1, 2, 4):
        assert f"wrong.mdl, line {line}\\:" in told
    assert told.count("Check brackets") == 1
    assert str(temporary) not in told
    assert list(temporary.iterdir()) == []
    assert "Loans" in "\n".join(b.label for b in page.button)
    give(page, "functions.mdl", f"a = QUEUE AGE OLDEST(1) ~~|\nb = NO SUCH(1) ~~|\n{CONTROL}")
    told = page.error[0].value
    assert "line 1" in told
    assert "QUEUE AGE OLDEST" in told
    assert "NO SUCH" in told
    give(page, "tank.mdl", BARE)
    assert not page.error


HARMFUL = {
    "outside": ("x = GET DIRECT CONSTANTS('../secret.csv', ',', 'A1') ~~|", "secret.csv"),
    "absolute": ("x = GET XLS CONSTANTS('/etc/passwd', 'a', 'A1') ~~|", "/etc/passwd"),
    "code": ("x = __import__('os').system('touch harm') ~~|", "cannot be understood"),
}


@pytest.mark.parametrize("case", HARMFUL)
def test_nothing_of_a_file_runs_or_reads_another(
    tmp_path: Path, temporary: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (temporary / "secret.csv").write_text("42\n")
    equation, told = HARMFUL[case]
    well, desk = opened("m.mdl", f"{equation}\n{CONTROL}".encode())
    assert not well
    assert isinstance(desk.told, Refused)
    message = "\n".join(map(str, desk.told.faults))
    assert told in message
    assert "42" not in message
    assert "root:" not in message
    assert not (tmp_path / "harm").exists()
    assert [p.name for p in temporary.iterdir()] == ["secret.csv"]


def test_an_xmile_file_may_not_name_entities() -> None:
    text = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><xmile>&e;</xmile>"
    well, desk = opened("m.xmile", text.encode())
    assert not well
    assert isinstance(desk.told, Refused)
    assert "document type" in str(desk.told.faults[0])


def test_a_file_that_is_too_large_or_no_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    well, desk = opened("m.py", b"print(1)")
    assert not well
    assert isinstance(desk.told, Refused)
    assert "ending '.py'" in str(desk.told.faults[0])
    monkeypatch.setattr(incoming, "LARGEST", 0.00001)
    assert not desk.open(delivery({"m.mdl": TANK.encode()}))
    assert "at most 1e-05 MB" in str(desk.told.faults[0])


def test_a_file_lies_alone_while_it_is_read_and_not_after(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    read = incoming.read_text

    def watched(file: Path, data: bytes, text: str, encoding: str | None) -> Model:
        seen.append([p.name for p in file.parent.iterdir()])
        return read(file, data, text, encoding=encoding)

    monkeypatch.setattr(incoming, "read_text", watched)
    desk = Desk()
    assert desk.open(delivery({"first.mdl": TANK.encode()}))
    assert not desk.open(delivery({"second.mdl": b"x = "}))
    assert seen == [["first.mdl"], ["second.mdl"]]
    assert list(temporary.iterdir()) == []
    # What cannot be opened does not take away what was there.
    assert desk.upload is not None
    assert desk.upload.title == "first.mdl"


def test_a_file_is_saved_after_it_is_gone(tmp_path: Path) -> None:
    _, desk = opened("企业.mdl", TANK.replace("{UTF-8}\n", "").encode("utf-8"))
    assert desk.upload is not None
    loaded = desk.upload.site.loaded
    for path, content in package_files(loaded.model).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    again = sdlib.load(tmp_path / "models" / "model")
    assert again.run(outputs=["tank"]).table().equals(loaded.run(outputs=["tank"]).table())


def test_a_link_to_a_file_says_that_nobody_else_sees_it(open_page: Opener) -> None:
    page = open_page(package="file-12345678")
    assert "nobody else sees" in page.warning[0].value


def test_the_model_of_a_file_is_not_kept_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDLIB_CACHE", str(tmp_path))
    text = TANK.replace("tank", "a tank that nobody else has")
    assert opened("own.mdl", text.encode())[0]
    assert not cache_folder("models").exists()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/My model?.MDL", "My model.mdl"),
        ("C:\\files\\x.stmx", "x.stmx"),
        ("企业.mdl", "企业.mdl"),
        ("...mdl", "model.mdl"),
        ("a" * 300 + ".xmile", "a" * 60 + ".xmile"),
        ("\x1b[2J.mdl", "2J.mdl"),
    ],
)
def test_a_name_leads_nowhere(given: str, name: str) -> None:
    assert safe_name(given) == name


def test_a_file_is_saved_as_a_package_with_what_was_chosen(
    open_page: Opener, bare_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def zipping(files: Mapping[str, bytes]) -> bytes:
        made.append(zipped(files))
        return made[-1]

    monkeypatch.setattr("sdlib.app.widgets.model_file.zipped", zipping)
    monkeypatch.setattr("sdlib.app.widgets.model_file.st.download_button", pressed)
    open_page(bare_file, set__loss="0.5")
    with zipfile.ZipFile(io.BytesIO(made[-1])) as archive:
        archive.extractall(tmp_path / "out")
    loaded = sdlib.load(tmp_path / "out" / "models" / "tank")
    wanted = sdlib.load(bare_file).run(inputs={"loss": 0.5}, outputs=["tank"]).table()
    assert loaded.run("chosen", outputs=["tank"]).table().equals(wanted)


def pressed(*_: object, data: object, **__: object) -> bool:
    """A button whose file is made at once."""
    data()  # type: ignore[operator]
    return False


def test_a_package_offers_no_saving(open_page: Opener) -> None:
    page = open_page()
    assert "Save as a model package" not in words(page)
    assert page.file_uploader[0].label.startswith("Open a Vensim or Stella model")


def test_what_a_file_holds_without_effect_stands_in_the_overview(
    open_page: Opener, tmp_path: Path
) -> None:
    file = tmp_path / "tank.mdl"
    file.write_text(TANK, encoding="utf-8")
    page = open_page(file, page="explain")
    assert "Read, and without effect on a run" in words(page)
    assert "the Reality Check" in words(page)
    plain = tmp_path / "plain.mdl"
    plain.write_text(BARE, encoding="utf-8")
    assert "without effect on a run" not in words(open_page(plain, page="explain"))


WITH_DATA = (
    "c = GET DIRECT CONSTANTS('data/Numbers.csv', ',', 'B1') ~~|\n"
    f"y = c * Time ~~|\nx = INTEG(y, 0) ~~|\n{CONTROL}"
)


def test_data_files_come_with_the_model_or_after_it(
    open_page: Opener, temporary: Path, tmp_path: Path
) -> None:
    page = open_page(lang="zh")
    give(page, "m.mdl", WITH_DATA)
    told = page.error[0].value
    assert "模型需要读取以下数据文件" in told
    assert "data/Numbers.csv" in told
    # The model is kept: the data alone are enough, whatever their capitals.
    give(page, "numbers.CSV", "a,7\n", box=1)
    assert not page.error
    assert "m.mdl：由常数生成1个参数" in page.info[0].value
    assert list(temporary.iterdir()) == []
    desk: Desk = page.session_state["visit"].desk
    assert desk.upload is not None
    run = desk.upload.site.runs.baseline()
    assert run.table("y")["y"].tolist() == [0, 7, 14]
    files = package_files(desk.upload.site.loaded.model, data=desk.upload.data)
    assert files["models/m/data/Numbers.csv"] == b"a,7\n"
    give(page, "m.mdl", WITH_DATA, ("numbers.csv", "a,9\n"), ("notes.csv", "b\n"))
    assert "模型未读取：notes.csv" in page.info[0].value


NO_MODELS = {
    "run.vdfx": "results that Vensim has saved",
    "model.vpm": "only Vensim reads",
    "old.STM": "before version 10",
    "all.zip": "archive",
    "budget.xlsx": "a table of data",
    "letter.docx": "not one of a model file",
    "noending": "not one of a model file",
}


@pytest.mark.parametrize("name", NO_MODELS)
def test_a_wrong_file_is_called_what_it_is(name: str) -> None:
    well, desk = opened(name, b"anything")
    assert not well
    assert isinstance(desk.told, Refused)
    fault = desk.told.faults[0]
    assert NO_MODELS[name] in fault.found
    assert fault.remedy
    chinese = fault_told(fault, Texts("zh"))
    assert "英文" not in chinese
    assert fault.found not in chinese


def test_two_models_at_once_are_too_many() -> None:
    _, desk = opened("a.mdl", TANK.encode(), **{"b.stmx": b"<xmile/>"})
    assert isinstance(desk.told, Refused)
    assert "2 model files" in str(desk.told.faults[0])
    _, desk = opened("a.mdl", b"\x00\xff binary")
    assert isinstance(desk.told, Refused)
    assert "binary" in str(desk.told.faults[0])
    assert desk.told.encodings == ()


def test_a_file_in_another_encoding_is_read_as_the_visitor_says(open_page: Opener) -> None:
    page = open_page()
    text = TANK.replace("{UTF-8}\n", "").replace("tank", "水箱")
    page.file_uploader[0].set_value([("m.mdl", text.encode("gb18030"), "text/plain")]).run()
    assert "not UTF-8 text" in page.error[0].value
    page.button(key="read-as-gb18030").click().run()
    assert not page.error
    assert "水箱" in html(page)


def test_what_only_a_run_finds_is_told_without_the_folder(temporary: Path) -> None:
    for text in ("a = NO SUCH(1) ~~|\n", "d ~~|\na = d * 2 ~~|\n"):
        well, desk = opened("m.mdl", f"{text}{CONTROL}".encode())
        assert not well
        assert isinstance(desk.told, Refused)
        told = "\n".join(str(fault) for fault in desk.told.faults)
        assert "m.mdl" in told
        assert str(temporary) not in told
        assert "--set" not in told


def test_any_variable_can_be_charted(open_page: Opener, tmp_path: Path) -> None:
    many = "".join(f"a{n} = tank * {n} ~~|\n" for n in range(30))
    file = tmp_path / "many.mdl"
    file.write_text(TANK.replace("never empty", f"{many}never empty"), encoding="utf-8")
    page = open_page(file, chart="a7,tank")
    chosen = widget(page, "selectbox", "chart-0-en")
    assert chosen.value == "a7"
    assert len(chosen.options) == 32
    assert "a7:" in html(page)


def test_a_link_to_a_file_shows_what_it_showed_once_the_file_is_opened(
    open_page: Opener,
) -> None:
    sender = open_page()
    give(sender, "tank.mdl", TANK)
    sender.button(key="open-loss").click().run()
    sender.slider(key="slider-loss-value").set_value(0.3).run()
    assert "so send it too" in words(sender)
    link = {name.replace(".", "__"): value for name, value in address(sender).items()}
    page = open_page(**link)
    told = page.warning[0].value
    assert "Open the same file" in told
    assert "loss" not in told
    give(page, "renamed.mdl", TANK)
    assert not page.warning
    assert address(page)["set.loss"] == "0.3"
    assert "loss 0.3" in html(page)


@pytest.mark.parametrize("part", ["evidence", "explain"])
def test_a_lost_link_is_said_on_every_page(open_page: Opener, part: str) -> None:
    page = open_page(package="file-12345678", page=part)
    assert "nobody else sees" in page.warning[0].value


SOME_DATA = f"""d := GET DIRECT DATA('seen.csv', ',', 'A', 'B2') ~~|
y = d * 2 ~~|
x = INTEG(1, 0) ~~|
{CONTROL}"""


def test_without_its_data_a_model_shows_what_can_be_computed(open_page: Opener) -> None:
    page = open_page()
    give(page, "m.mdl", SOME_DATA)
    told = page.info[0].value
    assert "what needs them is left out: seen.csv" in told
    assert widget(page, "selectbox", "chart-0-en").options == ["x"]
    give(page, "seen.csv", "t,d\n0,1\n2,3\n", box=1)
    assert "left out" not in page.info[0].value
    assert set(widget(page, "selectbox", "chart-0-en").options) == {"x", "y"}
