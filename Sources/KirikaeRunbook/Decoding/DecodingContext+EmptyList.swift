import KirikaeSyntax

extension DecodingContext {
    /// Reports an empty list where one value or a list of some may stand: all of nothing would hold whatever happens.
    func refuseEmptyList(_ node: Node) {
        if node.elements?.isEmpty == true { report(SyntaxMessage.emptyMapping, at: node.location) }
    }
}
