extension Page {
    /// The page for a browser: well-formed, without scripts, usable with the keyboard and read aloud in its own order.
    var html: String {
        var lines = [
            "<!DOCTYPE html>", #"<html lang="ja">"#, "<head>", #"<meta charset="utf-8" />"#,
            #"<meta name="viewport" content="width=device-width, initial-scale=1" />"#,
        ]
        if isBusy {
            lines.append(
                #"<meta http-equiv="refresh" content="\#(Self.refreshSeconds); url=\#(Self.escaped(address))" />"#)
        }
        lines += [
            "<title>\(Self.escaped(title))</title>", "<style>\(Self.style)</style>", "</head>", "<body>",
            #"<form method="post" action="\#(Self.escaped(address))">"#,
            "<header>", list(of: .menu, in: "nav", label: "メニュー"), list(of: .related, in: "aside", label: "関連"),
            "</header>", "<main>", "<h1>\(Self.escaped(title))</h1>",
        ]
        lines += alerts.map { #"<p class="alert" role="alert">\#(Self.escaped($0))</p>"# }
        if isBusy { lines.append(#"<div class="busy" role="progressbar" aria-label="処理中"></div>"#) }
        lines += texts.map { "<p>\(Self.escaped($0))</p>" }
        if !values.isEmpty {
            let rows = values.map { "<dt>\(Self.escaped($0.label))</dt><dd>\(Self.escaped($0.value))</dd>" }
            lines.append("<dl>\(rows.joined())</dl>")
        }
        if !terminal.isEmpty { lines.append("<pre>\(Self.escaped(terminal.joined(separator: "\n")))</pre>") }
        lines += inputs
        lines += buttons
        lines += ["</main>", "</form>", "<footer>訓練用の模擬画面です。本物のサービスには何も起きません。</footer>", "</body>", "</html>"]
        return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    private func list(of area: PageControl.Area, in element: String, label: String) -> String {
        let items = controls.filter { $0.area == area }
        guard !items.isEmpty else { return "" }
        let shown = items.map { "<li>\(Self.pressable($0))</li>" }.joined()
        return #"<\#(element) aria-label="\#(label)"><ul>\#(shown)</ul></\#(element)>"#
    }

    private var inputs: [String] {
        let filled = controls.filter { $0.area == .body && $0.kind != .link && $0.kind != .button }
        let radios = filled.filter { $0.kind == .radio }.map(Self.radio)
        let group =
            radios.isEmpty
            ? []
            : [#"<div class="choices" role="radiogroup" aria-label="\#(Self.escaped(title))">"#] + radios + ["</div>"]
        return group + filled.filter { $0.kind != .radio }.map(Self.input)
    }

    private var buttons: [String] {
        let pressed = controls.filter { $0.area == .body && ($0.kind == .link || $0.kind == .button) }
        return pressed.isEmpty ? [] : [#"<p class="buttons">"#] + pressed.map(Self.pressable) + ["</p>"]
    }

    private static func pressable(_ control: PageControl) -> String {
        let target = escaped(control.href ?? "")
        return control.kind == .link
            ? #"<a href="\#(target)">\#(escaped(control.label))</a>"#
            : #"<button type="submit" formaction="\#(target)">\#(escaped(control.label))</button>"#
    }

    /// A radio that is sent as soon as it is chosen is a button that looks and reads like one: a page has no scripts.
    private static func radio(_ control: PageControl) -> String {
        let name = escaped(control.name ?? "")
        let value = escaped(control.value ?? "")
        let label = escaped(control.label)
        guard let href = control.href else {
            let checked = control.isChecked ? #" checked="checked""# : ""
            return #"<label><input type="radio" name="\#(name)" value="\#(value)"\#(checked) /> \#(label)</label>"#
        }
        return
            #"<button type="submit" role="radio" aria-checked="\#(control.isChecked)" formaction="\#(escaped(href))" "#
            + #"name="\#(name)" value="\#(value)">\#(label)</button>"#
    }

    private static func input(_ control: PageControl) -> String {
        let name = escaped(control.name ?? "")
        let label = escaped(control.label)
        guard control.kind == .checkbox else {
            let type = control.name == "password" ? "password" : "text"
            return
                #"<label class="field">\#(label)<input type="\#(type)" name="\#(name)" "#
                + #"value="\#(escaped(control.value ?? ""))" autocomplete="off" /></label>"#
        }
        // A browser leaves out a cleared checkbox; the hidden field before it tells "cleared" from "not on the page".
        let checked = control.isChecked ? #" checked="checked""# : ""
        return #"<input type="hidden" name="\#(name)" value="no" /><label><input type="checkbox" name="\#(name)" "#
            + #"value="\#(escaped(control.value ?? ""))"\#(checked) /> \#(label)</label>"#
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }
}
