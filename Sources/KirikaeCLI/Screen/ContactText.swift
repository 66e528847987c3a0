import KirikaeDiagnostics
import KirikaeService

/// Whom to ask for help, in words.
struct ContactText: Sendable {
    let wording: ScreenWording

    /// The ways to reach a contact.
    func ways(_ contact: ServiceModel.Contact) -> [String] {
        [
            contact.telephone.map { wording.pick("電話 \($0)", "telephone \($0)") },
            contact.mail.map { wording.pick("メール \($0)", "mail \($0)") }, contact.url,
        ].compactMap { $0 }
    }

    /// What to press and to say, numbered.
    func steps(_ contact: ServiceModel.Contact) -> [String] {
        contact.steps.enumerated().map { "(\($0.offset + 1)) \($0.element[wording.language])" }
    }

    /// Who it is and the first way to reach him.
    func short(_ contact: ServiceModel.Contact) -> String {
        contact.title[wording.language] + " " + (contact.telephone ?? contact.mail ?? contact.url ?? "")
    }

    /// The lines under a step that cannot go on: the first contact of the service.
    func lines(_ service: ServiceModel, _ card: StepCard) -> [String] {
        guard let contact = service.contacts.first else { return [] }
        let hours = contact.hours.map { wording.parenthesised($0[wording.language]) } ?? ""
        let who =
            contact.title[wording.language] + wording.pick("　", "  ")
            + ways(contact).joined(separator: wording.pick("、", ", ")) + hours
        var lines = card.block(wording.pick("連絡先", "Call"), who)
        if !contact.steps.isEmpty { lines += card.block("", steps(contact).joined(separator: " ")) }
        return lines
    }
}
