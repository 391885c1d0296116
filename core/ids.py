"""Public ids: what a row is called in addresses, so that an address tells nothing about hidden rows."""

import secrets

# Crockford's base 32 in lower case: no i, l, o, u, so that an id survives being read aloud.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12
# Each byte stands for one character; 256 is a multiple of 32, so all are equally likely.
CHARACTERS = (ALPHABET * 8).encode("ascii")


def new_public_ids(count: int) -> list[str]:
    """Return so many public ids, by one question to the system's source of chance."""
    text = secrets.token_bytes(LENGTH * count).translate(CHARACTERS).decode("ascii")
    return [text[at : at + LENGTH] for at in range(0, LENGTH * count, LENGTH)]


def new_public_id() -> str:
    """Return 12 random characters of Crockford's base 32 (60 bits)."""
    return secrets.token_bytes(LENGTH).translate(CHARACTERS).decode("ascii")
