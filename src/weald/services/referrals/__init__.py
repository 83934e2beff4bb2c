"""Referrals to a pharmacy and to others, and what came of them."""
