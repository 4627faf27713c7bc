"""The reviewer's choice for the overlay of repetitions; it is kept from trial to trial."""

from dataclasses import dataclass, replace

from gui.review.picture import BORDERS, QUANTITIES


@dataclass(frozen=True, slots=True)
class OverlayChoice:
    """Whether repetitions are overlaid, by which quantity, aligned at which border."""

    overlaid: bool = False
    quantity: str = QUANTITIES[0]
    aligned: str = BORDERS[0]

    def turned(self) -> "OverlayChoice":
        """Switches the overlay on or off."""
        return replace(self, overlaid=not self.overlaid)

    def with_next_quantity(self) -> "OverlayChoice":
        """The last is followed by the first."""
        return replace(self, quantity=_after(self.quantity, QUANTITIES))

    def with_next_border(self) -> "OverlayChoice":
        """The last is followed by the first."""
        return replace(self, aligned=_after(self.aligned, BORDERS))


def _after(name: str, among: tuple[str, ...]) -> str:
    return among[(among.index(name) + 1) % len(among)]
