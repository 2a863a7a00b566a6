"""What readers and engines say of a model file, in Chinese: the sentences that are met most.

The messages are written in English where they arise. A group that is named `said` is a sentence of
its own; all others are names, numbers and files, which stay as they are written.
"""

from __future__ import annotations

NAMES = r"'(?P<name>.+?)'"

PHRASES: tuple[tuple[str, str], ...] = (
    # Files that are no models
    (r"this file (?P<said>.+)", "此文件{said}"),
    (r"holds results that Vensim has saved, not a model", "是 Vensim 保存的运行结果，不是模型"),
    (r"choose the model itself, which ends in \.mdl", "请选择模型本身，即扩展名为 .mdl 的文件"),
    (r"is a model in a form that only Vensim reads", "是只有 Vensim 能读取的模型格式"),
    (
        r"open it in Vensim and save it as a text model, \.mdl",
        "请在 Vensim 中打开，并另存为文本格式的 .mdl 模型",
    ),
    (
        r"was written by Stella before version 10, in a form that only Stella reads",
        "由 Stella 10 之前的版本保存，只有 Stella 能读取",
    ),
    (r"open it in a newer Stella and save it as \.stmx", "请在新版 Stella 中打开，并另存为 .stmx"),
    (r"is an archive", "是压缩包"),
    (
        r"unpack it, and choose the model file together with its data files",
        "请先解压，再同时选择模型文件及其数据文件",
    ),
    (r"is a table of data, not a model", "是数据表，不是模型"),
    (r"choose the model file too: both at once", "请同时选择模型文件与此数据文件"),
    (r"the ending '(?P<end>.*)' is not one of a model file", "扩展名“{end}”不是模型文件的扩展名"),
    (
        r"choose the file that Vensim or Stella has saved",
        "请选择由 Vensim 或 Stella 保存的模型文件",
    ),
    (
        r"(?P<count>\d+) model files came in: (?P<names>.+)",
        "收到{count}个模型文件：{names}",
    ),
    (r"one model, with its data files", "一个模型及其数据文件"),
    (r"choose one of them", "请只选择其中一个"),
    (r"the file has (?P<size>[\d.]+) MB", "文件大小为 {size} MB"),
    (r"the data have (?P<size>[\d.]+) MB", "数据文件共 {size} MB"),
    (r"at most (?P<size>[\d.e-]+) MB", "不超过 {size} MB"),
    (
        r"open it on your own computer: sdlib app FILE",
        "请在自己的电脑上打开：sdlib app 文件",
    ),
    (r"the file is empty", "文件是空的"),
    (r"save the model again", "请重新保存模型"),
    (r"the file holds no equation", "文件中没有方程"),
    (r"check that it is a model", "请检查它是否是模型文件"),
    (r"this is a binary file, not a text", "这是二进制文件，不是文本"),
    (
        r"save the model as text \(in Vensim: \.mdl, not \.vmf or \.vpm\)",
        "请将模型保存为文本格式（在 Vensim 中选择 .mdl，而不是 .vmf 或 .vpm）",
    ),
    (
        r"byte (?P<at>[\d,]+) \((?P<byte>\w+)\) is not (?P<code>\S+) text",
        "第 {at} 个字节（{byte}）不是 {code} 编码的文字",
    ),
    (r"this is not (?P<code>\S+) text", "这不是 {code} 编码的文字"),
    (
        r"choose below how it is to be read, or save it as UTF-8",
        "请在下方选择文字编码，或将文件另存为 UTF-8",
    ),
    (r"this is not well-formed XML \((?P<why>.+)\)", "这不是格式正确的 XML（{why}）"),
    # Data
    (
        r"the model reads data files that did not come with it: (?P<names>.+)",
        "模型需要读取以下数据文件，但未一并上传：{names}",
    ),
    (
        r"choose them below; the model file is kept",
        "请在下方选择这些文件，模型文件无需重新上传",
    ),
    (
        rf"the model reads the file {NAMES}, which is not there",
        "模型读取文件“{{name}}”，但该文件不存在",
    ),
    (
        rf"the model reads the file {NAMES}, which is no table",
        "模型读取文件“{{name}}”，但它不是数据表",
    ),
    (rf"the model reads the file {NAMES}", "模型读取文件“{{name}}”"),
    (
        r"a file in the model's own folder, with a plain name",
        "模型所在文件夹内、名称普通的文件",
    ),
    (r"copy the data beside the model.*", "请将数据文件放在模型旁边"),
    (r"the data file '(?P<name>[^']+)' (?P<said>.+)", "数据文件“{name}”有误：{said}"),
    (
        r"correct the file, or the sheet and the cells that the equation names",
        "请更正该文件，或更正方程所写的工作表与单元格",
    ),
    (
        r"\d+ data variables? ha(?:s|ve) no values: (?P<names>.+); "
        r"what is computed from (?:it|them) is left out, unless values are given",
        "以下数据变量没有取值，依赖它们的变量已略去：{names}",
    ),
    (
        r"a data variable has no values: (?P<names>.+)",
        "有一个数据变量没有取值：{names}",
    ),
    (
        r"(?P<count>\d+) data variables have no values: (?P<names>.+)",
        "有{count}个数据变量没有取值：{names}",
    ),
    (
        r"write their values into the model as curves over Time, or open it on your own computer, "
        r"where a run can be given them",
        "请将其数值作为时间的表函数写入模型，或在自己的电脑上打开，运行时再给定数值",
    ),
    (
        r"is a name that the model's settings say nothing of",
        "模型的设置中没有说明它是哪个文件",
    ),
    (r"the name of a file in the model's own folder", "模型所在文件夹内的文件名"),
    (
        r"write the file's name in place of '(?P<name>\?.+?)', or .+",
        "请用文件名替换“{name}”",
    ),
    # Equations
    (
        rf"the equation of {NAMES} uses '(?P<other>.+)', which is not defined",
        "“{name}”的方程使用了未定义的“{other}”",
    ),
    (r"define it, or correct its spelling", "请补充其定义，或更正拼写"),
    (r"the nearest names are (?P<names>.+)", "相近名称：{names}"),
    (
        rf"the equation of {NAMES} cannot be understood(?P<why>.*)",
        "无法理解“{{name}}”的方程{{why}}",
    ),
    (rf"the statement {NAMES} has no '~' before its end", "语句“{{name}}”在结尾前缺少“~”"),
    (
        r"add the missing '~' and '\|', or save the model again from Vensim",
        "请补上缺少的“~”和“|”，或在 Vensim 中重新保存模型",
    ),
    (rf"{NAMES} is defined twice", "“{{name}}”被定义了两次"),
    (
        r"the function (?P<name>.+?) is not run here: (?P<said>.+)",
        "本程序不支持函数 {name}：{said}",
    ),
    (
        r"the function (?P<name>.+?) is not known to the compiled engine, and the model has no "
        r"curve of that name",
        "函数 {name} 未知，模型中也没有同名的表函数",
    ),
    (
        r"define the curve, correct the name, or run the model with --engine pysd",
        "请定义该表函数，或更正名称",
    ),
    (r"queues are not modelled here", "不支持队列"),
    (
        r"queues, ovens and what lies where on a conveyor are not modelled here",
        "不支持队列、烘箱，也不支持查询传送带上各处的物料",
    ),
    (
        r"model it with stocks and flows, or with DELAY MATERIAL or DELAY N",
        "请改用存量与流量，或 DELAY MATERIAL、DELAY N",
    ),
    (r"what it returns is not documented well enough", "其返回值缺乏足够的文档说明"),
    (r"equations that need each other are not solved here", "不求解相互依赖的方程"),
    (
        r"it is what a sketch leaves where an equation is missing",
        "它表示草图中尚未写出方程之处",
    ),
    (
        r"these variables need each other (?P<start>at the start of a run )?at one instant: "
        r"(?P<names>.+)",
        "以下变量在同一时刻相互依赖：{names}",
    ),
    (
        r"put a stock, or a function that remembers such as SMOOTH, into the circle.*",
        "请在该回路中加入存量，或 SMOOTH 等有记忆的函数",
    ),
    # What has no effect
    (r"the Reality Check '(?P<name>.+)': .+", "现实性检验（Reality Check）“{name}”：不作检验"),
    (r"the test input '(?P<name>.+)': .+", "测试输入“{name}”：不予采用"),
    (
        r"(?P<count>\d+) <data> elements?: .+",
        "{count}个 <data> 元素：不导入或导出文件",
    ),
    (
        r"(?P<count>\d+) <event_poster> elements?: .+",
        "{count}个 <event_poster> 元素：不显示运行中的消息",
    ),
    (r"the sketch: .+", "草图：不显示，页面自行绘制图示"),
    (r"the settings: .+", "设置：采用其中的积分方法、数据文件名称与单位"),
    (
        r"(?P<count>\d+) variables? marked as supplementary: .+",
        "{count}个标为补充（supplementary）的变量：照常计算",
    ),
    (r"(?P<count>\d+) <(?P<name>\w+)> elements?: .+", "{count}个 <{name}> 元素：不影响运行"),
    # Where a range is from
    (r"range and value: the model file", "范围与数值：模型文件"),
    (
        r"value: the model file; range: assumption, made from the value",
        "数值：模型文件；范围：假设，由数值推得",
    ),
    (
        r"value: the model file; range: assumption, the time of a run",
        "数值：模型文件；范围：假设，即运行的起止时间",
    ),
    (
        r"value: the model file; range: assumption, a switch is on or off",
        "数值：模型文件；范围：假设，开关只有开与关",
    ),
)
"""Pattern of a whole sentence, to the sentence in Chinese with the groups in its gaps."""
