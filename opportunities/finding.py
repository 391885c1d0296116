"""By what an opportunity is sorted and found."""

from core.fold import fold, search_text


def index_of(title: str, contact: str, description: str, texts: str = "") -> tuple[str, str]:
    """Return what an opportunity is sorted by and found by; `contact` is the name of its contact, "" for none.

    `texts` are those of its custom fields (`fields.plans.found_by`).
    """
    return fold(title)[:300], search_text(title, contact, description[:5000], texts)
