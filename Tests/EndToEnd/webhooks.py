"""Callbacks as a partner platform posts them, signed by PyPI's standardwebhooks."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import requests
from standardwebhooks.webhooks import Webhook

from client import Client


def now() -> datetime:
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def event(kind: str, order: str, **data) -> str:
    """The body of a callback in the house shape."""
    return json.dumps(
        {"type": kind, "timestamp": rfc3339(now()), "data": {"order_id": order} | data}
    )


def completed(order: str) -> str:
    return event("course.completed", order, completed_at=rfc3339(now()), score=0.9)


def certificate(order: str, number: str) -> str:
    issued = {
        "number": number,
        "url": f"https://certificates.example/{number}",
        "issued_at": rfc3339(now()),
    }
    return event("certificate.issued", order, certificate=issued)


def signed(body: str, secret: str, identifier: str | None = None, age=timedelta()) -> dict:
    """The three header fields of Standard Webhooks."""
    identifier = identifier or f"msg_{uuid.uuid4().hex}"
    sent = now() - age
    return {
        "webhook-id": identifier,
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(secret).sign(identifier, sent, body),
        "Content-Type": "application/json",
    }


def post(
    client: Client, platform: dict, body: str, headers: dict | None = None
) -> requests.Response:
    """Posts a callback, signed with the platform's own secret unless told otherwise."""
    return client.send(
        "POST",
        f"/v1/webhooks/{platform['id']}",
        data=body.encode(),
        headers=headers or signed(body, platform["webhook_secret"]),
    )
