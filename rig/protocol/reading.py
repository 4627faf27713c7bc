"""Bytes of a protocol file to a protocol, or an error in one line."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from rig.fields import FieldError, read_fields
from rig.protocol.drill import Protocol


@dataclass(frozen=True, slots=True)
class Card:
    """A protocol with the exact text it was read from; `own` is true for one of the user's."""

    protocol: Protocol
    text: str
    own: bool

    @property
    def sha256(self) -> str:
        """Of the text as UTF-8, hexadecimal."""
        return sha256(self.text.encode()).hexdigest()

    def frozen(self) -> dict[str, Any]:
        """What a trial stores of it: attributes of its root, by their names there."""
        return {
            "protocol": self.protocol.name,
            "protocol_text": self.text,
            "protocol_sha256": self.sha256,
            "condition": self.protocol.condition,
        }


def read_card(data: bytes, name: str, *, own: bool) -> Card:
    """The card in the file NAME.toml that holds `data`. Raises UsageError in one line."""
    protocol = read_fields(data, Protocol, file=f"{name}.toml")
    if protocol.name != name:
        raise FieldError(f"{name}.toml", "name", f"expected {name}, got {protocol.name}")
    return Card(protocol, data.decode(), own)
