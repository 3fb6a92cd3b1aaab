"""A ranking keeps the likeliest labels and counts the others by family."""

from __future__ import annotations

import pytest

from rrn.understanding.ranking import LIKELIEST, Ranked, Ranking

LABELS = [
    Ranked("faq/nhs_only", 0.3),
    Ranked("inform", 0.2),
    Ranked("safeguarding", 0.1),
    Ranked("what_about", 0.25),
    Ranked("faq/contact", 0.15),
]


def labels(ranking):
    return [each.label for each in ranking.likeliest]


def test_the_likeliest_comes_first_and_families_count_together():
    ranking = Ranking.of(LABELS)
    assert labels(ranking) == ["faq/nhs_only", "what_about", "inform", "faq/contact", "safeguarding"]
    assert ranking.probability(("faq/", "safeguarding")) == pytest.approx(0.55)
    assert ranking.probability(("not_covered/",)) == 0


def test_of_thousands_of_labels_all_are_counted():
    ranking = Ranking.of(Ranked(f"faq/{number}", 1 / 2000) for number in range(2000))
    assert len(ranking.likeliest) == LIKELIEST
    assert ranking.probability(("faq/",)) == pytest.approx(1)


def test_a_label_can_be_left_out():
    ranking = Ranking.of(LABELS).without("safeguarding")
    assert "safeguarding" not in labels(ranking)
    assert ranking.probability(("safeguarding",)) == 0


def test_labels_that_say_the_same_stand_as_the_likeliest_of_them():
    ranking = Ranking.of(LABELS).as_one(("inform", "what_about", "sector_applicability"))
    assert ranking.likeliest[0] == ("what_about", pytest.approx(0.45))
    assert labels(ranking) == ["what_about", "faq/nhs_only", "faq/contact", "safeguarding"]
    assert sum(ranking.families.values()) == pytest.approx(1)
    assert Ranking.of(LABELS[:1]).as_one(("inform",)) == Ranking.of(LABELS[:1])


def test_another_ranking_counts_for_a_share():
    mixed = Ranking.of(LABELS).beside(Ranking.of([Ranked("faq/contact", 1.0)]), 0.4)
    assert mixed.likeliest[0] == ("faq/contact", pytest.approx(0.49))
    assert mixed.probability(("faq",)) == pytest.approx(0.67)
    assert sum(mixed.families.values()) == pytest.approx(1)
