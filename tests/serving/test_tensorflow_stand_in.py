"""Processes that serve do without TensorFlow; stock Rasa does not notice."""

from __future__ import annotations

import subprocess
import sys

from rrn.paths import ROOT


def run(code):
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()


def test_all_of_rasa_is_imported_without_tensorflow():
    loaded = run(
        "from serving.tensorflow_stand_in import leave_tensorflow_out as out; out(); out(); import sys\n"
        "import rasa.engine.recipes.default_components, rasa.core.run, serving.server\n"
        "print(*(name for name, module in sys.modules.items() if name.partition('.')[0] in ('tensorflow', 'keras')"
        " and getattr(module, '__file__', None)), 'end')"
    )
    assert loaded == ["end"]


def test_use_of_what_is_left_out_is_refused():
    said = run(
        "from serving.tensorflow_stand_in import leave_tensorflow_out, TensorFlowLeftOutError; leave_tensorflow_out()\n"
        "import tensorflow as tf\n"
        "for use in (lambda: tf.constant(1), lambda: tf.keras.layers.Dense(3), lambda: tf.add(1, 2)):\n"
        "    try: use()\n"
        "    except TensorFlowLeftOutError: print('refused')\n"
        "print(issubclass(type('Own', (tf.keras.Model,), {}), tf.keras.Model))"
    )
    assert said == ["refused", "refused", "refused", "True"]


def test_it_comes_before_rasa_or_not_at_all():
    said = run(
        "import sys, types; sys.modules['tensorflow'] = types.ModuleType('tensorflow')\n"
        "from serving.tensorflow_stand_in import leave_tensorflow_out\n"
        "try: leave_tensorflow_out()\n"
        "except RuntimeError: print('refused')"
    )
    assert said == ["refused"]


def test_stock_rasa_has_its_tensorflow():
    assert run("import rasa.__main__, rasa.core.agent, sys; print('serving' in sys.modules, bool(sys.modules['tensorflow'].__file__))") == [
        "False",
        "True",
    ]
