/// Follows what a program prints and says what to type.
///
/// It compares decoded text, never bytes: in CP932 the second byte of ポ is `|` and that of ソ is `\`. Control sequences
/// of the terminal and CR do not count. The result does not depend on how the text was cut into chunks: the exchange
/// whose expected text is *complete* first happens first. If several end with the same character, the one that began
/// earlier wins, then the one listed earlier. Waiting for a longer text that might still come is no choice: the program
/// may be waiting for the reply. Characters are compared as `TextUnit` says.
///
/// Texts that are unexpected are looked for all the time. After the first one nothing else happens.
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
        /// Whether the text came code point by code point as it is written.
        public let isLiteral: Bool
    }

    /// The exchanges in their order.
    public let exchanges: [Exchange]
    /// The places of the exchanges that happened, in their order.
    public private(set) var happened: [Int] = []
    /// The place of the unexpected text that came, from 0; nil as long as none has.
    public private(set) var unexpected: Int?

    private var searches: [TextSearch]
    private var unexpectedSearches: [TextSearch]
    private var filter = ControlSequenceFilter()
    private var next = 0
    /// The last character, to which marks may still come; nil if it ended an exchange.
    private var last: TextUnit?
    /// The end of what was printed, as long as the longest text that is looked for.
    private var recent: [Unicode.Scalar] = []
    private let recentCount: Int

    /// A matcher at the beginning of a conversation.
    ///
    /// - Parameters:
    ///   - exchanges: what is expected, in order.
    ///   - unexpected: texts that end the conversation.
    public init(_ exchanges: [Exchange], unexpected: [String] = []) {
        self.exchanges = exchanges
        searches = exchanges.map { TextSearch(visible: $0.expect) }
        unexpectedSearches = unexpected.map { TextSearch(visible: $0) }
        recentCount = searches.map(\.scalars.count).max() ?? 0
    }

    /// Takes the next piece of decoded text and returns the exchanges that happened in it, in their order.
    public mutating func feed(_ text: String) -> [Match] {
        var matches: [Match] = []
        for scalar in text.unicodeScalars where unexpected == nil {
            guard let visible = filter.filter(scalar) else { continue }
            remember(visible)
            guard let index = take(visible) else { continue }
            happened.append(index)
            next = index + 1
            // What was matched is consumed: everything begins to look after it.
            last = nil
            for later in searches.indices { searches[later].restart() }
            for other in unexpectedSearches.indices { unexpectedSearches[other].restart() }
            matches.append(
                Match(
                    index: index, reply: exchanges[index].reply,
                    isLiteral: recent.suffix(searches[index].scalars.count).elementsEqual(searches[index].scalars)))
        }
        return matches
    }

    /// Whether anything is still looked for.
    public var isListening: Bool {
        unexpected == nil && (next < exchanges.count || !unexpectedSearches.isEmpty)
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

    private mutating func remember(_ scalar: Unicode.Scalar) {
        recent.append(scalar)
        if recent.count > 2 * recentCount + 64 { recent.removeFirst(recent.count - recentCount) }
    }

    /// Takes one scalar; returns the exchange that is complete with it.
    private mutating func take(_ scalar: Unicode.Scalar) -> Int? {
        let isMark = last != nil && TextUnit.isMark(scalar)
        let unit = isMark ? (last?.adding(scalar) ?? TextUnit(scalar)) : TextUnit(scalar)
        last = unit
        let complete = advance(unit, isCorrection: isMark)
        let length = complete.map { searches[$0].length } ?? 0
        var stop: Int?
        for index in unexpectedSearches.indices
        where unexpectedSearches[index].advance(unit, isCorrection: isMark) && stop == nil {
            // Within a longer text that was expected it is none.
            if unexpectedSearches[index].length >= length { stop = index }
        }
        unexpected = stop
        return stop == nil ? complete : nil
    }

    /// Moves every exchange that could happen next one character on; returns the one that is complete.
    private mutating func advance(_ unit: TextUnit, isCorrection: Bool) -> Int? {
        var complete: Int?
        for index in next..<exchanges.count {
            if searches[index].advance(unit, isCorrection: isCorrection),
                searches[index].length > (complete.map { searches[$0].length } ?? 0)
            {
                complete = index
            }
            // Nothing behind an exchange that must happen can happen before it.
            guard exchanges[index].isOptional else { break }
        }
        return complete
    }
}
