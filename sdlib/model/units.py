"""Units of measure: base units with their powers, and the texts that they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sdlib.errors import ModelSyntaxError

DIMENSIONLESS_NAMES = frozenset({"1", "dmnl", "dimensionless", "fraction", "nil"})
"""What may stand for no unit at all, in small letters."""

_ALIASES = {"%": "percent"}
_DEEPEST = 50
_TOKEN = re.compile(r"\s*([*/()^]|(?:\d+\^\d+\s+)?[^*/()^\s][^*/()^]*)")
_POWER = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,6})?(?:/\d{1,3})?")

Powers = dict[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit: base units, each with its power. Without any it is dimensionless.

    Example:
        >>> str(parse_unit("firm/Year") * parse_unit("Year"))
        'firm'
    """

    powers: tuple[tuple[str, Fraction], ...] = ()
    """Key of each base unit and its power, none zero, in alphabetical order."""
    spellings: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)
    """Key of each base unit and how it was written; two spellings are one unit."""

    def __mul__(self, other: Unit) -> Unit:
        return product(((self, 1), (other, 1)))

    def __truediv__(self, other: Unit) -> Unit:
        return product(((self, 1), (other, -1)))

    def __pow__(self, power: int | Fraction) -> Unit:
        return product(((self, power),))

    def __str__(self) -> str:
        above = [self._written(key, power) for key, power in self.powers if power > 0]
        below = [self._written(key, -power) for key, power in self.powers if power < 0]
        if not self.powers:
            return "Dmnl"
        whole = "*".join(above) or "1"
        if not below:
            return whole
        return f"{whole}/({'*'.join(below)})" if len(below) > 1 else f"{whole}/{below[0]}"

    def _written(self, key: str, power: Fraction) -> str:
        name = dict(self.spellings).get(key, key)
        if power == 1:
            return name
        return f"{name}^{power}" if power.denominator == 1 else f"{name}^({power})"

    @property
    def dimensionless(self) -> bool:
        """Whether it is no unit at all."""
        return not self.powers

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its base units."""
        return frozenset(key for key, _ in self.powers)

    def renamed(self, names: Mapping[str, str]) -> Unit:
        """Return the unit with base units replaced by others.

        Args:
            names: Key to the name that replaces it; a name of no unit drops it.
        """
        powers: Powers = {}
        spellings: dict[str, str] = {}
        for key, power in self.powers:
            name = names.get(key, dict(self.spellings).get(key, key))
            spellings.setdefault(unit_key(name), name)
            powers[unit_key(name)] = powers.get(unit_key(name), Fraction(0)) + power
        return _unit(powers, spellings)


DIMENSIONLESS = Unit()
"""No unit at all."""


def product(units: Iterable[tuple[Unit, int | Fraction]]) -> Unit:
    """Return the product of units, each raised to a power."""
    powers: Powers = {}
    spellings: dict[str, str] = {}
    for unit, exponent in units:
        for key, spelling in unit.spellings:
            spellings.setdefault(key, spelling)
        for key, power in unit.powers:
            powers[key] = powers.get(key, Fraction(0)) + power * exponent
    return _unit(powers, spellings)


def unit_key(name: str) -> str:
    """Return what all spellings of a base unit share."""
    key = " ".join(name.replace("_", " ").split()).casefold()
    return _ALIASES.get(key, key)


def parse_unit(text: str) -> Unit:
    """Return the unit that a text means.

    Names are joined by ``*``, ``/``, ``^`` and brackets. Several words are one base unit, and a
    number before them belongs to it; a lone 1, ``Dmnl``, ``dimensionless``, ``fraction`` and
    ``nil`` are no unit. Small and capital letters are alike.

    Args:
        text: The text, without the limits that a file may write behind it.

    Raises:
        ModelSyntaxError: If the text is not built like this.

    Source:
        vensim.com/documentation/ref_units_equiv.html for names that are taken literally; powers
        with ``^`` go beyond Vensim.

    Example:
        >>> str(parse_unit("100 million yuan / (Enterprise * Year)"))
        '100 million yuan/(Enterprise*Year)'
    """
    return _Parser(text).parse()


def _unit(powers: Powers, spellings: Mapping[str, str]) -> Unit:
    kept = sorted(
        (key, power) for key, power in powers.items() if power and key not in DIMENSIONLESS_NAMES
    )
    return Unit(
        powers=tuple(kept),
        spellings=tuple((key, spellings.get(key, key)) for key, _ in kept),
    )


class _Parser:
    """Reads one unit text, from the left."""

    def __init__(self, text: str) -> None:
        self._text = " ".join(text.split())
        self._tokens = [match.strip() for match in _TOKEN.findall(self._text)]
        self._at = 0
        self._spellings: dict[str, str] = {}

    def parse(self) -> Unit:
        powers = self._product(0)
        if self._at < len(self._tokens):
            raise self._fault(what=f"an operator is missing before '{self._next()[:40]}'")
        return _unit(powers, self._spellings)

    def _product(self, depth: int) -> Powers:
        if depth > _DEEPEST:
            raise self._fault(what="its brackets are nested too deeply")
        powers = self._factor(depth)
        while self._next() in ("*", "/"):
            sign = 1 if self._take() == "*" else -1
            for key, power in self._factor(depth).items():
                powers[key] = powers.get(key, Fraction(0)) + sign * power
        return powers

    def _factor(self, depth: int) -> Powers:
        token = self._take()
        if token == "(":
            powers = self._product(depth + 1)
            if self._take() != ")":
                raise self._fault(what="a bracket is not closed")
        elif token in ("", "*", "/", "^", ")"):
            where = f"before '{token}'" if token else "at the end"
            raise self._fault(what=f"a name is missing {where}")
        else:
            self._spellings.setdefault(unit_key(token), token)
            powers = {unit_key(token): Fraction(1)}
        if self._next() != "^":
            return powers
        self._take()
        exponent = self._exponent()
        return {key: power * exponent for key, power in powers.items()}

    def _exponent(self) -> Fraction:
        text = self._take()
        if text == "(":
            text = ""
            while self._next() not in ("", ")"):
                text += self._take()
            if self._take() != ")":
                raise self._fault(what="a bracket is not closed")
        if not _POWER.fullmatch(text) or text.endswith(("/0", "/00", "/000")):
            raise self._fault(what="a power is not a plain number")
        return Fraction(*map(Fraction, text.split("/")))

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next()
        self._at += 1
        return token

    def _fault(self, *, what: str) -> ModelSyntaxError:
        shown = self._text if len(self._text) <= 60 else f"{self._text[:60]} ..."
        return ModelSyntaxError(
            found=f"the unit '{shown}' cannot be understood: {what}",
            allowed="names joined by *, /, ^ and brackets, such as firm/(person*Year)",
        )
