"""What a component's training depends on besides its own file."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from rrn.paths import DATA, ROOT


@lru_cache(maxsize=1)
def understanding_fingerprint() -> str:
    """Returns a hash of the code and the data files behind the pipeline; Rasa's own fingerprint sees one file only."""
    digest = hashlib.sha256()
    for path in sorted((*(ROOT / "rrn" / "understanding").glob("*.py"), *DATA.glob("*.yml"))):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
