"""What the tests of flags, words and files share: the staff, and the queue of flags."""

from functools import cache

from market import Market, eventually


def staff_of(demo: Market):
    """A client for each role, by a token that the command issues."""

    @cache
    def issue(role: str):
        (row,) = demo.rows("SELECT id FROM staff WHERE role = ? ORDER BY id LIMIT 1", role)
        return demo.client(demo.done("token", "issue", "--staff", row[0]).strip())

    return issue


def flags(client, **filters) -> list[dict]:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return client.json(f"/v1/curation/flags?{query}")["items"]


def flagged(client, **filters) -> dict:
    """The newest flag of these filters; the rules are asked soon after a change."""
    eventually(f"a flag {filters}", lambda: flags(client, **filters))
    return flags(client, **filters)[0]
