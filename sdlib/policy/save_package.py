"""A model file as a model package: the files that it takes, to be completed by hand."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from sdlib.errors import InputError
from sdlib.model.structure import Model
from sdlib.policy.bare import bare_package
from sdlib.policy.package import Lever, Package
from sdlib.policy.schema_values import Label
from sdlib.policy.yaml_file import SCHEMA, yaml_text

CHOSEN = "chosen"
"""Name of the scenario that holds the levers as they were when the package was saved."""

TO_DO = """\
# Made from a model file, to be completed by hand.
# Every label stands as the file has the name: write what readers call it, under en: in English and
# under zh: in Chinese, where 模型, 模块, 参数, 变量 or 分项 now only say what kind of name follows.
# Groups, ranges and references that say "assumption" are to be looked at; "sdlib check" lists them.
# 本文件由模型文件生成，待手工补充：en: 处填写英文标签，zh: 处填写中文标签（现为模型文件中的原名）。
"""
"""What the first lines of a package say that nobody has completed yet."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")


def package_files(
    model: Model,
    name: str = "",
    changes: Mapping[str, float] | None = None,
    data: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """Return the files of a package for a model file that comes without one.

    Its levers and outputs are those that the file has on the page. What only its modeller knows
    is marked as an assumption, and stands there to be replaced.

    Args:
        model: The model.
        name: Name of the package; made from that of the file by default.
        changes: Lever of the bare model, or exact name, to value: kept as a scenario of its own.
        data: Name of each data file to its bytes, where they do not lie beside the model.

    Returns:
        Path below the folder that takes ``models`` and ``scenarios``, to content.

    Raises:
        InputError: If the name is none for a folder.
    """
    name = name or package_name(model.path.stem)
    if not _NAME.fullmatch(name):
        raise InputError(
            found=f"'{name[:60]}' is no name for a package",
            allowed="small letters, digits, '-' and '_', for example my_model",
        )
    package = bare_package(model)
    keys = _lever_keys(package)
    folder, scenarios = f"models/{name}", f"scenarios/{name}"
    file = f"model{model.path.suffix.lower()}"
    found = {f"{folder}/{file}": _content(model)}
    for path in sorted(path for path, digest in model.data_files.items() if digest):
        given = (data or {}).get(path)
        content = (model.path.parent / path).read_bytes() if given is None else given
        found[f"{folder}/{Path(path).as_posix()}"] = content
    declared = _text(_declared(model, package, keys, name, file))
    found[f"{folder}/model.yaml"] = TO_DO.encode() + declared
    found[f"{scenarios}/baseline.yaml"] = _text(_scenario(package, "baseline"))
    if changes:
        found[f"{scenarios}/{CHOSEN}.yaml"] = _text(_chosen(keys, changes))
    return found


def package_name(stem: str) -> str:
    """Return a name for a package, from that of a file.

    Example:
        >>> package_name("Bass Diffusion (v2)")
        'bass_diffusion_v2'
    """
    plain = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_")
    return plain[:40].strip("_") or "model"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as one zip archive; the same files give the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _content(model: Model) -> bytes:
    """Return the model file.

    A package has no place for an encoding, so one that was given goes; and a file that was only
    read, and is gone, is written from its text.
    """
    if model.encoding is None and model.path.is_file():
        return model.path.read_bytes()
    if model.path.suffix.lower() != ".mdl":
        return _XML_HEAD.sub("", model.text).encode()
    head = "" if model.text.lstrip().upper().startswith("{UTF-8}") else "{UTF-8}\n"
    return f"{head}{model.text}".encode()


def _lever_keys(package: Package) -> dict[str, str]:
    """Return the name of each lever of a bare model to its key in a package."""
    found: dict[str, str] = {}
    for name in package.levers:
        plain = re.sub(r"\W+", "_", name.lower()).strip("_") or "lever"
        key, number = plain, 2
        while key in found.values():
            key, number = f"{plain}_{number}", number + 1
        found[name] = key
    return found


def _declared(
    model: Model, package: Package, keys: Mapping[str, str], name: str, file: str
) -> dict[str, Any]:
    used = {lever.group for lever in package.levers.values()}
    used |= {output.group for output in package.outputs}
    axes = dict.fromkeys(axis for output in package.outputs for axis in output.over)
    return {
        "schema": SCHEMA,
        "name": name,
        "title": _label(package.title, "模型"),
        "summary": _label(package.summary, "模型文件："),
        "file": file,
        "region": package.region,
        "groups": {
            key: _label(text, "模块") for key, text in package.groups.items() if key in used
        },
        **({"elements": {axis: _elements(model, axis) for axis in axes}} if axes else {}),
        "levers": {keys[key]: _lever(lever) for key, lever in package.levers.items()},
        "outputs": [
            {
                "variable": output.variable,
                "label": _label(output.label, "变量"),
                "group": output.group,
                **({"over": list(output.over)} if output.over else {}),
                "decimals": output.decimals,
                **({"headline": True} if output.headline and not output.over else {}),
            }
            for output in package.outputs
        ],
        "charts": [
            {"key": chart.key, "label": _label(chart.label, "变量"), "outputs": list(chart.outputs)}
            for chart in package.charts[: len(package.outputs)]
        ],
    }


def _elements(model: Model, axis: str) -> dict[str, Any]:
    """Return the names of a dimension's elements, to be replaced by what readers call them."""
    names = model.dimensions[axis].subscripts
    return {name: _label(Label(en=name, zh=name), "分项") for name in names}


def _lever(lever: Lever) -> dict[str, Any]:
    slider = lever.settings[lever.main]
    low, high = slider.range
    ends = {"low": low, "as in the file": slider.default, "high": high}
    return {
        "label": _label(lever.label, "参数"),
        "summary": _label(lever.summary, "模型文件中的说明："),
        "mechanism": _label(lever.mechanism, "模型中的常数："),
        "enters": lever.enters,
        "group": lever.group,
        "bands": {
            band: value
            for band, value in ends.items()
            if band == "as in the file" or value != slider.default
        },
        "settings": {
            lever.main: {
                "label": {"en": "Value", "zh": "数值"},
                "unit": slider.unit,
                "range": [low, high],
                "step": slider.step,
                "default": slider.default,
                "reference": slider.reference,
            }
        },
        "sets": [{"input": entry.input, "from": entry.from_} for entry in lever.sets],
    }


def _scenario(package: Package, name: str) -> dict[str, Any]:
    scenario = package.scenarios[name]
    return {
        "schema": SCHEMA,
        "title": _label(scenario.title),
        "summary": _label(scenario.summary),
        "reference": scenario.reference,
    }


def _chosen(keys: Mapping[str, str], changes: Mapping[str, float]) -> dict[str, Any]:
    levers = {keys[name]: {"value": value} for name, value in changes.items() if name in keys}
    inputs = {name: value for name, value in changes.items() if name not in keys}
    return {
        "schema": SCHEMA,
        "title": {"en": "As chosen on the page", "zh": "页面上的设定"},
        "summary": {
            "en": "The levers as they were when the package was saved",
            "zh": "保存模型包时的参数设定",
        },
        "reference": "assumption: chosen on the page",
        **({"levers": levers} if levers else {}),
        **({"inputs": inputs} if inputs else {}),
    }


def _label(label: Label, kind: str = "") -> dict[str, str]:
    """Return a text in both languages; names stay as they are, after a word for what they name."""
    if _CHINESE.search(label.zh):
        return {"en": label.en, "zh": label.zh}
    gap = "" if kind.endswith("：") else " "
    return {"en": label.en, "zh": f"{kind}{gap}{label.zh}"}


def _text(tree: Mapping[str, Any]) -> bytes:
    return yaml_text(tree).encode()
