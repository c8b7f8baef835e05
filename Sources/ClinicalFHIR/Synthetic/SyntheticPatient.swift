/// A person who does not exist, with a history that could be true, for the demonstration and for tests. The same story
/// and seed give the same bytes on every machine.
public struct SyntheticPatient: Sendable {
    /// What happened to the person.
    public enum LifeStory: String, Sendable, CaseIterable {
        /// Type 2 diabetes with hypertension, twelve years on, slowly better adjusted.
        case diabetic
        /// A child with asthma and a peanut allergy.
        case asthmaticChild
        /// A second pregnancy, uneventful.
        case pregnancy
        /// A heart attack, a stent, and life after it.
        case cardiac
        /// Nothing much: vaccinations, a broken arm, a check-up, and an episode that is nobody else's business.
        case healthyAdult
    }

    /// The story.
    public let story: LifeStory
    /// First name.
    public let given: String
    /// Family name.
    public let family: String
    /// `female` or `male` (FHIR administrative gender).
    public let gender: String
    /// yyyy-mm-dd.
    public let birthDate: String
    /// The fullUrl of the Patient resource in the Bundle.
    public let patientUrl: String
    /// A FHIR transaction Bundle with everything.
    public let bundle: [UInt8]

    /// Makes a person.
    ///
    /// - Parameters:
    ///   - story: the life story.
    ///   - seed: tells one person from another of the same story.
    ///   - year: the year in which the story is told; its last entries stand in the year before.
    public init(_ story: LifeStory, seed: UInt64, year: Int = 2026) {
        var chart = SyntheticChart(seed: seed &* 31 &+ UInt64(LifeStory.allCases.firstIndex(of: story) ?? 0))
        let isFemale = story == .pregnancy || (story != .cardiac && chart.generator.number(in: 0...1) == 1)
        let names =
            isFemale
            ? ["Amara", "Elif", "Hanna", "Ines", "Lucia", "Mei", "Noor", "Sofia", "Yara", "Zuzana"]
            : ["Adrian", "Bela", "Daniel", "Emre", "Ivo", "Jonas", "Kofi", "Luca", "Mateo", "Tomas"]
        let families = [
            "Abara", "Brunner", "Costa", "Demir", "Egger", "Fontana", "Gomes", "Huber", "Ivanova", "Keller", "Lindt",
            "Mora",
        ]
        given = chart.generator.pick(names)
        family = chart.generator.pick(families)
        gender = isFemale ? "female" : "male"
        let ages: [LifeStory: ClosedRange<Int>] = [
            .diabetic: 55...68, .asthmaticChild: 7...11, .pregnancy: 27...37, .cardiac: 58...74, .healthyAdult: 24...45,
        ]
        let age = chart.generator.number(in: ages[story] ?? 30...40)
        birthDate = SyntheticPatient.day(
            year - age, chart.generator.number(in: 1...12), chart.generator.number(in: 1...28))
        chart.people(
            given: given, family: family, gender: gender, birthDate: birthDate,
            city: chart.generator.pick(["Basel", "Bern", "Biel", "Chur", "Lugano", "Luzern", "Zug"]),
            hospital: chart.generator.pick(["Lakeside Hospital", "Hilltop Clinic", "Old Town Practice"]),
            physician: chart.generator.pick(
                ["Clara Weiss", "Omar Haddad", "Priya Nair", "Stefan Roth", "Tereza Novak"]))
        SyntheticPatient.tell(story, year, birthYear: year - age, &chart)
        self.story = story
        patientUrl = chart.patient
        bundle = chart.bundle
    }

    private static func tell(_ story: LifeStory, _ year: Int, birthYear: Int, _ chart: inout SyntheticChart) {
        switch story {
        case .diabetic: diabetic(year, &chart)
        case .asthmaticChild: asthmaticChild(year, birthYear, &chart)
        case .pregnancy: pregnancy(year, &chart)
        case .cardiac: cardiac(year, &chart)
        case .healthyAdult: healthyAdult(year, &chart)
        }
    }

    /// yyyy-mm-dd.
    static func day(_ year: Int, _ month: Int, _ day: Int) -> String {
        "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
