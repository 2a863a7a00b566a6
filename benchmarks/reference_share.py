"""Write the share of SMEs in the run that the observed GDP belongs to.

Usage::

    python benchmarks/reference_share.py            # prints the points
    python benchmarks/reference_share.py --write    # puts them into model.mdl

GDP is given to the China model for what China adopted. What SMEs gain, and a policy brings, is
measured against their share of sales in that run, `as_adopted`, so that nothing is added to it. The
share moves a little whenever equations or calibrated numbers change: run this after
`sdlib calibrate china_sme --write`. The check `observed_gdp` of `checks.yaml` says when it is due.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from sdlib.loaded import load

MODEL = Path(__file__).parents[1] / "models" / "china_sme" / "model.mdl"
YEARS = (*range(1999, 2015, 2), *range(2016, 2041, 3))
"""Closer where drivers turn; straight lines between."""

SHARE = "SME share of value added"
CURVE = re.compile(r"(?m)^Reference SME share lookup\(.*$")


def main() -> int:
    """Compute, print and perhaps write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="put the points into model.mdl")
    given = parser.parse_args()
    share = load("china_sme").run("as_adopted").table(SHARE)[SHARE] / 100
    points = ",".join(f"({year},{share.loc[year]:.5f})" for year in YEARS)
    line = f"Reference SME share lookup( {points})"
    print(line)
    if given.write:
        text, found = CURVE.subn(line, MODEL.read_text(encoding="utf-8"))
        if found != 1:
            print("model.mdl holds no curve of that name", file=sys.stderr)
            return 1
        MODEL.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
