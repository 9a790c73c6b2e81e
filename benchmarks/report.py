"""What is printed: one JSON object a line, and what was skipped in words."""

import json
import sys
from typing import Any


def tell(**fields: Any) -> None:
    """One line for machines."""
    sys.stdout.write(json.dumps(fields, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def say(words: str) -> None:
    """One line for people."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()
