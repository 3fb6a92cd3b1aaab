"""Keeps TensorFlow out of a process that only answers messages.

Rasa imports TensorFlow with every component it ships, whatever the pipeline (``rasa/engine/recipes/default_components.py``). Our
pipeline uses none of it, so in our own servers Python's import finds a stand-in in its place: it can be imported, subclassed and
named in an annotation, and any use of it raises. Stock ``rasa train`` and ``rasa run`` never load this module and stay stock.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

#: The packages that are left out, with all that is in them.
LEFT_OUT = frozenset({"tensorflow", "keras", "tensorflow_hub", "tensorflow_text", "tensorflow_addons"})


class TensorFlowLeftOutError(RuntimeError):
    """Something wants to compute with TensorFlow where it was left out."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is left out of this process, which serves models without TensorFlow. Use 'rasa run' or 'rasa train'.")


class _LeftOutClass:
    """Base of the classes of a stand-in; Rasa's components derive from them."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        raise TensorFlowLeftOutError(type(self).__qualname__)


class _StandIn(ModuleType):
    """A module, or a function or constant in one, that makes up what is asked of it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []  # a package, so that what is in it is looked for

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (_LeftOutClass,), {}) if name[:1].isupper() else _StandIn(f"{self.__name__}.{name}")
        setattr(self, name, made)
        return made

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]  # a decorator, as Rasa's layers are marked at import
        raise TensorFlowLeftOutError(self.__name__)


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, is_package=True) if fullname.partition(".")[0] in LEFT_OUT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Has nothing to run."""


def leave_tensorflow_out() -> None:
    """Puts the stand-in in TensorFlow's place for the rest of this process; it comes before the first import of Rasa.

    Raises:
        RuntimeError: TensorFlow is imported already.
    """
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    if "tensorflow" in sys.modules:
        raise RuntimeError("TensorFlow is imported already; leave it out before Rasa is imported.")
    sys.meta_path.insert(0, _Finder())
