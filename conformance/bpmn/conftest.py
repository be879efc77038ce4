"""What happens in a test of the models of others happens again."""

from core.engine.replaying import each_case_again

__all__ = ["each_case_again"]
