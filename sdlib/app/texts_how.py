"""The sentences of the page "How it works", in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HOW: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "chapters": ("Chapters", "章节"),
        "chapter_overview": ("Overview", "概览"),
        "chapter_sectors": ("Sectors", "部门"),
        "chapter_loops": ("Loops", "反馈回路"),
        "chapter_fit": ("Fit and misses", "拟合与偏差"),
        "chapter_assumptions": ("Assumptions and limits", "假设与局限"),
        "chapter_equations": ("Equations", "方程"),
        "chapter_data": ("Data", "数据"),
        # Overview
        "explain_intro": (
            "This page computes, year by year, how the parts of the model below push each other."
            " It does not know the future: it shows what follows if the model is right.",
            "本页逐年计算模型各部分如何相互推动。它并不预知未来，只显示若模型成立会有何结果。",
        ),
        "explain_stocks": (
            "The model has {variables} variables in {groups} groups, {stocks} of them stocks:"
            " things that pile up or run down, such as firms, loans or knowledge.",
            "模型共有{variables}个变量，分为{groups}组，其中{stocks}个为存量，即会累积或消减的量，"
            "如企业、贷款或知识。",
        ),
        "explain_fit": (
            "It was fitted to data up to {time}. Everything after that is projection. Filled points"
            " on the charts were used for fitting, hollow ones were not.",
            "模型以截至{time}年的数据拟合，此后均为推演。图中实心点用于拟合，空心点未用于拟合。",
        ),
        "model_name": ("Model: {name}, file content {hash}", "模型：{name}，文件内容 {hash}"),
        "parts_of_model": ("The parts of the model", "模型的组成"),
        "sector": ("Sector", "部门"),
        "whole_model": ("The whole model", "整个模型"),
        "stocks": ("Stocks", "存量"),
        "variables": ("Variables", "变量数"),
        "book": ("Download the model's book", "下载模型手册"),
        "book_text": (
            "The book is one page for reading, sending and printing: every diagram, every equation"
            " with its source, evidence, data, fit, checks and limits. Making it takes some"
            " seconds.",
            "手册是一个可阅读、发送和打印的网页：包含全部图、每个方程及其来源、证据、数据、拟合、"
            "检验与局限。生成需要几秒钟。",
        ),
        # Sectors
        "sectors_none": (
            "Nothing is computed in this model, so there is nothing to draw.",
            "该模型没有需要计算的变量，因此没有图可画。",
        ),
        "diagram_of": ("Stock-and-flow diagram of {sector}", "“{sector}”的存量流量图"),
        "diagram_text": (
            "Boxes are stocks, double lines with a valve are flows, clouds lie outside the model,"
            " thin arrows say what depends on what. Grey names between angle brackets are computed"
            " in another part. Constants are left out.",
            "方框为存量，带阀门的双线为流量，云朵表示模型之外，细箭头表示依赖关系。"
            "尖括号中的灰色名称在其他部分计算。常数未画出。",
        ),
        "diagram_failed": (
            "This diagram could not be drawn; the table below says the same.",
            "此图无法绘制，下表内容相同。",
        ),
        "not_drawn": ("Not drawn, for lack of room: {names}", "因篇幅未画出：{names}"),
        "stocks_now": (
            "Its stocks, and what fills and empties them",
            "存量及其流入与流出",
        ),
        "no_stocks": (
            "This part has no stocks: it is computed anew at each moment from other parts.",
            "该部分没有存量：每一时刻均由其他部分重新计算。",
        ),
        "stock": ("Stock", "存量"),
        "filled_by": ("Filled by", "流入"),
        "emptied_by": ("Emptied by", "流出"),
        "own_equation": ("its own equation", "自身方程"),
        "meaning": ("What it is", "含义"),
        "elements_sum": ("sum of {count}", "{count}项合计"),
        "names_mean": ("What the other names mean", "其他名称的含义"),
        "depends_on": ("Depends on", "取决于"),
        # Loops
        "loops_text": (
            "A feedback loop is a chain of causes that comes back to where it began. A reinforcing"
            " loop (R) strengthens a change on the way round, a balancing one (B) weakens it.",
            "反馈回路是一条回到起点的因果链。增强回路（R）使变化在循环中加强，"
            "平衡回路（B）使变化减弱。",
        ),
        "loops_none": ("No feedback loop was found.", "未发现反馈回路。"),
        "loops_too_many": (
            "This model is too large to search for all of its loops here.",
            "该模型过大，无法在此查找全部回路。",
        ),
        "loops_found": (
            "The file names no loops. These are the shortest of the {count} that its equations"
            " hold.",
            "文件未命名回路。以下为方程中{count}条回路里最短的若干条。",
        ),
        "loop": ("Loop", "回路"),
        "loop_number": ("Loop {number}: {name}", "回路{number}：{name}"),
        "kind_reinforcing": ("Reinforcing (R)", "增强（R）"),
        "kind_balancing": ("Balancing (B)", "平衡（B）"),
        "kind_R": ("Reinforcing (R)", "增强（R）"),
        "kind_B": ("Balancing (B)", "平衡（B）"),
        "kind_R/B": ("Changes over time (R/B)", "随时间变化（R/B）"),
        "kind_": ("Not known", "未知"),
        "loop_differs": (
            "Declared as {declared}, but along the baseline it acts as {found}.",
            "声明为{declared}，但在基准情景中表现为{found}。",
        ),
        "ring_of": ("Ring of causes: {path}", "因果环：{path}"),
        "cause": ("When this rises", "当该变量上升"),
        "effect": ("then this", "则该变量"),
        "way": ("goes", "变化"),
        "sign_+": ("up", "上升"),
        "sign_−": ("down", "下降"),
        "sign_±": ("up or down, over time", "时升时降"),
        "sign_?": ("not measured", "未测量"),
        "loops_unmeasured": (
            "Whether these loops strengthen or weaken a change was not measured: the model is"
            " large, or it cannot be run.",
            "模型较大或无法运行，未测量这些回路使变化加强还是减弱。",
        ),
        "sign_": ("not at all in this run", "在此运行中不变"),
        "loops_cut": ("What each loop does: the model without it", "每条回路的作用：去掉它的结果"),
        "cut_text": (
            "Each loop is cut at one variable, which is held at its first value. What then changes"
            " is what the loop does.",
            "将每条回路在一个变量处切断，使其保持初始值。由此产生的变化即该回路的作用。",
        ),
        "cut_at": ("Cut at", "切断处"),
        "cut_changes": ("What changes then", "由此产生的变化"),
        "cut_expected": ("Expected before", "事先预期"),
        "percent_between": ("{low} % to {high} %", "{low}%至{high}%"),
        "kind": ("Kind", "类型"),
        "cut_failed": ("cannot be computed", "无法计算"),
        "scores": ("Which loops drive the model, and when", "哪些回路在何时主导模型"),
        "scores_text": (
            "Of all change that the named loops bring about, how much comes from which: above zero"
            " what reinforces, below zero what balances ('Loops that Matter', Schoenberg, Davidsen"
            " and Eberlein 2020).",
            "在所命名回路引起的全部变化中各占多少：零线以上为增强，以下为平衡"
            "（“Loops that Matter”方法，Schoenberg、Davidsen与Eberlein，2020）。",
        ),
        "scores_found_text": (
            "Of all change that the loops bring about, how much comes from the strongest: above"
            " zero what reinforces, below zero what balances ('Loops that Matter', Schoenberg,"
            " Davidsen and Eberlein 2020).",
            "在各回路引起的全部变化中，最强者各占多少：零线以上为增强，以下为平衡"
            "（“Loops that Matter”方法，Schoenberg、Davidsen与Eberlein，2020）。",
        ),
        "scores_large": (
            "This model is too large to score its loops here; 'sdlib loops' does it.",
            "该模型过大，无法在此为回路评分；可用“sdlib loops”命令。",
        ),
        "scores_alt": (
            "Shares of the feedback loops over time. Leading on average: {loop}.",
            "各反馈回路随时间的占比。平均占比最大的是{loop}。",
        ),
        "scores_alone": (
            "Alone on its stock, so not in the chart: {loops}.",
            "单独作用于其存量，故未列入图中：{loops}。",
        ),
        "scores_others": ("others, {kind}", "其他{kind}"),
        "others_up": ("reinforcing", "增强回路"),
        "others_down": ("balancing", "平衡回路"),
        "leads": ("Leading loop", "主导回路"),
        "period": ("Time", "时段"),
        "share_mean": ("Its share", "占比"),
        # Fit and misses
        "fit_none": (
            "This model declares no observations, so nobody knows how well it fits.",
            "该模型未声明观测数据，无从得知其拟合程度。",
        ),
        "fit_text": (
            "Lines are the model, points are what was observed. It was fitted to the filled points"
            " ({first}–{until}) and has not seen the hollow ones. The solid line knows the world"
            " outside as it was, the dashed one only what was known in {until}.",
            "线为模型，点为观测值。模型以实心点（{first}–{until}年）拟合，未使用空心点。"
            "实线已知外部环境的实际变化，虚线仅知{until}年已知的信息。",
        ),
        "fit_text_plain": (
            "Lines are the model, points are what was observed. Filled points lie in"
            " {first}–{until}, hollow ones after it.",
            "线为模型，点为观测值。实心点在{first}–{until}年内，空心点在其后。",
        ),
        "model_actual": ("Model, actual drivers", "模型（实际外部条件）"),
        "model_known": ("Model, known in {until}", "模型（{until}年已知信息）"),
        "fit_alt": (
            "{label}: model and observations. Mean error {inside} in the window, {after} after it.",
            "{label}：模型与观测值。窗口内平均误差{inside}，窗口后{after}。",
        ),
        "fit_worst": (
            "**Missed most** after {until}: {series}. All series are shown as they came out;"
            " nothing was adjusted by hand.",
            "**偏差最大**（{until}年之后）：{series}。所有序列均按原样展示，未作任何人工调整。",
        ),
        "fit_off": ("{label} (off by {error} on average)", "{label}（平均偏差{error}）"),
        "fit_trend": (
            "In {worse} of {all} series, carrying the old trend on would have been closer than the"
            " model.",
            "在{all}个序列中，有{worse}个若简单延续旧趋势会比模型更接近实际。",
        ),
        "inside_title": (
            "In the years of the fit, {first}–{until}",
            "拟合年份（{first}–{until}年）",
        ),
        "actual_title": (
            "After {until}, told what the world outside did",
            "{until}年之后，已知外部环境实际变化",
        ),
        "known_title": (
            "After {until}, told only what was known then",
            "{until}年之后，仅知当时已知信息",
        ),
        "errors_title": ("How large the errors are", "误差大小"),
        "errors_text": (
            "Errors are averages in per cent of what was observed. Skill is the part of the"
            " extrapolation's error that the model avoids: 100 % is perfect, 0 % is as good,"
            " below zero is worse.",
            "误差为占观测值百分比的平均数。技巧分为模型避免的外推误差比例："
            "100%为完美，0%为相当，负值为更差。",
        ),
        "series": ("Series", "序列"),
        "errors_shorter": (
            "\\* Without the first two points of the series, where there is no last growth to carry"
            " on. The model's error over the same points, which this skill compares: {errors}.",
            "\\* 不含序列的前两个数据点，因为那里没有可外推的末期增速。"
            "模型在相同数据点上的误差，即该技巧分所比较者：{errors}。",
        ),
        "points_count": ("Points", "点数"),
        "error_model": ("Model's error", "模型误差"),
        "error_trend": ("Error of the trend", "趋势外推误差"),
        "error_naive": ("Error of last growth carried on", "按末期增速外推误差"),
        "skill_trend": ("Skill against the trend", "相对趋势的技巧分"),
        "skill_naive": ("Skill against last growth", "相对末期增速的技巧分"),
        "not_fitted": ("{label} (not fitted)", "{label}（未用于拟合）"),
        "calibrated": ("What was fitted", "拟合的参数"),
        "calibrated_text": (
            "These {count} numbers were chosen by the computer so that the model comes close to the"
            " data. The interval is where the data allow the number to be (95 %).",
            "以下{count}个数值由计算机选取，使模型接近数据。区间为数据所允许的范围（95%）。",
        ),
        "calibrated_other": (
            "The record of the calibration was made for another version of the model file.",
            "校准记录对应于模型文件的另一版本。",
        ),
        "interval": ("Interval (95 %)", "区间（95%）"),
        "searched": ("Searched in", "搜索范围"),
        "identified": ("Do the data tell it?", "数据能否确定"),
        "identified_yes": ("yes", "能"),
        "identified_no": ("no: {why}", "不能：{why}"),
        "open_end": ("open", "未限定"),
        # Assumptions and limits
        "constants_text": (
            "Of {all} constants, {sourced} have a source, {calibrated} were fitted to data,"
            " {assumed} are assumptions and {unsaid} do not say where they are from.",
            "在{all}个常数中，{sourced}个有来源，{calibrated}个由数据拟合，"
            "{assumed}个为假设，{unsaid}个未说明出处。",
        ),
        "constants_assumed": ("Numbers that are assumptions", "属于假设的数值"),
        "constants_none": (
            "No constant says that it is an assumption.",
            "没有常数注明为假设。",
        ),
        "values_between": ("{count} values, {low} to {high}", "{count}个值，{low}至{high}"),
        "limits": ("What it cannot tell", "模型不能说明什么"),
        "limits_text": (
            "- It says what follows from its equations, not what will happen.\n"
            "- Policies without a study act by assumption: compare directions, not decimals.\n"
            "- What the model leaves out cannot react: firms outside its scope, prices of single"
            " goods, single regions unless the model has them.\n"
            "- Two scenarios can be compared more safely than any one of them believed.",
            "- 它说明由方程推出的结果，而非必然发生的事。\n"
            "- 缺乏研究支持的政策按假设起作用，宜比较方向，不宜计较小数。\n"
            "- 模型之外的因素不会作出反应，例如范围之外的企业、单个商品的价格、"
            "模型未划分的地区。\n"
            "- 比较两个情景，比单独相信其中一个更可靠。",
        ),
        "modellers_say": ("What its modellers say", "建模者的说明"),
        "drivers": ("Given from outside", "外生输入"),
        "drivers_text": (
            "The model does not compute these; it is told them.",
            "以下变量不由模型计算，而是直接给定。",
        ),
        "years": ("Years", "年份"),
        # Equations and data
        "equations": ("Variables and equations", "变量与方程"),
        "variable": ("Variable", "变量"),
        "equation": ("Equation", "方程"),
        "comment": ("Meaning and source", "含义与来源"),
        "search": ("Search", "查找"),
        "history": ("Observations and their sources", "观测数据及其来源"),
        "data_none": (
            "This model comes without data.",
            "该模型未附数据。",
        ),
    }
)
"""Key to the text in English and in Chinese."""
