from benchmarks.capacity.report import errors
from benchmarks.machine import machine
from benchmarks.ratios import RATIOS, ratios
from benchmarks.report import write_report


def spread(value):
    return {"median": value, "lowest": value - 1, "highest": value + 1, "rounds": 3}


def results():
    latency = {key: spread(12.0) for key in ("p50", "p95", "p99", "throughput", "refused", "failed")}
    level = {"1": latency, "20": latency, "busy": {**latency, "per_core": spread(40.0)}, "per_core": spread(40.0)}
    real = {"p50": 10.0, "p99": 40.0, "throughput": 50.0, "refused": 0}
    found = {
        "machine": machine(),
        "not_measured": {"providers": "RuntimeError: no import"},
        "turn": dict.fromkeys(("front", "front_known", "private", "stock", "echo", "encoder", "floor"), latency)
        | {"repeated_wording": 0.0},
        "load": {
            "front": level,
            "front_known": {key: level[key] for key in ("busy", "per_core")},
            "private": level,
            "stock": level,
            "repeated_wording": 0.01,
            "level_seconds": 8,
            "seconds_between_messages": 2,
        },
        "flat": {"front": {"1": 9.0, "10": 9.1, "1000": 9.2}, "stock": {"1": 40.0, "10": 41.0, "1000": None}},
        "replicas": {"1": {"throughput": 50.0, "p50": 1.0, "p95": 2.0, "p99": 3.0}},
        "capacity": {
            "inputs": {
                "turns": 400,
                "replica_cpu_seconds": 0.01,
                "replica_mb": 400,
                "stored_bytes": 2000,
                "log_bytes": 5000,
                "redis_commands": 4,
            },
            "curves": [{"replicas": 1, "rate": 50.0, "measured": real, "simulated": {"p50": 11.0, "p99": 30.0, "throughput": 50.0}}],
        },
    }
    found["ratios"], found["ratios_not_measured"] = ratios(found)
    return found


def test_the_report_shows_what_was_measured_and_says_what_was_not(tmp_path):
    write_report(results(), tmp_path)
    text = (tmp_path / "report.md").read_text()
    assert all(f"`{name}`" in text for name in RATIOS)
    assert "providers: RuntimeError: no import" in text
    assert "12.0 (11.0 to 13.0)" in text
    assert "not measured | at most 1.2" in text  # providers_100k_vs_1
    assert (tmp_path / "load.png").stat().st_size > 1000
    assert (tmp_path / "flat.png").stat().st_size > 1000


def test_the_capacity_guide_is_made_from_the_results(tmp_path):
    write_report(results(), tmp_path)
    text = (tmp_path / "capacity.md").read_text()
    assert "100 turns a second a core" in text
    assert "| 1 | 50 | 10.0 | 11.0 | +10% | 40.0 | 30.0 | -25% | 50.0 | 50.0 | +0% | 0 |" in text
    assert "at about 12,500 turns a second" in text


def test_errors_are_shares_of_the_measurement():
    found = errors(results()["capacity"]["curves"][0])
    assert round(found["p50"], 2) == 0.1
    assert round(found["p99"], 2) == -0.25
