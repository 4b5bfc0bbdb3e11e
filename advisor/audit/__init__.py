"""What a schema cannot say about the knowledge; age is never a finding here."""

from advisor.audit.check import check

__all__ = ["check"]
