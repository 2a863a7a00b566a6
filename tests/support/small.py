"""A small model with a package, for tests that must not depend on the shipped models."""

from __future__ import annotations

from pathlib import Path

TIMES = """FINAL TIME = 2020
	~	Year
	~	|
INITIAL TIME = 2000
	~	Year
	~	|
SAVEPER = 1
	~	Year
	~	|
TIME STEP = 0.5
	~	Year
	~	|
"""
"""Twenty years in steps of half a year."""

MODEL = (
    """{UTF-8}
Policy: loans, training
	~	~	|

********************************************************
	.Firms
********************************************************~
		The firms
	|

Firms = INTEG(entry - exit, 1000)
	~	firm
	~	Firms in the market. Assumption.
	|

entry = Firms * birth rate * effect of crowding * (1 + policy strength[loans] * active)
	~	firm/Year
	~	Firms founded. Assumption.
	|

exit = Firms * death rate
	~	firm/Year
	~	Firms closed. Assumption.
	|

effect of crowding = 1 / (1 + Firms / room)
	~	Dmnl
	~	Less room, fewer new firms. Assumption.
	|

birth rate = 0.2
	~	1/Year [0,0.5,0.01]
	~	Assumption.
	|

"death rate" = 0.05
	~	1/Year
	~	Assumption.
	|

room = 5000
	~	firm
	~	Assumption.
	|

********************************************************
	.Policies
********************************************************~
		What is set
	|

policy strength[Policy] = 0, 0
	~	Dmnl [0,1]
	~	Assumption.
	|

policy start[Policy] = 2005, 2005
	~	Year
	~	Assumption.
	|

policy end[Policy] = 2021, 2021
	~	Year
	~	Assumption.
	|

active = IF THEN ELSE(Time >= policy start[loans] :AND: Time < policy end[loans], 1, 0)
	~	Dmnl
	~	Assumption.
	|

demand( (2000,1),(2010,2) )
	~	Dmnl
	~	Assumption.
	|

market = demand(Time)
	~	Dmnl
	~	Assumption.
	|

"""
    + TIMES
)

MODEL_YAML = """schema: 1
name: small
title: {en: Small, zh: 小}
summary: {en: A small model, zh: 小模型}
file: model.mdl
region: Nowhere
observed_until: 2005
groups:
  money: {en: Money, zh: 资金}
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
levers:
  loans:
    policies: [FIN01]
    group: money
    label: {en: Loans, zh: 贷款}
    summary: {en: Loans for founders, zh: 创业贷款}
    mechanism: {en: More entry, zh: 增加进入}
    enters: entry
    bands: {off: 0, modest: 0.4, strong: 0.8}
    evidence: [loans_help]
    sets:
      - {input: "policy strength[loans]", from: strength}
      - {input: "policy start[loans]", from: start}
      - {input: "policy end[loans]", from: end}
uncertainties:
  death:
    {label: {en: Death rate, zh: 死亡率}, unit: 1/Year, range: [0.01, 0.2], step: 0.01,
     default: 0.05, reference: assumption, sets: [death rate]}
drivers:
  - {variable: demand, label: {en: Demand, zh: 需求}, file: drivers.csv, series: demand}
outputs:
  - {variable: Firms, label: {en: Firms, zh: 企业}, group: money, headline: true, better: up}
  - {variable: entry, label: {en: Entry, zh: 进入}, group: money}
  - {variable: policy strength, label: {en: Strength, zh: 力度}, group: money, decimals: 2}
charts:
  - {key: firms, label: {en: Firms, zh: 企业}, outputs: [Firms]}
history:
  - {series: firms_counted, variable: Firms, file: history.csv}
"""

EVIDENCE_YAML = """schema: 1
evidence:
  loans_help:
    policy: FIN01
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

CHECKS_YAML = """schema: 1
never_negative: {variables: stocks, at: corners}
loops:
  - key: crowding
    label: {en: Crowding, zh: 拥挤}
    kind: balancing
    path: [Firms, effect of crowding, entry]
    cut: {variable: effect of crowding, hold: initial}
    scenario: baseline
    expect: {variable: Firms, time: 2020, change_percent: [5, 500]}
fits:
  - {series: firms_counted, scenario: baseline, from: 2000, until: 2005, mape_percent_below: 10}
expectations:
  - label: {en: Loans make more firms, zh: 贷款增加企业}
    scenario: loans
    variable: Firms
    time: 2020
    change_percent: [1, 200]
    reference: assumption
headlines:
  - variable: Firms
    time: 2020
    change_percent: [20, 200]
    calculation: {en: Entry doubles from 2005 on, zh: 自2005年起进入翻倍}
    reference: assumption
effects:
  - {evidence: loans_help, not_used: The finding is invented., reference: assumption}
"""

HISTORY_CSV = """# invented
series,time,value,unit,definition,reference,confidence
firms_counted,2000,1000,firm,counted,invented,high
firms_counted,2001,1110,firm,counted,invented,high
firms_counted,2002,1230,firm,counted,invented,high
"""

DRIVERS_CSV = """series,time,value,unit,definition,reference,confidence
demand,2000,1,Dmnl,invented,invented,high
demand,2010,2,Dmnl,invented,invented,high
"""


def scenario(body: str = "") -> str:
    """Return the text of a scenario file with the given keys added."""
    return (
        "schema: 1\ntitle: {en: T, zh: 题}\nsummary: {en: S, zh: 述}\nreference: assumption\n"
        + body
    )


def write_package(root: Path, **files: str) -> Path:
    """Write the small model's package below `root` and return its folder.

    Args:
        root: An empty folder; it gets ``models/small`` and ``scenarios/small``.
        **files: Text that replaces a file, by the file's stem: ``model_yaml``, ``checks_yaml``,
            ``evidence_yaml``, ``history_csv``, ``drivers_csv``, ``model_mdl``; any other name is a
            scenario. ``calibration_yaml`` is written only if it is given.
    """
    folder = root / "models" / "small"
    scenarios = root / "scenarios" / "small"
    (folder / "data").mkdir(parents=True)
    scenarios.mkdir(parents=True)
    defaults = {
        "model_mdl": (folder / "model.mdl", MODEL),
        "model_yaml": (folder / "model.yaml", MODEL_YAML),
        "evidence_yaml": (folder / "evidence.yaml", EVIDENCE_YAML),
        "checks_yaml": (folder / "checks.yaml", CHECKS_YAML),
        "history_csv": (folder / "data" / "history.csv", HISTORY_CSV),
        "drivers_csv": (folder / "data" / "drivers.csv", DRIVERS_CSV),
        "baseline": (scenarios / "baseline.yaml", scenario()),
        "loans": (scenarios / "loans.yaml", scenario("levers: {loans: {strength: 0.8}}\n")),
        "both": (
            scenarios / "both.yaml",
            scenario("combine: [loans]\nuncertainties: {death: 0.1}\n"),
        ),
    }
    if "calibration_yaml" in files:
        defaults["calibration_yaml"] = (folder / "calibration.yaml", "")
    for name, (path, text) in defaults.items():
        path.write_text(files.pop(name, text), encoding="utf-8")
    for name, text in files.items():
        (scenarios / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
