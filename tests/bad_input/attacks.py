"""Model files that would run Python, were they read or built without care."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TIMES = """
INITIAL TIME = 0 ~ ~ |
FINAL TIME = 2 ~ ~ |
TIME STEP = 1 ~ ~ |
SAVEPER = 1 ~ ~ |
"""

XMILE = """<?xml version="1.0" encoding="utf-8"?>{head}
<xmile xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0" version="1.0">
<header><vendor>v</vendor><product>p</product></header>
<sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs>{dimensions}
<model><variables>{variables}</variables></model></xmile>"""


@dataclass(frozen=True, kw_only=True)
class Attack:
    """A model file with code in it; `CODE` stands for the code."""

    text: str
    ending: str = ".mdl"
    refused: str = ""
    """Words of the message; empty where the file is harmless to us and runs."""
    real: bool = False
    """Whether PySD alone, without our checks, runs the code."""

    def write(self, folder: Path, code: str) -> Path:
        """Write the file into a folder and return it."""
        file = folder / f"model{self.ending}"
        file.write_text(self.text.replace("CODE", code), encoding="utf-8", newline="")
        return file


def _mdl(text: str, **more: object) -> Attack:
    return Attack(text=text + TIMES, **more)  # type: ignore[arg-type]


def _xmile(variables: str, *, head: str = "", dimensions: str = "", **more: object) -> Attack:
    text = XMILE.format(head=head, dimensions=dimensions, variables=variables)
    return Attack(text=text, ending=".xmile", **more)  # type: ignore[arg-type]


def _aux(name: str, equation: str = "1", more: str = "") -> str:
    return f'<aux name="{name}"><eqn>{equation}</eqn>{more}</aux>'


_AXIS = '<dimensions><dim name="{0}"><elem name="{1}"/><elem name="y"/></dim></dimensions>'
_ARRAY = '<aux name="a"><dimensions><dim name="{0}"/></dimensions><eqn>1</eqn></aux>'

IN_VENSIM = {
    "comment": _mdl('a = 1 ~ ~ """; CODE; """ |', real=True),
    "comment with a carriage return": _mdl("a = 1 ~ ~ harmless\rCODE\r |"),
    "unit with a carriage return": _mdl("a = 1 ~ harmless\rCODE\r ~ |"),
    "name with a carriage return": _mdl('"a\rCODE\r" = 1 ~ ~ |'),
    "name in an equation with a carriage return": _mdl(
        '"a\rCODE" = 1 ~ ~ |\nb = "a\rCODE" * Time ~ ~ |'
    ),
    "unit": _mdl("a = 1 ~ '); CODE; (' ~ |"),
    "range of a unit": _mdl("a = 1 ~ Dmnl [CODE] ~ |"),
    "name": _mdl("\"a' + CODE + '\" = 1 ~ ~ |"),
    "name with a backslash": _mdl('"a\\x27 + CODE + \\x27" = 1 ~ ~ |', refused="sign"),
    "name of a data series": _mdl(
        "\"a' + CODE + '\" :INTERPOLATE: ~ ~ |\nb = 1 ~ ~ |", refused="sign", real=True
    ),
    "range of a curve": _mdl(
        "f([CODE,(0,0)-(1,1)],(0,0),(1,1)) ~ ~ |\na = f(Time) ~ ~ |",
        refused="cannot be understood",
        real=True,
    ),
    "range of a curve in an equation": _mdl(
        "a = WITH LOOKUP(Time, ([(CODE,1)-(2,2)],(0,0),(1,1))) ~ ~ |",
        refused="cannot be understood",
        real=True,
    ),
    "function": _mdl("a = foo'(1) + bar'(2) ~ ~ |", refused="sign"),
    "text in a call": _mdl("a = foo('\\x27+CODE+\\x27') ~ ~ |", refused="sign"),
    "plain text in a call": _mdl("a = foo('CODE') ~ ~ |", refused="sign"),
    "file": _mdl(
        "a = GET DIRECT CONSTANTS('x\\x27+CODE+\\x27', 's', 'A1') ~ ~ |",
        refused="the model reads the file",
        real=True,
    ),
    "sheet": _mdl(
        "a = GET DIRECT CONSTANTS('data.csv', 'x\\x27+CODE+\\x27', 'A1') ~ ~ |",
        refused="the reference to a data file",
        real=True,
    ),
    "cell": _mdl(
        "a = GET DIRECT CONSTANTS('data.csv', ',', 'A1\\x27+CODE+\\x27') ~ ~ |",
        refused="has no cell and no range",
        real=True,
    ),
    "file of subscripts": _mdl(
        "D: GET DIRECT SUBSCRIPT('CODE', 's', 'A1', 'A2', '') ~ ~ |\na[D] = 1 ~ ~ |",
        refused="the model reads the file",
    ),
    "dimension": _mdl("\"D'+CODE+'\": x, y ~ ~ |\na[\"D'+CODE+'\"] = 1 ~ ~ |", refused="sign"),
    "subscript": _mdl("D: \"x'+CODE+'\", y ~ ~ |\na[D] = 1, 2 ~ ~ |", refused="sign"),
    "mapping": _mdl(
        "D: x, y -> \"E'+CODE+'\" ~ ~ |\n\"E'+CODE+'\": p, q ~ ~ |\na[D] = 1 ~ ~ |",
        refused="sign",
    ),
    "macro": _mdl(
        ":MACRO: \"m'+CODE+'\"(x)\n\"m'+CODE+'\" = x ~ ~ |\n:END OF MACRO:\n"
        "a = \"m'+CODE+'\"(1) ~ ~ |",
        refused="sign",
    ),
    "parameter of a macro": _mdl(
        ":MACRO: m(\"x'+CODE+'\")\nm = 1 ~ ~ |\n:END OF MACRO:\na = m(1) ~ ~ |", refused="sign"
    ),
    "comment in a macro": _mdl(
        ':MACRO: m(x)\nm = x ~ ~ """; CODE; """ |\n:END OF MACRO:\na = m(1) ~ ~ |', real=True
    ),
    "keyword": _mdl("a :raw' if CODE else ': ~ ~ |\nb = 1 ~ ~ |", refused="understood"),
    "condition": _mdl("c :THE CONDITION: CODE ~ ~ |\na = 1 ~ ~ |"),
    "drawing": _mdl("a = 1 ~ ~ |\n\\\\\\---/// Sketch\n*CODE\n", refused="does not say"),
}
"""What is attempted in a Vensim file to the file."""

IN_XMILE = {
    "document": _xmile(
        _aux("a", more='<doc>"""; CODE; """</doc><units>\' + CODE + \'</units>'), real=True
    ),
    "name": _xmile(_aux("a' + CODE + '")),
    "name with line feeds": _xmile(_aux("a&#10;CODE&#10;")),
    "name with carriage returns": _xmile(_aux("a&#13;CODE&#13;")),
    "function": _xmile(
        _aux("a", "\"foo'+str(CODE)+'\"(2)"),
        refused="cannot be understood from '(2)' on",
        real=True,
    ),
    "two functions": _xmile(
        _aux("a", "foo'(1, \"+str(CODE)+('\"(2))"),
        refused="cannot be understood from '(2))' on",
        real=True,
    ),
    "dimension": _xmile(
        _ARRAY.format("d'+str(CODE)+'"),
        dimensions=_AXIS.format("d'+str(CODE)+'", "x"),
        refused="sign",
        real=True,
    ),
    "subscript": _xmile(
        _ARRAY.format("d"), dimensions=_AXIS.format("d", "x'+CODE+'"), refused="sign"
    ),
    "subscript with a line feed": _xmile(
        _ARRAY.format("d"), dimensions=_AXIS.format("d", "x&#10;CODE&#10;")
    ),
    "kind of a curve": _xmile(
        _aux("a", "TIME", '<gf type="CODE"><xpts>0,1</xpts><ypts>0,1</ypts></gf>'),
        refused="the graphical function of 'a' is of the type",
    ),
    "points of a curve": _xmile(
        _aux("a", "TIME", "<gf><xpts>0,CODE</xpts><ypts>0,1</ypts></gf>"),
        refused="the graphical function of 'a' has",
    ),
    "number": _xmile(_aux("a", "1 + CODE"), refused="cannot be understood"),
    "range": _xmile(
        _aux("a", more='<range min="CODE" max="2"/>'), refused="a range that is not made of numbers"
    ),
    "outside entity": _xmile(
        _aux("a", "&e;"),
        head='<!DOCTYPE xmile [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        refused="document type",
    ),
    "document type": _xmile(
        _aux("a"), head='<!DOCTYPE xmile SYSTEM "model.dtd">', refused="document type"
    ),
    "swelling entities": _xmile(
        _aux("&c;"),
        head='<!DOCTYPE xmile [<!ENTITY a "'
        + "x" * 99
        + '"><!ENTITY b "'
        + "&a;" * 99
        + '"><!ENTITY c "'
        + "&b;" * 999
        + '">]>',
        refused="XML",
    ),
    "inclusion": _xmile(
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
        + _aux("a"),
        refused="the model includes '/etc/passwd' as XMILE does not",
    ),
}
"""What is attempted in an XMILE file to the file."""

HARMLESS = {
    "braces": _mdl('"{a} {0!r} %s %(name)s" = 1 ~ ~ |'),
    "percent": _mdl('"a %s %(name)s %d 100%" = 1 ~ ~ |'),
    "long name": _mdl('"' + "long " * 4000 + '" = 1 ~ ~ |'),
    "compatibility letters": _mdl("ｅｖａｌ = 1 ~ ~ |\nb = ｅｖａｌ + 1 ~ ~ |"),
    "right to left": _mdl('"a \u202e b" = 1 ~ ~ |'),
    "separators of lines": _mdl('"a\u2028CODE\u2029CODE\x0cCODE\x0bCODE\x85CODE" = 1 ~ ~ |'),
    "names of Python": _mdl("import = 1 ~ ~ |\nlambda = import ~ ~ |\neval = lambda ~ ~ |"),
    "names of the builder": _mdl("component = 1 ~ ~ |\nnp = component ~ ~ |\nxr = np ~ ~ |"),
    "apostrophe": _mdl("firm's share = 1 ~ ~ |\nb = firm's share * 2 ~ ~ |"),
    "deep brackets": _mdl("a = " + "(" * 3000 + "1" + ")" * 3000 + " ~ ~ |"),
    "long sum": _mdl("a = " + "+".join(["1"] * 5000) + " ~ ~ |"),
    "minus signs": _mdl("a = " + "-" * 5000 + "1 ~ ~ |"),
    "huge number": _mdl("a = 1e99999 ~ ~ |"),
    "digits of another script": _mdl("a = ٣ ~ ~ |"),
}
"""Odd files: they run, or an error of ours says why not."""
