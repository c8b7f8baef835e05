"""Parents act for a child, on the command line and in the browser; a physician in the browser opens what a parent wrote
and writes after a parent has made new keys; an adult appoints a helper; the child grows up and signs in. A node that
shows a bent proof is not believed. Rows 001-40, 003-75, 004-46."""

import json
from datetime import UTC, datetime

import pytest
from network import REFUSED
from people import accessible, at_work, confirm, fits, reject
from playwright.sync_api import expect

THIS_YEAR = str(datetime.now(UTC).year)


@pytest.fixture(scope="module")
def family(network):
    network.staff("nina", "Nina Falk", "nurse", "Riverside")
    network.staff("dora", "Dora Stein", "physician", "Riverside")
    for person, name in (("mia", "Mia Falk"), ("tom", "Tom Falk"), ("gran", "Grete Falk"), ("eve", "Eve Lind")):
        network.patient(person, display_name=name)
    network.ask("nina", "dependant", "attest", "--guardian", network.ids["mia"], "--comes-of-age", THIS_YEAR)
    network.ids["kim"] = network.ask("mia", "dependant", "register")["patient"]
    network.kim = ("--on-behalf-of", network.ids["kim"])
    written = network.ask("mia", "record", "add", "--condition", "Jaundice of the newborn", *network.kim)
    network.birth = written["record"]
    network.ask("mia", "representative", "appoint", network.ids["tom"], "--guardian", *network.kim)
    asked = network.ask("dora", "access", "request", network.ids["kim"], "--categories", "clinical", "--rights",
                        "read,contribute")["request"]  # fmt: skip
    network.ask("tom", "access", "grant", "--request", asked, *network.kim)
    return network


def act_for(page, network, patient):
    """Switches to a patient whom the person represents."""
    page.goto(f"{network.url}/#/representatives")
    readable = "-".join(network.ids[patient][at : at + 4] for at in range(0, 14, 4))
    page.locator("[data-part=byMe] section", has_text=readable).get_by_role("button", name="Act for them").click()
    expect(page.get_by_role("region", name="Acting for somebody")).to_contain_text(f"You act for {readable}")


def write(page, address, title, *words):
    """Signs a problem."""
    page.goto(address)
    page.get_by_role("combobox", name="Diagnosis or problem").fill(title)
    page.locator(".entry-form [type=submit]").click()
    confirm(page, *words)
    expect(page.locator(".record-head h2")).to_contain_text(title)


def resources(network, person):
    """The clinical records of the child, as somebody opens them at the command line."""
    records = network.ask(person, "record", "list", *network.kim)["records"]
    return "".join(
        network.ask(person, "record", "show", one["record"], *network.kim)["resource"]
        for one in records
        if one["category"] == "clinical"
    )


def test_a_physician_opens_what_a_parent_wrote_and_writes_after_new_keys(open_page, family):
    # A helper came and went, so that every key has been made anew by the father, in his own name.
    helps = family.ask("tom", "representative", "appoint", family.ids["gran"], "--rights", "read,arrange", "--for",
                       "5d", *family.kim)  # fmt: skip
    family.ask("tom", "representative", "end", helps["representation"], *family.kim)
    chart = f"/chart/{family.ids['kim']}"
    physician = at_work(open_page, family, "dora", chart)
    physician.locator("[data-action=open-chart]").click()
    confirm(physician, "Open 1 record")
    expect(physician.get_by_text("Jaundice of the newborn").first).to_be_visible()
    write(physician, f"{family.url}/#{chart}/add/condition", "Asthma", "Add one clinical record")
    for parent in ("mia", "tom"):
        assert "Asthma" in resources(family, parent)


@pytest.mark.parametrize("bent", ["nobody", "shorter", "another"])
def test_a_bent_proof_is_not_believed(open_page, family, bent):
    """The node shows the parent's record without the steps to the parent, with fewer, or under another appointment:
    nothing is opened, nor signed to have been read."""
    page = at_work(open_page, family, "dora")
    before = len(family.ask("tom", "access", "log", *family.kim)["reads"])

    def bend(route):
        answer = route.fetch()
        body = answer.json()
        if bent == "nobody":
            del body["representation"]
        elif bent == "shorter":
            body["representation"] = body["representation"][1:] or [{}]
        else:
            body["representation"][0]["representation"] = "AAAAAAAAAAAAAAAAAAAAAA"
        route.fulfill(response=answer, body=json.dumps(body))

    page.route(f"**/records/{family.birth}/proof", bend)
    page.goto(f"{family.url}/#/chart/{family.ids['kim']}/item/{family.birth}")
    page.locator(".closed-record button").click()
    expect(page.locator(".closed-record")).to_contain_text("could not be opened")
    expect(page.get_by_text("Jaundice of the newborn")).to_have_count(0)
    assert len(family.ask("tom", "access", "log", *family.kim)["reads"]) == before


def test_a_parent_acts_in_the_browser(open_page, family):
    parent = at_work(open_page, family, "mia")
    act_for(parent, family, "kim")
    accessible(parent, "the child's first page")
    fits(parent, "the child's first page")
    parent.goto(f"{family.url}/#/record")
    parent.locator("[data-action=open-chart]").click()
    reject(parent)
    parent.locator("[data-action=open-chart]").click()
    confirm(parent)
    expect(parent.get_by_text("Jaundice of the newborn").first).to_be_visible()
    accessible(parent, "the child's record")

    # Every signature says for whom; the command line reads it as the child's, and the log names the mother.
    write(parent, f"{family.url}/#/record/add/condition", "Migraine", "whom you represent", "Add one clinical record")
    assert "Migraine" in resources(family, "tom")
    readers = {read["reader"] for read in family.ask("tom", "access", "log", *family.kim)["reads"]}
    assert family.ids["mia"] in readers

    # She ends the physician's access: the keys change, and the father opens what is written afterwards.
    parent.goto(f"{family.url}/#/access")
    card = parent.locator("section[data-grant]", has_text="Dora Stein")
    card.get_by_role("button", name="End this access").click()
    confirm(parent, "whom you represent")
    expect(parent.get_by_text("Access ended.")).to_be_visible()
    expect(card).to_have_count(0)
    # Her own inbox stays hers, and says what she did for whom.
    parent.goto(f"{family.url}/#/inbox")
    expect(parent.get_by_role("region", name="Acting for somebody")).to_contain_text("This page is your own.")
    expect(parent.get_by_text("You did this for them.").first).to_be_visible()
    later = family.ask("mia", "record", "add", "--condition", "After new keys", *family.kim)["record"]
    assert "After new keys" in family.ask("tom", "record", "show", later, *family.kim)["resource"]
    parent.get_by_role("button", name="Act for myself again").click()
    expect(parent.get_by_role("region", name="Acting for somebody")).to_be_hidden()


def test_an_adult_appoints_a_helper_who_sees_what_was_allowed(open_page, family):
    adult = at_work(open_page, family, "eve", "/representatives")
    expect(adult.get_by_text("There is no representative.")).to_be_visible()
    accessible(adult, "no representatives")
    adult.get_by_role("link", name="Let somebody act").click()
    adult.get_by_label("Whose identity").fill("nobody")
    adult.get_by_role("button", name="Let somebody act").click()
    expect(adult.get_by_text("This is no identity.")).to_be_visible()
    adult.get_by_label("Whose identity").fill(family.ids["gran"])
    accessible(adult, "appointing")
    fits(adult, "appointing")
    adult.get_by_role("button", name="Let somebody act").click()
    confirm(adult, "open all records and arrange appointments")
    expect(adult.locator("[data-part=forMe] [data-representation]")).to_have_count(1)
    accessible(adult, "representatives")

    helper = at_work(open_page, family, "gran", width=390)
    act_for(helper, family, "eve")
    helper.get_by_role("button", name="Menu").click()
    navigation = helper.get_by_role("navigation", name="Main")
    expect(navigation.get_by_role("link", name="Appointments")).to_be_visible()
    for hidden in ("Requests", "Who has access", "Messages", "Privacy", "Ledger"):
        expect(navigation.get_by_role("link", name=hidden)).to_have_count(0)
    fits(helper, "a phone that acts for somebody")
    accessible(helper, "a phone that acts for somebody")
    # What may not be opened leads home.
    helper.goto(f"{family.url}/#/access")
    expect(helper.get_by_role("heading", level=1)).to_have_text("Home")

    # Ended: the helper's screen is their own again, by itself.
    adult.locator("[data-part=forMe]").get_by_role("button", name="End").click()
    adult.get_by_role("dialog").get_by_role("button", name="End").click()
    confirm(adult, "End this representation now")
    expect(helper.get_by_role("region", name="Acting for somebody")).to_be_hidden()


def test_who_came_of_age_signs_in(open_page, family):
    family.wallet("kim", display_name="Kim Falk")
    # The vault is at the node from here on; the keys are nobody's yet.
    family.ask("kim", "identity", "status", code=REFUSED)
    signed = family.folder / "kim.takeover"
    family.ask("kim", "dependant", "take-over", family.ids["kim"], "--output", signed)
    family.ask("mia", "dependant", "pass-key", signed)
    family.ask("nina", "dependant", "hand-over", signed)
    grown = at_work(open_page, family, "kim", "/inbox")
    # The device makes new keys, and seals what was written before under them.
    expect(grown.get_by_text("Records were sealed under a new key.").first).to_be_visible()
    grown.goto(f"{family.url}/#/record")
    expect(grown.get_by_text("Jaundice of the newborn").first).to_be_visible()
    expect(grown.get_by_text("After new keys").first).to_be_visible()
    accessible(grown, "a grown-up's record")
