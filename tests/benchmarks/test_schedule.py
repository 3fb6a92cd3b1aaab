import itertools
import statistics

import pytest

from benchmarks.schedule import arrivals, rate_of


def test_the_same_seed_gives_the_same_load_and_another_seed_another():
    assert arrivals(10, 5, seed=1) == arrivals(10, 5, seed=1) != arrivals(10, 5, seed=2)


def test_arrivals_are_a_poisson_process_of_that_rate():
    moments = arrivals(50, 400, seed=3)
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert len(moments) == pytest.approx(20_000, rel=0.03)
    # Exponential gaps: their deviation is as large as their mean.
    assert statistics.stdev(gaps) == pytest.approx(statistics.mean(gaps), rel=0.05)
    assert moments == sorted(moments)
    assert moments[-1] < 400


def test_people_and_rate():
    assert rate_of(20) == 10


@pytest.mark.parametrize(("rate", "seconds"), [(0, 1), (1, 0)])
def test_no_arrivals_without_rate_or_time(rate, seconds):
    with pytest.raises(ValueError, match="above zero"):
        arrivals(rate, seconds, seed=1)
