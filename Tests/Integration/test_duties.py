"""What a patient's wallet does by itself when somebody who could read must not any more."""

ATTENDED = "Your wallet attended to"


def signs_in(network, user):
    """Whether the wallet had something to do."""
    return ATTENDED in network.cli(user, "record", "list").err


def test_keys_change_once_after_a_suspension_and_grants_follow_the_organisations_key(network):
    network.patient("dutiful")
    network.staff("duty-manager", "Dora Manz", "hospital-manager", "St. Brigid")
    network.staff("duty-nurse", "Dana Nowak", "nurse", "St. Brigid")
    network.staff("duty-doctor", "Dirk Noll", "physician", "St. Brigid")
    network.ask("duty-manager", "organisation", "key", "rotate")
    record = network.ask("dutiful", "record", "add", "--condition", "Asthma")["record"]
    network.ask("dutiful", "access", "grant", "--organisation", "St. Brigid's Hospital", "--categories", "clinical")
    network.granted("dutiful", "duty-nurse", "medication")
    show = ("record", "show", record, "--patient", network.ids["dutiful"])
    network.ask("duty-doctor", *show)
    assert not signs_in(network, "dutiful")

    network.ask("duty-manager", "identity", "suspend", network.ids["duty-nurse"])
    assert signs_in(network, "dutiful")
    assert not signs_in(network, "dutiful")

    network.ask("duty-manager", "identity", "reinstate", network.ids["duty-nurse"])
    network.ask("duty-manager", "organisation", "key", "rotate")
    assert signs_in(network, "dutiful")
    assert not signs_in(network, "dutiful")
    grants = network.ask("dutiful", "access", "list", "--all")["grants"]
    versions = {(grant["status"], grant["keyVersion"]) for grant in grants if grant["granteeKind"] == "organisation"}
    assert versions == {("live", 2), ("revoked", 1)}
    network.ask("duty-doctor", *show)
    later = network.ask("dutiful", "record", "add", "--condition", "Something later")["record"]
    network.ask("duty-doctor", "record", "show", later, "--patient", network.ids["dutiful"])
