"""What the page says of model files that visitors bring along."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FILES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "model_file": ("Your model", "自带模型"),
        "upload": ("Open a Vensim or XMILE file", "打开 Vensim 或 XMILE 文件"),
        "upload_text": (
            "It is read as data, is seen by nobody else and is removed when you leave. A model that"
            " reads data files is opened on your own computer: `sdlib app FOLDER/FILE`.",
            "文件仅作为数据读取，他人无法看到，离开页面后即删除。若模型需读取数据文件，请在自己的"
            "电脑上打开：`sdlib app 文件夹/文件`。",
        ),
        "save_package": ("Save as a model package", "保存为模型包"),
        "save_package_text": (
            "A zip with the model file, its levers and charts, a baseline, and the levers as they"
            " are now. `sdlib check` says what is left to be written.",
            "压缩包内含模型文件、参数与图表、基准情景以及当前参数设定。"
            "运行 `sdlib check` 可查看尚待补充的内容。",
        ),
        "opening_file": ("Reading {file} …", "正在读取{file}……"),
        "file_opened": (
            "{file}: {levers} levers from its constants, {outputs} results.",
            "{file}：由常数生成{levers}个参数，{outputs}项结果。",
        ),
        "file_refused": (
            "{file} cannot be opened: {count} faults.",
            "无法打开{file}：{count}处错误。",
        ),
        "file_refused_one": ("{file} cannot be opened.", "无法打开{file}。"),
        "file_notes": (
            "Read, and without effect on a run:",
            "以下内容已读取，但不影响运行：",
        ),
        "link_own_file": (
            "a file that was opened on this page is seen by nobody else, and is gone once the page"
            " is left: open it again",
            "在本页面打开的文件他人无法看到，离开页面后即删除，请重新打开",
        ),
        "without_effect": ("Read, and without effect on a run", "已读取但不影响运行的内容"),
        "line": ("Line", "行"),
        "what": ("What", "内容"),
        "file_line": ("line {line}", "第{line}行"),
    }
)
"""Key to the text in English and in Chinese."""
