"""Tokens of links, cookies and invitations: whoever holds one may come in, so that we keep its hash alone."""

import hashlib


def hash_of(token: str) -> bytes:
    """What we keep of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()
