"""Asks twice before some actions."""

SURE_S = 5.0


class Sure:
    """Remembers what was requested once."""

    def __init__(self) -> None:
        self._name = ""
        self._until_s = 0.0

    def doubts(self, name: str, now_s: float) -> bool:
        """Whether it was requested once, and another request would perform it."""
        return self._name == name and now_s <= self._until_s

    def is_sure(self, name: str, now_s: float) -> bool:
        """Whether this is the second request within `SURE_S`."""
        sure = self.doubts(name, now_s)
        self._name = "" if sure else name
        self._until_s = now_s + SURE_S
        return sure

    def keep_only(self, name: str) -> None:
        """Forgets a request for any other action."""
        if name != self._name:
            self._name = ""
