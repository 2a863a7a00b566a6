"""What the book says itself, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from markupsafe import Markup, escape

from sdlib.policy.schema_values import Label

LANGUAGES = ("en", "zh", "both")
"""What a book can be written in; the model's own texts stay as the modeller wrote them."""

_LONGEST_WORDS = 45

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # Title and contents
        "book": ("The model's book", "模型手册"),
        "contents": ("Contents", "目录"),
        "model_file": ("Model file", "模型文件"),
        "fingerprint": ("SHA-256 of the model file", "模型文件的 SHA-256"),
        "version": ("Made by", "生成程序"),
        "files_dated": ("Newest file of the model", "模型文件的最新日期"),
        "how_to_read": (
            "Everything here is read from the model's files or computed by running it: the diagrams"
            " and loops from its equations, the fit and the checks from its runs. The same files"
            " make the same book.",
            "本手册全部内容均读自模型文件或由运行得出：图与回路来自方程，拟合与检验来自运行。相同的文件"
            "生成相同的手册。",
        ),
        # About
        "about": ("What the model is", "模型概况"),
        "summary": ("Summary", "摘要"),
        "size": ("Size", "规模"),
        "time": ("Time", "时间"),
        "time_text": (
            "{first} to {last} in steps of {step} {unit}, saved every {save} {unit}; {method}",
            "{first}至{last}，步长{step} {unit}，每{save} {unit}保存一次；{method}",
        ),
        "euler": ("Euler integration", "欧拉积分"),
        "rk4": ("Runge-Kutta integration of fourth order", "四阶龙格-库塔积分"),
        "boundary": ("Boundary", "边界"),
        "exogenous": ("From outside", "外生"),
        "endogenous": ("Computed", "内生"),
        "left_constant": ("Numbers", "常数"),
        "exogenous_text": (
            "Curves over time that the model takes from sourced tables, and what nobody sets.",
            "模型取自有出处的数据表的时间曲线，以及无人能设定的因素。",
        ),
        "endogenous_text": (
            "Stocks, and what else the declared outputs show.",
            "存量，以及声明的其他输出变量。",
        ),
        "no_drivers": (
            "The package declares no curve from outside.",
            "该模型未声明外生曲线。",
        ),
        "modeller_says": ("What the modellers say", "建模者说明"),
        # Kinds
        "stock": ("stock", "存量"),
        "flow": ("flow", "流量"),
        "auxiliary": ("auxiliary", "辅助变量"),
        "constant": ("constant", "常数"),
        "lookup": ("lookup", "查找表"),
        "data": ("data series", "数据序列"),
        "stocks": ("Stocks", "存量"),
        "flows": ("Flows", "流量"),
        "auxiliaries": ("Auxiliaries", "辅助变量"),
        "constants": ("Constants", "常数"),
        "lookups": ("Lookups", "查找表"),
        "data_all": ("Data series", "数据序列"),
        # Loops
        "loops": ("Feedback loops", "反馈回路"),
        "loops_text": (
            "An arrow with + says that more of its cause means more of its effect than there would"
            " have been, one with − less; ± says that this changes over the run or between"
            " subscripts. Signs are measured along the baseline run. R reinforces a change, B"
            " balances it. Boxes are stocks.",
            "箭头旁的 + 表示原因增加使结果高于原本水平，− 表示使其降低；"
            "± 表示方向随时间或下标而变。正负号沿基准运行测得。"
            "R 强化变化，B 抑制变化。方框为存量。",
        ),
        "reinforcing": ("reinforcing", "增强"),
        "balancing": ("balancing", "调节"),
        "measured": ("measured along the baseline", "沿基准运行测得"),
        "declared": ("declared", "声明"),
        "differs": (
            "The signs of its links do not make this loop what it is declared to be.",
            "各环节的正负号与声明的回路类型不符。",
        ),
        "path": ("Path", "路径"),
        "cut_at": ("Cut at", "切断处"),
        "found_loops": ("Loops found in the equations", "方程中发现的回路"),
        "found_loops_text": (
            "For each link that is part of a loop, the shortest loop through it; {shown} of {all}"
            " are listed, shortest first. A variable that acts on itself alone is left out.",
            "对每条属于回路的联系，列出经过它的最短回路；共{all}个，按长度列出{shown}个。仅作用于自身的变量"
            "不列入。",
        ),
        "no_loops": ("No feedback loop was found.", "未发现反馈回路。"),
        "too_many_loops": (
            "The model has too many links to search all of them for loops here.",
            "该模型的联系过多，未能在此逐一搜索回路。",
        ),
        "no_signs": (
            "The signs of the links could not be measured: {reason}",
            "无法测得各联系的正负号：{reason}",
        ),
        "too_large_for_signs": (
            "the model is too large to measure each link in reasonable time",
            "模型过大，无法在合理时间内逐一测量",
        ),
        # Sectors
        "sectors": ("Sectors and equations", "部门与方程"),
        "no_sector": ("Without a sector", "未分部门"),
        "diagram": ("Stocks and flows", "存量与流量"),
        "diagram_text": (
            "Boxes are stocks, valves flows, clouds what lies outside the model; a valve without a"
            " name is part of the stock's own equation. Grey names in angle brackets belong to"
            " another diagram. Every name leads to its equation. Constants and lookups are left"
            " out.",
            "方框为存量，阀门为流量，云为模型之外；无名阀门属于存量自身的方程。尖括号中的灰色名称属于其他图。"
            "点击名称可跳至方程。常数与查找表未画出。",
        ),
        "numbers_text": (
            "Equations and numbers are counted through; on paper, the small figure behind a name is"
            " its number. The index of names gives it too.",
            "方程与常数依次编号；在纸面上，名称后的小号数字即其编号。名称索引中亦列出。",
        ),
        "causal": ("Loops inside the sector", "部门内的回路"),
        "causal_more": (
            "{drawn} of {all} loops are drawn, the shortest ones.",
            "画出最短的{drawn}个，共{all}个。",
        ),
        "not_drawn": ("Not drawn, for lack of room", "因篇幅未画出"),
        "drawing_failed": (
            "This diagram could not be drawn in time.",
            "此图未能在限定时间内画出。",
        ),
        "equations": ("Equations", "方程"),
        "name": ("Name", "名称"),
        "value": ("Value", "数值"),
        "unit": ("Unit", "单位"),
        "range": ("Range", "范围"),
        "meaning": ("Meaning and source", "含义与出处"),
        "line": ("line {line}", "第{line}行"),
        "limits_of": ("Limits", "取值范围"),
        "uses": ("Uses", "用到"),
        "used_by": ("Used by", "被用于"),
        "at_start": ("at the start only", "仅用于初始值"),
        "set_by": ("Set by", "由其设定"),
        "observed_as": ("Observed as", "观测序列"),
        "part_of_loops": ("Part of", "属于回路"),
        "no_unit": ("no unit stated", "未注明单位"),
        "no_comment": ("The file has no comment on it.", "文件中无注释。"),
        "values_many": ("{count} values, {low} to {high}", "{count}个数值，{low}至{high}"),
        "values_alike": ("{value} for all {count}", "全部{count}个均为{value}"),
        "values_rest": ("otherwise {value}", "其余为{value}"),
        "all_levers": ("all {count} levers", "全部{count}项政策"),
        "some_levers": ("{count} of {all} levers", "{all}项政策中的{count}项"),
        "variables_by_sector": ("{count} variables:", "{count}个变量："),
        "points_elsewhere": ("its points stand under", "其数据点见"),
        "shortened": ("shortened; the whole text is in the file", "已截短，全文见模型文件"),
        "dimensions": ("Dimensions", "维度"),
        "subscripts": ("Subscripts", "下标"),
        "maps_to": ("Runs along with", "映射到"),
        # Policies
        "levers": ("Levers", "政策"),
        "levers_text": (
            "What a policy-maker sets. A lever at its default changes nothing.",
            "政策制定者可设定的内容。处于默认值的政策不产生任何影响。",
        ),
        "levers_bare": (
            "The file declares no policies; these constants can be moved.",
            "该文件未声明政策；以下常数可以调整。",
        ),
        "group": ("Group", "分组"),
        "document": ("Policy in the literature list", "文献清单中的政策"),
        "mechanism": ("Mechanism", "机制"),
        "enters": ("Where it enters", "进入之处"),
        "settings": ("Settings", "设定项"),
        "setting": ("Setting", "设定项"),
        "default": ("Default", "默认值"),
        "step": ("Step", "步长"),
        "sets": ("Sets", "设定的变量"),
        "reference": ("Reference", "出处"),
        "bands": ("Named strengths", "力度档位"),
        "evidence": ("Evidence", "证据"),
        "no_evidence": (
            "No evidence is named: its effect is an assumption.",
            "未引用证据：其效果为假设。",
        ),
        "no_path": ("no path was found", "未找到路径"),
        "bottleneck": ("Bottleneck", "瓶颈"),
        "says": ("What the documents say", "文献内容"),
        "survey": ("What firms say", "企业调查"),
        "adopted": ("What was adopted in China", "中国的实际采纳"),
        "verified": ("date read in the source", "日期已核实"),
        "unverified": ("not verified", "未核实"),
        "not_known": ("nothing is known", "未知"),
        "side_effects": ("Side effects", "副作用"),
        "basis_evidence": ("a finding", "依据：研究发现"),
        "basis_document": ("the documents say so", "依据：文献"),
        "basis_judgement": ("the modeller's judgement", "依据：建模者判断"),
        "cost_basis": ("Cost is reckoned from", "成本核算依据"),
        "shared_settings": ("Settings of every lever", "各项政策共有的设定项"),
        "shared_settings_text": (
            "Every lever has these; what one has of its own stands with it.",
            "每项政策均有以下设定项；个别设定列于该政策之下。",
        ),
        "grade": ("Grade", "等级"),
        "strong": ("strong", "强"),
        "medium": ("medium", "中"),
        "weak": ("weak", "弱"),
        "quantity": ("Quantity", "度量"),
        "low": ("Low", "低"),
        "central": ("Central", "中"),
        "high": ("High", "高"),
        "finding": ("Finding", "发现"),
        "ends": ("Ends of the range", "范围两端"),
        "read": ("read in the source", "读自文献"),
        "modeller": ("the modeller's", "建模者设定"),
        "assumptions": ("Assumptions", "假设"),
        "assumptions_text": (
            "What nobody sets: how the world may go.",
            "无人能设定的因素：外部环境可能如何变化。",
        ),
        "scenarios": ("Scenarios", "情景"),
        "scenarios_text": (
            "Each scenario is what differs from the baseline.",
            "每个情景仅列出与基准的不同之处。",
        ),
        "changes": ("What it changes", "改变的内容"),
        "no_change": ("nothing", "无"),
        "combines": ("combines", "组合"),
        # Data
        "data_chapter": ("Data", "数据"),
        "history": ("Observations", "观测"),
        "drivers": ("Curves from outside", "外生曲线"),
        "history_text": (
            "Dots are observations, the line is the run {scenario}.",
            "圆点为观测值，线为运行 {scenario}。",
        ),
        "observes": ("Observes", "观测变量"),
        "definition": ("Definition", "定义"),
        "confidence": ("Confidence", "可信度"),
        "points": ("Points", "数据点"),
        "no_data": (
            "The package declares no data series.",
            "该模型未声明数据序列。",
        ),
        # Fit
        "fit": ("Fit", "拟合"),
        "no_fit": (
            "There are no observations to compare a run with.",
            "没有可与运行结果比较的观测值。",
        ),
        "series": ("Series", "序列"),
        "count": ("Points", "点数"),
        "window": ("Time", "时间"),
        "fit_text": (
            "Errors are mean absolute errors in per cent of the observation (MAPE): of the run, of"
            " an exponential trend through the fitted years, and of a naive projection of the last"
            " growth. A trend through two points has no error. Skill is the share of the naive"
            " error that the run avoids. R2 is that of"
            " growth rates. Theil's shares are bias, unequal variance and unequal covariance, for"
            " eight points and more.",
            "误差为平均绝对百分比误差（MAPE）：运行结果、穿过拟合年份的指数趋势，"
            "以及按最近增速外推的朴素推算。仅穿过两点的趋势没有误差。"
            "技巧为运行结果避免的朴素误差份额。R2 针对增长率。"
            "泰尔份额依次为偏差、方差不等与协方差不等，仅用于八个及以上数据点。",
        ),
        "fit_shorter": (
            "* Without the first two points of the series, where there is no naive projection."
            " Error of the run over the same points, which this skill compares:",
            "* 不含序列的前两个数据点，因为那里没有朴素推算。"
            "运行结果在相同数据点上的误差，即该技巧所比较者：",
        ),
        "fit_run": (
            "Run: {scenario}; fitted to {first} to {until}.",
            "运行：{scenario}；拟合年份{first}至{until}。",
        ),
        "fit_known": (
            "Known at its end ({until}): the run {scenario} with",
            "仅用期末（{until}）已知信息：运行 {scenario}，其中",
        ),
        "across": ("Order of the elements", "各元素的排序"),
        "across_text": (
            "Spearman's rank correlation of the run with the actual drivers and the observations,"
            " over the elements of a dimension: of levels at the first and the last time, and of"
            " the growth between.",
            "以实际外生变量运行的结果与观测值在某一维度各元素之间的斯皮尔曼等级相关："
            "首末两个时点的水平，以及其间的增长。",
        ),
        "elements": ("Elements", "元素数"),
        "rank_first": ("First time", "首个时点"),
        "rank_last": ("Last time", "末个时点"),
        "rank_change": ("Growth", "增长"),
        "fitted": ("fitted", "参与拟合"),
        "not_fitted": ("not fitted", "未参与拟合"),
        "only_shown": ("only shown", "仅展示"),
        "actual_drivers": ("actual drivers", "实际外生变量"),
        "known_then": ("known then", "仅用当时已知"),
        "naive_error": ("Naive", "朴素"),
        "skill": ("Skill", "技巧"),
        "growth": ("R2 of growth", "增长率R2"),
        "theil": ("Theil", "泰尔份额"),
        "run": ("Run", "运行"),
        "model_error": ("Model", "模型"),
        "trend_error": ("Trend", "趋势"),
        # Checks
        "checks": ("Checks", "检验"),
        "checks_text": (
            "What 'sdlib check' found: {passed} passed, {failed} failed.",
            "“sdlib check” 的结果：通过{passed}项，未通过{failed}项。",
        ),
        "checks_alike": ("all {count} in order:", "全部{count}项正常："),
        "check": ("Check", "检验"),
        "kind": ("Kind", "类别"),
        "result": ("Result", "结论"),
        "expected": ("Expected", "预期"),
        "found": ("Found", "结果"),
        "passed": ("ok", "通过"),
        "failed": ("FAILED", "未通过"),
        # Limits
        "limits": ("Limits", "局限"),
        "limits_text": (
            "Counted from the files and the checks; what the modellers say follows.",
            "以下由文件与检验统计得出；其后为建模者的说明。",
        ),
        "sourced": ("Constants whose comment names a source", "注释注明出处的常数"),
        "assumed": ("Constants that are assumptions", "属于假设的常数"),
        "calibrated": ("Constants that are calibrated", "经校准的常数"),
        "unsaid": ("Constants whose comment says none of these", "注释未作说明的常数"),
        "without_unit": ("Variables without a unit", "未注明单位的变量"),
        "without_comment": ("Variables without a comment", "无注释的变量"),
        "without_evidence": ("Levers without evidence", "没有证据的政策"),
        "failed_checks": ("Checks that fail", "未通过的检验"),
        "notes": ("Notes of the modellers", "建模者说明"),
        "index": ("Index of names", "名称索引"),
    }
)
"""Key to text in English and Chinese."""


class Speech:
    """Texts in the language of a book, with what stands in them escaped.

    Args:
        language: One of `LANGUAGES`.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, key: str, **values: object) -> Markup:
        """Return one of `WORDS`, with values put in."""
        en, zh = (Markup(escape(text)).format(**values) for text in WORDS[key])
        return self._both(en, zh)

    def label(self, label: Label) -> Markup:
        """Return a label of the package."""
        return self._both(escape(label.en), escape(label.zh))

    def plain(self, label: Label) -> str:
        """Return a label in one language, for places that hold no markup."""
        return label.zh if self.language == "zh" else label.en

    def _both(self, en: Markup, zh: Markup) -> Markup:
        if self.language == "en" or en == zh:
            return en
        if self.language == "zh":
            return zh
        # A sentence in the other language stands below, a word beside.
        kind = "sentence" if len(en) > _LONGEST_WORDS else "words"
        both = '<span lang="en">{}</span> <span lang="zh" class="{}">{}</span>'
        return Markup(both).format(en, kind, zh)
