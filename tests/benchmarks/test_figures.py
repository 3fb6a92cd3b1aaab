import pytest

from benchmarks.figures import latency, over_rounds, percentile


def test_percentiles_are_measured_values_by_nearest_rank():
    values = list(range(100, 0, -1))
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1)] == [50, 95, 99, 100]


def test_one_value_is_every_percentile():
    assert latency([7.0]) == {"p50": 7.0, "p95": 7.0, "p99": 7.0, "count": 1}


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0), ([1.0], 1.01)])
def test_no_percentile_of_nothing(values, share):
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


def test_rounds_give_median_and_spread():
    assert over_rounds([3, 1, 2]) == {"median": 2, "lowest": 1, "highest": 3, "rounds": 3}
