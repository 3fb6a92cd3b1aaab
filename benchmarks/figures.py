"""Figures of a list of measurements: percentiles, median and spread."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """Returns the nearest-rank percentile: the smallest value that at least this share of the values do not exceed.

    Args:
        values: The measurements, in any order.
        share: 0 < share <= 1; 0.99 is p99.

    Raises:
        ValueError: There are no values, or the share is out of range.
    """
    if not values or not 0 < share <= 1:
        raise ValueError("A percentile needs values, and a share between 0 and 1.")
    return sorted(values)[math.ceil(share * len(values) - 1e-9) - 1]


def over_rounds(values: Sequence[float]) -> dict[str, Any]:
    """Returns the median of the rounds' figures with their spread (lowest and highest)."""
    return {"median": statistics.median(values), "lowest": min(values), "highest": max(values), "rounds": len(values)}


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    """Returns p50, p95 and p99 of latencies in milliseconds, and how many they are."""
    return {
        "p50": percentile(milliseconds, 0.5),
        "p95": percentile(milliseconds, 0.95),
        "p99": percentile(milliseconds, 0.99),
        "count": len(milliseconds),
    }
