import KirikaeDiagnostics
import KirikaeSyntax

/// Whom to ask for help, and the form they want to be asked by.
extension ServiceModel {
    /// Somebody who helps when the people who run the service cannot go on.
    public struct Contact: Sendable, Hashable {
        /// Its identifier.
        public var id: Located<String>
        /// Who it is.
        public var title: LocalizedText
        /// What it is for.
        public var purpose: LocalizedText?
        /// The telephone number, as it is dialled.
        public var telephone: String?
        /// The mail address.
        public var mail: String?
        /// The address of a page.
        public var url: String?
        /// When somebody answers.
        public var hours: LocalizedText?
        /// What to press or to say, in order.
        public var steps: [LocalizedText]
        /// The facts of the manual it comes from.
        public var source: [String]
    }

    /// The form that a contact wants to be asked by.
    public struct InquiryForm: Sendable, Hashable {
        /// What of a run answers a field.
        public enum Origin: String, Sendable, Hashable, CaseIterable {
            /// The run, and the step at which it could not go on.
            case outline
            /// When the first step failed.
            case time
            /// What went wrong, with the end of what programs printed.
            case circumstances
            /// What was done, answered, tried again and left out.
            case measures
            /// Who drove the run.
            case `operator`
        }

        /// One thing to fill in.
        public struct Field: Sendable, Hashable {
            /// Its label on the form.
            public var label: LocalizedText
            /// What to write there.
            public var hint: LocalizedText?
            /// What of the run answers it; nil where a person does.
            public var origin: Origin?
            /// The parameter of the environment or the runbook whose value answers it.
            public var parameter: Located<String>?
        }

        /// A part of the form.
        public struct Part: Sendable, Hashable {
            /// Its heading.
            public var title: LocalizedText
            /// Its fields in order.
            public var fields: [Field]
        }

        /// The identifier of the contact it is sent to.
        public var recipient: Located<String>
        /// Its parts in order.
        public var parts: [Part]
    }

    /// The contact of an identifier.
    public func contact(_ id: String) -> Contact? {
        contacts.first { $0.id.value == id }
    }
}
