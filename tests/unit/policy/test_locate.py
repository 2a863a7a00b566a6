"""Which folders are model packages."""

from pathlib import Path

import pytest

from sdlib.errors import UnknownNameError
from sdlib.policy import locate
from tests.support.documents import ROOT


def test_a_folder_without_model_yaml_is_no_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("whole", "begun"):
        (tmp_path / "models" / name / "data").mkdir(parents=True)
    (tmp_path / "models" / "whole" / "model.yaml").touch()
    (tmp_path / "models" / "begun" / "evidence.yaml").touch()
    monkeypatch.setattr(locate, "data_roots", lambda: (tmp_path,))
    assert locate.model_names() == ("whole",)
    with pytest.raises(UnknownNameError, match="no model named 'begun'"):
        locate.model_folder("begun")


def test_what_is_listed_has_a_model_yaml() -> None:
    listed = locate.model_names()
    assert "sme_primer" in listed
    folders = {p.parent.name for p in (ROOT / "models").glob("*/model.yaml")}
    assert set(listed) == folders


def test_the_way_in_stands_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("another", "sme_primer", "zoo"):
        (tmp_path / "models" / name).mkdir(parents=True)
        (tmp_path / "models" / name / "model.yaml").touch()
    monkeypatch.setattr(locate, "data_roots", lambda: (tmp_path,))
    assert locate.model_names() == ("sme_primer", "another", "zoo")
