import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks that every contact can be reached and that the inquiry form goes to one of them.
struct ContactCheck {
    let context: DecodingContext

    func check(_ service: ServiceModel) {
        for contact in service.contacts
        where [contact.telephone, contact.mail, contact.url].allSatisfy({ $0?.isEmpty != false }) {
            context.report(ContactMessage.unreachable(contact.id.value), at: contact.id.location)
        }
        guard let form = service.inquiry else { return }
        if let contact = service.contact(form.recipient.value) {
            if contact.mail?.isEmpty != false {
                context.report(
                    ContactMessage.recipientWithoutMail(form.recipient.value), at: form.recipient.location)
            }
        } else {
            let known = service.contacts.map(\.id.value)
            context.report(
                ContactMessage.noRecipient(form.recipient.value, known: known), at: form.recipient.location)
        }
        for field in form.parts.flatMap(\.fields) where field.origin != nil {
            if let parameter = field.parameter {
                context.report(ContactMessage.severalOrigins, at: parameter.location)
            }
        }
    }
}
