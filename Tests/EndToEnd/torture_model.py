"""What must be true of the service, by the word that its clients have: one thread, no clever data.

It replays the journal and is then held against what the database has.
"""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

# Answers after which nobody knows; the same key is asked again.
UNKNOWN_CODES = ("outcome_unknown",)
# Answers that say: nothing was done.
NOTHING_DONE = (409, 422, 429, 500, 503, 507)


@dataclass
class Key:
    kind: str
    request: dict
    # The first final answer; None while nobody knows.
    answer: str | None = None
    order: dict | None = None
    # What was said was "nothing was done", and it was not asked again since.
    is_denied: bool = False
    asked_again: bool = False


@dataclass
class Model:
    keys: dict[str, Key] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, entries: list[dict]) -> "Model":
        return cls().follow(entries)

    def follow(self, entries: list[dict]) -> "Model":
        for entry in entries:
            getattr(self, entry["event"])(entry)
        return self

    def asked(self, entry: dict) -> None:
        key = self.keys.setdefault(entry["key"], Key(entry["kind"], entry))
        key.is_denied = False

    def told(self, entry: dict) -> None:
        key = self.keys[entry["key"]]
        status, body = entry["status"], entry["body"]
        if status in (200, 201, 202, 204):
            if key.kind == "order":
                if key.answer is not None and key.answer != body:
                    self.faults.append(f"{entry['key']}: the answer {key.answer} became {body}")
                key.order = json.loads(body)
            key.answer = body
        elif status in NOTHING_DONE:
            code = json.loads(body).get("code") if body.startswith("{") else None
            if code in UNKNOWN_CODES:
                return
            if key.order:
                self.faults.append(f"{entry['key']}: sold, and then answered {status} {body}")
            key.is_denied = True
        else:
            self.faults.append(f"{entry['key']}: {status} {body}")

    @property
    def acknowledged(self) -> dict[str, Key]:
        return {k: key for k, key in self.keys.items() if key.answer is not None}

    @property
    def unknown(self) -> dict[str, Key]:
        return {k: v for k, v in self.keys.items() if v.answer is None and not v.is_denied}

    def compare(self, orders: list[tuple], events: list[tuple], keys: list[tuple]) -> list[str]:
        """The faults: what the database has beside what was said.

        - orders: (id, participant, course, price); events: (event_id,); keys: (key, answer).
        """
        faults = list(self.faults)
        kept = {row[0]: row for row in orders}
        by_key = {row[0]: row[1] for row in keys}
        sold = defaultdict(list)
        for name, key in self.keys.items():
            if key.kind != "order":
                continue
            if key.order:
                sold[key.order["id"]].append(name)
                if key.order["id"] not in kept:
                    faults.append(f"{name}: the order {key.order['id']} was sold and is lost")
                elif int(kept[key.order["id"]][3]) != key.order["price"]:
                    faults.append(f"{name}: {kept[key.order['id']]} is not {key.order}")
                if name not in by_key:
                    faults.append(f"{name}: its answer is lost")
            elif key.is_denied and name in by_key:
                faults.append(f"{name}: answered that nothing was done, and {by_key[name]}")
        faults += [f"{order} was sold under {names}" for order, names in sold.items() if names[1:]]
        unknown = {name for name in self.unknown if self.keys[name].kind == "order"}
        # What was never answered may have been done, once.
        strangers = set(kept) - set(sold)
        if len(strangers) > len(unknown):
            faults.append(f"{len(strangers)} orders that nobody bought: {sorted(strangers)[:3]}")
        known = Counter(row[0] for row in events)
        faults += [f"the event {name} is there twice" for name in known if known[name] > 1]
        faults += [
            f"the event {name} was taken and is lost"
            for name, key in self.keys.items()
            if key.kind == "event" and key.answer is not None and name not in known
        ]
        return faults
