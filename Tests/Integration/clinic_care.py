"""What is done at the clinic besides records and consent: prescriptions and their counters, orders and results with
correction recall, messages, claims. Each answer of the node is held against what the day knows; `check` holds the
node's lists against the whole day (rows 000-19 to 000-21, 003-53 to 003-60, 003-78, 004-48)."""

import json
from dataclasses import dataclass, field

from sealing import point, unb64

DAY = 86_400_000


@dataclass
class Prescription:
    """What may be handed out, and what was."""

    id: str
    patient: object
    physician: object
    quantity: int
    allowed: int
    dispensed: int = 0
    status: str = "active"
    refill_waits: bool = False

    @property
    def left(self):
        return self.allowed - self.dispensed


@dataclass
class Order:
    """What is to be examined, and what came out."""

    id: str
    patient: object
    physician: object
    status: str = "placed"
    results: list = field(default_factory=list)
    acknowledged: bool = False

    @property
    def open(self):
        return self.status in {"placed", "accepted", "fulfilled"}


# Visits

FIVE_MINUTES = 300_000


def visits(day, patient, physician, grant):
    """One patient of each physician is seen today: booked for now, and completed in the evening."""
    if physician in day.visits:
        return
    begin = day.node_time + 1_500
    book = {"type": "appointment.book", "appointment": day.clinic.id(), "patient": patient.id, "grant": grant.id}
    book |= {"from": begin, "until": begin + FIVE_MINUTES}
    physician.must(book)
    again = physician.does(book | {"appointment": day.clinic.id()})
    day.expect(again, "appointment.slot", ("appointment.book", "twice at one time"))
    day.visits[physician] = (book["appointment"], patient, grant)
    day.appointments[book["appointment"]] = (patient, physician, begin, "confirmed")


def ends_visits(day):
    """Who came has a visit with what was written in it; who did not is missed."""
    for number, (physician, (key, patient, grant)) in enumerate(day.visits.items()):
        attended = number > 0
        complete = {"type": "appointment.complete", "appointment": key, "attended": attended, "records": []}
        if attended:
            day.expect(patient.does(complete), "identity.wrongRole", ("appointment.complete", "patient"))
            encounter = day.writes(physician, patient, "clinical", grant)
            written = [one for one, made in day.records[patient].items() if made[1] is physician and one != encounter]
            theirs = next(one for one, (_, author) in day.records[patient].items() if author is patient)
            complete |= {
                "encounter": encounter,
                "records": sorted((one for one in written if one != encounter), key=unb64),
            }
            wrong = physician.does(complete | {"records": [theirs]})
            day.expect(wrong, "record.unknown", ("appointment.complete", "another's record"))
        physician.must(complete)
        status = "completed" if attended else "missed"
        day.appointments[key] = (*day.appointments[key][:3], status)
        shown = patient.json("GET", f"/v1/appointments/{key}")
        assert (shown["status"], shown["records"]) == (status, complete["records"])


# Prescriptions


def prescribes(day, patient, physician, grant):
    """Issued, handed out in parts at two counters of two organisations, refilled, and never more than was issued."""
    record = day.writes(physician, patient, "medication", grant)
    if record not in day.records[patient]:
        return
    quantity, repeats = day.chance.randrange(10, 31), day.chance.randrange(3)
    issue = {"type": "prescription.issue", "prescription": record, "patient": patient.id, "quantity": quantity}
    issue |= {"repeats": repeats, "until": day.node_time + 30 * DAY}
    nurse = day.of("nurse")[0]
    day.expect(nurse.does(issue), "identity.wrongRole", ("prescription.issue", "nurse"))
    physician.must(issue)
    made = Prescription(record, patient, physician, quantity, quantity * (1 + repeats))
    day.prescriptions[record] = made
    counters = day.of("pharmacist")
    assert len({counter.organisation for counter in counters}) == 2
    at_first = counters[0]
    refused = at_first.does(dispense(made, 1, day.clinic.id()))
    day.expect(refused, "access.denied", ("prescription.dispense", "without a grant"))
    grants = {counter: day.gives(patient, counter, {"read", "dispense"}, {"medication"}) for counter in counters}
    day.reads_records(at_first, patient, [record], grants[at_first])
    hands_out(day, made, grants)
    if day.chance.random() < 0.5:
        refills(day, made)
        hands_out(day, made, grants)
    if made.status != "cancelled" and day.chance.random() < 0.2:
        physician.must({"type": "prescription.cancel", "prescription": record})
        made.status, made.refill_waits = "cancelled", False
        hands_out(day, made, grants)


def dispense(made, quantity, grant):
    command = {"type": "prescription.dispense", "prescription": made.id, "quantity": quantity, "grant": grant}
    return command | {"substituted": quantity % 5 == 0}


def hands_out(day, made, grants):
    """Both counters hand out what people ask for, in turn."""
    for _ in range(day.chance.randrange(3, 7)):
        counter = day.chance.choice(sorted(grants, key=lambda one: one.name))
        quantity = day.chance.randrange(1, made.quantity + 6)
        expected = None if quantity <= min(made.left, made.quantity) else "prescription.exceeded"
        if made.status == "cancelled":
            expected = "prescription.wrongState"
        code = counter.does(dispense(made, quantity, grants[counter].id))
        day.expect(code, expected, ("prescription.dispense", made.status, quantity, made.left))
        if code is None:
            made.dispensed += quantity
            made.status = "dispensed" if made.left == 0 else "active"


def refills(day, made):
    """The patient asks, the prescriber answers; nobody else does either."""
    ask = {"type": "prescription.requestRefill", "prescription": made.id}
    stranger = next(one for one in day.patients if one is not made.patient)
    day.expect(stranger.does(ask), "prescription.unknown", ("requestRefill", "stranger"))
    words = day.text(made.patient, made.patient, "refill")
    note = made.patient.seals_note(words, "details", {made.physician.id: made.physician.point})
    made.patient.must(ask | {"note": note})
    day.expect(made.patient.does(ask), "prescription.refillOpen", ("requestRefill", "again"))
    made.refill_waits = True
    assert made.physician.opens_note(f"/v1/prescriptions/{made.id}/note") == words
    if day.chance.random() < 0.2:
        return
    approve = day.chance.random() < 0.7
    answer = {"type": "prescription.answerRefill", "prescription": made.id, "approve": approve}
    colleague = next(one for one in day.of("physician") if one is not made.physician)
    day.expect(colleague.does(answer), "prescription.unknown", ("answerRefill", "colleague"))
    made.physician.must(answer)
    made.refill_waits = False
    if approve:
        made.allowed += made.quantity
        made.status = "active"


# Orders and results


def orders(day, patient, physician, grant):
    """Ordered, accepted or rejected, done, read, acknowledged, corrected and recalled, closed by the patient."""
    record = day.writes(physician, patient, "clinical", grant)
    if record not in day.records[patient]:
        return
    clinic, laboratory = day.clinic, day.organisations["laboratory"]
    key = clinic.organisation_keys[laboratory]
    place = {"type": "order.place", "order": record, "patient": patient.id, "performer": laboratory}
    place |= {"kind": "laboratory", "grant": grant.id, "keyVersion": 1}
    place |= {"priority": day.chance.choice(["stat", "asap", "urgent", "routine"])}
    physician.must(place | {"envelope": physician.half_of(record, patient, laboratory, point(key))})
    order = day.orders[record] = Order(record, patient, physician)
    first, second = day.chance.sample(day.of("laboratoryTechnician"), 2)
    outsider = day.of("pharmacist")[0]
    day.expect(outsider.does({"type": "order.accept", "order": record}), "order.unknown", ("order.accept", "outsider"))
    if day.chance.random() < 0.15:
        first.must({"type": "order.reject", "order": record})
        order.status = "rejected"
        reads_under(day, order, first, record, allowed=False)
        return
    first.must({"type": "order.accept", "order": record})
    order.status = "accepted"
    reads_under(day, order, first, record)
    if day.chance.random() < 0.3:
        fulfils(day, order, first, "preliminary")
    fulfils(day, order, second, "final", critical=day.chance.random() < 0.25)
    result = order.results[-1]
    reads_under(day, order, physician, result)
    stranger = next(one for one in day.of("physician") if one is not physician)
    reads_under(day, order, stranger, result, allowed=False)
    acknowledges(day, order)
    if day.chance.random() < 0.4:
        # The laboratory was wrong: whoever has read it is told, and stays on the list until they say so.
        fulfils(day, order, first, "corrected", replaces=result)
        reads_under(day, order, physician, order.results[-1])
        if day.chance.random() < 0.6:
            physician.must({"type": "record.acknowledge", "patient": patient.id, "record": result})
            day.pending[result].discard(physician)
        acknowledges(day, order)
    if day.chance.random() < 0.25:
        patient.must({"type": "order.cancel", "order": record})
        order.status = "closed"
        reads_under(day, order, physician, order.results[-1], allowed=False)
        reads_under(day, order, first, record, allowed=False)
        fulfils(day, order, second, "corrected")
        assert record in {item["event"].get("subject") for item in second.list("/v1/me/events")}


def fulfils(day, order, technician, stage, critical=False, replaces=None):
    patient, physician = order.patient, order.physician
    hospital = day.organisations["hospital"]
    content = day.text(technician, patient, stage).encode()
    sealed, members = technician.seals(patient, "laboratory", content)
    record, old = sealed.record, order.results[-1] if order.results else None
    assert replaces in (None, old)
    key = point(day.clinic.organisation_keys[hospital])
    command = {"type": "order.fulfil", "order": order.id, **members, "stage": stage, "organisationKeyVersion": 1}
    command |= {"physicianEnvelope": technician.half_of(record, patient, physician.id, physician.point)}
    command |= {"organisationEnvelope": technician.half_of(record, patient, hospital, key)}
    technician.must(
        command | ({"criticalWithin": 3_600_000} if critical else {}) | ({"supersedes": old} if old else {})
    )
    if old:
        day.pending[old] |= day.read_by[old]
    day.records[patient][record] = ("laboratory", technician)
    day.contents[record] = content
    order.results.append(record)
    order.acknowledged = False
    if order.open:
        order.status = "accepted" if stage == "preliminary" else "fulfilled"


def reads_under(day, order, reader, record, allowed=True):
    """Reads under the order: what is ordered as who performs it, the result as its physician."""
    patient = order.patient
    command = {"type": "access.read", "patient": patient.id, "purpose": "TREAT", "records": [record]}
    code = reader.does(command | {"order": order.id})
    day.expect(code, None if allowed else "access.denied", ("access.read under an order", reader.role))
    if code is not None:
        return
    read = reader.last["hash"]
    day.reads[patient].append((reader.id, None, (record,)))
    if reader is order.physician:
        where, key = f"/v1/orders/{order.id}/results/{record}/envelope", reader.sealing
    else:
        where, key = f"/v1/orders/{order.id}/envelope", day.clinic.organisation_keys[reader.organisation]
    fetched = reader.fetches(patient, record, where)
    assert reader.opens(patient, record, fetched, key, read) == day.contents[record]
    if day.records[patient][record][1] is not reader:
        day.read_by[record].add(reader)


def acknowledges(day, order):
    if day.chance.random() < 0.3:
        return
    command = {"type": "result.acknowledge", "order": order.id, "record": order.results[-1]}
    colleague = next(one for one in day.of("physician") if one is not order.physician)
    day.expect(colleague.does(command), "order.unknown", ("result.acknowledge", "colleague"))
    order.physician.must(command)
    order.acknowledged = True


# Messages


def writes_to(day, patient, physician):
    """A question and its answer, which the two of them open and nobody else gets."""
    clinic, text = day.clinic, day.text(patient, patient, "question")
    first = {"type": "message.send", "message": clinic.id(), "patient": patient.id, "recipients": [physician.id]}
    content = patient.seals_note(text, "message", {physician.id: physician.point}, kind="question", title="A question")
    patient.must(first | {"content": content, "attachments": []})
    thread = first["message"]
    path = f"/v1/messages/{thread}/content"
    assert physician.opens_note(path) == text
    for other in (day.of("pharmacist")[0], next(one for one in day.patients if one is not patient)):
        assert other.request("GET", path)[0] == 404
    day.threads[thread] = (patient, physician, 1)
    if day.chance.random() < 0.3:
        return
    reply = day.text(physician, patient, "answer")
    answer = {"type": "message.send", "message": clinic.id(), "patient": patient.id, "thread": thread}
    content = physician.seals_note(reply, "message", {patient.id: patient.point}, kind="message")
    physician.must(answer | {"recipients": [patient.id], "content": content, "attachments": []})
    physician.must({"type": "message.read", "thread": thread, "messages": [thread]})
    assert patient.opens_note(f"/v1/messages/{answer['message']}/content") == reply
    day.threads[thread] = (patient, physician, 2)


# Claims


def claims(day, patient):
    """The patient shows the insurer one record, and is answered; nothing else of them becomes visible."""
    clinic, insurer = day.clinic, day.organisations["insurer"]
    clerk, key = day.of("insurer")[0], day.clinic.organisation_keys[day.organisations["insurer"]]
    record = day.chance.choice(sorted(day.records[patient]))
    grant = day.gives(patient, clerk, {"read"}, records=[record], purpose="HPAYMT", organisation=(insurer, key))
    text = json.dumps({"amount": "120.50", "currency": "EUR", "description": day.text(patient, patient, "claim")})
    content = patient.seals_note(text, "details", {insurer: point(key)}, mediaType="application/json", title="claim")
    claim = {"type": "claim.submit", "claim": clinic.id(), "patient": patient.id, "insurer": insurer}
    claim |= {"grant": grant.id, "content": content, "keyVersion": 1}
    wrong = next(one for one in day.grants if one.patient is not patient)
    day.expect(patient.does(claim | {"grant": wrong.id}), "claim.grant", ("claim.submit", "another's grant"))
    patient.must(claim)
    assert clerk.opens_note(f"/v1/claims/{claim['claim']}/content", insurer, key) == text
    day.reads_records(clerk, patient, [record], grant)
    others = [one for one in sorted(day.records[patient]) if one != record]
    day.reads_records(clerk, patient, [day.chance.choice(others)], grant)
    status = "open"
    if day.chance.random() < 0.7:
        decision = day.chance.choice(["accepted", "partial", "refused"])
        clerk.must({"type": "claim.answer", "claim": claim["claim"], "decision": decision})
        status = "answered"
    day.claims[claim["claim"]] = (patient, status)


# At the end


def check(day):
    """The node's own lists against everything that happened."""
    check_prescriptions(day)
    check_orders(day)
    for person in [*day.patients, *day.of("physician")]:
        own = {key: made for key, made in day.threads.items() if person in made[:2]}
        shown = {item["thread"]: item for item in person.list("/v1/me/threads")}
        assert set(shown) == set(own)
        assert all(shown[key]["messages"] == made[2] for key, made in own.items())
    for person in [*day.patients, *day.of("insurer")]:
        own = {key: status for key, (patient, status) in day.claims.items() if person in (patient, *day.of("insurer"))}
        assert {item["claim"]: item["status"] for item in person.list("/v1/me/claims")} == own
    for member in day.staff:
        expected = {record for record, readers in day.pending.items() if member in readers}
        assert {item["record"] for item in member.list("/v1/me/acknowledgements")} == expected, member.role


def check_prescriptions(day):
    """Nobody got more than was issued, whoever handed it out and wherever; both sides are told the same."""
    for person in [*day.patients, *day.of("physician")]:
        own = {key: made for key, made in day.prescriptions.items() if person in (made.patient, made.physician)}
        shown = {item["prescription"]: item for item in person.list("/v1/me/prescriptions")}
        assert set(shown) == set(own)
        for key, made in own.items():
            item = shown[key]
            handed = sum(one["quantity"] for one in item["dispenses"])
            assert item["dispensed"] == handed == made.dispensed <= made.allowed
            assert item["quantity"] * (1 + item["repeats"] + item["refills"]) == made.allowed
            assert item["status"] == made.status
            assert ("refillRequestedAt" in item) == made.refill_waits
    counters = {one["organisation"] for made in day.prescriptions.values() for one in dispenses(made)}
    assert len(counters) == 2
    for physician in day.of("physician"):
        waiting = {key for key, made in day.prescriptions.items() if made.physician is physician and made.refill_waits}
        assert {item["prescription"] for item in physician.list("/v1/me/refills")} == waiting


def dispenses(made):
    return made.patient.json("GET", f"/v1/prescriptions/{made.id}")["dispenses"]


def check_orders(day):
    for person in [*day.patients, *day.of("physician")]:
        own = {key: order for key, order in day.orders.items() if person in (order.patient, order.physician)}
        shown = {item["order"]: item for item in person.list("/v1/me/orders")}
        assert set(shown) == set(own)
        for key, order in own.items():
            assert shown[key]["status"] == order.status
            assert [result["record"] for result in shown[key]["results"]] == order.results
    for physician in day.of("physician"):
        waiting = {
            key
            for key, order in day.orders.items()
            if order.physician is physician and order.results and order.open and not order.acknowledged
        }
        assert {item["order"] for item in physician.list("/v1/me/results")} == waiting
    for technician in day.of("laboratoryTechnician"):
        done = {item["order"] for item in technician.list("/v1/me/worklist?state=done")}
        waits = [item["order"] for item in technician.list("/v1/me/worklist")]
        assert set(waits) == {key for key, order in day.orders.items() if order.status in {"placed", "accepted"}}
        assert done | set(waits) == set(day.orders)
