"""A package with places, regions and more levers than one list shows, for tests of the page."""

from __future__ import annotations

from pathlib import Path

from tests.support.small import scenario

PLACES = {
    "Alder": ("甲地", "East", (3, 0), 400),
    "Birch": ("乙地", "East", (3, 1), 900),
    "Cedar": ("丙地", "East", (2, 1), 1600),
    "Doum": ("丁地", "West", (1, 1), 250),
    "Elm": ("戊地", "West", (0, 1), 100),
    "Fir": ("己地", "North", (1, 2), 60),
}
"""Name to Chinese name, region, tile and firms at the start."""

REGIONS = {"East": "东部", "West": "西部", "North": "北部"}
GROUPS = {
    "credit": ("Credit", "信贷"),
    "markets": ("Markets", "市场"),
    "people": ("People", "人才"),
}
LEVERS = {
    "policy_bank": ("Policy bank", "政策性银行", "credit", "FIN01"),
    "guarantee": ("Credit guarantee", "信用担保", "credit", "FIN02"),
    "leasing": ("Leasing", "租赁", "credit", "FIN03"),
    "factoring": ("Factoring", "保理", "credit", "FIN04"),
    "second_board": ("Second board", "创业板", "credit", "FIN05"),
    "fairs": ("Trade fairs", "展会", "markets", "MKT01"),
    "insurance": ("Export insurance", "出口保险", "markets", "MKT02"),
    "procurement": ("Public procurement", "政府采购", "markets", "MKT03"),
    "brands": ("Own brands", "自主品牌", "markets", "MKT04"),
    "access": ("Open sectors", "市场准入", "markets", "MKT05"),
    "training": ("Training", "培训", "people", "TAL01"),
    "returnees": ("Returnees", "留学人员", "people", "TAL02"),
    "residence": ("Residence reform", "户籍改革", "people", "TAL03"),
    "advice": ("Advice", "咨询", "people", "TAL04"),
}
"""Key to names, group and policy; the first lever has a second policy."""

FIRST = ("policy_bank", "fairs", "training")


def write_places(root: Path, **more: str) -> Path:
    """Write the package below `root` and return its folder.

    Args:
        root: An empty folder.
        **more: Texts of further scenarios, by their names.
    """
    folder = root / "models" / "places"
    scenarios = root / "scenarios" / "places"
    (folder / "data").mkdir(parents=True)
    scenarios.mkdir(parents=True)
    files = {
        "model.mdl": _model(),
        "model.yaml": _model_yaml(),
        "policies.yaml": _policies_yaml(),
        "regions.yaml": _regions_yaml(),
        "evidence.yaml": _EVIDENCE,
        "data/history.csv": _history_csv(),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, text in {"baseline": scenario(), **more}.items():
        (scenarios / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def _model() -> str:
    policies = [policy for *_, policy in LEVERS.values()]
    starts = ", ".join(str(firms) for *_, firms in PLACES.values())
    lies = "; ".join(
        ", ".join(str(int(region == each)) for each in REGIONS)
        for _, region, _, _ in PLACES.values()
    )
    ones = "; ".join(["1, 1, 1"] * len(policies))
    equations = {
        "Policy": f"{', '.join(policies)} ~~|",
        "Place": f"{', '.join(PLACES)} ~~|",
        "Region": f"{', '.join(REGIONS)} ~~|",
        "Size": "small, large ~~|",
    }
    declared = "\n".join(f"{name}: {text}" for name, text in equations.items())

    def constant(name: str, value: float) -> str:
        return f"{name}[Policy] = {', '.join([f'{value:g}'] * len(policies))}"

    lines = {
        constant("policy strength", 0): "Dmnl",
        constant("policy start", 2005): "Year",
        constant("policy end", 2021): "Year",
        f"policy target[Policy, Region] = {ones};": "Dmnl",
        f"lies in[Place, Region] = {lies};": "Dmnl",
        f"firms at start[Place] = {starts}": "firm",
        "share of size[Size] = 0.9, 0.1": "Dmnl",
        "growth rate = 0.02": "1/Year",
        "acts[Policy] = IF THEN ELSE(Time >= policy start[Policy] :AND: Time < policy end[Policy], "
        "policy strength[Policy], 0)": "Dmnl",
        "reach[Region] = SUM(acts[Policy!] * policy target[Policy!, Region])": "Dmnl",
        "push[Place] = SUM(lies in[Place, Region!] * reach[Region!])": "Dmnl",
        "growth[Place] = Firms by place[Place] * growth rate * (1 + push[Place])": "firm/Year",
        "Firms by place[Place] = INTEG(growth[Place], firms at start[Place])": "firm",
        "Firms by region[Region] = SUM(Firms by place[Place!] * lies in[Place!, Region])": "firm",
        "Firms = SUM(Firms by place[Place!])": "firm",
        "Firms by size[Size] = Firms * share of size[Size]": "firm",
        "Growth share[Place] = 100 * growth[Place] / SUM(growth[Place!])": "percent",
        "FINAL TIME = 2020": "Year",
        "INITIAL TIME = 2000": "Year",
        "SAVEPER = 1": "Year",
        "TIME STEP = 1": "Year",
    }
    body = "\n\n".join(
        f"{line}\n\t~\t{unit}\n\t~\tAssumption.\n\t|" for line, unit in lines.items()
    )
    return f"{{UTF-8}}\n{declared}\n\n{body}\n"


def _model_yaml() -> str:
    levers = "".join(
        f"  {key}: {{enters: growth, evidence: [{'bank_helps' if key == 'policy_bank' else ''}]}}\n"
        for key in LEVERS
    )
    return f"""schema: 1
name: places
title: {{en: Places, zh: 各地}}
summary: {{en: A model of places, zh: 各地模型}}
file: model.mdl
policies: policies.yaml
places: regions.yaml
region: Nowhere
observed_until: 2005
first: [{", ".join(FIRST)}]
groups:
  firms: {{en: Firms, zh: 企业}}
elements:
  Size: {{small: {{en: Small, zh: 小型}}, large: {{en: Large, zh: 大型}}}}
settings:
  strength:
    {{label: {{en: Strength, zh: 力度}}, unit: Dmnl, range: [0, 1], step: 0.1, default: 0,
     reference: assumption}}
  start:
    {{label: {{en: Start, zh: 起始}}, unit: Year, range: [2000, 2020], step: 1, default: 2005,
     reference: assumption}}
  end:
    {{label: {{en: End, zh: 结束}}, unit: Year, range: [2001, 2021], step: 1, default: 2021,
     reference: assumption}}
  target:
    {{label: {{en: Where, zh: 地区}}, over: Region, default: [East, West, North],
     reference: "assumption: everywhere"}}
bands: {{off: 0, modest: 0.4, strong: 0.8}}
lever_inputs:
  - {{input: "policy strength[{{policy}}]", from: strength}}
  - {{input: "policy start[{{policy}}]", from: start}}
  - {{input: "policy end[{{policy}}]", from: end}}
  - {{input: "policy target[{{policy}}]", from: target}}
levers:
{levers}outputs:
  - {{variable: Firms, label: {{en: Firms, zh: 企业}}, group: firms, headline: true, better: up}}
  - {{variable: Firms by region, over: Region, label: {{en: Firms by region, zh: 各区域企业}},
     group: firms}}
  - {{variable: Firms by size, over: Size, label: {{en: Firms by size, zh: 各规模企业}},
     group: firms}}
charts:
  - {{key: firms, label: {{en: Firms, zh: 企业}}, outputs: [Firms]}}
  - {{key: regions, label: {{en: Firms by region, zh: 各区域企业}}, outputs: [Firms by region]}}
  - {{key: sizes, label: {{en: Firms by size, zh: 各规模企业}}, outputs: [Firms by size]}}
maps:
  - {{key: firms, label: {{en: Firms, zh: 企业}}, variable: Firms by place, over: Place}}
  - {{key: share, label: {{en: Share of growth, zh: 增长占比}}, variable: Growth share, over: Place,
     decimals: 1}}
history:
  - {{series: counted, variable: Firms by place, over: Place, file: history.csv}}
"""


def _history_csv() -> str:
    head = "series,element,time,value,unit,definition,reference,confidence\n"
    return head + "".join(
        f"counted,{name},2003,{firms * 1.02**3:.1f},firm,counted,invented,high\n"
        for name, (*_, firms) in PLACES.items()
    )


def _policies_yaml() -> str:
    groups = "".join(f"  {key}: {{en: {en}, zh: {zh}}}\n" for key, (en, zh) in GROUPS.items())
    levers = "".join(
        f"  {key}: {{label: {{en: {en}, zh: {zh}}}, group: {group}, bottlenecks: [money]}}\n"
        for key, (en, zh, group, _) in LEVERS.items()
    )
    listed = {policy: (key, en, zh) for key, (en, zh, _, policy) in LEVERS.items()}
    listed["INN16"] = ("policy_bank", "Rural <banks>", "乡村银行")
    policies = "".join(_policy(number, *names) for number, names in listed.items())
    return f"""schema: 1
groups:
{groups}bottlenecks:
  money:
    label: {{en: Short of money, zh: 缺资金}}
    meaning: {{en: No lender, zh: 无贷款人}}
    closes: growth
cost_bases: {{losses: {{en: Losses on loans, zh: 贷款损失}}}}
levers:
{levers}policies:
{policies}"""


def _policy(number: str, lever: str, en: str, zh: str) -> str:
    adopted = ""
    if number == "FIN01":
        adopted = """
    adopted:
      - year: 2008
        event: {en: A bank was considered, zh: 研究设立银行}
        reference: A paper
        verified: true
      - {year: 2014, event: {en: Relending, zh: 再贷款}, reference: hearsay, verified: false}"""
    return f"""  {number}:
    label: {{en: "{en}", zh: "{zh}"}}
    lever: {lever}
    where: "invented, section {number}"
    says: {{en: "Do {en}", zh: "实施{zh}"}}
    mechanism: {{en: More growth, zh: 促进增长}}{adopted}
    side_effects: {{en: More defaults, zh: 违约增加}}
    side_effects_basis: judgement
    cost_basis: [losses]
"""


def _regions_yaml() -> str:
    places = "".join(
        f"  {name}: {{label: {{en: {name}, zh: {zh}}}, region: {{used: {region}}}, "
        f"tile: [{tile[0]}, {tile[1]}]}}\n"
        for name, (zh, region, tile, _) in PLACES.items()
    )
    regions = "".join(f"  {name}: {{en: {name}, zh: {zh}}}\n" for name, zh in REGIONS.items())
    return f"""schema: 1
mapping: used
regions:
{regions}mappings:
  used: {{label: {{en: Two, zh: 二}}, note: {{en: Used, zh: 采用}}, reference: invented}}
places:
{places}"""


_EVIDENCE = """schema: 1
evidence:
  bank_helps:
    policy: FIN01
    quantity: {en: More firms, zh: 企业增加}
    unit: fraction
    low: 0.1
    central: 0.2
    high: 0.3
    finding: {en: Banks help, zh: 银行有效}
    ends: read
    grade: weak
    reference: invented for a test
"""
