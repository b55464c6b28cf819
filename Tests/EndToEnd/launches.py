"""A platform that is launched, and its courses."""

from foreign import ForeignServer
from market import wait_until_confirmed


def platform(repository: ForeignServer, tool: str, keys: str) -> dict:
    """The platform whose catalogue is in the repository, with its tool and the tool's keys."""
    return {
        "id": "sisnaker",
        "name": "Sisnaker",
        "dialect": "oaipmh-lti",
        "base_url": repository.url,
        "credentials": {
            "client_id": "tool-1",
            "deployment_id": "deployment-1",
            "launch_url": f"{tool}/launch",
            "login_url": f"{tool}/login",
            "tool_jwks_url": keys,
        },
        "publish": "automatic",
        "enabled": True,
    }


def course(number: int, **more) -> dict:
    return {
        "id": f"oai:sisnaker.example:{number}",
        "datestamp": "2026-01-02T03:04:05",
        "title": f"Pelatihan {number} & Lain",
        "description": "<p>Baik</p><script>alert(1)</script>",
        "publisher": f"Lembaga {number}",
        "subject": "Kuliner",
        "language": "id",
        "price": f"IDR {number * 10_000}.00",
        "duration": "PT1H30M",
    } | more


def bought(client, number: int) -> str:
    """The id of a confirmed order."""
    title = f"Pelatihan {number} & Lain"
    course = next(c for c in client.items("/v1/courses?limit=100") if c["title"] == title)
    answer = client.buy(course["id"])
    assert answer.status_code == 201, answer.text
    wait_until_confirmed(client, answer.json()["id"])
    return answer.json()["id"]
