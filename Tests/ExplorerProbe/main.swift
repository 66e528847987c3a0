import Foundation
import KirikaeExplorer
import KirikaePlan
import KirikaeRunbook
import KirikaeService

// probe RUNBOOK crashes outside troubles skips
let a = CommandLine.arguments
let root = URL(fileURLWithPath: "Runbooks")
var files: [RunbookLibrary.SourceFile] = []
for case let url as URL in FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)! where url.pathExtension == "yaml" && !url.path.contains("examples/") {
    files.append(.init(path: "Runbooks/" + url.path.components(separatedBy: "Runbooks/").last!, bytes: Array(try Data(contentsOf: url))))
}
let library = RunbookLibrary(files: files)
let names = a[1] == "all" ? library.runbooks.keys.sorted() : [a[1]]
let bounds = ExplorationBounds(breaks: Int(a[2])!, outsideChanges: Int(a[3])!, troubles: Int(a[4])!, leavingOut: Int(a[5])!)
for name in names {
    let builder = PlanBuilder(library: library)
    guard let plan = builder.plan(runbook: name, environment: "drill", environmentArguments: library.environments["drill"]?.sampleArguments ?? [:]) else { continue }
    let begin = clock()
    do {
        var explorer = try Explorer(plan: plan, bounds: bounds)
        let found = try explorer.explore(from: try StartStates(plan: plan).all())
        if a.count > 7 { analyse(explorer) }
        let time = Double(clock() - begin) / Double(CLOCKS_PER_SEC)
        print(name, "starts", found.starts, "states", found.states, "transitions", found.transitions, "situations", found.situations, "service", found.serviceStates, "ends", found.completions, "findings", found.findings.count, found.isComplete ? "" : "INCOMPLETE", String(format: "%.2f s CPU", time))
        if a.count > 6 { for finding in found.findings { print("   ", finding.property, finding.needsOutsideChange, finding.way.count) } }
    } catch { print(name, error) }
}
let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
print(status.split(separator: "\n").filter { $0.hasPrefix("VmHWM") }.joined())
extension Mirror { func child(_ n: String) -> Any { children.first { $0.label == n }!.value } }
func analyse(_ explorer: Explorer) {
    let numbers = Mirror(reflecting: Mirror(reflecting: explorer).child("machines")).child("numbers") as! any Collection
    var fields: [String: Set<String>] = [:]
    var groups: [String: [[String: String]]] = [:]
    for entry in numbers {
        let key = Mirror(reflecting: entry).children.first!.value
        var row: [String: String] = [:]
        for c in Mirror(reflecting: key).children {
            var v = c.value
            if let d = v as? [String: Any] { v = d.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n   ") }
            row[c.label!] = "\(v)"
            fields[c.label!, default: []].insert("\(v)")
        }
        groups[row["phase"]! + row["lanes"]! + row["question"]! + row["worldCheck"]!, default: []].append(row)
    }
    print("groups", groups.count, "largest", groups.values.map(\.count).max()!)
    for (f, s) in fields.sorted(by: { $0.value.count > $1.value.count }) { print(f, s.count) }
    let big = groups.values.sorted { $0.count > $1.count }[groups.count / 20]
    for f in big[0].keys { print("in largest", f, Set(big.map { $0[f]! }).count) }
    for f in ["knowledge", "traces", "knowledgeBefore"] where Set(big.map { $0[f]! }).count > 1 { for v in Set(big.map { $0[f]! }).prefix(4) { print("--", f); print(v.replacingOccurrences(of: "KirikaeEngine.RunSituation.", with: "").replacingOccurrences(of: "KirikaeService.", with: "").replacingOccurrences(of: "KirikaeEngine.", with: "")) } }
    print(big[0]["lanes"]!.prefix(600), big[0]["question"]!.prefix(300), big[0]["worldCheck"]!.prefix(600))
    var all: [String: Int] = [:]
    for g in groups.values { for f in g[0].keys { all[f, default: 0] += Set(g.map { $0[f]! }).count - 1 } }
    print(all.sorted { $0.value > $1.value })
}
