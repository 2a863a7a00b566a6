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
