import pytest

from sdlib.model.reading.statements import vensim_statements

TEXT = """{UTF-8}
First = 1 ~ Dmnl ~ says "hello |

********************************************************
	.Firms
********************************************************~
		About firms
	|
"Second | thing"[A, B] = 2 + {a
comment} 3 \\
	+ 4
	~ Dmnl ~ |

Third( (0,0),(1,1) ) ~ ~ |
Third = 5 ~ ~ |
\\\\\\---/// Sketch information
V300 = not read ~ ~ |
"""


def test_names_lines_groups_and_equations() -> None:
    index = vensim_statements(TEXT)
    found = [(s.name, s.line, s.group) for s in index.statements]
    assert found == [
        ("First", 2, ""),
        ("Second | thing", 9, "Firms"),
        ("Third", 14, "Firms"),
        ("Third", 15, "Firms"),
    ]
    second = index.find("second | THING")
    assert second is not None
    assert second.right == "2 + 3 + 4"
    assert index.equations("third") == "( (0,0),(1,1) )\n5"


def test_tildes_are_counted() -> None:
    assert vensim_statements("a = 1 |").statements[0].tildes == 0
    assert vensim_statements("a = 1 ~ u ~ c |").statements[0].tildes == 2


def names(text: str) -> list[str]:
    return [statement.name for statement in vensim_statements(text).statements]


@pytest.mark.parametrize(
    ("equation", "left"),
    [
        ("a = 1 {one} + {two} 2", "a = 1 + 2"),
        ("{before} a = 1", "a = 1"),
        ('a {in a | name ~} = 1 {| ~ "}', "a = 1"),
        ("a = 1 {outer {inner} | outer} + 2", "a = 1 + 2"),
        ('a = "{no comment}" + 1', 'a = "{no comment}" + 1'),
        ("a = GET XLS DATA('{b}|~', '\"') {c}", "a = GET XLS DATA('{b}|~', '\"')"),
        ("a = 1 {\nover\nlines}\n+ 2", "a = 1 + 2"),
        ("a = 1 } + 2", "a = 1 } + 2"),
    ],
)
def test_comments_stand_anywhere(equation: str, left: str) -> None:
    index = vensim_statements(f"{equation} ~ ~ |\nlast = 2 ~ ~ |")
    assert [s.equation for s in index.statements] == [left, "last = 2"]


def test_a_comment_that_is_not_closed_ends_at_the_next_brace() -> None:
    assert names("a = 1 {oh {no} + 2 ~ ~ |\nb = 2 ~ ~ |") == ["a", "b"]
    assert names("a = 1 { + 2 ~ ~ |\nb = 2 ~ ~ |") == ["a", "b"]


@pytest.mark.parametrize(
    "between",
    ["{a comment | with ~ signs}", "{one} {two}\n", "\n\n", "{of {several} lines\n}"],
)
def test_comments_between_statements_move_no_line(between: str) -> None:
    text = f"a = 1 ~ ~ |\n{between}\nb = 2 ~ ~ |"
    (_, second) = vensim_statements(text).statements
    assert (second.name, second.line) == ("b", 3 + between.count("\n"))


def test_units_and_comments_are_kept_and_bring_no_commands() -> None:
    text = 'a = 1 ~ 1/Year [0,1] ~ say "so {or \x1b[31mred\n ~ :SUPPLEMENTARY |b=2~~|'
    first, second = vensim_statements(text).statements
    assert (first.unit, first.comment) == ("1/Year [0,1]", 'say "so {or \ufffd[31mred')
    assert (second.name, second.line) == ("b", 2)


MACROS = """{UTF-8}
{about} :MACRO: FIRST(x, "y, z" : out) {more}
FIRST = x + inner ~ ~ |
inner = "y, z" ~ ~ |
:END OF MACRO:
a = 1 ~ ~ |
:macro: SECOND
	(x)
SECOND = 2 * x ~ ~ |
:end of macro: {done}
inner = 7 ~ ~ |
"""


def test_macros_stand_anywhere_with_names_of_their_own() -> None:
    index = vensim_statements(MACROS)
    found = [(s.name, s.line, s.macro.name if s.macro else "") for s in index.statements]
    assert found == [
        ("FIRST", 3, "FIRST"),
        ("inner", 4, "FIRST"),
        ("a", 6, ""),
        ("SECOND", 9, "SECOND"),
        ("inner", 11, ""),
    ]
    first = index.statements[0].macro
    assert first is not None
    assert (first.parameters, first.returns, first.line) == (("x", '"y, z"'), ("out",), 2)
    assert index.equations("inner") == "7"
    assert index.find("FIRST") is None


@pytest.mark.parametrize(
    "head",
    [
        "********\n\t.It's \"so\n********~\n\t\tabout ~\n\t|",
        "***\n\t.It's \"so\n***~|",
        "{c} ****It's \"so*****~\n|",
    ],
)
def test_heads_of_groups(head: str) -> None:
    (found,) = vensim_statements(f"{head}\na = 1 ~ ~ |").statements
    assert (found.name, found.group) == ("a", "It's \"so")


@pytest.mark.parametrize("end", ["///---\\\\\\\n:L\x7f<%^E!@\n1:x~|", ":L<%^E!@\n1:x~|"])
def test_settings_end_the_equations_where_there_is_no_drawing(end: str) -> None:
    assert names(f"a = 1 ~ ~ |\n{end}") == ["a"]


def test_a_hundred_thousand_braces_take_no_time_to_speak_of() -> None:
    """Each was looked up through all that follow."""
    assert names("{" * 100_000 + "a = 1 ~ ~ |")[0].startswith("{{{")
    assert names("{" * 100_000 + "}" * 100_000 + "a = 1 ~ ~ |") == ["a"]
