import KirikaeEngine
import KirikaeRunbook
import KirikaeSyntax

/// The conversation of a command step: decodes what is heard and says what to type.
struct Conversation {
    /// An exchange that happened, and the bytes to type.
    struct Turn {
        var turn: ConversationTurn
        var bytes: [UInt8]
    }

    private let exchanges: [CommandAction.Exchange]
    private let unexpectedTexts: [String]
    private let silence: Milliseconds?
    private let encoding: TextEncoding
    private let decoder: IncrementalTextDecoder
    private let replies: [[UInt8]]
    private var matcher: ConversationMatcher

    init(_ command: CommandAction, _ secrets: UsedSecrets) throws {
        exchanges = command.conversation
        unexpectedTexts = command.unexpected
        silence = command.silence?.value
        encoding = TextEncoding(rawValue: command.encoding.rawValue) ?? .utf8
        decoder = try IncrementalTextDecoder(encoding)
        var answers: [ConversationReply?] = []
        for exchange in exchanges {
            let end = ConversationReply.LineEnd(rawValue: (exchange.lineEnd ?? command.lineEnd).rawValue) ?? .cr
            switch exchange.send {
            case nil: answers.append(nil)
            case .anyKey: answers.append(.anyKey)
            case .text(let text): answers.append(.text(text, lineEnd: end))
            case .secret(let name):
                answers.append(
                    .text(String(decoding: try secrets.value(of: name.value), as: UTF8.self), lineEnd: end))
            }
        }
        // Encoded before the program is started: what cannot be typed must not be found out half-way.
        replies = try answers.map { [encoding] in try $0?.bytes(in: encoding) ?? [] }
        matcher = ConversationMatcher(
            zip(exchanges, answers).map { .init(expect: $0.expect, reply: $1, isOptional: $0.isOptional) },
            unexpected: unexpectedTexts)
    }

    /// Takes what the program printed; returns what happened and what to type, in order.
    mutating func hear(_ bytes: [UInt8]) -> [Turn] {
        // Decoding is most of the work with a program that prints much.
        guard matcher.isListening else { return [] }
        return matcher.feed(decoder.decode(bytes)).map { match in
            Turn(
                turn: ConversationTurn(
                    index: match.index, reply: exchanges[match.index].recordedReply, isLiteral: match.isLiteral),
                bytes: replies[match.index])
        }
    }

    /// The text of bytes in the encoding of the program.
    func text(of bytes: [UInt8]) -> String {
        (try? IncrementalTextDecoder(encoding))?.decode(bytes) ?? String(decoding: bytes, as: UTF8.self)
    }

    /// How long the program may print nothing now; nil for as long as the step may take.
    var silenceLimit: Milliseconds? {
        matcher.missing.first.flatMap { exchanges[$0].silence } ?? silence
    }

    /// The text that came and is a reason to stop.
    var unexpected: String? { matcher.unexpected.map { unexpectedTexts[$0] } }

    /// What should have been printed and was not.
    var firstMissing: String? {
        matcher.missing.first.map { exchanges[$0].expect }
    }

    /// The texts that were expected, did not come, and are worth a warning.
    var warnings: [String] {
        matcher.passedOver.filter { exchanges[$0].warnIfAbsent != nil }.map { exchanges[$0].expect }
    }
}

extension CommandAction.Exchange {
    /// What the record says was typed: a secret by its name.
    fileprivate var recordedReply: ConversationTurn.Reply {
        switch send {
        case nil: .nothing
        case .anyKey: .anyKey
        case .text(let text): .text(text)
        case .secret(let name): .secret(name.value)
        }
    }
}
