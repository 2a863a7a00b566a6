"""The small model with two levers and an entry of every kind in its ``checks.yaml``."""

from __future__ import annotations

from pathlib import Path

from tests.support.small import EVIDENCE_YAML, MODEL, MODEL_YAML, scenario, write_package

CHECKED_MODEL = (
    MODEL.replace(
        "(1 + policy strength[loans] * active)",
        "(1 + policy strength[loans] * active) * (1 + training gain * policy strength[training])",
    )
    .replace(
        "birth rate = 0.2\n",
        """life = 100
	~	Year
	~	Assumption.
	|

training gain = 0.15
	~	Dmnl
	~	Assumption.
	|

firms in towns = Firms * town share
	~	firm
	~	Those in towns.
	|

town share = 0.6
	~	Dmnl
	~	Assumption.
	|

firms in villages = Firms - firms in towns
	~	firm
	~	All others.
	|

firms nowhere = Firms - firms in towns - firms in villages
	~	firm
	~	An account that must be empty.
	|

birth rate = 0.2
""",
    )
    .replace("TIME STEP = 0.5", "TIME STEP = 0.125")
)

CHECKED_MODEL_YAML = MODEL_YAML.replace(
    "uncertainties:\n",
    """  training:
    policies: [EDU01]
    group: money
    label: {en: Training, zh: 培训}
    summary: {en: Training for founders, zh: 创业培训}
    mechanism: {en: More entry, zh: 增加进入}
    enters: entry
    bands: {off: 0, modest: 0.4, strong: 0.8}
    evidence: [training_helps]
    sets:
      - {input: "policy strength[training]", from: strength}
      - {input: "policy start[training]", from: start}
      - {input: "policy end[training]", from: end}
uncertainties:
""",
)

CHECKED_EVIDENCE_YAML = (
    EVIDENCE_YAML
    + """  training_helps:
    policy: EDU01
    quantity: {en: More founders, zh: 创业者增加}
    unit: fraction
    low: 0.1
    central: 0.15
    high: 0.3
    finding: {en: Training helps, zh: 培训有效}
    ends: read
    grade: weak
    reference: invented for a test
"""
)

CHECKED_YAML = """schema: 1
never_negative: {variables: stocks, at: corners}
balances:
  - label: {en: Firms come and go, zh: 企业进出}
    stocks: [Firms]
    inflows: [entry]
    outflows: [exit]
residuals:
  - {label: {en: Firms that are nowhere, zh: 去向不明的企业}, variable: firms nowhere, of: Firms}
sums:
  - label: {en: Towns and villages hold all firms, zh: 城乡企业之和等于全部企业}
    parts: [firms in towns, firms in villages]
    whole: Firms
steady:
  - key: no_crowding
    label: {en: Without crowding firms grow at one rate, zh: 不拥挤时企业匀速增长}
    run: {inputs: {effect of crowding: 1}}
    variables: [Firms]
    until: 2010
    drift_points: 0.01
    reference: assumption
extremes:
  - key: no_births
    label: {en: Without births all die out, zh: 没有新设企业则全部消失}
    run: {inputs: {birth rate: 0}}
    expect:
      - {variable: entry, equals: 0}
      - {variable: Firms, at: end, at_least: 1, at_most: 500}
      - {variable: exit, at: 2010, change_percent: [-80, -20]}
    reference: assumption
numerics:
  scenarios: [baseline, loans]
  half_step_percent: 2
  rk4_percent: 3
  reference: assumption
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
trials:
  - key: pulse
    label: {en: A quarter more entry makes more exit, zh: 进入增加四分之一则退出增加}
    run: {inputs: {entry: {times: 1.25, from: 2005}}}
    expect:
      sizes:
        - {variable: exit, time: 2010, between: [5, 30]}
      half_ways:
        - {variable: exit, since: 2005, of: 2020, years: [2, 12]}
    reference: assumption
  - key: founders
    label: {en: Loans reach more founders, zh: 贷款使创业者增加}
    run: {inputs: {loans: 0.2, Firms: {like: baseline}}}
    expect:
      sizes:
        - {variable: entry, time: 2010, evidence: loans_help}
      peaks:
        - {variable: policy strength, between: [2000, 2001]}
    reference: assumption
  - key: dip
    label: {en: Fewer at first and more in the end, zh: 先少后多}
    run: {inputs: {entry: {points: [[2000, 100], [2010, 100], [2011, 900]]}}}
    expect:
      turns:
        - {variable: Firms, first: down, between: [2012, 2018]}
    reference: assumption
  - key: both
    label: {en: Each alone does less, zh: 单独实施效果较小}
    run: {}
    parts:
      loans: {loans: 1}
      training: {training: 1}
    expect:
      together:
        - {variable: entry, time: 2006, each_below: 0.95, over_sum: [1, 1.5]}
    reference: assumption
combine:
  - {variable: entry, levers: [loans, training], how: product, reference: assumption}
headlines:
  - variable: Firms
    time: 2020
    change_percent: [50, 400]
    calculation: {en: Entry doubles from 2005 on, zh: 自2005年起进入翻倍}
    reference: assumption
effects:
  - {evidence: training_helps, variable: training gain, reference: assumption}
"""


def write_checked(root: Path, **files: str) -> Path:
    """Write the package below `root` and return its folder.

    Args:
        root: An empty folder.
        **files: Text that replaces a file, as in `tests.support.small.write_package`.
    """
    defaults = {
        "model_mdl": CHECKED_MODEL,
        "model_yaml": CHECKED_MODEL_YAML,
        "evidence_yaml": CHECKED_EVIDENCE_YAML,
        "checks_yaml": CHECKED_YAML,
        "both": scenario("combine: [loans]\nuncertainties: {death: 0.1}\n"),
    }
    return write_package(root, **{**defaults, **files})
