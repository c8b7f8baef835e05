"""The wallet's modules and the command line open what the other wrote: records, grants, releases, large files."""

import json

import pytest
from network import PASSPHRASE

# Signs in with a card and runs `body(person, desk, module)` in the page; every signature is confirmed.
SCRIPT = """async ({root, card, passphrase, argument}) => {
  const module = (path) => import(`${root}/${path}.js`);
  const { Session } = await module('session/session');
  const { SigningDesk } = await module('wallet/desk');
  const { parseCard } = await module('crypto/vault');
  const session = new Session();
  await session.signIn({ card: await parseCard(card), passphrase, keep: false });
  const desk = new SigningDesk({ confirm: async () => true, nameOf: async () => undefined });
  const body = BODY;
  try { return await body({ person: session.person, desk, module, argument }); } finally { await session.signOut(); }
}"""


@pytest.fixture
def run(open_page, network):
    def run_as(user, body, argument=None):
        page = open_page()
        root = page.evaluate("fetch('/app/bundle.json').then((answer) => answer.json()).then((one) => one.root)")
        card = (network.folder / f"{user}.card").read_text().strip()
        return page.evaluate(
            SCRIPT.replace("BODY", body),
            {"root": root, "card": card, "passphrase": PASSPHRASE, "argument": argument},
        )

    return run_as


@pytest.fixture(scope="module")
def people(network):
    network.patient("walter")
    network.staff("erika", "Erika Holt", "physician", "Riverside")
    condition = network.folder / "condition.json"
    condition.write_text(
        json.dumps(
            {
                "resourceType": "Condition",
                "subject": {"reference": f"Patient/{network.ids['walter']}"},
                "clinicalStatus": {
                    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
                },
                "code": {"text": "Migraine"},
            }
        )
    )
    network.ask("walter", "record", "add", "--file", condition)
    network.granted("walter", "erika", "clinical", "read,contribute")
    return network


READ = """async ({ person, desk, module, argument }) => {
  const { openRecords } = await module('wallet/records');
  const documents = await person.client.all(`/v1/patients/${argument}/records`);
  const read = [];
  for await (const opened of openRecords(person, desk, documents)) {
    read.push(opened.error ? String(opened.error.code) : [opened.metadata.mediaType, await opened.blob.text()]);
  }
  return read;
}"""


def test_the_browser_reads_what_the_command_line_wrote(people, run):
    patient = people.ids["walter"]
    [[kind, text]] = run("walter", READ, patient)
    assert kind == "application/fhir+json" and json.loads(text)["code"]["text"] == "Migraine"
    # By the grant, with a signed read and a released share; the patient's log has it.
    before = len(people.ask("walter", "access", "log")["reads"])
    [[kind, text]] = run("erika", READ, patient)
    assert json.loads(text)["code"]["text"] == "Migraine"
    log = people.ask("walter", "access", "log")["reads"]
    assert len(log) == before + 1


def test_the_command_line_reads_what_the_browser_wrote(people, run):
    body = """async ({ person, desk, module, argument }) => {
      const { addRecord, amendRecord, retractRecord, writingContext } = await module('wallet/records');
      const context = await writingContext(person, argument);
      const record = (text) => ({ category: 'clinical', content: new Blob([text]),
        metadata: { mediaType: 'text/plain', title: 'Note' } });
      const first = await addRecord(person, desk, context, record('first'));
      const second = await amendRecord(person, desk, context, first, record('second'));
      const third = await addRecord(person, desk, context, record('third'));
      await retractRecord(person, desk, { patient: argument, record: third }, 'entered twice');
      return [first, second, third];
    }"""
    first, second, third = run("erika", body, people.ids["walter"])
    shown = people.folder / "shown.txt"
    people.cli("walter", "record", "show", second, "--output", shown)
    assert shown.read_text() == "second"
    state = {one["record"]: one["status"] for one in people.ask("walter", "record", "list")["records"]}
    assert (state[first], state[second], state[third]) == ("superseded", "current", "retracted")


def test_a_large_file_goes_and_comes_in_pieces(people, run):
    """Five megabytes and one byte: many segments, several uploads, a CID of several chunks, all in a worker."""
    body = """async ({ person, desk, module }) => {
      const { addRecord, openRecord, writingContext } = await module('wallet/records');
      const bytes = new Uint8Array(5 * 1024 * 1024 + 1);
      for (let index = 0; index < bytes.length; index += 1) bytes[index] = (index * 31) % 253;
      const sealed = [];
      const uploaded = [];
      const arrived = [];
      const id = await addRecord(person, desk, await writingContext(person, person.id), {
        category: 'imaging', content: new Blob([bytes]), metadata: { mediaType: 'application/dicom' },
      }, { progress: (done) => sealed.push(done), uploaded: (done) => uploaded.push(done) });
      const document = await person.client.get(`/v1/patients/${person.id}/records/${id}`);
      const opened = await openRecord(person, desk, document, { progress: ({ bytes: done }) => arrived.push(done) });
      const content = new Uint8Array(await opened.blob.arrayBuffer());
      const cancelled = new AbortController();
      const late = openRecord(person, desk, document, { signal: cancelled.signal }).catch((error) => error.code);
      cancelled.abort();
      return {
        same: content.length === bytes.length && content.every((byte, index) => byte === bytes[index]),
        steps: [sealed.length > 3, uploaded.length > 1, arrived.length > 3], cancelled: await late,
      };
    }"""
    assert run("walter", body) == {"same": True, "steps": [True, True, True], "cancelled": "client.cancelled"}


def test_an_ended_access_opens_nothing_and_the_keys_change(people, run):
    body = """async ({ person, desk, module }) => {
      const { revokeAccess } = await module('wallet/access');
      for (const grant of await person.client.all(`/v1/patients/${person.id}/grants`)) {
        if (grant.status === 'live') await revokeAccess(person, desk, grant.grant);
      }
      const duties = await person.client.get(`/v1/patients/${person.id}/duties`);
      return [duties.rekey, duties.reseal];
    }"""
    assert run("walter", body) == [[], []]
    refused = """async ({ person, desk, module, argument }) => {
      const { openRecord } = await module('wallet/records');
      const own = await person.client.all(`/v1/patients/${argument}/records`);
      const theirs = own.filter((document) => document.author !== person.id);
      return [theirs.length, await openRecord(person, desk, { ...own[0], author: 'x' }).catch((error) => error.code)];
    }"""
    assert run("erika", refused, people.ids["walter"]) == [0, "client.noGrant"]
    # What was written before still opens for the patient, under the new keys too.
    assert all(isinstance(one, list) for one in run("walter", READ, people.ids["walter"]))


def test_the_browser_verifies_receipts(people, run):
    body = """async ({ person, module }) => {
      const { verifyReceipt } = await module('crypto/receipt');
      const { items } = await person.client.page('/v1/me/events', { query: { order: 'newest' } });
      const response = await person.client.request('GET', `/v1/transactions/${items[0].transaction}/receipt`);
      const text = await response.text();
      const verified = await verifyReceipt(text, person.networkId);
      const altered = text.replace(/"index":\\d+/, '"index":7');
      return [verified.hash === items[0].transaction, verified.final,
        await verifyReceipt(altered, person.networkId).catch((error) => error.code)];
    }"""
    hash_matches, final, altered = run("walter", body)
    assert hash_matches and final and altered in ("receipt.invalid", "proof.invalid")
