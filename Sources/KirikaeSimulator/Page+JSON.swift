import KirikaeCanonicalJSON

extension Page {
    /// The page for a program that follows its labels: the same words, without the looks.
    var json: JSONValue {
        [
            "title": .string(title), "texts": .array((alerts + texts + terminal).map { .string($0) }),
            "alerts": .array(alerts.map { .string($0) }), "values": .array(values.map(\.json)), "busy": .bool(isBusy),
            "controls": .array(controls.map(\.json)), "address": .string(address),
        ]
    }
}

extension PageValue {
    fileprivate var json: JSONValue { ["label": .string(label), "value": .string(value)] }
}

extension PageControl {
    fileprivate var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return [
            "kind": .string(kind.rawValue), "label": .string(label), "name": text(name), "value": text(value),
            "href": text(href), "method": text(method), "checked": .bool(isChecked),
        ]
    }
}
