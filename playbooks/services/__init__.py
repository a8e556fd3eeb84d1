"""Acts on plans and policies."""

from playbooks.services.seed import seed

__all__ = ["seed"]
