"""From a decision to offers: which free times fit it, in which order, and why.

Pure: the policy, the availability and the present time are arguments. The same input gives the same offers in the
same order.
"""

from weald.engines.matching.offers import (
    LONDON,
    FreeSlot,
    Need,
    Offer,
    is_settled,
    least_cost_after,
    offers,
    services_for,
    shortlist,
    window,
)
from weald.engines.matching.policy import Policy, PolicyError, read_policy

__all__ = [
    "LONDON",
    "FreeSlot",
    "Need",
    "Offer",
    "Policy",
    "PolicyError",
    "is_settled",
    "least_cost_after",
    "offers",
    "read_policy",
    "services_for",
    "shortlist",
    "window",
]
