"""The sentences about policies and places, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

POLICIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # Finding a lever among many
        "lever_view": ("Which policies to show", "显示哪些政策"),
        "levers_first": ("First choices", "首选"),
        "levers_all": ("All", "全部"),
        "levers_moved": ("Changed", "已更改"),
        "find_policy": ("Find a policy", "查找政策"),
        "find_policy_hint": ("Name, 中文, number", "名称、英文或编号"),
        "found_none": (
            "No policy is called like this. Its name in English or Chinese, its number in the"
            " documents or what it relieves can be typed.",
            "没有匹配的政策。可输入中文或英文名称、文件编号或所缓解的瓶颈。",
        ),
        "moved_none": (
            "No policy differs from the baseline yet.",
            "目前没有政策与基准不同。",
        ),
        "found_none_levers": (
            "No lever is called like this. A part of its name, or of its group's, can be typed.",
            "没有匹配的参数。可输入参数名称或分组名称的一部分。",
        ),
        "moved_none_levers": (
            "No lever differs from the model file yet.",
            "目前没有参数与模型文件不同。",
        ),
        "lever_view_levers": ("Which levers to show", "显示哪些参数"),
        "group_moved": ("{count} changed", "已更改{count}项"),
        "groups_back": ("Back to all groups", "返回全部分组"),
        "show_rest": ("Show {count} more", "再显示{count}项"),
        # One lever
        "panel_part": ("What to show of this policy", "显示该政策的内容"),
        "panel_set": ("Settings", "设定"),
        "panel_more": ("More settings", "更多设定"),
        "panel_about": ("What is this?", "政策说明"),
        "choice_empty": (
            "At least one has to stay chosen.",
            "至少须保留一项。",
        ),
        "about_says": ("What the documents say", "文献建议"),
        "about_survey": ("What firms say", "企业反映"),
        "about_bottleneck": ("What it relieves", "缓解的瓶颈"),
        "about_acts": ("How it acts", "作用机制"),
        "about_adopted": ("What was really adopted", "实际采纳"),
        "about_adopted_none": ("Nothing is known to have been adopted.", "未见采纳记录。"),
        "about_undated": ("no year known", "年份不详"),
        "about_verified": ("date read in the source", "日期已核对来源"),
        "about_unverified": ("date not verified", "日期未经核实"),
        "about_side": ("What else it does", "副作用"),
        "about_basis_evidence": ("found in studies", "据研究"),
        "about_basis_document": ("said in the documents", "据文献"),
        "about_basis_judgement": ("the modeller's judgement", "建模者判断"),
        "about_cost": ("What its cost is reckoned from", "成本依据"),
        "evidence_group": ("Group of policies", "政策分组"),
        # Lines of arrays
        "take_lines": (
            "{label} {time} [{unit}], with the change against the baseline: {parts}.",
            "{label}，{time}（{unit}），括号内为与基准相比的变化：{parts}。",
        ),
        "take_lines_same": (
            "{label} {time} [{unit}], the same as in the baseline: {parts}.",
            "{label}，{time}（{unit}），与基准相同：{parts}。",
        ),
        "list_comma": ("; ", "；"),
        "take_unchanged": ("as in the baseline", "与基准相同"),
        "lines_first": (
            "The first {count} of {all} lines are drawn; the table holds all of them.",
            "图中仅绘出{all}条线中的前{count}条，数据表包含全部。",
        ),
        "fit_many": (
            "{label}: the errors of its {count} series stand in the table below.",
            "{label}：共{count}个序列，误差见下表。",
        ),
        # Map
        "map": ("Map", "地图"),
        "map_of": ("What the map shows", "地图内容"),
        "map_measure": ("Value or change", "数值或变化"),
        "map_value": ("Value", "数值"),
        "map_change": ("Change against the baseline", "与基准相比的变化"),
        "map_points": ("points", "个百分点"),
        "map_note": (
            "Each tile is one place, near its neighbours; its size says nothing.",
            "每格代表一个地区，位置大致相邻，大小无含义。",
        ),
        "map_no_change": (
            "Nothing differs from the baseline yet: set a policy to see where it acts.",
            "目前与基准无差异：设定一项政策即可看到其作用地区。",
        ),
        "map_about_same": ("less than {limit}", "小于{limit}"),
        "map_take": (
            "Map of {label} {time}: most in {top} ({high}), least in {bottom} ({low}).",
            "{label}地图，{time}：最高为{top}（{high}），最低为{bottom}（{low}）。",
        ),
        "map_take_change": (
            "Map of the change of {label} against the baseline {time}: most in {top} ({high}),"
            " least in {bottom} ({low}).",
            "{label}与基准相比的变化，{time}：最大为{top}（{high}），最小为{bottom}（{low}）。",
        ),
        "map_one_class": ("the same everywhere", "各地相同"),
        "map_no_value": ("no value", "无数值"),
        "place": ("Place", "地区"),
        "region": ("Region", "区域"),
        "change": ("Change", "变化"),
    }
)
"""Key to the text in English and in Chinese."""
