"""Loop scores against published figures, and against what can be computed by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib import load
from sdlib.engine.trace import trace
from sdlib.policy.schema_values import Label
from sdlib.policy.settings import model_inputs
from sdlib.study.why import loop_scores as module
from sdlib.study.why.dominance import declared_loops, loops_of, periods
from sdlib.study.why.link_scores import LinkScores, link_scores
from sdlib.study.why.loop_scores import (
    LoopScores,
    NamedLoop,
    ScoredLoop,
    loop_scores,
    named_scores,
)
from tests.support.loop_models import (
    ARMS,
    BASS,
    LOGISTIC,
    PENDULUM,
    YEAST,
    links_of,
    scores_of,
    times,
)


def through(scores: LoopScores, *names: str) -> ScoredLoop:
    """Return the one loop whose variables are these."""
    (found,) = [loop for loop in scores.loops if set(loop.names) == set(names)]
    return found


def link(links: LinkScores, cause: str, effect: str) -> np.ndarray:
    places = links.trace.program.places
    return links.scores[places[cause], places[effect]]


def test_the_published_link_scores_of_a_quotient(tmp_path: Path) -> None:
    """Schoenberg, Davidsen and Eberlein 2020, table 2."""
    links = links_of(
        tmp_path,
        "w = 7 + STEP(3, 1) ~~|\nx = 2 + STEP(2, 1) ~~|\ny = 3 + STEP(2, 1) ~~|\n"
        "z = (w + x) / y ~~|" + times(1, 1),
    )
    found = [link(links, cause, "z")[1] for cause in "wxy"]
    assert found == pytest.approx([5, 3.33, -6], abs=0.005)


def test_the_published_link_scores_of_two_flows(tmp_path: Path) -> None:
    """Schoenberg, Hayward and Eberlein 2023, table 3: the same with one flow or two."""
    flows = "in = 5 + STEP(5, 1) ~~|\nout = 4 + STEP(1, 1) ~~|\n" + times(1, 1)
    two = links_of(tmp_path, "S = INTEG(in - out, 100) ~~|\n" + flows)
    assert [link(two, f, "S")[1] for f in ("in", "out")] == pytest.approx([5 / 4, -1 / 4])
    one = links_of(tmp_path, "S = INTEG(net, 100) ~~|\nnet = in - out ~~|\n" + flows)
    assert [link(one, f, "net")[1] for f in ("in", "out")] == pytest.approx([5 / 4, -1 / 4])
    assert link(one, "net", "S")[1] == 1


PUBLISHED = {9.5: (9.958, 11.46, 0.465, 0.535), 9.5625: (9358, 9806, 0.488, 0.512)}
"""Time to scores and shares of B1 and R1: the same paper of 2020, table 3, four digits."""


@pytest.mark.parametrize("time", PUBLISHED)
def test_the_published_scores_of_the_diffusion_model(tmp_path: Path, time: float) -> None:
    """The table has at each time the change of the step that begins there; here it ends there."""
    scores = scores_of(tmp_path, BASS)
    balancing, reinforcing, balancing_share, reinforcing_share = PUBLISHED[time]
    at = int(time / 0.0625) + 1
    room = through(
        scores, "probability of contact with potentials", "potentials contacts with adopters",
        "adoption from word of mouth", "adopting", "Potential adopters",
    )  # fmt: skip
    mouth = through(
        scores, "adopter contacts", "potentials contacts with adopters",
        "adoption from word of mouth", "adopting", "Adopters",
    )  # fmt: skip
    assert room.score[at] == pytest.approx(-balancing, rel=1e-4)
    assert mouth.score[at] == pytest.approx(reinforcing, rel=5e-4)
    assert room.share[at] == pytest.approx(-balancing_share, abs=6e-4)
    assert mouth.share[at] == pytest.approx(reinforcing_share, abs=6e-4)
    assert scores.complete
    assert len(scores.loops) == 2


def test_the_diffusion_model_turns_at_its_inflection(tmp_path: Path) -> None:
    scores = scores_of(tmp_path, BASS)
    first, second = periods(scores)
    assert (first.loop.kind, second.loop.kind) == ("reinforcing", "balancing")
    # The paper: between 9.5625 and 9.625, here one step later, see above.
    assert (first.end, second.begin) == (9.625, 9.6875)
    assert first.dominates
    assert second.dominates


def test_the_published_phases_of_the_yeast_model(tmp_path: Path) -> None:
    """The order of the phases is that of table 4 of the same paper: R, B2, B3, B1.

    Their ends (51.5, 66 and 75) are later here by 3 to 5: the paper's initial number of cells is
    not readable ("B = 1"), and with either form of the score of flows the ends come out alike.
    """
    found = periods(scores_of(tmp_path, YEAST))
    assert [set(period.loop.names) for period in found] == [
        {"Cells", "births"},
        {"Alcohol", "births", "Cells", "alcohol generation"},
        {"Alcohol", "deaths", "Cells", "alcohol generation"},
        {"Cells", "deaths"},
    ]
    ends = [period.end for period in found[:3]]
    assert ends == pytest.approx([51.5, 66, 75], abs=5)


def test_the_arms_race_ends_with_the_two_long_loops(tmp_path: Path) -> None:
    """Eberlein and Schoenberg 2020, figure 3; their ratio is that of their gains."""
    scores = scores_of(tmp_path, ARMS)
    assert len(scores.loops) == 8
    long = sorted((s for s in scores.loops if len(s.names) == 6), key=lambda s: s.share[-1])
    assert [loop.share[-1] for loop in long] == pytest.approx([0.4, 0.6], abs=0.01)
    gains = 0.9 * 0.9, 1.1 * 1.1
    assert long[1].share[-1] / long[0].share[-1] == pytest.approx(gains[1] / gains[0])


def test_logistic_growth_turns_at_half_the_capacity(tmp_path: Path) -> None:
    scores = scores_of(tmp_path, LOGISTIC)
    growing, limiting = periods(scores)
    assert growing.loop.names == ("Stock", "growth")
    assert limiting.loop.kind == "balancing"
    stock = scores.trace.of("Stock")[0]
    turn = round(limiting.begin / 0.03125)
    # At the turn the shares are those of the means over the step, near one half each.
    assert stock[turn - 2] < 500 < stock[turn + 1]
    assert limiting.loop.share[turn] == pytest.approx(-0.5, abs=0.01)
    # dS/dt = 0.3 S (1 - S / 1000): the loops act as 1 - S / 1000 and S / 1000.
    at = int(np.argmax(stock > 200))
    assert growing.loop.share[at] == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize(("sign", "share"), [("", 1.0), ("-", -1.0)])
def test_a_single_loop_is_all_there_is(tmp_path: Path, sign: str, share: float) -> None:
    scores = scores_of(tmp_path, f"S = INTEG({sign}f, 9) ~~|\nf = S * 0.1 ~~|\n" + times(20, 0.5))
    (loop,) = scores.loops
    assert loop.share[0] == 0
    assert np.unique(loop.share[1:]).tolist() == [share]
    assert loop.kind == ("reinforcing" if share > 0 else "balancing")


def test_two_stocks_by_hand(tmp_path: Path) -> None:
    """X' = Y, Y' = -X - Y/2 from (1, 0), step 1.

    Y' goes -1, -0.5, 0.75. In the second step X falls by 1, which alone adds 1 to Y', and Y by
    0.5, which adds 0.25, of 1.25 in all.
    """
    scores = scores_of(tmp_path, PENDULUM)
    both, drag = through(scores, "X", "Y"), through(scores, "Y")
    assert both.share[1:3] == pytest.approx([0, -0.8])
    assert drag.share[1:3] == pytest.approx([-1, -0.2])


def test_a_model_that_has_come_to_rest_has_no_acting_loop(tmp_path: Path) -> None:
    """The last steps of a stock that halves its distance change nothing but its last digits."""
    scores = scores_of(tmp_path, "S = INTEG(gap / 2, 1) ~~|\ngap = 10 - S ~~|\n" + times(70, 1))
    (loop,) = scores.loops
    moves = np.diff(scores.trace.of("S")[0])
    rounding = (moves != 0) & (moves < 8e-15)
    assert rounding.any()
    assert (loop.share[1:][rounding] == 0).all()
    assert (loop.share[1:][moves > 1e-12] == -1).all()


@pytest.mark.parametrize(
    ("equation", "what", "kind"),
    [
        ("SMOOTH(Stock, 3)", "SMOOTH", "balancing"),
        ("DELAY FIXED(Stock, 3, 1)", "DELAY LINE", "balancing"),
        ("DELAY3(Stock, 3)", "DELAY", "balancing"),
        ("TREND(Stock, 3, 0)", "TREND", "reinforcing"),
    ],
)
def test_loops_run_through_what_remembers(
    tmp_path: Path, equation: str, what: str, kind: str
) -> None:
    text = f"Stock = INTEG(10 - late, 5) ~~|\nlate = {equation} ~~|\n" + times(30, 1)
    found = through(scores_of(tmp_path, text), "Stock", f"{what} in late", "late")
    assert found.kind == kind
    assert set(found.memories) == {"Stock", f"{what} in late"}


def test_a_named_loop_is_known_by_its_variables_alone(tmp_path: Path) -> None:
    text = "Stock = INTEG(10 - late, 5) ~~|\nlate = SMOOTH3(Stock, 3) ~~|\n" + times(30, 1)
    label = Label(en="Slow", zh="慢")
    named = [NamedLoop(key="slow", label=label, names=("late", "Stock"), kind="reinforcing")]
    links = links_of(tmp_path, text)
    for scores in (loop_scores(links, named), named_scores(links, named)):
        (slow,) = [loop for loop in scores.loops if loop.key == "slow"]
        assert slow.names == ("late", "Stock")
        assert (slow.declared, slow.kind) == ("reinforcing", "balancing")


def test_loops_of_elements_along_the_same_variables_are_one(tmp_path: Path) -> None:
    text = (
        "D: a, b, c ~~|\nS[D] = INTEG(f[D], start[D]) ~~|\nstart[D] = 1, 2, 3 ~~|\n"
        "f[D] = 0.1 * S[D] - 0.001 * S[D] * SUM(S[D!]) ~~|\n" + times(10, 0.5)
    )
    scores = scores_of(tmp_path, text)
    members = {loop.names: (loop.members, loop.kind) for loop in scores.loops}
    # Each grows by itself, and all of them are held back through their sum.
    assert members["S", "f"] == (3, "reinforcing")
    assert members["S", "SUM in f", "f"] == (3, "balancing")
    total = sum(np.abs(loop.share) for loop in scores.loops)
    assert total[1:] == pytest.approx(1)


def primer_links() -> LinkScores:
    primer = load("sme_primer")
    inputs = model_inputs(primer.settings("as_adopted"), primer.package, primer.model)
    return link_scores(trace(primer.engine, primer.model, inputs))


def test_shares_add_up_on_the_primer() -> None:
    primer = load("sme_primer")
    scores = loop_scores(primer_links(), declared_loops(primer))
    assert not scores.complete
    assert len(scores.partitions) >= 2
    for partition in scores.partitions:
        total = sum(np.abs(loop.share) for loop in scores.loops if loop.partition == partition)
        acting = total[1:] > 0
        assert acting.mean() > 0.9
        assert total[1:][acting] == pytest.approx(1)


def test_the_named_loops_of_the_primer_act() -> None:
    primer = load("sme_primer")
    answer = loops_of(primer, primer.settings("as_adopted"))
    assert answer.named is not None
    declared = {loop.key: loop.kind for loop in declared_loops(primer)}
    kinds = {loop.key: loop.kind for loop in answer.named.loops}
    assert set(kinds) == set(declared)
    assert {loop.key for loop in answer.found.loops} >= set(declared)


def test_few_loops_are_all_counted_and_many_searched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = scores_of(tmp_path, ARMS)
    monkeypatch.setattr(module, "MOST_LOOPS", 5)
    searched = scores_of(tmp_path, ARMS)
    assert (whole.complete, searched.complete) == (True, False)
    assert {loop.names for loop in searched.loops} == {loop.names for loop in whole.loops}


def test_the_table_begins_when_something_has_changed(tmp_path: Path) -> None:
    table = scores_of(tmp_path, LOGISTIC).table
    assert table.iloc[0].isna().all()
    assert np.abs(table.iloc[1:]).sum(axis=1).to_numpy() == pytest.approx(1)


def test_groups_are_numbered_alike_for_the_named_loops_and_for_all() -> None:
    model = load("sme_primer")
    answer = loops_of(model, model.settings("baseline"))
    assert answer.named is not None
    groups = {loop.key: loop.partition for loop in answer.found.loops}
    assert {loop.key: groups[loop.key] for loop in answer.named.loops} == {
        loop.key: loop.partition for loop in answer.named.loops
    }
    assert answer.named.stocks == answer.found.stocks
    assert answer.found.stocks[2] == ("Cluster share",)
    assert "Medium firms" in answer.found.stocks[1]


def test_a_loop_that_leads_among_the_named_need_not_dominate() -> None:
    model = load("sme_primer")
    answer = loops_of(model, model.settings("baseline"))
    assert answer.named is not None
    found = periods(answer.named, answer.found)
    assert max(abs(period.share) for period in found) > 0.5
    assert not any(period.dominates for period in found)
    assert any(period.dominates for period in periods(answer.found))
