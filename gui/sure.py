"""Some things are asked for twice before they are done."""

SURE_S = 5.0


class Sure:
    """Remembers what was asked for once."""

    def __init__(self) -> None:
        self._name = ""
        self._until_s = 0.0

    def doubts(self, name: str, now_s: float) -> bool:
        """Whether it was asked for once, and would be done if it were again."""
        return self._name == name and now_s <= self._until_s

    def is_sure(self, name: str, now_s: float) -> bool:
        """Whether it is asked for the second time within a while."""
        sure = self.doubts(name, now_s)
        self._name = "" if sure else name
        self._until_s = now_s + SURE_S
        return sure

    def keep_only(self, name: str) -> None:
        """This is done now: whatever else was asked for must be asked for twice again."""
        if name != self._name:
            self._name = ""
