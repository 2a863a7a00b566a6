"""Every sentence of the page in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sdlib.app.texts_bands import BANDS
from sdlib.app.texts_files import FILES
from sdlib.app.texts_how import HOW
from sdlib.app.texts_policies import POLICIES
from sdlib.app.texts_why import WHY

TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **BANDS,
        **FILES,
        **HOW,
        **POLICIES,
        **WHY,
        # Top bar
        "page_simulate": ("Simulate", "模拟"),
        "page_evidence": ("Policies and evidence", "政策与证据"),
        "page_explain": ("How it works", "模型说明"),
        "pages": ("Pages", "页面"),
        "model": ("Model", "模型"),
        "opening": ("Opening the model …", "正在打开模型……"),
        "back_to_first": ("Back to the first model", "返回首个模型"),
        "language": ("Language", "语言"),
        "undo": ("Undo the last change", "撤销上一步"),
        "redo": ("Redo the change", "恢复上一步"),
        "share": ("Share", "分享"),
        "share_text": (
            "This link opens exactly what you see now, on any computer that reaches this page.",
            "打开此链接即可看到与当前完全相同的内容（对方须能访问本页面）。",
        ),
        # First view
        "guide": (
            "Set a policy on the left. The blue line is your future, the grey line is the baseline:"
            " no further policy.",
            "在左侧设定政策。蓝线为您的情景，灰线为基准情景，即不再实施新政策。",
        ),
        "guide_bare": (
            "Move a lever on the left. The blue line is your version, the grey line is the model as"
            " its file has it.",
            "在左侧调整参数。蓝线为调整后的结果，灰线为模型文件的原始结果。",
        ),
        "changed": ("Changed", "已更改"),
        "and_more": ("and {count} more", "另有{count}项"),
        "policies": ("Policies", "政策"),
        "levers": ("Levers", "参数"),
        "assumptions": ("Assumptions", "假设"),
        "left_parts": ("What to set", "设定内容"),
        "scenario": ("Start from", "起始情景"),
        "band_off": ("Off", "关"),
        "band_modest": ("Modest", "适度"),
        "band_strong": ("Strong", "强力"),
        "band_custom": ("Custom", "自定"),
        "strength_of": ("Strength of {policy}", "{policy}的力度"),
        "panel_empty": (
            "- **Off, modest, strong**: how strongly a policy acts.\n"
            "- **Its name**: click it to set years and cost, and to see how well its effect is"
            " known.\n"
            "- **Dots** are observations. Right of the dashed line everything is projection.\n"
            "- **Assumptions**: what nobody decides, such as world demand.",
            "- **关、适度、强力**：政策作用的强弱。\n"
            "- **政策名称**：点击可设定年份与成本，并查看证据强弱。\n"
            "- **圆点**为观测值；虚线右侧均为推演。\n"
            "- **假设**：无人能决定的因素，如世界需求。",
        ),
        "panel_empty_bare": (
            "Click a lever above; its slider and what the file says of it appear here.",
            "点击上方的参数，其滑块与模型文件中的说明将显示在此处。",
        ),
        "reset_policies": ("Reset all policies", "重置全部政策"),
        "reset_levers": ("Reset all levers", "重置全部参数"),
        "reset_assumptions": ("Reset all assumptions", "重置全部假设"),
        "assumptions_text": (
            "What nobody sets: how the world may go, and how strongly things act. Change these to"
            " see whether a policy still helps.",
            "无人能设定的因素：外部环境如何变化、作用有多强。调整它们，看政策是否依然有效。",
        ),
        "no_assumptions": ("This model declares no assumptions.", "该模型未声明任何假设。"),
        "find_lever": ("Find a lever", "查找参数"),
        "find_lever_hint": ("Part of a name", "名称的一部分"),
        "group": ("Group", "分组"),
        "all_groups_variables": ("All {count} variables", "全部{count}个变量"),
        "value": ("Value", "数值"),
        "definition": ("Definition", "定义"),
        "no_levers": (
            "This model has no constants that can be moved.",
            "该模型没有可调整的常数。",
        ),
        "value_from": ("Range {low} to {high} {unit}", "范围 {low} 至 {high} {unit}"),
        # Evidence
        "evidence": ("Evidence", "证据"),
        "grade_strong": ("Evidence: strong", "证据：强"),
        "grade_medium": ("Evidence: medium", "证据：中"),
        "grade_weak": ("Evidence: weak", "证据：弱"),
        "grade_none": ("No study found: an assumption", "未找到研究：属假设"),
        "grade_none_long": (
            "No study was found for this policy. Its effect in the model is an assumption.",
            "未找到关于该政策的研究，其在模型中的作用属于假设。",
        ),
        "range_found": ("Range: {low} to {high} {unit}", "范围：{low} 至 {high} {unit}"),
        "value_found": ("One value: {value}", "单一数值：{value}"),
        "range_central": (", central value {central}", "，中心值 {central}"),
        "ends_read": (
            "Both ends were read in the source.",
            "范围两端取自文献。",
        ),
        "ends_modeller": (
            "The ends of the range are the modeller's own judgement.",
            "范围两端为建模者的判断。",
        ),
        "source": ("Source", "来源"),
        "mechanism": ("How it works in the model", "在模型中的作用方式"),
        "enters": ("Enters at: {name}", "作用于：{name}"),
        "settings": ("Settings", "设定项"),
        "setting": ("Setting", "设定项"),
        "default": ("Baseline value", "基准值"),
        "range": ("Range", "范围"),
        "unit": ("Unit", "单位"),
        "why": ("Where it comes from", "依据"),
        "evidence_intro": (
            "What each policy is, where it acts in the model, and what studies have found. A policy"
            " without a study says so.",
            "各项政策的内容、在模型中的作用点以及研究发现。没有研究支持的政策会明确说明。",
        ),
        "evidence_bare": (
            "This model file comes without a description of policies. These are the constants that"
            " can be moved.",
            "该模型文件未附政策说明。以下为可调整的常数。",
        ),
        "assumptions_all": ("Assumptions about the world", "关于外部环境与作用强度的假设"),
        # Headline numbers and charts
        "in_time": ("Time of the numbers", "数值所属年份"),
        "points": ("{change} points", "{change}个百分点"),
        "baseline": ("Baseline", "基准"),
        "current": ("Your scenario", "当前情景"),
        "observed": ("Observed", "观测值"),
        "observed_later": ("Observed later", "后期观测值"),
        "projection": ("projection", "推演"),
        "chart_choose": ("Chart {number}", "图表{number}"),
        "take_same": (
            "{label}: {value} {time}, the same as in the baseline.",
            "{label}：{time}为{value}，与基准相同。",
        ),
        "take_more": (
            "{label}: {value} {time}, {change} more than in the baseline ({baseline}).",
            "{label}：{time}为{value}，比基准（{baseline}）高{change}。",
        ),
        "take_less": (
            "{label}: {value} {time}, {change} less than in the baseline ({baseline}).",
            "{label}：{time}为{value}，比基准（{baseline}）低{change}。",
        ),
        "all_charts": ("All charts", "全部图表"),
        "all_charts_alt": (
            "Small charts of all results, baseline in grey, your scenario in blue.",
            "全部结果的小图，灰色为基准，蓝色为当前情景。",
        ),
        "table": ("Table", "数据表"),
        "table_of": ("Rows of", "表格内容"),
        "table_charts": ("The two charts above", "上方两个图表"),
        "table_all": ("All results", "全部结果"),
        "time": ("Time", "时间"),
        "time_in": ("Time [{unit}]", "时间（{unit}）"),
        "at_year": ("in {time}", "{time}年"),
        "at_unit": ("at {time} {unit}", "第{time}{unit}"),
        "at_plain": ("at time {time}", "时间{time}"),
        "year": ("Year", "年份"),
        "download_csv": ("Download csv", "下载 csv"),
        "download_xlsx": ("Download xlsx", "下载 xlsx"),
        "download_text": (
            "The files hold the numbers of this table in full precision. They also say which model,"
            " version and values made them, so that they can be made again.",
            "文件以完整精度保存此表的数值，并附有模型、版本和设定值，可据此重新生成。",
        ),
        "table_thinned": (
            "The table shows one time in {count}; the files hold all.",
            "表中每{count}个时点显示一个，文件包含全部时点。",
        ),
        # Faults
        "link_lost": (
            "This link does not fit this model, so the page shows the baseline. Not used:",
            "此链接与当前模型不符，页面显示基准情景。未采用：",
        ),
        "link_partly": ("Parts of this link were not used:", "链接中以下部分未采用："),
        "link_other_model": (
            "This link was made with another version of the model. Numbers may differ from what its"
            " sender saw.",
            "此链接由模型的另一版本生成，数值可能与发送者所见不同。",
        ),
        "link_unknown_part": ("this page has no such part", "本页面没有该项"),
        "link_unknown_model": ("there is no such model", "没有该模型"),
        "link_unknown_scenario": ("there is no such scenario", "没有该情景"),
        "link_unknown_name": ("there is no such lever or variable", "没有该政策、参数或变量"),
        "link_unknown_element": ("there is no such element", "没有该选项"),
        "link_no_element": ("nothing is chosen", "未选任何一项"),
        "link_no_number": ("this is not a number", "不是数字"),
        "link_out_of_range": ("this value is not allowed", "数值超出允许范围"),
        "link_unknown_chart": ("there is no such chart", "没有该图表"),
        "link_together": (
            "a policy has to end after it starts",
            "政策的结束年份须晚于开始年份",
        ),
        "allowed": ("allowed: {detail}", "允许：{detail}"),
        "nearest": ("nearest names: {detail}", "相近名称：{detail}"),
        "computing_first": (
            "Preparing this model for this computer: a minute or two, only this first time …",
            "正在为本机准备该模型：仅首次需要一两分钟……",
        ),
        "computing": ("Computing …", "计算中……"),
        "computing_unprepared": (
            "Computing slowly: the model is still being prepared for this computer{share} …",
            "计算较慢：仍在为本机准备该模型{share}……",
        ),
        "close": ("Close", "关闭"),
        "no_run": ("These settings cannot be computed.", "无法按当前设定计算。"),
        "no_model": ("This model cannot be opened.", "无法打开该模型。"),
        "no_run_what_next": (
            "Take back the last change with the arrow at the top.",
            "可用上方箭头撤销上一步。",
        ),
    }
)
"""Key to the text in English and in Chinese."""

UNITS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "": ("", ""),
        "Dmnl": ("ratio", "比值"),
        "percent": ("%", "%"),
        "Enterprise": ("firms", "家"),
        "Enterprise/Year": ("firms per year", "家/年"),
        "100 million yuan": ("100 million yuan", "亿元"),
        "100 million yuan/Year": ("100 million yuan per year", "亿元/年"),
        "1/Year": ("per year", "/年"),
        "Year": ("years", "年"),
        "Person": ("people", "人"),
        "percent/Year": ("% per year", "%/年"),
        "patent/Year": ("patents per year", "件/年"),
        "100 million dollars/Year": ("100 million dollars per year", "亿美元/年"),
        "yuan/(Person*Year)": ("yuan per person and year", "元/（人·年）"),
        "Enterprise/Person": ("firms per person", "家/人"),
        # Of findings
        "relative change": ("relative change", "相对变化"),
        "percentage points": ("percentage points", "个百分点"),
        "fraction": ("fraction", "比例"),
        "ratio": ("ratio", "比值"),
        "multiplier": ("multiplier", "倍数"),
        "elasticity": ("elasticity", "弹性"),
        "billion yuan": ("billion yuan", "十亿元"),
    }
)
"""Units as model files write them, to what a reader sees; others are shown as they are."""

TIME_UNITS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "second": ("second", "秒"),
        "minute": ("minute", "分钟"),
        "hour": ("hour", "小时"),
        "day": ("day", "天"),
        "week": ("week", "周"),
        "month": ("month", "月"),
        "quarter": ("quarter", "季度"),
        "year": ("year", "年"),
        "decade": ("decade", "个十年"),
    }
)
"""Units of time in small letters, one of them, to what a reader sees."""

SHORT_UNITS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "100 million yuan": ("100m yuan", "亿元"),
        "100 million yuan/Year": ("100m yuan/yr", "亿元/年"),
        "Enterprise/Year": ("firms/yr", "家/年"),
        "100 million dollars/Year": ("$100m/yr", "亿美元/年"),
        "percent/Year": ("%/yr", "%/年"),
    }
)
"""Units where space is short."""


class Texts:
    """The texts of one language.

    Args:
        language: "en" or "zh".
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._at = 1 if language == "zh" else 0

    def __call__(self, key: str, **values: object) -> str:
        """Return a text, with the values put into its gaps."""
        text = TEXTS[key][self._at]
        return text.format(**values) if values else text

    def unit(self, unit: str, *, short: bool = False) -> str:
        """Return how a unit is shown."""
        if short and unit in SHORT_UNITS:
            return SHORT_UNITS[unit][self._at]
        return UNITS[unit][self._at] if unit in UNITS else unit

    def band(self, band: str) -> str:
        """Return how a named band is shown; names that only a package knows stay as they are."""
        key = f"band_{band}"
        return self(key) if key in TEXTS else band
