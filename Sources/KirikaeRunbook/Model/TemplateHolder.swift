import KirikaeSyntax

/// Something with texts in which outputs may stand, so that they are listed, named and filled in at one place for each kind of action.
public protocol TemplateHolder {
    /// The texts.
    var templates: [TextTemplate] { get }

    /// The same with every text changed.
    func mapTemplates(_ change: (TextTemplate) -> TextTemplate) -> Self
}

extension [ManualAction.Instruction] {
    var templates: [TextTemplate] { flatMap(\.press) }

    func mapTemplates(_ change: (TextTemplate) -> TextTemplate) -> Self {
        map { instruction in
            var copy = instruction
            copy.press = instruction.press.map(change)
            return copy
        }
    }
}

extension ManualAction: TemplateHolder {
    /// What is pressed and typed.
    public var templates: [TextTemplate] { instructions.templates }

    /// The same with everything that is pressed and typed changed.
    public func mapTemplates(_ change: (TextTemplate) -> TextTemplate) -> Self {
        var copy = self
        copy.instructions = instructions.mapTemplates(change)
        return copy
    }
}

extension PopulationAction: TemplateHolder {
    /// What is pressed and typed, and the arguments of its program.
    public var templates: [TextTemplate] { instructions.templates + (work?.templates ?? []) }

    /// The same with everything that is pressed and typed changed.
    public func mapTemplates(_ change: (TextTemplate) -> TextTemplate) -> Self {
        var copy = self
        copy.instructions = instructions.mapTemplates(change)
        copy.work = work?.mapTemplates(change)
        return copy
    }
}

extension CommandAction: TemplateHolder {
    /// The program and its arguments.
    public var templates: [TextTemplate] { arguments }

    /// The same with every argument changed.
    public func mapTemplates(_ change: (TextTemplate) -> TextTemplate) -> Self {
        var copy = self
        copy.arguments = arguments.map(change)
        return copy
    }
}

extension HTTPAction: TemplateHolder {
    /// The path, the body, and the header fields that are texts.
    public var templates: [TextTemplate] {
        var templates = [path]
        if let body { templates.append(body) }
        for case .text(let text) in headers.values { templates.append(text) }
        return templates
    }

    /// The same with the path, the body and the header fields changed.
    public func mapTemplates(_ change: (TextTemplate) -> TextTemplate) -> Self {
        var copy = self
        copy.path = change(path)
        copy.body = body.map(change)
        copy.headers = headers.mapValues { if case .text(let text) = $0 { .text(change(text)) } else { $0 } }
        return copy
    }
}
