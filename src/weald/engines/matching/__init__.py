"""From a decision to offers: which free times fit it, in which order, and why.

Pure: the policy, the availability and the present time are arguments. The same input gives the same offers in the
same order.
"""

from weald.engines.matching.offers import (
    ALL_MODES,
    LONDON,
    FreeSlot,
    Need,
    Offer,
    cost,
    offers,
    services_for,
    shortlist,
    window,
)
from weald.engines.matching.overflow import Offered, near_until, opened
from weald.engines.matching.policy import Policy, PolicyError, read_policy
from weald.engines.matching.shortfall import WINDOWS, Group, shortfall

__all__ = [
    "ALL_MODES",
    "LONDON",
    "WINDOWS",
    "FreeSlot",
    "Group",
    "Need",
    "Offer",
    "Offered",
    "Policy",
    "PolicyError",
    "cost",
    "near_until",
    "offers",
    "opened",
    "read_policy",
    "services_for",
    "shortfall",
    "shortlist",
    "window",
]
