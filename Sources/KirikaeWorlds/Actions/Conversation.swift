import KirikaeRunbook
import KirikaeSyntax

/// The conversation of a command step: decodes what is heard and says what to type.
struct Conversation {
    private let exchanges: [CommandAction.Exchange]
    private let encoding: TextEncoding
    private let decoder: IncrementalTextDecoder
    private let replies: [[UInt8]]
    private var matcher: ConversationMatcher

    init(_ command: CommandAction, _ secrets: UsedSecrets) throws {
        exchanges = command.conversation
        encoding = TextEncoding(rawValue: command.encoding.rawValue) ?? .utf8
        decoder = try IncrementalTextDecoder(encoding)
        var answers: [ConversationReply?] = []
        for exchange in exchanges {
            switch exchange.send {
            case nil: answers.append(nil)
            case .anyKey: answers.append(.anyKey)
            case .text(let text): answers.append(.text(text))
            case .secret(let name):
                answers.append(.text(String(decoding: try secrets.value(of: name.value), as: UTF8.self)))
            }
        }
        // Encoded before the program is started: what cannot be typed must not be found out half-way.
        replies = try answers.map { [encoding] in try $0?.bytes(in: encoding) ?? [] }
        matcher = ConversationMatcher(
            zip(exchanges, answers).map { .init(expect: $0.expect, reply: $1, isOptional: $0.isOptional) })
    }

    /// Takes what the program printed; returns what to type, in order.
    mutating func hear(_ bytes: [UInt8]) -> [[UInt8]] {
        matcher.feed(decoder.decode(bytes)).map { replies[$0.index] }.filter { !$0.isEmpty }
    }

    /// The text of bytes in the encoding of the program.
    func text(of bytes: [UInt8]) -> String {
        (try? IncrementalTextDecoder(encoding))?.decode(bytes) ?? String(decoding: bytes, as: UTF8.self)
    }

    /// What should have been printed and was not.
    var firstMissing: String? {
        matcher.missing.first.map { exchanges[$0].expect }
    }

    /// The texts that were expected, did not come, and are worth a warning.
    var warnings: [String] {
        matcher.passedOver.filter { exchanges[$0].warnIfAbsent != nil }.map { exchanges[$0].expect }
    }
}
