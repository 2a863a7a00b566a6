"""Each rule of the unit check: a model that keeps it, and one that does not."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import pytest

from sdlib.engine.functions import (
    DATA,
    DRAWN,
    LOOKUPS,
    OPERATORS,
    PLAIN,
    RANDOM,
    REDUCTIONS,
    STATES,
    VECTORS,
)
from sdlib.model import Inconsistency, UnitReport, check_units, read_model
from sdlib.model.expressions import Call, Definition, Expression, Operation, Reference
from sdlib.model.unit_signatures import SIGNATURES, SPECIAL

CONTROL = (
    "FINAL TIME = 9 ~ Year ~|\nINITIAL TIME = 0 ~ Year ~|\n"
    "SAVEPER = 1 ~ Year ~|\nTIME STEP = 1 ~ Year ~|\n"
)
GIVEN = (
    "D: a, b, c ~~|\n"
    "firms = 2 ~ firm ~|\nold firms = 3 ~ firm ~|\nfounding = 4 ~ firm/Year ~|\n"
    "delay = 5 ~ Year ~|\nrate = 6 ~ 1/Year ~|\nshare = 7 ~ Dmnl ~|\nthree = 3 ~ Dmnl ~|\n"
    "area = 4 ~ m*m ~|\nlength = 2 ~ m ~|\nlist[D] = 1, 2, 3 ~ m ~|\n"
    "curve( (0,0),(9,9) ) ~ firm ~|\nsomething = 8 ~~|\n"
)


def check(tmp_path: Path, text: str, control: str = CONTROL, after: str = "") -> UnitReport:
    file = tmp_path / "m.mdl"
    file.write_text(text + "\n" + GIVEN + control + after, encoding="utf-8")
    return check_units(read_model(file))


def only(report: UnitReport) -> Inconsistency:
    (found,) = report.inconsistencies
    return found


@dataclass(frozen=True)
class Rule:
    right: str
    """An equation ``y = ...`` with its unit, whose units agree."""
    wrong: str
    """One whose units do not."""
    words: str
    """What the message of the latter holds."""
    expected: str = ""


BOTH = "both sides of an equation have one unit"
SUM = "the terms of a sum have one unit"
FUNCTIONS = {
    "abs": Rule("ABS(firms) ~ firm", "ABS(firms) ~ m", "left: m; right: firm; in: ABS(firms)"),
    "exp": Rule("EXP(share) ~ Dmnl", "EXP(firms) ~ Dmnl", "wanted: Dmnl; found: firm; in: firms"),
    "ln": Rule("LN(share) ~ Dmnl", "LN(delay) ~ Dmnl", "wanted: Dmnl; found: Year"),
    "log": Rule("LOG(share, 10) ~ Dmnl", "LOG(firms, 10) ~ Dmnl", "wanted: Dmnl; found: firm"),
    "sqrt": Rule("SQRT(area) ~ m", "SQRT(length) ~ m", "left: m; right: m^(1/2)"),
    "power": Rule("POWER(length, 2) ~ m*m", "POWER(length, 3) ~ m*m", "left: m^2; right: m^3"),
    **{
        name: Rule(f"{name.upper()}(share) ~ Dmnl", f"{name.upper()}(firms) ~ Dmnl", "found: firm")
        for name in ("sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh")
    },
    "gamma ln": Rule("GAMMA LN(share) ~ Dmnl", "GAMMA LN(firms) ~ Dmnl", "found: firm"),
    **{
        name: Rule(
            f"{name.upper()}(founding, rate, 0, 1) ~ firm",
            f"{name.upper()}(founding, delay, 0, 1) ~ firm",
            "wanted: 1/Year; found: Year",
        )
        for name in ("npv", "npve")
    },
    **{
        f"random {name}": Rule(
            f"RANDOM {name.upper()}(0, firms, {rest}, 0) ~ firm",
            f"RANDOM {name.upper()}(0, firms, {rest}, 0) ~ m",
            "left: m; right: firm",
        )
        for name, rest in {
            "triangular": "1, 2, firms",
            "weibull": "share, 0, firms",
            "poisson": "share, 0, firms",
            "binomial": "share, 5, 0, firms",
            "negative binomial": "share, 5, 0, firms",
            "gamma": "share, 0, firms",
            "beta": "share, 5, 0, firms",
        }.items()
    },
    "random lookup": Rule(
        "RANDOM LOOKUP(curve, 0, firms, 0, 1, 0) ~ firm",
        "RANDOM LOOKUP(curve, 0, firms, 0, 1, 0) ~ m",
        "left: m; right: firm",
    ),
    "random pink noise": Rule(
        "RANDOM PINK NOISE(firms, old firms, delay, 0) ~ firm",
        "RANDOM PINK NOISE(firms, old firms, rate, 0) ~ firm",
        "wanted: Year; found: 1/Year",
    ),
    "delay material": Rule(
        "DELAY MATERIAL(firms, delay, old firms, 0) ~ firm",
        "DELAY MATERIAL(firms, rate, old firms, 0) ~ firm",
        "wanted: Year; found: 1/Year",
    ),
    "delay conveyor": Rule(
        "DELAY CONVEYOR(founding, delay, rate, curve, firms, delay) ~ firm/Year",
        "DELAY CONVEYOR(founding, delay, share, curve, firms, delay) ~ firm/Year",
        "wanted: 1/Year; found: Dmnl",
    ),
    "delay information": Rule(
        "DELAY INFORMATION(firms, delay, old firms) ~ firm",
        "DELAY INFORMATION(firms, delay, founding) ~ firm",
        "wanted: firm; found: firm/Year",
    ),
    "depreciate straightline": Rule(
        "DEPRECIATE STRAIGHTLINE(founding, delay, 1, 0) ~ firm/Year",
        "DEPRECIATE STRAIGHTLINE(founding, share, 1, 0) ~ firm/Year",
        "wanted: Year; found: Dmnl",
    ),
    **{
        f"lookup {name}": Rule(
            f"LOOKUP {name.upper()}(curve, delay) ~ firm",
            f"LOOKUP {name.upper()}(curve, delay) ~ m",
            "left: m; right: firm",
        )
        for name in ("extrapolate", "forward", "backward")
    },
    "lookup area": Rule(
        "LOOKUP AREA(curve, 0, delay) ~ firm*Year",
        "LOOKUP AREA(curve, rate, delay) ~ firm*Year",
        "wanted: 1/Year; found: Year",
    ),
    "lookup slope": Rule(
        "LOOKUP SLOPE(curve, delay, 1) ~ firm/Year",
        "LOOKUP SLOPE(curve, delay, 1) ~ firm",
        "right: firm/Year",
    ),
    "get data at time": Rule(
        "GET DATA AT TIME(firms, delay) ~ firm",
        "GET DATA AT TIME(firms, rate) ~ firm",
        "wanted: Year; found: 1/Year",
    ),
    **{
        f"get data {name}": Rule(
            f"GET DATA {name.upper()}(firms, 0, delay) ~ firm",
            f"GET DATA {name.upper()}(firms, 0, rate) ~ firm",
            "wanted: Year; found: 1/Year",
        )
        for name in ("min", "max", "mean", "median")
    },
    **{
        name: Rule(
            f"{name.upper()}(firms) ~ firm", f"{name.upper()}(firms) ~ m", "left: m; right: firm"
        )
        for name in ("cumulate", "cumulatef")
    },
    "get data between times": Rule(
        "GET DATA BETWEEN TIMES(firms, Time, 1) ~ firm",
        "GET DATA BETWEEN TIMES(firms, Time, delay) ~ firm",
        "wanted: Dmnl; found: Year",
    ),
    **{
        f"get data {name} time": Rule(
            f"GET DATA {name.upper()} TIME(firms) ~ Year",
            f"GET DATA {name.upper()} TIME(firms) ~ firm",
            "left: firm; right: Year",
        )
        for name in ("first", "last")
    },
    "get data total points": Rule(
        "GET DATA TOTAL POINTS(firms) ~ Dmnl",
        "GET DATA TOTAL POINTS(firms) ~ firm",
        "left: firm; right: Dmnl",
    ),
    **{
        f"vector {name}": Rule(
            f"VECTOR {name.upper()}(list[a], three) ~ m",
            f"VECTOR {name.upper()}(list[a], length) ~ m",
            "wanted: Dmnl; found: m",
        )
        for name in ("elm map", "reorder")
    },
    **{
        f"vector {name}": Rule(
            f"VECTOR {name.upper()}(list[a], 1) ~ Dmnl",
            f"VECTOR {name.upper()}(list[a], 1) ~ m",
            "left: m; right: Dmnl",
        )
        for name in ("sort order", "rank")
    },
    "allocate available": Rule(
        "ALLOCATE AVAILABLE(firms, list[a], old firms) ~ firm",
        "ALLOCATE AVAILABLE(firms, list[a], founding) ~ firm",
        "wanted: firm; found: firm/Year",
    ),
    "allocate by priority": Rule(
        "ALLOCATE BY PRIORITY(firms, list[a], 3, length, old firms) ~ firm",
        "ALLOCATE BY PRIORITY(firms, list[a], 3, delay, old firms) ~ firm",
        "wanted: m; found: Year",
    ),
    "invert matrix": Rule(
        "INVERT MATRIX(delay, 1) ~ 1/Year", "INVERT MATRIX(delay, 1) ~ Year", "right: 1/Year"
    ),
    **{
        f"{name} at price": Rule(
            f"{name.upper()} AT PRICE(firms, list[a], share) ~ firm",
            f"{name.upper()} AT PRICE(firms, list[a], share) ~ m",
            "left: m; right: firm",
        )
        for name in ("demand", "supply")
    },
    "time base": Rule(
        "TIME BASE(firms, founding) ~ firm",
        "TIME BASE(firms, old firms) ~ firm",
        "wanted: firm/Year; found: firm",
    ),
    "reinitial": Rule("REINITIAL(firms) ~ firm", "REINITIAL(firms) ~ m", "left: m; right: firm"),
    "min": Rule(
        "MIN(firms, old firms) ~ firm",
        "MIN(firms, share) ~ firm",
        "left: firm; right: Dmnl; in: firms or share",
        "what MIN chooses from has one unit",
    ),
    "max": Rule(
        "MAX(0, firms) ~ firm",
        "MAX(1, firms) ~ firm",
        "left: 1, written without a unit; right: firm; in: 1 or firms",
    ),
    "integer": Rule("INTEGER(firms) ~ firm", "INTEGER(firms) ~ Dmnl", "left: Dmnl; right: firm"),
    "quantum": Rule("QUANTUM(Time, delay) ~ Year", "QUANTUM(Time, firms) ~ Year", "found: firm"),
    "modulo": Rule("MODULO(Time, 12) ~ Year", "MODULO(Time, firms) ~ Year", "found: firm"),
    "if then else": Rule(
        "IF THEN ELSE(Time > delay, firms, 0) ~ firm",
        "IF THEN ELSE(share, firms, delay) ~ firm",
        "left: firm; right: Year; in: firms or delay",
        "both branches of IF THEN ELSE have one unit",
    ),
    "zidz": Rule("ZIDZ(firms, delay) ~ firm/Year", "ZIDZ(firms, delay) ~ firm", "right: firm/Year"),
    "xidz": Rule(
        "XIDZ(firms, old firms, 1) ~ Dmnl",
        "XIDZ(firms, delay, firms) ~ firm/Year",
        "left: firm/Year; right: firm; in: firms / delay or firms",
    ),
    "step": Rule(
        "STEP(firms, delay) ~ firm", "STEP(firms, share) ~ firm", "wanted: Year; found: D"
    ),
    "ramp": Rule("RAMP(rate, 3, delay) ~ Dmnl", "RAMP(rate, 3, delay) ~ 1/Year", "right: Dmnl"),
    "pulse": Rule("PULSE(delay, 1) ~ Dmnl", "PULSE(delay, 1) ~ firm", "left: firm; right: Dmnl"),
    "pulse train": Rule(
        "PULSE TRAIN(delay, 1, 2, Time) ~ Dmnl", "PULSE TRAIN(firms, 1, 2, 9) ~ Dmnl", "found: firm"
    ),
    "sum": Rule("SUM(list[D!]) ~ m", "SUM(list[D!]) ~ m*m", "right: m; in: SUM(list[D!])"),
    "prod": Rule("PROD(list[D!]) ~ m^3", "PROD(list[D!]) ~ m", "left: m; right: m^3"),
    "vmin": Rule("VMIN(list[D!]) ~ m", "VMIN(list[D!]) ~ firm", "left: firm; right: m"),
    "vmax": Rule("VMAX(list[D!]) ~ m", "VMAX(list[D!]) ~ firm", "left: firm; right: m"),
    "initial": Rule("INITIAL(firms) ~ firm", "INITIAL(firms) ~ m", "left: m; right: firm"),
    "active initial": Rule(
        "ACTIVE INITIAL(firms, 5) ~ firm", "ACTIVE INITIAL(firms, delay) ~ firm", "found: Year"
    ),
    "smooth": Rule(
        "SMOOTH3I(firms, delay, 2) ~ firm",
        "SMOOTH(firms, share) ~ firm",
        "wanted: Year; found: Dmnl; in: share",
        "argument 2 of SMOOTH has the unit that it wants",
    ),
    "delay": Rule(
        "DELAY3(founding, 2) ~ firm/Year", "DELAY1(founding, rate) ~ firm/Year", "found: 1/Year"
    ),
    "smooth n": Rule(
        "SMOOTH N(firms, delay, 2, 4) ~ firm", "SMOOTH N(firms, share, 2, 4) ~ firm", "wanted: Year"
    ),
    "delay n": Rule(
        "DELAY N(founding, 2, founding, 3) ~ firm/Year",
        "DELAY N(founding, rate, founding, 3) ~ firm/Year",
        "found: 1/Year",
    ),
    "delay fixed": Rule(
        "DELAY FIXED(firms, delay, 0) ~ firm", "DELAY FIXED(firms, delay, rate) ~ firm", "1/Year"
    ),
    "trend": Rule(
        "TREND(firms, delay, 0.1) ~ 1/Year", "TREND(firms, delay, share) ~ 1/Year", "found: Dmnl"
    ),
    "forecast": Rule(
        "FORECAST(firms, delay, 2) ~ firm", "FORECAST(firms, delay, rate) ~ firm", "found: 1/Year"
    ),
    "random 0 1": Rule(
        "RANDOM 0 1() ~ Dmnl", "RANDOM 0 1() ~ firm", "left: firm; right: Dmnl; in: RANDOM 0 1()"
    ),
    "random uniform": Rule(
        "RANDOM UNIFORM(0, firms, 3) ~ firm", "RANDOM UNIFORM(delay, firms, 3) ~ firm", "firm"
    ),
    "random normal": Rule(
        "RANDOM NORMAL(0, 9, firms, old firms, 3) ~ firm",
        "RANDOM NORMAL(0, 9, firms, share, 3) ~ firm",
        "wanted: firm; found: Dmnl; in: share",
    ),
    "random exponential": Rule(
        "RANDOM EXPONENTIAL(0, 9, 0, firms, 3) ~ firm",
        "RANDOM EXPONENTIAL(0, 9, 0, firms, 3) ~ Dmnl",
        "left: Dmnl; right: firm",
    ),
    "sample if true": Rule(
        "SAMPLE IF TRUE(Time > delay, firms, 0) ~ firm",
        "SAMPLE IF TRUE(firms, firms, 0) ~ firm",
        "wanted: Dmnl; found: firm",
    ),
}
OPERATIONS = {
    "+": Rule("firms + old firms ~ firm", "firms + founding ~ firm", "right: firm/Year", SUM),
    "-": Rule(
        "firms - old firms - 0 ~ firm",
        "firms + old firms - 1 ~ firm",
        "left: firm; right: 1, written without a unit; in: firms - 1",
        SUM,
    ),
    "*": Rule(
        "2 * founding * delay ~ firm", "firms * delay ~ firm", "left: firm; right: firm*Year", BOTH
    ),
    "/": Rule("firms / delay / 2 ~ firm/Year", "firms / delay ~ firm", "right: firm/Year", BOTH),
    "^": Rule("length ^ 2 + area ~ m*m", "share ^ length ~ Dmnl", "wanted: Dmnl; found: m"),
    "negative": Rule("-firms ~ firm", "-(firms * rate) ~ firm", "right: firm/Year"),
    **{
        sign: Rule(
            f"IF THEN ELSE(firms {sign} old firms, 1, 0) ~ Dmnl",
            f"IF THEN ELSE(Time {sign} 5, 1, 0) ~ Dmnl",
            f"left: Year; right: 5, written without a unit; in: Time {sign} 5",
            "what is compared has one unit",
        )
        for sign in ("=", "<>", "<", "<=", ">", ">=")
    },
    "and": Rule(
        "IF THEN ELSE(firms > 0 :AND: share, 1, 0) ~ Dmnl",
        "IF THEN ELSE(firms > 0 :AND: firms, 1, 0) ~ Dmnl",
        "wanted: Dmnl; found: firm; in: firms",
        "a condition has no unit",
    ),
    "or": Rule(
        "IF THEN ELSE(firms > 0 :OR: share > 2, 1, 0) ~ Dmnl",
        "IF THEN ELSE(delay :OR: share, 1, 0) ~ Dmnl",
        "wanted: Dmnl; found: Year",
    ),
    "not": Rule(
        "IF THEN ELSE(:NOT: share, 1, 0) ~ Dmnl",
        "IF THEN ELSE(:NOT: firms, 1, 0) ~ Dmnl",
        "wanted: Dmnl; found: firm",
    ),
}
OTHERS = {
    "stock": Rule(
        "INTEG(founding - firms / delay, firms) ~ firm",
        "INTEG(firms, 0) ~ firm",
        "left: firm/Year; right: firm; in: firms",
        "a stock changes by its unit per unit of time",
    ),
    "start of a stock": Rule(
        "INTEG(founding, 1000) ~ firm",
        "INTEG(founding, delay) ~ firm",
        "left: firm; right: Year; in: delay",
        "a stock begins with its own unit",
    ),
    "curve": Rule(
        "curve(Time) ~ firm", "curve(Time) ~ Dmnl", "left: Dmnl; right: firm; in: curve(Time)", BOTH
    ),
    "argument of a curve": Rule(
        "curve(firms + 0) ~ firm", "curve(firms + delay) ~ firm", "in: firms + delay", SUM
    ),
    "drawn curve": Rule(
        "WITH LOOKUP(Time, ([(0,0)-(9,9)],(0,0),(9,9))) ~ firm",
        "WITH LOOKUP(Time - firms, ([(0,0)-(9,9)],(0,0),(9,9))) ~ firm",
        "in: Time - firms",
    ),
    "fixed power": Rule("length ^ three ~ m^3", "length ^ three ~ m", "left: m; right: m^3"),
    "fraction of a power": Rule(
        "area ^ (1/2) ~ m", "area ^ 1.234567 ~ m", "wanted: Dmnl; found: m^2"
    ),
    "changing power": Rule(
        "share ^ (Time / delay) ~ Dmnl",
        "area ^ (Time / delay) ~ m",
        "in: area^(Time / delay)",
        "a unit is raised only to a fixed power, whole or a simple fraction",
    ),
    "number in a product": Rule("5 * firms ~ firm", "100 * share ~ percent", "right: Dmnl"),
    "numbers alone": Rule("2 * 3 + 1 ~ firm", "1 / delay ~ firm", "left: firm; right: 1/Year"),
    "times": Rule(
        "Time - INITIAL TIME + TIME STEP ~ Year", "FINAL TIME ~ firm", "left: firm; right: Year"
    ),
    "elements": Rule("list[a] + list[b] ~ m", "list[a] + firms ~ m", "in: list[a] + firms"),
}
RULES = {**FUNCTIONS, **OPERATIONS, **OTHERS}


@pytest.mark.parametrize("case", RULES)
def test_units_that_agree(tmp_path: Path, case: str) -> None:
    report = check(tmp_path, f"y = {RULES[case].right} ~|")
    assert report.inconsistencies == ()
    assert (report.consistent, report.unchecked) == (1, ())


@pytest.mark.parametrize("case", RULES)
def test_units_that_do_not_agree(tmp_path: Path, case: str) -> None:
    report = check(tmp_path, f"\ny = {RULES[case].wrong} ~|")
    found = only(report)
    assert (found.variable, found.line) == ("y", 2)
    assert RULES[case].words in found.words
    assert RULES[case].expected in found.rule
    assert report.consistent == 0


def test_every_function_of_the_engine_has_a_rule() -> None:
    for_xmile = {
        "conveyor leak",
        "conveyor outflow",
        "floor",
        "floored modulo",
        "index of rank",
        "history",
        "sign",
        "round",
        "permutations",
        "combinations",
        "normal between",
        "normal quantile",
        "lookuparea",
        "interpolate",
        "element at",
        "xramp",
        "xpulse",
        "xpulse train",
    }
    unknown = {name for name, signature in SIGNATURES.items() if signature.gives == "any"}
    known = {*PLAIN, *RANDOM, *DRAWN, *LOOKUPS, *DATA, *VECTORS, *REDUCTIONS, *STATES}
    assert known <= {*SIGNATURES, *SPECIAL}
    assert known - for_xmile - unknown <= {*FUNCTIONS, "time shift"}
    assert set(OPERATORS) <= set(OPERATIONS)


def test_all_are_told_not_only_the_first(tmp_path: Path) -> None:
    text = (
        "y = (firms + delay) * EXP(length) + MIN(firms, share) ~ firm ~|\n"
        "z = firms ~ Dmnl ~|\n"
        "w = firms + delay + rate - delay ~ firm ~|\n"
    )
    found = check(tmp_path, text).inconsistencies
    assert [(f.variable, f.line) for f in found] == [
        *([("y", 1)] * 3), ("z", 2), *([("w", 3)] * 2)
    ]  # fmt: skip
    assert {f.expression for f in found} == {
        *("firms + delay", "length", "firms or share", "firms", "firms + rate"),
    }


def test_a_clash_inside_is_not_told_again_outside(tmp_path: Path) -> None:
    assert only(check(tmp_path, "y = SMOOTH(firms + delay, delay) ~ m ~|")).rule == SUM


def test_a_variable_without_unit_silences_what_it_touches(tmp_path: Path) -> None:
    text = (
        "y = something * firms ~ m ~|\nz = something ~ firm ~|\nv = firms ~~|\n"
        "w = INTEG(something, 0) ~ firm ~|\nu = EXP(firms) * something ~ firm ~|\n"
    )
    report = check(tmp_path, text)
    assert report.missing == ("v", "something")
    assert report.unchecked == ("y", "z", "v", "w")
    assert only(report).variable == "u"


def test_a_function_that_is_not_known_silences_too(tmp_path: Path) -> None:
    report = check(tmp_path, "y = SSHAPE(share, 2, 5) + firms * delay ~ firm ~|")
    assert report.unchecked == ()
    assert "right: firm*Year" in only(report).words
    assert check(tmp_path, "y = SSHAPE(share, 2, 5) ~ firm ~|").unchecked == ("y",)


def test_a_unit_that_is_not_known_silences_too(tmp_path: Path) -> None:
    report = check(tmp_path, "y = LOOKUP INVERT(curve, firms) ~ m ~|")
    assert (report.inconsistencies, report.unchecked) == ((), ("y",))
    wrong = check(tmp_path, "y = LOOKUP INVERT(curve, delay) ~ m ~|")
    assert "wanted: firm; found: Year" in only(wrong).words


def test_definitions_of_elements_are_told_apart(tmp_path: Path) -> None:
    text = "y[a] = firms ~~|\ny[b] = delay ~~|\ny[c] = 3 ~ firm ~|\n"
    assert only(check(tmp_path, text)).variable == "y[b]"


def test_a_unit_that_cannot_be_understood_is_told(tmp_path: Path) -> None:
    found = only(check(tmp_path, "y = firms ~ firm//Year ~|"))
    assert (found.variable, found.line) == ("y", 1)
    assert "the unit 'firm//Year' cannot be understood" in found.words


def test_without_a_unit_of_time(tmp_path: Path) -> None:
    text = "y = INTEG(firms, 0) ~ firm ~|\nz = firms * Time ~ m ~|\nx = firms ~ firm ~|\n"
    report = check(tmp_path, text, CONTROL.replace("Year", ""))
    assert not report.has_time
    assert report.inconsistencies == ()
    assert report.unchecked == ("y", "z")


@pytest.mark.parametrize(
    ("unit", "same"),
    [("firms", True), ("FIRM", True), ("firmes", False), ("people", False)],
)
def test_a_plural_is_its_singular_where_both_occur(tmp_path: Path, unit: str, same: bool) -> None:
    report = check(tmp_path, f"y = firms + 0 ~ {unit} ~|")
    assert (report.inconsistencies == ()) is same


def test_m_and_ms_are_two_units(tmp_path: Path) -> None:
    assert "left: ms; right: m" in only(check(tmp_path, "y = length + 0 ~ ms ~|")).words


def test_synonyms_of_the_settings_are_one_unit(tmp_path: Path) -> None:
    text = "people = 2 ~ people ~|\ny = people + 0 ~ Person ~|\nz = share + 0 ~ ratio ~|\n"
    assert len(check(tmp_path, text).inconsistencies) == 2
    settings = "\\\\\\---/// Sketch\n///---\\\\\\\n:L\n22:Person,People,Persons\n22:Dmnl,Ratio\n"
    assert check(tmp_path, text, after=settings).inconsistencies == ()


def test_long_sums_and_deep_brackets(tmp_path: Path) -> None:
    file = tmp_path / "m.mdl"
    file.write_text("y = firms ~ firm ~|\n" + GIVEN + CONTROL, encoding="utf-8")
    model = read_model(file)
    long: Expression = Reference("firms")
    deep: Expression = Reference("delay")
    for _ in range(5000):
        long = Operation("+", (long, Reference("firms")))
        deep = Call("abs", (deep,))
    long = Operation("-", (long, Reference("delay")))
    definitions = (Definition((), (), long), Definition((), (), deep))
    y = dataclasses.replace(model.variable("y"), definitions=definitions)
    report = check_units(dataclasses.replace(model, variables={**model.variables, "y": y}))
    first, second = report.inconsistencies
    assert first.words == "left: firm; right: Year; in: firms - delay"
    assert second.words.startswith("left: firm; right: Year; in: ABS(ABS(")
    assert report.unchecked == ()


def test_xmile_and_its_own_functions(tmp_path: Path) -> None:
    file = tmp_path / "m.xmile"
    file.write_text(
        '<?xml version="1.0"?><xmile version="1.0" '
        'xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"><header><name>m</name></header>'
        '<sim_specs time_units="Year"><start>0</start><stop>4</stop><dt>1</dt></sim_specs>'
        "<model><variables>"
        '<stock name="s"><eqn>100</eqn><inflow>f</inflow><units>firm</units></stock>'
        '<flow name="f"><eqn>PULSE(k, 2)</eqn><units>firm/year</units></flow>'
        '<flow name="g"><eqn>RAMP(k, 2)</eqn><units>firm</units></flow>'
        '<aux name="k"><eqn>5</eqn><units>firm</units></aux>'
        "</variables></model></xmile>",
        encoding="utf-8",
    )
    found = only(check_units(read_model(file)))
    assert (found.variable, found.line) == ("g", 1)
    assert "left: firm; right: firm*Year" in found.words
