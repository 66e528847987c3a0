import KirikaeDiagnostics
import KirikaeSyntax

/// Reads the contacts and the inquiry form of a service model.
struct ContactDecoding {
    let context: DecodingContext

    func contacts(_ node: Node?) -> [ServiceModel.Contact] {
        let contacts = context.list(node).compactMap(contact)
        context.reportDuplicates(contacts.map(\.id))
        return contacts
    }

    private func contact(_ node: Node) -> ServiceModel.Contact? {
        guard let reader = MappingReader(node, .contact, in: context) else { return nil }
        let id = context.identifier(reader["id"])
        let title = context.localizedText(reader["title"])
        let purpose = context.localizedText(reader["for"])
        let telephone = context.text(reader["telephone"])?.value
        let mail = context.text(reader["mail"])?.value
        let url = context.text(reader["url"])?.value
        let hours = context.localizedText(reader["hours"])
        let steps = context.list(reader["steps"]).compactMap { context.localizedText($0) }
        let source = context.texts(reader["source"]).map(\.value)
        guard let id, let title else { return nil }
        return .init(
            id: id, title: title, purpose: purpose, telephone: telephone, mail: mail, url: url, hours: hours,
            steps: steps, source: source)
    }

    func inquiry(_ node: Node?) -> ServiceModel.InquiryForm? {
        guard let node, let reader = MappingReader(node, .inquiry, in: context) else { return nil }
        let recipient = context.identifier(reader["to"])
        let parts = context.list(reader["parts"], isEmptyAllowed: false).compactMap(part)
        guard let recipient else { return nil }
        return .init(recipient: recipient, parts: parts)
    }

    private func part(_ node: Node) -> ServiceModel.InquiryForm.Part? {
        guard let reader = MappingReader(node, .inquiryPart, in: context) else { return nil }
        _ = context.texts(reader["source"])
        let title = context.localizedText(reader["title"])
        let fields = context.list(reader["fields"]).compactMap(field)
        return title.map { .init(title: $0, fields: fields) }
    }

    private func field(_ node: Node) -> ServiceModel.InquiryForm.Field? {
        guard let reader = MappingReader(node, .inquiryField, in: context) else { return nil }
        _ = context.texts(reader["source"])
        let label = context.localizedText(reader["label"])
        let hint = context.localizedText(reader["hint"])
        let origin = context.word(reader["from"], as: ServiceModel.InquiryForm.Origin.self)
        let parameter = context.text(reader["parameter"])
        return label.map { .init(label: $0, hint: hint, origin: origin, parameter: parameter) }
    }
}
