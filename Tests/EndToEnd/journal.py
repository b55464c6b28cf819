"""What a client was told: the other side of the books that a crash must not contradict."""

import threading
from dataclasses import dataclass, field

from client import Client


@dataclass
class Purchase:
    """An attempt with its key; `answer` is None while nobody knows."""

    buyer: Client
    course: dict
    key: str
    answer: bytes | None = None
    order: dict | None = None


@dataclass
class Callback:
    """A callback with its id, taken (2xx) or not known."""

    identifier: str
    platform: dict
    order: str
    kind: str
    body: str
    headers: dict
    is_taken: bool = False


@dataclass
class Journal:
    purchases: list[Purchase] = field(default_factory=list)
    callbacks: list[Callback] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, entry: Purchase | Callback) -> None:
        with self.lock:
            kept = self.purchases if isinstance(entry, Purchase) else self.callbacks
            kept.append(entry)

    def fault(self, words: str) -> None:
        with self.lock:
            self.faults.append(words)

    @property
    def acknowledged(self) -> list[Purchase]:
        with self.lock:
            return [purchase for purchase in self.purchases if purchase.order]

    @property
    def unknown(self) -> list[Purchase]:
        with self.lock:
            return [purchase for purchase in self.purchases if purchase.answer is None]

    @property
    def taken(self) -> list[Callback]:
        with self.lock:
            return [callback for callback in self.callbacks if callback.is_taken]
