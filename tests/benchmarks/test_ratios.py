import pytest

from benchmarks.ratios import RATIOS, meets, ratios

KEYS = {
    "turn_p50_vs_stock",
    "turn_p50_vs_floor",
    "p99_at_20_vs_stock",
    "throughput_per_core_vs_stock",
    "turn_1000_vs_1",
    "questions_2000_vs_12",
    "providers_100k_vs_1",
    "replicas_2_vs_1",
    "rss_vs_stock",
    "training_vs_stock",
    "startup_vs_stock",
}


def test_the_ratios_are_these():
    assert set(RATIOS) == KEYS


def test_ours_stands_above_and_what_was_not_measured_is_null_with_a_reason():
    results = {
        "turn": {"front": {"p50": {"median": 8}}, "stock": {"p50": {"median": 40}}, "floor": {"p50": {"median": 4}}},
        "replicas": {"1": {"throughput": 50}, "2": {"throughput": 90}},
        "not_measured": {"load": "this part was not asked for"},
    }
    values, reasons = ratios(results)
    assert values["turn_p50_vs_stock"] == 0.2
    assert values["turn_p50_vs_floor"] == 2
    assert values["replicas_2_vs_1"] == 1.8
    assert values["p99_at_20_vs_stock"] is None
    assert reasons["p99_at_20_vs_stock"] == "this part was not asked for"
    assert set(values) == KEYS
    assert set(reasons) == {name for name, value in values.items() if value is None}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [("turn_p50_vs_stock", 0.1, 0.3), ("throughput_per_core_vs_stock", 7, 5), ("replicas_2_vs_1", 1.9, 1.2), ("turn_1000_vs_1", 1, 2)],
)
def test_each_ratio_has_its_direction(name, good, bad):
    assert meets(name, good)
    assert not meets(name, bad)


def test_a_zero_below_is_no_ratio():
    values, reasons = ratios({"replicas": {"1": {"throughput": 0}, "2": {"throughput": 9}}})
    assert values["replicas_2_vs_1"] is None
    assert reasons["replicas_2_vs_1"]
