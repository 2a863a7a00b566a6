"""What the page says of model files that visitors bring along."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FILES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "model_file": ("Your model", "自带模型"),
        "upload": (
            "Open a Vensim or Stella model (.mdl, .stmx, .xmile)",
            "打开 Vensim 或 Stella 模型（.mdl、.stmx、.xmile）",
        ),
        "choose_files": ("Choose files", "选择文件"),
        "upload_text": (
            "If the model reads data files (.csv, .xlsx), choose them together with it. Models have"
            " up to {model} MB, data up to {data} MB. Everything is read as data, is seen by nobody"
            " else and is removed when you leave.",
            "若模型需读取数据文件（.csv、.xlsx），请与模型一并选择。模型不超过 {model} MB，"
            "数据不超过 {data} MB。文件仅作为数据读取，他人无法看到，离开页面后即删除。",
        ),
        "add_files": ("Add the data files", "补充数据文件"),
        "read_as_gb18030": ("Read it as Chinese (GB 18030)", "按中文编码读取（GB 18030）"),
        "read_as_cp1252": (
            "Read it as Western European (Windows-1252)",
            "按西欧编码读取（Windows-1252）",
        ),
        "files_unused": ("Not read by the model: {files}.", "模型未读取：{files}。"),
        "files_missing": (
            "It reads data files that did not come with it, and what needs them is left out:"
            " {files}. Add them below.",
            "模型需读取以下数据文件，但未一并上传，依赖这些数据的变量已略去：{files}。请在下方补充。",
        ),
        "file_more_faults": ("{count} more faults", "另有{count}处错误"),
        "found_english": ("{found}", "{found}（说明为英文）"),
        "in_brackets": (" ({text})", "（{text}）"),
        "colon": (": ", "："),
        "save_package": ("Save as a model package", "保存为模型包"),
        "save_package_text": (
            "A zip with the model file, its levers and charts, a baseline, and the levers as they"
            " are now. Names are in it as the model file has them; the first lines of its"
            " `model.yaml` say where labels in English and Chinese are to be written, and"
            " `sdlib check` what else is left to do.",
            "压缩包内含模型文件、参数与图表、基准情景以及当前参数设定。名称均按模型文件原样保存；"
            "`model.yaml` 开头说明何处应填写中英文标签，`sdlib check` 可查看其他待补充的内容。",
        ),
        "opening_file": ("Reading {file} …", "正在读取{file}……"),
        "running_file": ("Running {file} …", "正在运行{file}……"),
        "preparing_file": (
            "Preparing {file} for this computer: a large model takes a minute or more, once …",
            "正在为本机准备{file}：大型模型首次需要一分钟或更久……",
        ),
        "file_opened": (
            "{file}: {levers} levers from its constants; {outputs} variables can be charted.",
            "{file}：由常数生成{levers}个参数；{outputs}个变量可绘制图表。",
        ),
        "file_refused": (
            "{file} cannot be opened: {count} faults.",
            "无法打开{file}：{count}处错误。",
        ),
        "file_refused_one": ("{file} cannot be opened.", "无法打开{file}。"),
        "file_notes": (
            "Read, and without effect on a run (names as the file has them):",
            "以下内容已读取，但不影响运行（名称保持原样）：",
        ),
        "link_own_file": (
            "it leads to a file that somebody opened on this page, which nobody else sees and which"
            " is gone once the page is left. Open the same file under “Your model”, and what the"
            " link shows comes back",
            "链接指向有人在本页面打开的文件，他人无法看到，离开页面后即删除。请在“自带模型”中打开同一文件，"
            "即可恢复链接的内容",
        ),
        "share_own_file": (
            "This link opens what you see now for whoever opens the same file here first: the file"
            " itself is seen by nobody else, so send it too.",
            "他人须先在此打开同一文件，再通过此链接看到与当前相同的内容；文件本身他人无法看到，"
            "请一并发送。",
        ),
        "without_effect": ("Read, and without effect on a run", "已读取但不影响运行的内容"),
        "switch_off": ("0: off", "0：关"),
        "switch_on": ("1: on", "1：开"),
        "line": ("Line", "行"),
        "what": ("What", "内容"),
        "file_line": ("line {line}", "第{line}行"),
    }
)
"""Key to the text in English and in Chinese."""
