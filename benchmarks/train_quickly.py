"""Trains as ``rrn train`` does, with few steps of the classifier's fit.

For the homes of many questions, where the time of a turn is measured: it depends on the number of labels, not on how well their
weights are fitted, and the full fit of 2,000 labels would take many minutes. Usage: ``python -m benchmarks.train_quickly`` with
``RRN_HOME`` set.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rasa.model_training import train

from rrn.understanding import logistic_regression

#: Steps of the fit, instead of ``logistic_regression.STEPS``.
STEPS = 6


def main() -> None:
    """Trains the model of ``RRN_HOME`` at the path of the first argument."""
    logistic_regression.STEPS = STEPS
    model = Path(sys.argv[1])
    home = Path(os.environ["RRN_HOME"])
    os.chdir(home)
    result = train("domain.yml", "config.yml", "data", output=str(model.parent), fixed_model_name=model.name.removesuffix(".tar.gz"))
    sys.exit(result.code)


if __name__ == "__main__":
    main()
