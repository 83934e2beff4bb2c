"""Promises and national measures: from the timelines of requests to outcomes, and what was counted from them."""
