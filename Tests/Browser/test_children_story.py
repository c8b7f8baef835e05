"""A child in the browser: a nurse confirms the guardian, the mother registers it and writes who it is, the father helps
from the command line; the young adult takes the record over with keys of their own. Rows 001-40, 003-75, 004-46."""

from datetime import UTC, datetime

import pytest
from people import accessible, at_work, confirm, fits, keep_card, reject, sign_in, signed_in
from playwright.sync_api import expect

THIS_YEAR = datetime.now(UTC).year
CHILD = "Kim Canaryfalk"
PASSPHRASE = "a passphrase of my own"


@pytest.fixture(scope="module")
def family(network):
    network.staff("nina", "Nina Falk", "nurse", "Riverside")
    for person, name in (("mia", "Mia Falk"), ("tom", "Tom Falk")):
        network.patient(person, display_name=name)
    network.pages = {}
    return network


def readable(identity):
    return "-".join(identity[at : at + 4] for at in range(0, 14, 4))


def looked_at(page, name):
    """Nothing hangs out on a wide screen; nothing is wrong on a dark phone (every page is walked in light, too)."""
    size = page.viewport_size
    page.set_viewport_size({"width": 1440, "height": 900})
    fits(page, name)
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    fits(page, f"{name}, on a phone")
    accessible(page, f"{name}, dark, on a phone")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(size)


def headed(page, title):
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_nurse_confirms_the_guardian(open_page, family):
    mother = at_work(open_page, family, "mia", "/representatives/child")
    expect(mother.get_by_text("Nobody has confirmed yet that you are")).to_be_visible()
    looked_at(mother, "nobody confirmed")

    nurse = at_work(open_page, family, "nina", "/guardians")
    expect(nurse.get_by_text("You have confirmed no guardian yet.")).to_be_visible()
    nurse.get_by_role("link", name="Confirm a guardian").click()
    nurse.get_by_label("Whose identity").fill("nobody")
    nurse.get_by_label("Comes of age in").fill(str(THIS_YEAR + 27))
    nurse.get_by_role("button", name="Confirm a guardian").click()
    expect(nurse.get_by_text("This is no identity.")).to_be_visible()
    expect(nurse.get_by_text(f"Enter a year from {THIS_YEAR} to {THIS_YEAR + 26}.")).to_be_visible()
    looked_at(nurse, "confirming a guardian")
    nurse.get_by_label("Whose identity").fill(readable(family.ids["mia"]).lower())
    nurse.get_by_label("Comes of age in").fill(str(THIS_YEAR))
    nurse.get_by_role("button", name="Confirm a guardian").click()
    reject(nurse)
    assert family.ask("mia", "dependant", "attestations")["attestations"] == []
    nurse.get_by_role("button", name="Confirm a guardian").click()
    confirm(nurse, readable(family.ids["mia"]), f"comes of age in {THIS_YEAR}")
    row = nurse.get_by_role("row", name=readable(family.ids["mia"]))
    expect(row).to_contain_text("open")
    looked_at(nurse, "what was confirmed")

    # Somebody who is no patient is no guardian, says the ledger.
    nurse.get_by_role("link", name="Confirm a guardian").click()
    nurse.get_by_label("Whose identity").fill(family.ids["nina"])
    nurse.get_by_label("Comes of age in").fill(str(THIS_YEAR))
    nurse.get_by_role("button", name="Confirm a guardian").click()
    confirm(nurse)
    expect(nurse.get_by_role("alert")).to_contain_text("There is nobody with this identity.")

    # The authority attests nothing, and hands over.
    official = at_work(open_page, family, "ruth", "/guardians")
    expect(official.get_by_role("main").get_by_role("link")).to_have_text(["Hand a record over"])
    looked_at(official, "the authority")

    # The mother's page learns of it by itself.
    expect(mother.get_by_label("The child").first).to_be_visible()


def test_the_mother_registers_the_child(open_page, family):
    mother = at_work(open_page, family, "mia", "/representatives")
    expect(mother.locator("[data-attestation]")).to_contain_text("You can register a child")
    looked_at(mother, "a child can be registered")
    mother.goto(f"{family.url}/#/home")
    mother.get_by_role("main").get_by_role("link", name="Register a child").click()
    expect(mother.get_by_text(f"confirmed a child who comes of age in {THIS_YEAR}")).to_be_visible()
    looked_at(mother, "registering a child")
    mother.get_by_label("The child").first.fill(CHILD)
    mother.get_by_label("date of birth").fill(f"{THIS_YEAR - 18}-01-02")
    mother.get_by_role("button", name="Register the child").click()
    expect(mother.get_by_role("dialog")).to_contain_text("Register a child as your dependant.")
    expect(mother.get_by_role("dialog")).to_contain_text("Add one personal details record")
    looked_at(mother, "what is signed for a child")
    reject(mother)
    assert family.ask("mia", "representative", "list")["representations"] == []
    mother.get_by_role("button", name="Register the child").click()
    confirm(mother, CHILD)
    expect(mother.get_by_role("heading", name="The child is registered")).to_be_visible()
    looked_at(mother, "a registered child")
    represented = family.ask("mia", "representative", "list")["representations"]
    assert [one["guardian"] for one in represented] == [True]
    family.ids["kim"] = represented[0]["patient"]
    expect(mother.get_by_text(readable(family.ids["kim"]), exact=True).first).to_be_visible()
    mother.get_by_role("button", name=f"Act for {CHILD}").click()
    expect(mother.get_by_role("region", name="Acting for somebody")).to_contain_text(CHILD)

    # What was registered in the browser works on the command line, for the other parent, too.
    family.kim = ("--on-behalf-of", family.ids["kim"])
    family.ask("mia", "representative", "appoint", family.ids["tom"], "--guardian", *family.kim)
    records = family.ask("tom", "record", "list", *family.kim)["records"]
    assert [one["category"] for one in records] == ["demographics"]
    shown = family.ask("tom", "record", "show", records[0]["record"], *family.kim)["resource"]
    assert CHILD in shown and f"{THIS_YEAR - 18}-01-02" in shown
    family.ask("tom", "record", "add", "--condition", "Hay fever", *family.kim)
    mother.goto(f"{family.url}/#/record")
    mother.locator("[data-action=open-chart]").click()
    confirm(mother)
    expect(mother.get_by_text("Hay fever").first).to_be_visible()
    # The nurse sees that her confirmation was used.
    nurse = at_work(open_page, family, "nina", "/guardians")
    expect(nurse.get_by_role("row", name=readable(family.ids["mia"]))).to_contain_text(readable(family.ids["kim"]))


def made_keys(open_page, family):
    """The young adult's own browser: keys, card and file."""
    adult = open_page("/#/sign-up")
    headed(adult, "Sign up as a patient")
    adult.get_by_role("link", name="I have come of age").click()
    headed(adult, "Take over my record")
    looked_at(adult, "taking over")
    adult.get_by_label("The identity of your record").fill(readable(family.ids["kim"]))
    adult.get_by_label("Your name").fill(CHILD)
    adult.get_by_label("Choose a passphrase").fill(PASSPHRASE)
    adult.get_by_role("button", name="Make my keys").click()
    confirm(adult, "Say that these new keys are", readable(family.ids["kim"]))
    keep_card(adult, family.folder / "grown.card")
    expect(adult.get_by_role("heading", name="Your file")).to_be_visible()
    looked_at(adult, "the file of who takes over")
    return adult


def test_the_young_adult_takes_over(open_page, family):
    adult = made_keys(open_page, family)
    # Nobody has confirmed the keys yet; the card makes the file anew.
    sign_in(adult, family, "grown", passphrase=PASSPHRASE)
    expect(adult.get_by_text("nobody has confirmed its keys yet")).to_be_visible()
    adult.goto(f"{family.url}/#/take-over?again=1")
    expect(adult.get_by_role("button", name="Make the file")).to_be_visible()
    looked_at(adult, "the file anew")
    adult.get_by_label("Sign-in card").fill((family.folder / "grown.card").read_text().strip())
    adult.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    adult.get_by_label("The identity of your record").fill(family.ids["kim"])
    adult.get_by_role("button", name="Make the file").click()
    confirm(adult)
    file = family.folder / "kim.takeover"
    with adult.expect_download() as download:
        adult.get_by_role("button", name="Save the file").click()
    download.value.save_as(file)
    expect(adult.get_by_role("img", name="Your file as a code")).to_be_visible()
    expect(adult.get_by_role("button", name="Print")).to_be_visible()

    # The father hands the key on at the command line, the mother in the browser.
    family.ask("tom", "dependant", "pass-key", file)
    mother = at_work(open_page, family, "mia", "/representatives")
    mother.get_by_role("link", name="Hand the key on").click()
    wrong = family.folder / "wrong.takeover"
    wrong.write_text(file.read_text()[:-9] + "AAAAAAA\n")
    mother.get_by_label("The young adult").set_input_files(wrong)
    expect(mother.get_by_text("This is not the file of somebody who takes over")).to_be_visible()
    mother.get_by_role("button", name="Hand the key on").click()
    expect(mother.get_by_text("This is not the file of somebody who takes over")).to_be_visible()
    mother.get_by_label("The young adult").set_input_files(file)
    expect(mother.get_by_role("definition").get_by_text(readable(family.ids["kim"]))).to_be_visible()
    looked_at(mother, "handing the key on")
    mother.get_by_role("button", name="Hand the key on").click()
    confirm(mother, readable(family.ids["kim"]), "what was written before")
    expect(mother.get_by_text("Handed on.")).to_be_visible()

    nurse = at_work(open_page, family, "nina", "/guardians")
    nurse.get_by_role("link", name="Hand a record over").click()
    nurse.get_by_label("The young adult").set_input_files(file)
    expect(nurse.get_by_role("definition").get_by_text(readable(family.ids["kim"]))).to_be_visible()
    looked_at(nurse, "handing a record over")
    nurse.get_by_role("button", name="Hand a record over").click()
    confirm(nurse, readable(family.ids["kim"]), "has come of age")
    expect(nurse.get_by_text("Handed over.", exact=False).first).to_be_visible()

    # Nobody acts for them any more; the young adult has everything.
    expect(mother.locator("[data-part=byMe]")).to_contain_text("handed over")
    expect(mother.get_by_role("button", name="Act for them")).to_have_count(0)
    looked_at(mother, "handed over")
    sign_in(adult, family, "grown", passphrase=PASSPHRASE)
    signed_in(adult)
    adult.goto(f"{family.url}/#/inbox")
    expect(adult.get_by_text("Records were sealed under a new key.").first).to_be_visible()
    adult.goto(f"{family.url}/#/record")
    expect(adult.get_by_text("Hay fever").first).to_be_visible()

    for path in family.data.rglob("*"):
        if path.is_file():
            assert CHILD.encode() not in path.read_bytes(), path


def test_a_child_without_a_name_gets_one(open_page, family):
    """Registered on the command line, where no name is asked for: the guardian's page offers to write it."""
    network = family
    network.ask("nina", "dependant", "attest", "--guardian", network.ids["tom"], "--comes-of-age", str(THIS_YEAR + 9))
    registered = network.ask("tom", "dependant", "register")
    child = ("--on-behalf-of", registered["patient"])
    father = at_work(open_page, network, "tom", "/representatives")
    card = father.locator("[data-representation]").filter(has_text=readable(registered["patient"]))
    card.locator("[data-action=act]").click()
    expect(father.get_by_role("region", name="Acting for somebody")).to_be_visible()
    who = father.locator("[data-part=who]")
    expect(who).to_contain_text("This record does not say whose it is")
    looked_at(father, "a child without a name")
    who.get_by_role("button").click()
    dialog = father.get_by_role("dialog", name="This record does not say whose it is")
    dialog.get_by_label("Full name").fill("Bo Canaryfalk")
    dialog.get_by_label("Date of birth").fill(f"{THIS_YEAR - 9}-03-04")
    accessible(father, "writing a child's name")
    dialog.get_by_role("button", name="Write name").click()
    reject(father)
    assert network.ask("tom", "record", "list", *child)["records"] == []
    dialog.get_by_role("button", name="Write name").click()
    confirm(father, "Add one personal details record")
    expect(who).to_have_count(0)
    expect(father.get_by_role("region", name="Acting for somebody")).to_contain_text("Bo Canaryfalk")
    [record] = network.ask("tom", "record", "list", *child)["records"]
    shown = network.ask("tom", "record", "show", record["record"], *child)["resource"]
    assert "Bo Canaryfalk" in shown and f"{THIS_YEAR - 9}-03-04" in shown
