/// One exchange of a conversation that happened: what was expected was printed, and what was typed in return.
///
/// It is recorded before it is typed: what the record does not hold was not typed. A program that ended just then did not take it.
public struct ConversationTurn: Sendable, Hashable {
    /// What was typed.
    public enum Reply: Sendable, Hashable {
        /// Nothing.
        case nothing
        /// One key.
        case anyKey
        /// A text.
        case text(String)
        /// The value of the secret of this name.
        case secret(String)
    }

    /// The place of the exchange in the conversation, from 0.
    public var index: Int
    /// What was typed.
    public var reply: Reply
    /// Whether the program printed the text as the runbook writes it, and not in another spelling that counts as the same.
    public var isLiteral: Bool

    /// Makes one.
    public init(index: Int, reply: Reply, isLiteral: Bool = true) {
        self.index = index
        self.reply = reply
        self.isLiteral = isLiteral
    }
}
