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
from sdlib.app import uploads
from sdlib.app.uploads import Desk, Refused, safe_name
from sdlib.cache import cache_folder
from sdlib.model import Model
from sdlib.policy.save_package import package_files, zipped
from tests.app.conftest import BARE
from tests.support.app_page import Opener, address, html, words
from tests.unit.policy.test_save_package import TANK

CONTROL = "INITIAL TIME=0~~|FINAL TIME=2~~|TIME STEP=1~~|SAVEPER=1~~|\n"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which uploads lie."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def give(page: AppTest, name: str, text: str) -> None:
    box = page.file_uploader[0]
    box.set_value((name, text.encode(), "text/plain")).run()
    assert not page.exception


def test_a_file_is_shown_at_once_and_can_be_left(open_page: Opener, temporary: Path) -> None:
    page = open_page()
    give(page, "My tank.mdl", TANK)
    assert page.selectbox(key="model-en").value.startswith("file-")
    assert page.selectbox(key="model-en").options[-1] == "My tank"
    told = page.info[0].value
    assert "My tank.mdl: 4 levers" in told
    assert "line 10: the Reality Check" in told
    assert "tank" in html(page)
    assert list(temporary.iterdir()) == []
    page.button(key="close-file-notice").click().run()
    assert not page.info
    assert address(page)["package"].startswith("file-")
    first = page.selectbox(key="model-en").options[0]
    page.selectbox(key="model-en").set_value(first).run()
    assert "package" not in address(page)


def test_a_lever_of_the_file_moves_its_charts(open_page: Opener) -> None:
    page = open_page()
    give(page, "tank.mdl", TANK)
    page.selectbox(key="bare-lever").set_value("loss").run()
    page.slider(key="slider-loss-value").set_value(0.3).run()
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
    desk = Desk()
    assert not desk.open("m.mdl", f"{equation}\n{CONTROL}".encode())
    assert isinstance(desk.told, Refused)
    message = "\n".join(map(str, desk.told.faults))
    assert told in message
    assert "42" not in message
    assert "root:" not in message
    assert not (tmp_path / "harm").exists()
    assert [p.name for p in temporary.iterdir()] == ["secret.csv"]


def test_an_xmile_file_may_not_name_entities() -> None:
    desk = Desk()
    text = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><xmile>&e;</xmile>"
    assert not desk.open("m.xmile", text.encode())
    assert isinstance(desk.told, Refused)
    assert "document type" in str(desk.told.faults[0])


def test_a_file_that_is_too_large_or_no_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    assert not desk.open("m.py", b"print(1)")
    assert isinstance(desk.told, Refused)
    assert "ending '.py'" in str(desk.told.faults[0])
    monkeypatch.setattr(uploads, "LARGEST", 0.00001)
    assert not desk.open("m.mdl", TANK.encode())
    assert "at most 1e-05 MB" in str(desk.told.faults[0])


def test_a_file_lies_alone_while_it_is_read_and_not_after(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    read = uploads.read_text

    def watched(file: Path, data: bytes, text: str) -> Model:
        seen.append([p.name for p in file.parent.iterdir()])
        return read(file, data, text)

    monkeypatch.setattr(uploads, "read_text", watched)
    desk = Desk()
    assert desk.open("first.mdl", TANK.encode())
    assert not desk.open("second.mdl", b"x = ")
    assert seen == [["first.mdl"], ["second.mdl"]]
    assert list(temporary.iterdir()) == []
    # What cannot be opened does not take away what was there.
    assert desk.upload is not None
    assert desk.upload.title == "first.mdl"


def test_a_file_is_saved_after_it_is_gone(tmp_path: Path) -> None:
    desk = Desk()
    assert desk.open("企业.mdl", TANK.replace("{UTF-8}\n", "").encode("utf-8"))
    assert desk.upload is not None
    loaded = desk.upload.site.loaded
    for path, content in package_files(loaded.model).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    again = sdlib.load(tmp_path / "models" / "model")
    assert again.run(outputs=["tank"]).table().equals(loaded.run(outputs=["tank"]).table())


def test_a_link_to_a_file_says_that_nobody_else_sees_it(open_page: Opener) -> None:
    page = open_page(package="file-12345678")
    assert "is seen by nobody else" in page.warning[0].value


def test_the_model_of_a_file_is_not_kept_on_the_disk() -> None:
    text = TANK.replace("tank", "a tank that nobody else has")
    desk = Desk()
    before = set(cache_folder("models").glob("*"))
    assert desk.open("own.mdl", text.encode())
    assert set(cache_folder("models").glob("*")) == before


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
    assert page.file_uploader[0].label == "Open a Vensim or XMILE file"


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
