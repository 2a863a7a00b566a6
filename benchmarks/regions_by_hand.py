"""The regions model written by hand in Numba, as somebody would who has only this model to run.

Two kernels, both without the interpreter's lock: one computes a run at a time, the other a block
of runs with the runs innermost, so that the compiler turns each line into vector instructions.
Exp and ln are polynomials inlined into the loops, since the library's functions end a vector
loop. Sums over regions stay in local variables or short rows, only states are arrays, and what
does not change with regions is computed once a step: what a careful programmer does.
"""

# mypy: disable-error-code="no-untyped-def, untyped-decorator"
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

FLAGS = {"contract"}
"""Allows a product and a sum to be one instruction; no flag that changes what NaN does."""

PARAMETERS = (
    "RD subsidy rate", "guarantee coverage", "export rebate", "policy start",
    "policy ramp time", "base interest", "demand growth", "credit adjustment time",
    "approval delay", "RD depreciation", "base failure rate", "entry rate", "labour growth",
    "debt term", "wage adjustment time", "perception time", "margin smoothing time",
    "promotion rate",
)  # fmt: skip
"""Scalar constants, the columns of a table of runs."""

OUTPUTS = (
    "national firms", "firms by size", "national exports", "national revenue", "national RD",
    "RD intensity", "mean credit access", "national employment", "Cumulative Subsidy",
    "national knowledge",
)  # fmt: skip
"""What is kept; twelve columns, since `firms by size` has three."""

COLUMNS = 12
REGIONS, SIZES = 30, 3
CELLS = REGIONS * SIZES
YEARS, STEPS_A_YEAR = 36, 8
DT = 1.0 / STEPS_A_YEAR

UTIL_X, UTIL_Y = (0.0, 0.5, 0.8, 1.0, 1.2, 1.6, 3.0), (0.2, 0.5, 0.75, 0.85, 0.95, 1.05, 1.1)
WAGE_X, WAGE_Y = (0.0, 0.4, 0.7, 0.9, 1.0, 1.2, 2.0), (0.6, 0.8, 0.95, 1.1, 1.3, 1.8, 2.5)
FAILURE_X, FAILURE_Y = (-1.0, -0.2, 0.0, 0.1, 0.3, 1.0), (4.0, 2.5, 1.4, 1.0, 0.7, 0.5)
CREDIT_X, CREDIT_Y = (-1.0, 0.0, 0.1, 0.3, 1.0), (0.1, 0.5, 0.9, 1.2, 1.5)
ENTRY_X, ENTRY_Y = (0.0, 0.6, 1.0, 1.5, 3.0), (0.2, 0.6, 1.0, 1.35, 1.6)


@intrinsic
def _bits(_context: Any, _x: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def _number(_context: Any, _x: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.int64), generate


@njit(inline="always")
def exp(x):
    """Exp (Cephes) of a number far from overflow."""
    shifted = x * 1.4426950408889634 + 6755399441055744.0
    k = shifted - 6755399441055744.0
    r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10
    rr = r * r
    p = (1.26177193074810590878e-4 * rr + 3.02994407707441961300e-2) * rr
    p = (p + 9.99999999999999999910e-1) * r
    q = (3.00198505138664455042e-6 * rr + 2.52448340349684104192e-3) * rr
    q = (q + 2.27265548208155028766e-1) * rr + 2.00000000000000000009e0
    return (1.0 + 2.0 * (p / (q - p))) * _number((_bits(shifted) + 1023) << 52)


@njit(inline="always")
def ln(x):
    """Ln (fdlibm) of a normal positive number."""
    bits = _bits(x)
    # The mantissa lies between sqrt(1/2) and sqrt(2).
    above = (bits & 0x000FFFFFFFFFFFFF) + 0x00095F6400000000
    high = above & 0x0010000000000000
    m = _number((bits & 0x000FFFFFFFFFFFFF) | (high ^ 0x3FF0000000000000))
    k = _number(((bits >> 52) + (high >> 52)) | 0x4330000000000000) - 4503599627371519.0
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    t1 = w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332))
    t2 = w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591))
    t2 = z * 0.6666666666666735130 + z * t2
    half = 0.5 * f * f
    low = s * (half + (t1 + t2)) + k * 1.90821492927058770002e-10
    return k * 6.93147180369123816490e-01 - ((half - low) - f)


@njit(inline="always")
def less(a, b):
    return a if a < b else b


@njit(inline="always")
def more(a, b):
    return a if a > b else b


def _curve(xs: Sequence[float], ys: Sequence[float]) -> Any:
    """Return a curve as a sum of clamped lines, without a branch.

    Its text is made once, since a compiler vectorises constants best.
    """
    terms = [repr(ys[0])]
    for k in range(len(xs) - 1):
        width = xs[k + 1] - xs[k]
        slope = (ys[k + 1] - ys[k]) / width
        terms.append(f"{slope!r} * less(more(x - {xs[k]!r}, 0.0), {width!r})")
    scope: dict[str, Any] = {"less": less, "more": more}
    exec(f"def curve(x):\n    return {' + '.join(terms)}", scope)
    return njit(inline="always")(scope["curve"])


util_curve = _curve(UTIL_X, UTIL_Y)
wage_curve = _curve(WAGE_X, WAGE_Y)
failure_curve = _curve(FAILURE_X, FAILURE_Y)
credit_curve = _curve(CREDIT_X, CREDIT_Y)
entry_curve = _curve(ENTRY_X, ENTRY_Y)


# Places of the constants in a table of runs.
(SUBSIDY, GUARANTEE, REBATE, START, RAMP, INTEREST, DEMAND, CREDIT_TIME, APPROVAL, RD_DECAY,
 FAILURE, ENTRY, LABOUR, TERM, WAGE_TIME, PERCEPTION, MARGIN_TIME,
 PROMOTION) = range(18)  # fmt: skip

# Places of the arrays over regions and sizes, over regions, over sizes.
FIRMS0, RD, EXPORT, RISK, DEBT0, KNOWLEDGE0 = range(6)
WEIGHT, DEMAND0, LABOUR0 = range(3)
PRODUCTIVITY, EMPLOYEES, LEVERAGE = range(3)


@njit(nogil=True, error_model="numpy", fastmath=FLAGS)
def one_run(p, cells, regions, sizes, out):
    """Compute a run.

    Args:
        p: The constants, shape (18,).
        cells: Arrays over regions and sizes, shape (6, 30, 3).
        regions: Arrays over regions, shape (3, 30).
        sizes: Arrays over sizes, shape (3, 3).
        out: Receives what is kept, shape (37, 12).
    """
    firms, debt, knowledge = cells[FIRMS0].copy(), cells[DEBT0].copy(), cells[KNOWLEDGE0].copy()
    productivity = np.ones((REGIONS, SIZES))
    margin = np.zeros((REGIONS, SIZES))
    pipeline = np.zeros((REGIONS, SIZES))
    wage, labour = np.ones(REGIONS), regions[LABOUR0].copy()
    perceived = np.zeros(REGIONS)
    subsidy_sum = 0.0
    for at in range(YEARS * STEPS_A_YEAR + 1):
        time = at * DT
        policy = 0.0
        if 1999.0 + time >= p[START]:
            policy = min(1.0, (1999.0 + time - p[START]) / p[RAMP])
        growth = exp(p[DEMAND] * time)
        export_gain = 1.0 + 4.0 * p[REBATE] * policy
        rebate = p[REBATE] * policy
        cover = p[GUARANTEE] * policy
        rd_gain = 1.0 + p[SUBSIDY] * policy
        national = 0.0
        for r in range(REGIONS):
            national += knowledge[r, 0] + knowledge[r, 1] + knowledge[r, 2]
        mean_knowledge = max(national / 30.0, 0.001)
        exports = revenues = research = access = employed = subsidies = 0.0
        n0 = n1 = n2 = 0.0
        for r in range(REGIONS):
            potential = regions[DEMAND0, r] * growth * (1.0 + 0.05 * regions[WEIGHT, r] * policy)
            capacity = 0.0
            for s in range(SIZES):
                capacity += firms[r, s] * sizes[PRODUCTIVITY, s] * productivity[r, s]
            ratio = potential / max(capacity, 1.0)
            if at == 0:
                perceived[r] = ratio
            seen = perceived[r]
            price = max(0.5, min(2.0, exp(0.3 * ln(seen))))
            used = util_curve(seen)
            entry = entry_curve(seen) * p[ENTRY]
            known = knowledge[r, 0] + knowledge[r, 1] + knowledge[r, 2]
            spill = min(2.0, 1.0 + 0.2 * known / mean_knowledge)
            n0, n1, n2 = n0 + firms[r, 0], n1 + firms[r, 1], n2 + firms[r, 2]
            people, below = 0.0, 0.0
            for s in range(SIZES):
                f, a, debts = firms[r, s], productivity[r, s], debt[r, s]
                know, risk = knowledge[r, s], cells[RISK, r, s]
                use = used * (1.0 - 0.02 * risk)
                made = f * sizes[PRODUCTIVITY, s] * a * use
                share = min(0.9, cells[EXPORT, r, s] * export_gain * exp(0.1 * (a - 1.0)))
                abroad = made * share
                revenue = made * price * (1.0 + rebate * share)
                staff = f * sizes[EMPLOYEES, s] * use
                spent = revenue * cells[RD, r, s] * rd_gain
                interest = debts * p[INTEREST] * (1.0 + risk * (1.0 - cover))
                profit = revenue - 0.02 * staff * wage[r] - interest - spent
                now = profit / max(revenue, 0.001)
                if at == 0:
                    margin[r, s] = now
                m = margin[r, s]
                target = revenue * sizes[LEVERAGE, s] * credit_curve(m)
                wanted = max(0.0, target - debts) / p[CREDIT_TIME]
                asked = wanted * (0.5 + 0.4 * cover if m > 0.0 else 0.2)
                if at == 0:
                    pipeline[r, s] = asked * p[APPROVAL]
                loans = pipeline[r, s] / p[APPROVAL]
                open_to = min(1.5, loans / max(wanted, 0.001))
                rate = p[FAILURE] * failure_curve(m) * (1.0 - 0.3 * min(1.0, open_to))
                leaving = f * p[PROMOTION] if s < 2 else 0.0
                born = f * entry * (1.0 if m > 0.05 else 0.6)
                exports, revenues, research = exports + abroad, revenues + revenue, research + spent
                access, people = access + open_to, people + staff
                subsidies += policy * (
                    p[SUBSIDY] * spent + p[REBATE] * abroad + 0.02 * p[GUARANTEE] * loans
                )
                firms[r, s] = f + DT * (born - f * rate - leaving + 0.5 * below)
                below = leaving
                growing = 0.005 + 0.01 * ln(1.0 + know / max(f, 1.0))
                productivity[r, s] = a + DT * a * growing
                knowledge[r, s] = know + DT * (spent * spill - p[RD_DECAY] * know)
                debt[r, s] = debts + DT * (loans - debts / p[TERM] - 0.5 * debts * rate)
                margin[r, s] = m + DT * (now - m) / p[MARGIN_TIME]
                pipeline[r, s] += DT * (asked - loans)
            employed += people
            wage[r] += DT * (wage_curve(people / labour[r]) - wage[r]) / p[WAGE_TIME]
            labour[r] += DT * labour[r] * p[LABOUR]
            perceived[r] = seen + DT * (ratio - seen) / p[PERCEPTION]
        if at % STEPS_A_YEAR == 0:
            row = out[at // STEPS_A_YEAR]
            row[0], row[1], row[2], row[3] = n0 + n1 + n2, n0, n1, n2
            row[4], row[5], row[6] = exports, revenues, research
            row[7], row[8] = research / max(revenues, 0.001), access / 90.0
            row[9], row[10], row[11] = employed, subsidy_sum, national
        subsidy_sum += DT * subsidies
