"""A small model of four provinces in three regions, whose levers come from a list of policies."""

from __future__ import annotations

from pathlib import Path

from tests.support.small import TIMES, scenario

MODEL = (
    """{UTF-8}
Province: Coast, Hills, Plain, Desert
	~	~	|
Region: East, Central, West
	~	~	|
Policy: FIN01, TAX01, CLU02
	~	~	|

********************************************************
	.Firms
********************************************************~
		The firms
	|

in region[Province,Region] = 1,0,0; 0,1,0; 0,1,0; 0,0,1;
	~	Dmnl
	~	Which province lies where. Source: regions.yaml.
	|

first firms[Province] = 400, 200, 300, 100
	~	firm
	~	Assumption.
	|

Firms by province[Province] = INTEG(
	New firms[Province] - Closed firms[Province], first firms[Province])
	~	firm
	~	Firms of a province. Assumption.
	|

New firms[Province] = Firms by province[Province] * demand[Province](Time) * (founding rate
	+ loan effect * policy here[Province,FIN01] + plan effect * policy here[Province,CLU02])
	~	firm/Year
	~	Assumption.
	|

Closed firms[Province] = Firms by province[Province] * closing rate
	* (1 - tax effect * policy here[Province,TAX01])
	~	firm/Year
	~	Assumption.
	|

Firms by region[Region] = SUM(Firms by province[Province!] * in region[Province!,Region])
	~	firm
	~	Assumption.
	|

All firms = SUM(Firms by province[Province!])
	~	firm
	~	Assumption.
	|

founding rate = 0.1
	~	1/Year
	~	Assumption.
	|

closing rate = 0.08
	~	1/Year
	~	Assumption.
	|

loan effect = 0.02
	~	1/Year
	~	Assumption.
	|

plan effect = 0.01
	~	1/Year
	~	Assumption.
	|

tax effect = 0.2
	~	Dmnl
	~	Assumption.
	|

demand[Coast]( (2000,1),(2010,1.2) )
	~	Dmnl
	~	Source: drivers.csv.
	|

demand[Hills]( (2000,1),(2010,1.1) )
	~	Dmnl
	~	Source: drivers.csv.
	|

demand[Plain]( (2000,1),(2010,1) )
	~	Dmnl
	~	Source: drivers.csv.
	|

demand[Desert]( (2000,1),(2010,0.9) )
	~	Dmnl
	~	Source: drivers.csv.
	|

********************************************************
	.Policies
********************************************************~
		What is set
	|

policy strength[Policy] = 0, 0, 0
	~	Dmnl
	~	Assumption.
	|

policy start[Policy] = 2005, 2005, 2005
	~	Year
	~	Assumption.
	|

policy end[Policy] = 2021, 2021, 2021
	~	Year
	~	Assumption.
	|

policy target[Policy,Region] = 1,1,1; 1,1,1; 0,1,1;
	~	Dmnl
	~	Assumption.
	|

policy on[Policy] = policy strength[Policy] * IF THEN ELSE(
	Time >= policy start[Policy] :AND: Time < policy end[Policy], 1, 0)
	~	Dmnl
	~	Assumption.
	|

policy here[Province,Policy] = policy on[Policy]
	* SUM(in region[Province,Region!] * policy target[Policy,Region!])
	~	Dmnl
	~	Assumption.
	|

"""
    + TIMES
)

MODEL_YAML = """schema: 1
name: places
title: {en: Places, zh: 地方}
summary: {en: "A small model of places", zh: 地方小模型}
file: model.mdl
region: Nowhere
observed_until: 2005
policies: policies.yaml
places: regions.yaml
groups:
  firms: {en: Firms, zh: 企业}
settings:
  strength:
    {label: {en: Strength, zh: 力度}, unit: Dmnl, range: [0, 1], step: 0.1, default: 0,
     reference: assumption}
  start:
    {label: {en: Start, zh: 起始}, unit: Year, range: [2000, 2020], step: 1, default: 2005,
     reference: assumption}
  end:
    {label: {en: End, zh: 结束}, unit: Year, range: [2001, 2021], step: 1, default: 2021,
     reference: assumption}
  target:
    label: {en: Where, zh: 地区}
    over: Region
    default: [West, Central, East]
    reference: assumption
bands: {off: 0, modest: 0.4, strong: 0.8}
lever_inputs:
  - {input: "policy strength[{policy}]", from: strength}
  - {input: "policy start[{policy}]", from: start}
  - {input: "policy end[{policy}]", from: end}
  - {input: "policy target[{policy}]", from: target}
levers:
  loans: {enters: New firms}
  taxes: {enters: Closed firms, bands: {off: 0, half: 0.5}}
  plan:
    enters: New firms
    settings: {target: {default: [Central, West], reference: "assumption: the East needs none"}}
uncertainties:
  closing:
    {label: {en: Closing rate, zh: 关闭率}, unit: 1/Year, range: [0.01, 0.2], step: 0.01,
     default: 0.08, reference: assumption, sets: [closing rate]}
drivers:
  - {variable: demand, over: Province, label: {en: Demand, zh: 需求}, file: drivers.csv,
     series: demand}
outputs:
  - {variable: All firms, label: {en: All firms, zh: 全部企业}, group: firms, headline: true,
     better: up}
  - {variable: Firms by region, over: Region, label: {en: Firms by region, zh: 分地区企业},
     group: firms}
charts:
  - {key: firms, label: {en: All firms, zh: 全部企业}, outputs: [All firms]}
  - {key: regions, label: {en: Firms by region, zh: 分地区企业}, outputs: [Firms by region]}
maps:
  - {key: firms, label: {en: Firms, zh: 企业}, variable: Firms by province, over: Province}
history:
  - {series: firms_counted, variable: Firms by province, file: history.csv, over: Province}
  - {series: coast_counted, variable: "Firms by province[Coast]", file: history.csv, element: Coast}
"""

_POLICY = """  {key}:
    label: {{en: "{label}", zh: 政策}}
    lever: {lever}
    where: "A document, section {key}"
    says: {{en: "They ask for {label}.", zh: 文献提出该项政策。}}
    mechanism: {{en: "{label} acts on firms.", zh: 作用于企业。}}
    survey: {{en: "a third of 90 firms", zh: 90家企业的三分之一}}
    adopted:
      - {{year: 2003, event: {{en: Adopted, zh: 采纳}}, reference: a gazette, verified: true}}
    side_effects: {{en: "None seen.", zh: 未见。}}
    side_effects_basis: judgement
    cost_basis: [staff]
"""


def _policy(key: str, label: str, lever: str) -> str:
    return _POLICY.format(key=key, label=label, lever=lever)


POLICIES_YAML = (
    """schema: 1
groups:
  credit: {en: Credit, zh: 信贷}
  rules: {en: Rules, zh: 规则}
bottlenecks:
  money:
    label: {en: Money, zh: 资金}
    meaning: {en: "Too little money", zh: 资金不足}
    closes: foundings
cost_bases:
  staff: {en: Staff, zh: 人员}
levers:
  loans: {label: {en: Loans, zh: 贷款}, group: credit, bottlenecks: [money]}
  taxes: {label: {en: Lower taxes, zh: 减税}, group: rules, bottlenecks: [money]}
  plan: {label: {en: Plan, zh: 规划}, group: rules, bottlenecks: [money]}
policies:
"""
    + _policy("FIN01", "A loan bank", "loans")
    + _policy("TAX01", "A lower tax", "taxes")
    + _policy("CLU02", "A plan", "plan")
    + _policy("FIN02", "Cheaper loans", "loans")
)

REGIONS_YAML = """schema: 1
mapping: own
regions:
  East: {en: East, zh: 东部}
  Central: {en: Central, zh: 中部}
  West: {en: West, zh: 西部}
mappings:
  own: {label: {en: Own, zh: 自定}, note: {en: "Made up", zh: 虚构}, reference: invented}
places:
  Coast: {label: {en: The coast, zh: 海岸}, region: {own: East}, tile: [2, 0]}
  Hills: {label: {en: The hills, zh: 丘陵}, region: {own: Central}, tile: [1, 0]}
  Plain: {label: {en: The plain, zh: 平原}, region: {own: Central}, tile: [1, 1]}
  Desert: {label: {en: The desert, zh: 沙漠}, region: {own: West}, tile: [0, 0]}
"""

EVIDENCE_YAML = """schema: 1
evidence:
  loans_help:
    policy: FIN02; CLU02
    quantity: {en: More firms, zh: 企业增加}
    unit: fraction
    low: 0.1
    central: 0.2
    high: 0.3
    finding: {en: Loans help, zh: 贷款有效}
    ends: read
    grade: weak
    reference: invented for a test
"""

_HEAD = "series,element,time,value,unit,definition,reference,confidence\n"
_PROVINCES = ("Coast", "Hills", "Plain", "Desert")
HISTORY_CSV = _HEAD + "".join(
    f"{series},{place},{year},{value},firm,counted,invented,high\n"
    for series in ("firms_counted", "coast_counted")
    for year, factor in ((2000, 1.0), (2002, 1.05), (2004, 1.1))
    for place, value in zip(
        _PROVINCES, (400 * factor, 200 * factor, 300 * factor, 100 * factor), strict=True
    )
)
DRIVERS_CSV = _HEAD + "".join(
    f"demand,{place},{year},{value},Dmnl,invented,invented,high\n"
    for year, values in ((2000, (1, 1, 1, 1)), (2010, (1.2, 1.1, 1, 0.9)))
    for place, value in zip(_PROVINCES, values, strict=True)
)


def write_places(root: Path, **files: str) -> Path:
    """Write the package below `root` and return its folder.

    Args:
        root: An empty folder; it gets ``models/places`` and ``scenarios/places``.
        **files: Text that replaces a file, by the file's name with ``_`` for its point, such as
            ``model_yaml``; any other name is a scenario. ``checks_yaml`` is written only if given.
    """
    folder = root / "models" / "places"
    scenarios = root / "scenarios" / "places"
    (folder / "data").mkdir(parents=True)
    scenarios.mkdir(parents=True)
    texts = {
        folder / "model.mdl": MODEL,
        folder / "model.yaml": MODEL_YAML,
        folder / "policies.yaml": POLICIES_YAML,
        folder / "regions.yaml": REGIONS_YAML,
        folder / "evidence.yaml": EVIDENCE_YAML,
        folder / "data" / "history.csv": HISTORY_CSV,
        folder / "data" / "drivers.csv": DRIVERS_CSV,
        scenarios / "baseline.yaml": scenario(),
        scenarios / "west_first.yaml": scenario(
            "levers: {loans: {strength: 0.8, target: [West, Central]}, taxes: {strength: 0.5}}\n"
        ),
    }
    if "checks_yaml" in files:
        texts[folder / "checks.yaml"] = ""
    for path, text in texts.items():
        name = path.stem if path.parent == scenarios else path.name.replace(".", "_")
        path.write_text(files.pop(name, text), encoding="utf-8")
    for name, text in files.items():
        (scenarios / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
