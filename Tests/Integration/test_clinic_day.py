"""A day at a clinic: forty patients, twelve members of staff of three organisations, their insurer's clerk and the
authority, played through the public API by people written from docs/spec alone (rows 004-52, 000-19, 000-60, 001-13,
003-51). What is decided is drawn from a seed that is printed; every answer is held against what consent says it must
be, what may be read is opened, and at the end the node's own lists are held against the whole day."""

import json
import random
import subprocess
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import clinic_care as care
import pytest
from clinic import CATEGORIES, Clinic, Member
from conftest import coordinates
from cryptography.hazmat.primitives.asymmetric import ec
from network import MEDCHAIN, Network
from sealing import grant_envelope, point

SEED = 20261121
# Stands in everything that anybody writes.
CANARY = "canary of the clinic day"
PATIENTS = 40
STAFF = [
    *(("hospital", "physician"),) * 4,
    ("hospital", "nurse"),
    ("hospital", "radiologist"),
    ("hospital", "pharmacist"),
    ("hospital", "hospitalManager"),
    *(("laboratory", "laboratoryTechnician"),) * 2,
    ("laboratory", "hospitalManager"),
    ("pharmacy", "pharmacist"),
    ("insurer", "insurer"),
]
# What a role may write (contract-v1 section 1).
WRITES = {
    "physician": set(CATEGORIES),
    "nurse": {"clinical", "medication", "safety"},
    "radiologist": {"imaging"},
    "laboratoryTechnician": {"laboratory"},
    "pharmacist": {"medication"},
    "hospitalManager": set(),
    "insurer": set(),
}


@dataclass
class Grant:
    """What a patient gave, as the day remembers it."""

    id: str
    patient: object
    grantee: object
    categories: set
    records: set
    rights: set
    reads: int | None
    purpose: str = "TREAT"
    # The organisation that it was given to, and the key that opens it; else the grantee and theirs.
    organisation: tuple | None = None
    used: int = 0
    read: str | None = None
    status: str = "live"

    def covers(self, category, record, right):
        if right not in self.rights:
            return False
        if self.records:
            return record in self.records and right == "read"
        # Safety goes along with what reads or contributes.
        return category in self.categories or category == "safety"

    def refusal(self, records, reading=True):
        """The code with which a use is refused; None when it is allowed."""
        right = "read" if reading else "contribute"
        ended = {"revoked": "access.revoked", "usedUp": "access.usedUp"}
        if self.status in ended:
            return ended[self.status]
        if right not in self.rights:
            return "access.wrongRight"
        if not all(self.covers(category, record, right) for record, category in records):
            return "access.wrongCategory"
        if reading and self.reads is not None and self.used + len(records) > self.reads:
            return "access.usedUp"
        return None


@dataclass
class Day:
    """Everything that happened."""

    clinic: object
    chance: random.Random
    folder: object
    organisations: dict = field(default_factory=dict)
    staff: list = field(default_factory=list)
    patients: list = field(default_factory=list)
    grants: list = field(default_factory=list)
    # By patient: record -> (category, author).
    records: dict = field(default_factory=lambda: defaultdict(dict))
    # By patient: (reader, grant, records) of each accepted read.
    reads: dict = field(default_factory=lambda: defaultdict(list))
    # What each physician offers, and (physician, slot) -> appointment of those that hold one.
    slots: dict = field(default_factory=dict)
    held: dict = field(default_factory=dict)
    appointments: dict = field(default_factory=dict)
    refused: dict = field(default_factory=lambda: defaultdict(int))
    open_requests: dict = field(default_factory=dict)
    # What each record says, and who but its author has opened it.
    contents: dict = field(default_factory=dict)
    read_by: dict = field(default_factory=lambda: defaultdict(set))
    # By record that was corrected: who has read it and not said that they know.
    pending: dict = field(default_factory=lambda: defaultdict(set))
    visits: dict = field(default_factory=dict)
    prescriptions: dict = field(default_factory=dict)
    orders: dict = field(default_factory=dict)
    threads: dict = field(default_factory=dict)
    claims: dict = field(default_factory=dict)

    def text(self, author, patient, about):
        """What somebody writes: never twice the same."""
        return f"{CANARY}: {about} of {patient.name}, by {author.name}: {self.chance.getrandbits(64):x}"

    # What people do

    def writes(self, author, patient, category, grant=None):
        """Adds a record and holds the answer against what must come of it."""
        content = self.text(author, patient, category).encode()
        record, code = author.adds(patient, category, grant.id if grant else None, content)
        if author is patient:
            expected = None
        elif not WRITES[author.role]:
            expected = "identity.wrongRole"
        elif category not in WRITES[author.role]:
            expected = "record.categoryForRole"
        elif grant is None or grant.grantee is not author or grant.patient is not patient:
            expected = "access.denied"
        else:
            expected = grant.refusal([(record, category)], reading=False)
        self.expect(code, expected, ("record.add", author.role, category))
        if code is None:
            self.records[patient][record] = (category, author)
            self.contents[record] = content
        return record

    def reads_records(self, reader, patient, records, grant):
        """Reads and holds the answer against consent."""
        pairs = [(record, self.records[patient][record][0]) for record in records]
        if grant is None:
            is_author = all(self.records[patient][record][1] is reader for record in records)
            expected = None if is_author else "access.denied"
        elif grant.grantee is not reader or grant.patient is not patient:
            expected = "access.denied"
        else:
            expected = grant.refusal(pairs)
        path = f"/v1/grants/{grant.id}/envelope" if grant else None
        fetched = [reader.fetches(patient, record, path) for record in records] if grant and not expected else []
        code = reader.reads(patient, records, grant.id if grant else None, grant.purpose if grant else "TREAT")
        self.expect(code, expected, ("access.read", reader.role))
        if code is None:
            read = reader.last["hash"]
            for record, sealed in zip(records, fetched, strict=True) if grant else ():
                key = grant.organisation[1] if grant.organisation else reader.sealing
                assert reader.opens(patient, record, sealed, key, read) == self.contents[record]
            for record in records:
                if self.records[patient][record][1] is not reader:
                    self.read_by[record].add(reader)
            self.reads[patient].append((reader.id, grant.id if grant else None, tuple(sorted(records))))
            if grant:
                grant.used += len(records)
                grant.read = read
                if grant.used == grant.reads:
                    grant.status = "usedUp"
        return code

    def asks(self, member, patient, categories, rights, reads=None):
        """A request. Returns its id."""
        request = self.clinic.id()
        member.must(
            {
                "type": "access.request",
                "request": request,
                "patient": patient.id,
                "forOrganisation": False,
                "scope": {"categories": [name for name in CATEGORIES if name in categories]},
                "rights": [right for right in ("list", "read", "contribute", "dispense") if right in rights],
                "purpose": "TREAT",
                "duration": 86_400_000,
                **({"reads": reads} if reads else {}),
            }
        )
        self.open_requests[request] = (member, patient)
        return request

    def gives(
        self,
        patient,
        member,
        rights,
        categories=(),
        records=(),
        reads=None,
        request=None,
        purpose="TREAT",
        organisation=None,
    ):
        """A grant, whether somebody asked for it or not."""
        grant = self.clinic.id()
        scope = {"records": sorted(records)} if records else {"categories": [c for c in CATEGORIES if c in categories]}
        now = self.node_time
        grantee, to = (organisation[0], point(organisation[1])) if organisation else (member.id, member.point)
        # A right to read gives keys, of safety too, which goes along with categories.
        keys = {*categories, "safety"} if categories and "read" in rights else set()
        halves = [(record, *self.clinic.halves[record]) for record in records]
        envelope = grant_envelope(self.clinic.name, patient, grantee, to, keys, halves)
        patient.must(
            {
                "type": "access.grant",
                "grant": grant,
                "grantee": grantee,
                "scope": scope,
                "rights": [right for right in ("list", "read", "contribute", "dispense") if right in rights],
                "purpose": purpose,
                "from": now,
                "until": now + 86_400_000,
                "envelope": patient.store(envelope),
                **({"keyVersion": 1} if organisation else {}),
                **({"reads": reads} if reads else {}),
                **({"request": request} if request else {}),
            }
        )
        self.open_requests.pop(request, None)
        given = Grant(grant, patient, member, set(categories), set(records), set(rights), reads, purpose, organisation)
        self.grants.append(given)
        return given

    def revokes(self, grant):
        code = grant.patient.does({"type": "access.revoke", "grant": grant.id})
        self.expect(code, None if grant.status == "live" else "grant.ended", ("access.revoke",))
        if code is None:
            grant.status = "revoked"

    @property
    def node_time(self):
        return int(time.time() * 1000)

    def expect(self, code, expected, what):
        assert code == expected, (what, code, expected, f"seed {SEED}")
        if code:
            self.refused[code] += 1

    def of(self, role):
        return [member for member in self.staff if member.role == role]


def found(folder):
    """A network of the authority and three organisations, of which the hospital runs the node."""
    official = ec.generate_private_key(ec.SECP256R1())
    sealing = ec.generate_private_key(ec.SECP256R1())
    data = folder / "node"
    (folder / "network.yaml").write_text(
        f"""name: Clinic
organisations:
  - {{id: ministry, kind: authority, name: Ministry of Health, registrar: hospital}}
  - {{id: hospital, kind: hospital, name: Lakeside Hospital, node: {json.dumps(str(data))}}}
  - {{id: laboratory, kind: laboratory, name: Meridian Laboratory, registrar: hospital}}
  - {{id: pharmacy, kind: pharmacy, name: Old Mill Pharmacy, registrar: hospital}}
  - {{id: insurer, kind: insurer, name: Harbour Insurance, registrar: hospital}}
officials:
  - organisation: ministry
    name: A. Officer
    signingKey: {json.dumps(coordinates(official))}
    sealingKey: {json.dumps(coordinates(sealing))}
"""
    )
    command = [MEDCHAIN, "network", "init", "--data", data, "--description", folder / "network.yaml", "--json"]
    made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert made.returncode == 0, made.stdout + made.stderr
    return data, official


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """The network with everybody in it, before anything has happened."""
    folder = tmp_path_factory.mktemp("clinic")
    data, official = found(folder)
    node = Network.around(folder, data)
    node.start()
    chance = random.Random(SEED)
    clinic = Clinic(node.url, chance)
    day = Day(clinic, chance, folder)
    day.node = node
    for organisation in clinic.network and Member(clinic, "", "").list("/v1/organisations"):
        day.organisations[organisation["kind"]] = organisation["id"]
    officer = Member(clinic, "A. Officer", "authority", signing=official)
    officer.sign_in()
    for index, (kind, role) in enumerate(STAFF):
        member = Member(clinic, f"{role} {index}", role)
        member.register(day.organisations[kind])
        officer.must({"type": "identity.verify", "identity": member.id})
        member.sign_in()
        day.staff.append(member)
    for keeper in [*day.of("hospitalManager"), *day.of("insurer")]:
        keeper.makes_organisation_key([one for one in day.staff if one.organisation == keeper.organisation])
    for index in range(PATIENTS):
        patient = Member(clinic, f"patient {index}", "patient")
        patient.register(day.organisations["hospital"])
        patient.sign_in()
        patient.open_compartments()
        day.patients.append(patient)
    yield day
    node.close()


HALF_HOUR = 1_800_000


def opens(day, physician):
    """A physician offers tomorrow, in sixteen half hours."""
    begin = (day.node_time // 86_400_000 + 1) * 86_400_000 + 8 * 3_600_000
    day.slots[physician] = [begin + index * HALF_HOUR for index in range(16)]
    offer = {"type": "availability.publish", "availability": day.clinic.id(), "from": begin}
    physician.must(offer | {"until": begin + 16 * HALF_HOUR, "slot": HALF_HOUR})


def appointment(day, patient, physician):
    """The patient asks for a time, which somebody else may have; the physician answers, or the patient thinks again."""
    begin = day.chance.choice(day.slots[physician])
    made = {"appointment": day.clinic.id(), "physician": physician.id, "from": begin, "until": begin + HALF_HOUR}
    code = patient.does({"type": "appointment.request", **made})
    day.expect(code, "appointment.slot" if (physician, begin) in day.held else None, ("appointment.request",))
    if code:
        return
    key = made["appointment"]
    day.held[physician, begin] = key
    day.appointments[key] = (patient, physician, begin, "requested")
    stranger = next(other for other in day.of("physician") if other is not physician)
    day.expect(stranger.does({"type": "appointment.confirm", "appointment": key}), "appointment.unknown", ("confirm",))
    answer = day.chance.choice(["confirm", "confirm", "confirm", "decline", "cancel"])
    (patient if answer == "cancel" else physician).must({"type": f"appointment.{answer}", "appointment": key})
    status = {"confirm": "confirmed", "decline": "declined", "cancel": "cancelled"}[answer]
    day.appointments[key] = (patient, physician, begin, status)
    if answer != "confirm":
        del day.held[physician, begin]


def consultation(day, patient, physician):
    """The patient comes, is asked for access, decides; what is allowed is done, and what is not is tried."""
    chance = day.chance
    own = day.writes(patient, patient, chance.choice(["clinical", "safety", "medication"]))
    day.reads_records(physician, patient, [own], None)
    request = day.asks(physician, patient, {"clinical", "laboratory", "medication"}, {"read", "contribute"})
    decision = chance.random()
    if decision < 0.1:
        patient.must({"type": "access.deny", "request": request})
        day.open_requests.pop(request)
        day.writes(physician, patient, "clinical")
        return None
    if decision < 0.2:
        return None
    categories = {"clinical", "laboratory", "medication"} if decision < 0.8 else {"clinical"}
    grant = day.gives(patient, physician, {"read", "contribute"}, categories, request=request)
    day.reads_records(physician, patient, [own], grant)
    for category in ("clinical", "medication", "safety", "imaging"):
        day.writes(physician, patient, category, grant)
    return grant


def laboratory(day, patient, physician, grant):
    """A technician contributes a result that the physician then reads, and sees nothing else."""
    technician = day.chance.choice(day.of("laboratoryTechnician"))
    given = day.gives(patient, technician, {"contribute"}, {"laboratory"})
    result = day.writes(technician, patient, "laboratory", given)
    day.writes(technician, patient, "clinical", given)
    others = [record for record, (_, author) in day.records[patient].items() if author is not technician]
    day.reads_records(technician, patient, day.chance.sample(others, 1), given)
    day.reads_records(technician, patient, [result], None)
    if grant:
        day.reads_records(physician, patient, [result], grant)


def second_opinion(day, patient):
    """One view of one record, for another physician: it works once."""
    other = day.chance.choice(day.of("physician"))
    record = day.chance.choice(sorted(day.records[patient]))
    grant = day.gives(patient, other, {"read"}, records=[record], reads=1)
    assert day.reads_records(other, patient, [record], grant) is None
    assert day.reads_records(other, patient, [record], grant) == "access.usedUp"


def pharmacy(day, patient):
    """A pharmacist reads the medication under a limited number of reads, and tries what is not theirs."""
    pharmacist = day.chance.choice(day.of("pharmacist"))
    grant = day.gives(patient, pharmacist, {"read", "dispense"}, {"medication"}, reads=day.chance.randrange(1, 4))
    by_category = defaultdict(list)
    for record, (category, _) in sorted(day.records[patient].items()):
        by_category[category].append(record)
    for _ in range(3):
        records = by_category["medication"] or by_category["safety"] or by_category["clinical"]
        day.reads_records(pharmacist, patient, [day.chance.choice(records)], grant)
    if by_category["clinical"]:
        day.reads_records(pharmacist, patient, [by_category["clinical"][0]], grant)


def trespass(day, patient):
    """Those without consent try: a nurse, a manager, somebody with another patient's grant."""
    record = day.chance.choice(sorted(day.records[patient]))
    nurse, manager = day.chance.choice(day.of("nurse")), day.of("hospitalManager")[0]
    day.reads_records(nurse, patient, [record], None)
    day.reads_records(manager, patient, [record], None)
    day.writes(nurse, patient, "clinical")
    day.writes(manager, patient, "clinical")
    foreign = [grant for grant in day.grants if grant.patient is not patient]
    if foreign:
        grant = day.chance.choice(foreign)
        day.reads_records(grant.grantee, patient, [record], grant)


def evening(day):
    """Some take back what they gave; whoever tries afterwards is refused."""
    for grant in day.chance.sample(day.grants, len(day.grants) // 3):
        day.revokes(grant)
        if "read" in grant.rights:
            record = day.chance.choice(sorted(day.records[grant.patient]))
            assert day.reads_records(grant.grantee, grant.patient, [record], grant)
        if grant.read and grant.status == "revoked":
            # What was read before is not released again, whatever the reader has kept.
            body = json.dumps({"transaction": grant.read}).encode()
            status, answer = grant.grantee.request("POST", "/v1/releases", body, {"content-type": "application/json"})
            assert (status, json.loads(answer)["code"]) == (403, "release.ended")


def test_the_day_is_played_and_every_invariant_holds(day):
    print(f"seed {SEED}")
    began = time.monotonic()
    for physician in day.of("physician"):
        opens(day, physician)
    for patient in day.patients:
        physician = day.chance.choice(day.of("physician"))
        appointment(day, patient, physician)
        grant = consultation(day, patient, physician)
        laboratory(day, patient, physician, grant)
        second_opinion(day, patient)
        pharmacy(day, patient)
        trespass(day, patient)
        if grant:
            care.visits(day, patient, physician, grant)
            care.orders(day, patient, physician, grant)
            care.prescribes(day, patient, physician, grant)
            if day.chance.random() < 0.5:
                care.writes_to(day, patient, physician)
        if day.chance.random() < 0.3:
            care.claims(day, patient)
    care.ends_visits(day)
    evening(day)
    print(f"{time.monotonic() - began:.1f} s; refused: {dict(day.refused)}")

    # The day had of everything: a day without refusals would show nothing.
    for code in ("access.denied", "access.revoked", "access.usedUp", "access.wrongCategory", "access.wrongRight"):
        assert day.refused[code] > 0, code
    assert day.refused["appointment.slot"] > 0
    assert day.refused["record.categoryForRole"] > 0 and day.refused["identity.wrongRole"] > 0
    for code in ("prescription.exceeded", "prescription.wrongState", "order.unknown", "claim.grant"):
        assert day.refused[code] > 0, code
    assert {order.status for order in day.orders.values()} >= {"fulfilled", "rejected", "closed"}
    assert any(day.pending.values()) and any(made.allowed > made.quantity for made in day.prescriptions.values())

    logs_and_consents(day)
    lists(day)
    calendars(day)
    inboxes(day)
    care.check(day)
    receipts(day)
    day.node.stop()
    unreadable(day)
    verdict = day.node.run("verify", "--data", day.node.data, "--json")
    assert verdict.json["intact"] is True, verdict.out


def logs_and_consents(day):
    """Every read is in the log, exactly; each had consent; nobody read more often than was agreed."""
    for patient in day.patients:
        log = patient.list(f"/v1/patients/{patient.id}/reads")
        seen = Counter((read["reader"], read.get("grant"), tuple(read["records"])) for read in log)
        assert seen == Counter(day.reads[patient])
        grants = {grant["grant"]: grant for grant in patient.list(f"/v1/patients/{patient.id}/grants")}
        used = defaultdict(int)
        for read in log:
            if "grant" not in read:
                if "order" in read:
                    order = day.orders[read["order"]]
                    assert order.patient is patient and set(read["records"]) <= {order.id, *order.results}
                    by_physician = read["reader"] == order.physician.id and order.id not in read["records"]
                    assert by_physician or read["reader"] in {one.id for one in day.of("laboratoryTechnician")}
                    continue
                authors = {day.records[patient][record][1].id for record in read["records"]}
                assert authors == {read["reader"]}
                continue
            grant = grants[read["grant"]]
            known = next(known for known in day.grants if known.id == read["grant"])
            assert read["reader"] == known.grantee.id and "read" in grant["rights"]
            assert grant["purpose"] == read["purpose"] == known.purpose
            assert grant["from"] <= read["at"] < grant.get("endedAt", grant["until"]) or grant["status"] == "usedUp"
            used[read["grant"]] += len(read["records"])
        for known in day.grants:
            if known.patient is not patient:
                continue
            grant = grants[known.id]
            assert grant["status"] == known.status and grant["readsUsed"] == used[known.id] == known.used
            assert known.reads is None or known.used <= known.reads
        assert len(grants) == sum(grant.patient is patient for grant in day.grants)


def lists(day):
    """Everybody sees exactly what consent or authorship shows them, and for the rest the answer of nobody there."""
    for patient in day.patients:
        own = {record["record"] for record in patient.list(f"/v1/patients/{patient.id}/records")}
        assert own == set(day.records[patient])
        for member in day.staff:
            allowed = {record for record, (_, author) in day.records[patient].items() if author is member}
            for grant in day.grants:
                if grant.patient is patient and grant.grantee is member and grant.status == "live":
                    allowed |= {
                        record
                        for record, (category, _) in day.records[patient].items()
                        if grant.covers(category, record, "read")
                    }
            shown = {record["record"] for record in member.list(f"/v1/patients/{patient.id}/records")}
            assert shown == allowed, (member.role, patient.name)


def calendars(day):
    """No physician has two people at one time, and patient and physician are told the same."""
    for role in ("patients", "physicians"):
        people = day.patients if role == "patients" else day.of("physician")
        for person in people:
            shown = {item["appointment"]: item for item in person.list("/v1/me/appointments")}
            own = {key: made for key, made in day.appointments.items() if person in made[:2]}
            assert set(shown) == set(own)
            for key, (patient, physician, begin, status) in own.items():
                item = shown[key]
                assert (item["patient"], item["physician"]) == (patient.id, physician.id)
                assert (item["from"], item["status"]) == (begin, status)
    for physician in day.of("physician"):
        taken = [made[2] for made in day.appointments.values() if made[1] is physician and made[3] == "confirmed"]
        assert len(taken) == len(set(taken))
        offered = day.patients[0].json("GET", f"/v1/staff/{physician.id}/slots")["slots"]
        free = {slot["from"] for slot in offered}
        assert free == set(day.slots[physician]) - set(taken)


def inboxes(day):
    """Whoever was read was told of it, by whom and of what, each time."""
    for patient in day.patients:
        events = [item["event"] for item in patient.list("/v1/me/events")]
        told = sorted(
            (event["actor"], tuple(event["details"]["records"])) for event in events if event["type"] == "access.read"
        )
        assert told == sorted((reader, records) for reader, _, records in day.reads[patient])


def receipts(day):
    """What stands on the ledger has a receipt for its signer, and none for somebody else."""
    for patient in day.chance.sample(day.patients, 5):
        patient.must({"type": "access.revoke", "grant": day.gives(patient, day.staff[0], {"read"}, {"clinical"}).id})
        day.grants[-1].status = "revoked"
        path = f"/v1/transactions/{patient.last['hash']}/receipt"
        status, body = patient.request("GET", path)
        assert status == 200 and json.loads(body)["v"] == 1
        stranger = next(other for other in day.patients if other is not patient)
        assert stranger.request("GET", path)[0] == 404


def unreadable(day):
    """Nothing that anybody wrote stands in a file of the node."""
    for file in day.node.data.rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes(), file
