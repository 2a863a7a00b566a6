"""Models whose sensitivity and attribution are known in closed form."""

from __future__ import annotations

from pathlib import Path

from sdlib import LoadedModel, load

CLOCK = (
    "FINAL TIME = 2 ~ Year ~ |\nINITIAL TIME = 0 ~ Year ~ |\n"
    "SAVEPER = 1 ~ Year ~ |\nTIME STEP = 1 ~ Year ~ |\n"
)

PI = "3.141592653589793"

ISHIGAMI = (
    f"x1 = 0 ~ Dmnl [-{PI},{PI}] ~ |\nx2 = 0 ~ Dmnl [-{PI},{PI}] ~ |\n"
    f"x3 = 0 ~ Dmnl [-{PI},{PI}] ~ |\nbystander = 0 ~ Dmnl [0,1] ~ |\n"
    "held = 0 ~ Dmnl [0,1] ~ |\n"
    "y = SIN(x1) + 7 * SIN(x2) ^ 2 + 0.1 * x3 ^ 4 * SIN(x1) + 0 * held ~ Dmnl ~ |\n"
    "still = 5 + 0 * x1 ~ Dmnl ~ |\n"
    "elsewhere = bystander ~ Dmnl ~ |\n"
    "noisy = x1 + RANDOM UNIFORM(-1, 1, 1) ~ Dmnl ~ |\n"
)
"""Ishigami and Homma's function with a = 7 and b = 0.1, and two factors without effect."""

ROOT = (
    "x = 0.5 ~ Dmnl [0,1] ~ |\nz = 1 ~ Dmnl [0,1] ~ |\nedge = 0 ~ Dmnl ~ |\n"
    "R: r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13 ~~|\n"
    "w[R] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 ~ Dmnl [0,1] ~ |\n"
    "root = SQRT(x - edge) ~ Dmnl ~ |\ny = root + z + SUM(w[R!]) ~ Dmnl ~ |\n"
)
"""What has no value where x is below an edge, and an array of many elements."""

LINEAR = (
    "a = 1 ~ Dmnl [0,2] ~ |\nb = 1 ~ Dmnl [-1,3] ~ |\nc = 1 ~ Dmnl [0,10] ~ |\n"
    "s = INTEG(0 * s, 2 * c) ~ Dmnl ~ |\n"
    "y = 10 + 3 * a - 2 * b + s ~ Dmnl ~ |\n"
)
"""A linear function; one factor acts through the start of a stock alone."""

PRODUCT = (
    "a = 0 ~ Dmnl [0,1] ~ |\nb = 0 ~ Dmnl [0,1] ~ |\nc = 0 ~ Dmnl [0,1] ~ |\n"
    "product = 10 * (1 + a) * (1 + b) ~ firm ~ |\n"
    "total = 10 + a + 2 * b + 3 * c ~ firm ~ |\n"
    "twins = 10 * (1 + a) * (1 + b) * (1 + c) ~ percent ~ |\n"
    "nothing = 0 * a ~ firm ~ |\n"
    "ceiling = 10 + MIN(a + b, 0.6) ~ firm ~ |\n"
    "floor = 10 - MIN(a + b, 0.6) ~ firm ~ |\n"
    "twice = 10 * product ~ firm ~ |\n"
)
"""What multiplies, what adds, and what is symmetric."""


def bare(folder: Path, equations: str, name: str = "m") -> LoadedModel:
    """Return a model file without a package, its clock added to the equations."""
    file = folder / f"{name}.mdl"
    file.write_text("{UTF-8}\n" + equations + CLOCK, encoding="utf-8")
    return load(file)
