"""What limits a figure that does not reach its target, as it was found out."""

_FLAT = (
    "the bottom is flat: of 24 bottoms told more than 50 ms off, 21 lay within 1.3 mm of the lowest, "
    "most within 0.3 mm, and without a hold within 0.1 mm; the other three are one participant whose "
    "movement no ground could bear, with plates that saturate"
)
LIMITS = {"bottom p95": _FLAT, "bottom without hold p95": _FLAT}
