"""Language tags as other formats write them, as our language takes them."""

from __future__ import annotations

import re


def main_language(tag: str) -> str | None:
    """A BCP 47 tag in lower case; None where it is none.

    >>> main_language("es-ES"), main_language("pt_BR"), main_language("Spanish")
    ('es-es', 'pt-br', None)
    """
    folded = tag.strip().lower().replace("_", "-")
    return folded if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", folded) else None
