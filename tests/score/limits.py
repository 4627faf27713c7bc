"""What limits a figure that does not reach its target, as it was found out."""

LIMITS: dict[str, str] = {}
