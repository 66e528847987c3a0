/// A line in which the first to come is the first to go.
struct WaitingLine<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    private var head = 0

    /// Puts somebody at the end.
    mutating func append(_ element: Element) { elements.append(element) }

    /// Takes the first away; nil when nobody is left.
    mutating func takeFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        head += 1
        if head > 64, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }
}
