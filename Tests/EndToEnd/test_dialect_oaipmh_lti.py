"""oaipmh-lti against pyoai as repository and pylti1p3 as the tool that is launched."""

import datetime
import html
import re

import pytest
import requests

from client import assert_problem
from foreign import ForeignServer, market_of, sync
from launches import bought, course, platform
from market import eventually

COUNT = 20


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> ForeignServer:
    server = ForeignServer("oai_server", tmp_path_factory.mktemp("oai"))
    courses = [course(number) for number in range(1, COUNT)]
    courses.append(course(COUNT, formats=["oai_dc"]))
    courses.append(course(COUNT + 1, deleted=True))
    server.write("courses.json", courses)
    yield server.start()
    server.stop()


@pytest.fixture(scope="module")
def tool(tmp_path_factory) -> ForeignServer:
    server = ForeignServer("lti_tool", tmp_path_factory.mktemp("tool"))
    server.write("scores.json", [["Completed", "FullyGraded", 17], ["Completed", "FullyGraded", 4]])
    yield server
    server.stop()


@pytest.fixture(scope="module")
def market(tmp_path_factory, repository, tool):
    sisnaker = platform(repository, tool.url, f"{tool.url}/jwks")
    settings = {"CATALOGD_SYNC_SECONDS": "3600"}
    market = market_of(tmp_path_factory.mktemp("market") / "m", sisnaker, settings)
    tool.write(
        "platform.json",
        {"issuer": market.url, "client_id": "tool-1", "deployment_id": "deployment-1"},
    )
    tool.start()
    try:
        yield market.serve().wait_for_courses(COUNT)
    finally:
        market.discard()


@pytest.fixture(scope="module")
def siti(market):
    return market.signed_in()


def form_of(page: requests.Response) -> tuple[str, dict]:
    """The address and the fields of a page that posts itself."""
    assert page.status_code == 200, page.text
    assert page.headers["Content-Type"].startswith("text/html")
    action = html.unescape(re.search(r'action="([^"]*)"', page.text)[1])
    fields = re.findall(r'name="([^"]*)" value="([^"]*)"', page.text)
    return action, {name: html.unescape(value) for name, value in fields}


def launch(client, order: str) -> requests.Response:
    """What a browser does: the tool's login, our page, the tool's launch."""
    browser = requests.Session()
    page = browser.get(client.json(f"/v1/orders/{order}/start")["url"], timeout=10)
    action, fields = form_of(page)
    return browser.post(action, data=fields, timeout=20)


def test_both_formats_are_harvested_and_merged(market, repository):
    listed = {c["title"]: c for c in market.client().items("/v1/courses?limit=100")}
    assert len(listed) == COUNT
    first = listed["Pelatihan 1 & Lain"]
    assert first["price"] == 10_000 and first["provider"] == "Lembaga 1"
    assert first["duration_minutes"] == 90
    bare = listed[f"Pelatihan {COUNT} & Lain"]
    assert bare["price"] is None and bare["provider"] == f"Lembaga {COUNT}"
    asked = repository.log.read_text()
    assert "resumptionToken" in asked and "verb=Identify" in asked


def test_what_changes_later_comes_by_its_time(market, repository):
    report = sync(market)
    assert not report["full_feed"] and report["changed"] == 0 and report["delisted"] == 0
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    courses = repository.read("courses.json")
    courses[1] |= {"title": "Pelatihan Baru", "datestamp": now}
    courses[2] |= {"deleted": True, "datestamp": now}
    repository.write("courses.json", courses)
    report = sync(market)
    assert (report["changed"], report["delisted"], report["full_feed"]) == (1, 1, False)

    def is_shown() -> bool:
        titles = {c["title"] for c in market.client().items("/v1/courses?limit=100")}
        return "Pelatihan Baru" in titles and "Pelatihan 3 & Lain" not in titles

    eventually("the catalogue shows it", is_shown)
    assert "from=20" in repository.log.read_text()


def test_a_launch_brings_the_learner_and_the_score_completes(market, siti):
    order = bought(siti, 5)
    answer = launch(siti, order)
    assert answer.status_code == 200, answer.text
    claims = answer.json()
    lti = "https://purl.imsglobal.org/spec/lti/claim/"
    assert claims[lti + "resource_link"]["id"] == "oai:sisnaker.example:5"
    assert claims[lti + "custom"]["course"] == "oai:sisnaker.example:5"
    assert claims["iss"] == market.url and claims["aud"] == "tool-1"
    completed = eventually(
        "the order is completed",
        lambda: (o := siti.order(order))["state"] == "completed" and o,
    )
    assert completed["completed_at"]
    completion = next(c for c in siti.json("/v1/me/completions")["items"] if c["order_id"] == order)
    assert completion["score"] == 85, "a lower later score does not undo the first"
    assert launch(siti, order).status_code == 200, "who has completed may look again"
    market.audit()


def test_a_launch_is_good_once_and_for_its_learner(market, siti):
    order = bought(siti, 6)
    start = siti.json(f"/v1/orders/{order}/start")
    assert start["expires_at"]
    browser = requests.Session()
    first = browser.get(start["url"], timeout=10)
    assert "id_token" in form_of(first)[1]
    again = form_of(browser.get(start["url"], timeout=10))[1]
    assert again["error"] == "login_required" and "id_token" not in again
    stranger = siti.json(f"/v1/orders/{order}/start")["url"].replace(
        "login_hint=ptc_", "login_hint=x"
    )
    assert form_of(browser.get(stranger, timeout=10))[1]["error"] == "login_required"


def test_nobody_is_sent_to_an_address_that_is_not_registered(market):
    parameters = {
        "client_id": "tool-1",
        "redirect_uri": "https://evil.example/",
        "scope": "openid",
        "response_type": "id_token",
        "nonce": "n",
    }
    answer = market.client().get("/lti/auth", params=parameters)
    assert_problem(answer, 400, "launch_refused")


def test_others_cannot_start_an_order(market, siti):
    order = bought(siti, 7)
    assert market.client().get(f"/v1/orders/{order}/start").status_code == 401
    stranger = market.synthetic_participants(1)[0]
    assert_problem(stranger.get(f"/v1/orders/{order}/start"), 404)
    browser = siti.get(f"/v1/orders/{order}/start", headers={"Accept": "text/html"})
    assert browser.status_code == 303 and "/login?iss=" in browser.headers["Location"]


def test_the_page_of_an_order_leads_to_its_course(market, siti):
    order = bought(siti, 8)
    session = {"sesi": siti.token}
    page = requests.get(f"{market.url}/pesanan/{order}", cookies=session, timeout=10)
    way = f"/pesanan/{order}/mulai"
    assert f'href="{way}"' in page.text
    start = requests.get(market.url + way, cookies=session, timeout=10, allow_redirects=False)
    assert start.status_code == 303 and "/login?iss=" in start.headers["Location"]
    stranger = requests.get(market.url + way, timeout=10, allow_redirects=False)
    assert "/login?iss=" not in stranger.headers.get("Location", "")


def test_we_tell_who_we_are(market):
    document = market.client().json("/.well-known/openid-configuration")
    assert document["issuer"] == market.url
    keys = market.client().json("/lti/jwks")["keys"]
    assert len(keys) == 1 and keys[0]["alg"] == "RS256" and "d" not in keys[0]
