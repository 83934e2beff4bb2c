"""Promises and national measures: from the stories of requests to outcomes, and what was counted from them."""
