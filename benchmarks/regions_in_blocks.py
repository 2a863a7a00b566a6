"""The regions model written by hand for a block of runs, the runs innermost.

Each array is flat, and its rows, one number a run, lie a constant apart: so the compiler knows
that they do not overlap. With an array for each quantity, or rows of a length that it does not
know, it gives up on vector instructions.
"""

# mypy: disable-error-code="no-untyped-def, untyped-decorator"
from __future__ import annotations

import numpy as np
from numba import njit
from regions_by_hand import (
    CELLS,
    COLUMNS,
    DT,
    FLAGS,
    REGIONS,
    SIZES,
    STEPS_A_YEAR,
    YEARS,
    credit_curve,
    entry_curve,
    exp,
    failure_curve,
    less,
    ln,
    more,
    util_curve,
    wage_curve,
)

WIDTH = 64
"""Runs of a block, the fastest of 8, 16, 32, 64 and 128 on two threads."""

# Places in the arrays of the model's tables.
FIRMS0, RD, EXPORT, RISK, DEBT0, KNOWLEDGE0 = range(6)
WEIGHT, DEMAND0, LABOUR0 = range(3)
OUTPUT, WORKERS, LEVERAGE = range(3)

# Where the rows over regions and sizes, over regions, and of the whole country begin.
FIRMS, DEBT, KNOWLEDGE, PRODUCTIVITY, MARGIN, PIPELINE = (k * CELLS * WIDTH for k in range(6))
WAGE, WORKFORCE, SEEN = (k * REGIONS * WIDTH for k in range(3))
(SUBSIDY, GUARANTEE, REBATE, START, RAMP, INTEREST, DEMAND, CREDIT_TIME, APPROVAL, RD_DECAY,
 FAILURE, ENTRY, GROWING, TERM, WAGE_TIME, PERCEPTION, MARGIN_TIME,
 PROMOTION) = range(0, 18 * WIDTH, WIDTH)  # fmt: skip
(POLICY, GROWTH, EXPORT_GAIN, REBATE_NOW, COVER, RD_GAIN, KNOWN, PRICE, USED, ENTRY_NOW, SPILL,
 PEOPLE, BELOW, SUBSIDIES) = range(18 * WIDTH, 32 * WIDTH, WIDTH)  # fmt: skip
KEPT, END = 32 * WIDTH, (32 + COLUMNS) * WIDTH
(ALL, MICRO, SMALL, MEDIUM, EXPORTS, REVENUE, RESEARCH, INTENSITY, ACCESS, STAFF, PAID,
 NATIONAL) = range(KEPT, END, WIDTH)  # fmt: skip
NEXT, AFTER = WIDTH, 2 * WIDTH


@njit(nogil=True, error_model="numpy", fastmath=FLAGS)
def _begin_step(time, w, c):
    """Compute what does not change with regions, and clear the sums."""
    for b in range(WIDTH):
        passed = (1999.0 + time - w[START + b]) / w[RAMP + b]
        policy = less(1.0, more(passed, 0.0))
        w[POLICY + b] = policy
        w[GROWTH + b] = exp(w[DEMAND + b] * time)
        w[EXPORT_GAIN + b] = 1.0 + 4.0 * w[REBATE + b] * policy
        w[REBATE_NOW + b] = w[REBATE + b] * policy
        w[COVER + b] = w[GUARANTEE + b] * policy
        w[RD_GAIN + b] = 1.0 + w[SUBSIDY + b] * policy
    for place in range(KEPT, END):
        if place < PAID or place >= NATIONAL:
            w[place] = 0.0
    for place in range(SUBSIDIES, SUBSIDIES + WIDTH):
        w[place] = 0.0
    for e in range(KNOWLEDGE, PRODUCTIVITY, WIDTH):
        for b in range(WIDTH):
            w[NATIONAL + b] += c[e + b]
    for b in range(WIDTH):
        w[KNOWN + b] = more(w[NATIONAL + b] / 30.0, 0.001)


@njit(nogil=True, error_model="numpy", fastmath=FLAGS)
def _begin_region(r, first, w, c, g, regions, sizes):
    """Compute what does not change with sizes."""
    if r < 0 or r >= REGIONS:  # tells the compiler that no index counts from the end
        return
    row, e = r * WIDTH, r * SIZES * WIDTH
    weight, initial = regions[WEIGHT, r], regions[DEMAND0, r]
    micro, small, medium = sizes[OUTPUT, 0], sizes[OUTPUT, 1], sizes[OUTPUT, 2]
    for b in range(WIDTH):
        potential = initial * w[GROWTH + b] * (1.0 + 0.05 * weight * w[POLICY + b])
        f0, f1, f2 = c[FIRMS + e + b], c[FIRMS + NEXT + e + b], c[FIRMS + AFTER + e + b]
        capacity = (
            f0 * micro * c[PRODUCTIVITY + e + b]
            + f1 * small * c[PRODUCTIVITY + NEXT + e + b]
            + f2 * medium * c[PRODUCTIVITY + AFTER + e + b]
        )
        w[MICRO + b] += f0
        w[SMALL + b] += f1
        w[MEDIUM + b] += f2
        ratio = potential / more(capacity, 1.0)
        seen = ratio if first else g[SEEN + row + b]
        known = c[KNOWLEDGE + e + b] + c[KNOWLEDGE + NEXT + e + b] + c[KNOWLEDGE + AFTER + e + b]
        w[SPILL + b] = less(2.0, 1.0 + 0.2 * known / w[KNOWN + b])
        w[PRICE + b] = more(0.5, less(2.0, exp(0.3 * ln(seen))))
        w[USED + b] = util_curve(seen)
        w[ENTRY_NOW + b] = entry_curve(seen) * w[ENTRY + b]
        w[PEOPLE + b] = 0.0
        w[BELOW + b] = 0.0
        g[SEEN + row + b] = seen + DT * (ratio - seen) / w[PERCEPTION + b]


@njit(nogil=True, error_model="numpy", fastmath=FLAGS)
def _one_cell(r, s, first, w, c, wages, cells, sizes):
    """Move the firms of a size in a region by a step."""
    if r < 0 or r >= REGIONS or s < 0 or s >= SIZES:
        return
    e = (r * SIZES + s) * WIDTH
    risk, propensity, export = cells[RISK, r, s], cells[RD, r, s], cells[EXPORT, r, s]
    output, employees, leverage = sizes[OUTPUT, s], sizes[WORKERS, s], sizes[LEVERAGE, s]
    moving = 1.0 if s < 2 else 0.0
    for b in range(WIDTH):
        f, a, debts = c[FIRMS + e + b], c[PRODUCTIVITY + e + b], c[DEBT + e + b]
        know, policy = c[KNOWLEDGE + e + b], w[POLICY + b]
        use = w[USED + b] * (1.0 - 0.02 * risk)
        made = f * output * a * use
        share = less(0.9, export * w[EXPORT_GAIN + b] * exp(0.1 * (a - 1.0)))
        abroad = made * share
        revenue = made * w[PRICE + b] * (1.0 + w[REBATE_NOW + b] * share)
        staff = f * employees * use
        spent = revenue * propensity * w[RD_GAIN + b]
        interest = debts * w[INTEREST + b] * (1.0 + risk * (1.0 - w[COVER + b]))
        profit = revenue - 0.02 * staff * wages[b] - interest - spent
        now = profit / more(revenue, 0.001)
        m = now if first else c[MARGIN + e + b]
        target = revenue * leverage * credit_curve(m)
        wanted = more(0.0, target - debts) / w[CREDIT_TIME + b]
        asked = wanted * (0.5 + 0.4 * w[COVER + b] if m > 0.0 else 0.2)
        waiting = asked * w[APPROVAL + b] if first else c[PIPELINE + e + b]
        loans = waiting / w[APPROVAL + b]
        open_to = less(1.5, loans / more(wanted, 0.001))
        rate = w[FAILURE + b] * failure_curve(m) * (1.0 - 0.3 * less(1.0, open_to))
        leaving = f * w[PROMOTION + b] * moving
        born = f * w[ENTRY_NOW + b] * (1.0 if m > 0.05 else 0.6)
        growing = 0.005 + 0.01 * ln(1.0 + know / more(f, 1.0))
        w[EXPORTS + b] += abroad
        w[REVENUE + b] += revenue
        w[RESEARCH + b] += spent
        w[ACCESS + b] += open_to
        w[SUBSIDIES + b] += policy * (
            w[SUBSIDY + b] * spent + w[REBATE + b] * abroad + 0.02 * w[GUARANTEE + b] * loans
        )
        w[PEOPLE + b] += staff
        c[FIRMS + e + b] = f + DT * (born - f * rate - leaving + 0.5 * w[BELOW + b])
        w[BELOW + b] = leaving
        c[PRODUCTIVITY + e + b] = a + DT * a * growing
        c[KNOWLEDGE + e + b] = know + DT * (spent * w[SPILL + b] - w[RD_DECAY + b] * know)
        c[DEBT + e + b] = debts + DT * (loans - debts / w[TERM + b] - 0.5 * debts * rate)
        c[MARGIN + e + b] = m + DT * (now - m) / w[MARGIN_TIME + b]
        c[PIPELINE + e + b] = waiting + DT * (asked - loans)


@njit(nogil=True, error_model="numpy", fastmath=FLAGS)
def _end_region(r, w, g):
    """Sum the people up, and move wage and labour force by a step."""
    if r < 0 or r >= REGIONS:
        return
    e = r * WIDTH
    for b in range(WIDTH):
        wage, labour, people = g[WAGE + e + b], g[WORKFORCE + e + b], w[PEOPLE + b]
        w[STAFF + b] += people
        g[WAGE + e + b] = wage + DT * (wage_curve(people / labour) - wage) / w[WAGE_TIME + b]
        g[WORKFORCE + e + b] = labour + DT * labour * w[GROWING + b]


@njit(nogil=True, error_model="numpy", fastmath=FLAGS)
def _keep(w, out):
    """Keep the present values."""
    for b in range(len(out)):
        w[ALL + b] = w[MICRO + b] + w[SMALL + b] + w[MEDIUM + b]
        w[INTENSITY + b] = w[RESEARCH + b] / more(w[REVENUE + b], 0.001)
        w[ACCESS + b] /= 90.0
        for column in range(COLUMNS):
            out[b, column] = w[KEPT + column * WIDTH + b]


@njit(nogil=True, error_model="numpy", fastmath=FLAGS)
def one_block(p, cells, regions, sizes, out):
    """Compute a block of runs.

    Args:
        p: The constants, shape (18, WIDTH).
        cells: Arrays over regions and sizes, shape (6, 30, 3).
        regions: Arrays over regions, shape (3, 30).
        sizes: Arrays over sizes, shape (3, 3).
        out: Receives what is kept, shape (up to WIDTH, 37, 12).
    """
    c, g, w = np.zeros(6 * CELLS * WIDTH), np.zeros(3 * REGIONS * WIDTH), np.zeros(END)
    w[: 18 * WIDTH] = p.ravel()
    g[:WORKFORCE] = 1.0
    c[PRODUCTIVITY:MARGIN] = 1.0
    for r in range(REGIONS):
        row = WORKFORCE + r * WIDTH
        g[row : row + WIDTH] = regions[LABOUR0, r]
        for s in range(SIZES):
            for start, table in ((FIRMS, FIRMS0), (DEBT, DEBT0), (KNOWLEDGE, KNOWLEDGE0)):
                row = start + (r * SIZES + s) * WIDTH
                c[row : row + WIDTH] = cells[table, r, s]
    for at in range(YEARS * STEPS_A_YEAR + 1):
        _begin_step(at * DT, w, c)
        for r in range(REGIONS):
            _begin_region(r, at == 0, w, c, g, regions, sizes)
            wages = g[WAGE + r * WIDTH : WAGE + (r + 1) * WIDTH]
            for s in range(SIZES):
                _one_cell(r, s, at == 0, w, c, wages, cells, sizes)
            _end_region(r, w, g)
        if at % STEPS_A_YEAR == 0:
            _keep(w, out[:, at // STEPS_A_YEAR])
        for b in range(WIDTH):
            w[PAID + b] += DT * w[SUBSIDIES + b]
