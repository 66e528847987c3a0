/// Follows what a program prints and says what to type.
///
/// It compares decoded text, never bytes: in CP932 the second byte of ポ is `|` and that of ソ is `\`. Control sequences
/// of the terminal and CR do not count. The result does not depend on how the text was cut into chunks: the exchange
/// whose expected text is *complete* first happens first. If several end with the same character, the one that began
/// earlier wins, then the one listed earlier. Waiting for a longer text that might still come is no choice: the program
/// may be waiting for the reply.
public struct ConversationMatcher: Sendable {
    /// One thing expected and what is typed in return.
    public struct Exchange: Equatable, Sendable {
        /// The text that the program prints.
        ///
        /// CR and control sequences in it do not count; an empty one never happens.
        public let expect: String
        /// What is typed then, if anything.
        public let reply: ConversationReply?
        /// Whether a later exchange may happen without this one.
        public let isOptional: Bool

        /// An exchange that must happen, unless said otherwise.
        public init(expect: String, reply: ConversationReply?, isOptional: Bool = false) {
            self.expect = expect
            self.reply = reply
            self.isOptional = isOptional
        }
    }

    /// An exchange that happened.
    public struct Match: Equatable, Sendable {
        /// The place of the exchange in the list, from 0.
        public let index: Int
        /// What to type now, if anything.
        public let reply: ConversationReply?
    }

    /// The exchanges in their order.
    public let exchanges: [Exchange]
    /// The places of the exchanges that happened, in their order.
    public private(set) var happened: [Int] = []

    private var searches: [TextSearch]
    private var filter = ControlSequenceFilter()
    private var next = 0

    /// A matcher at the beginning of a conversation.
    public init(_ exchanges: [Exchange]) {
        self.exchanges = exchanges
        searches = exchanges.map { exchange in
            var filter = ControlSequenceFilter()
            return TextSearch(exchange.expect.unicodeScalars.compactMap { filter.filter($0) })
        }
    }

    /// Takes the next piece of decoded text and returns the exchanges that happened in it, in their order.
    public mutating func feed(_ text: String) -> [Match] {
        var matches: [Match] = []
        for scalar in text.unicodeScalars {
            guard let visible = filter.filter(scalar), let index = advance(visible) else { continue }
            happened.append(index)
            next = index + 1
            // What was matched is consumed: every later exchange begins to look after it.
            for later in searches.indices { searches[later].restart() }
            matches.append(Match(index: index, reply: exchanges[index].reply))
        }
        return matches
    }

    /// Whether every exchange that must happen has happened.
    public var isComplete: Bool { missing.isEmpty }

    /// The places of the exchanges that must happen and have not.
    public var missing: [Int] { open(optional: false) }

    /// The places of the optional exchanges that have not happened.
    public var passedOver: [Int] { open(optional: true) }

    private func open(optional: Bool) -> [Int] {
        let done = Set(happened)
        return exchanges.indices.filter { exchanges[$0].isOptional == optional && !done.contains($0) }
    }

    /// Moves every exchange that could happen next one character on; returns the one that is complete.
    private mutating func advance(_ scalar: Unicode.Scalar) -> Int? {
        var complete: Int?
        for index in next..<exchanges.count {
            if searches[index].advance(scalar), searches[index].length > (complete.map { searches[$0].length } ?? 0) {
                complete = index
            }
            // Nothing behind an exchange that must happen can happen before it.
            guard exchanges[index].isOptional else { break }
        }
        return complete
    }
}
