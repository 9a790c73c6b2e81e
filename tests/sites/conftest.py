"""Members with their people."""

from tests.ties.conftest import member

__all__ = ["member"]
