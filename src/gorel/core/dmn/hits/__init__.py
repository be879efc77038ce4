"""What a table answers when rules match: one file per hit policy (DMN 1.5 §8.2.10–11).

Each policy is a function (hits, rows, scope, run) -> answer, where *hits* are the matching rules from 0, in the order
of the table, never empty: with no matching rule the table answers its default outputs, or null, whatever its policy.
"""

from __future__ import annotations

from collections.abc import Mapping

from gorel.core.dmn.hits.any_of import answer_any
from gorel.core.dmn.hits.collect import COLLECT
from gorel.core.dmn.hits.first import answer_first
from gorel.core.dmn.hits.output_order import answer_in_output_order
from gorel.core.dmn.hits.priority import answer_by_priority
from gorel.core.dmn.hits.rows import Policy, Rows
from gorel.core.dmn.hits.rule_order import answer_in_rule_order
from gorel.core.dmn.hits.unique import answer_unique
from gorel.core.dmn.model import Aggregator, HitPolicy

POLICIES: Mapping[HitPolicy, Policy] = {
    HitPolicy.UNIQUE: answer_unique,
    HitPolicy.FIRST: answer_first,
    HitPolicy.PRIORITY: answer_by_priority,
    HitPolicy.ANY: answer_any,
    HitPolicy.RULE_ORDER: answer_in_rule_order,
    HitPolicy.OUTPUT_ORDER: answer_in_output_order,
}
# Answer one rule; a single match therefore answers its own row, whatever the policy.
SINGLE = frozenset((HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.ANY))


def policy_of(hit_policy: HitPolicy, aggregation: Aggregator | None) -> Policy:
    """Return what a table of that policy does with its hits."""
    return COLLECT[aggregation] if hit_policy is HitPolicy.COLLECT else POLICIES[hit_policy]


__all__ = ["POLICIES", "SINGLE", "Policy", "Rows", "policy_of"]
