"""Words that must not appear in anything shown about a person."""

import re

# Names of drills, and what a rig may state about itself.
ALLOWED = re.compile(r"glute[- ]bridge", re.IGNORECASE)
FORBIDDEN = re.compile(
    r"\b(?:neutral|spin(?:e|al)|lumbar|round(?:ed|ing)|arch(?:ed|ing)?|hyperext\w*|angles?|degrees?"
    r"|muscles?|activat\w*|glutes?|hamstrings?|stretch\w*|injur\w*|risks?|prevent\w*|safe(?:ty|ly)?"
    r"|diagnos\w*|valgus|shear|range of motion|norms?|normal\w*|abnormal\w*|pain\w*|patholog\w*"
    r"|correct|incorrect|poor|faulty)\b",
    re.IGNORECASE,
)


def forbidden_in(text: str) -> list[str]:
    """The forbidden words in a text."""
    return FORBIDDEN.findall(ALLOWED.sub("", text))
