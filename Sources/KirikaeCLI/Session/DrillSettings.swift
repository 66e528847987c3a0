import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

/// What makes a run a drill: the control server of the simulated service, and the scenario that happens there.
struct DrillSettings: Sendable {
    let control: SimulatorControl
    /// Nil where nothing happens but what people do.
    let scenario: Scenario?

    /// The world with what happens besides.
    ///
    /// - Parameters:
    ///   - world: what does everything.
    ///   - wording: the language in which a verdict is kept.
    ///   - keepFile: keeps a copy of a file as evidence.
    ///   - tell: told in one line why the record of the exercise could not be kept.
    func surround(
        _ world: any World, wording: ScreenWording,
        keepFile: @escaping @Sendable (_ path: String, _ by: String) throws -> Attachment,
        tell: @escaping @Sendable (String) -> Void
    ) -> DrillWorld {
        DrillWorld(world, control: control, events: scenario?.events ?? []) { ending, machine in
            let directory = try TemporaryDirectory()
            defer { directory.remove() }
            let path = "\(directory.path)/\(DrillRecord.fileName)"
            do {
                let record = try await record(before: ending, of: machine, wording: wording)
                try FileReplacement.write(Array((record.canonicalText + "\n").utf8), to: path)
                return try keepFile(path, DrillRecord.keeper)
            } catch let refusal as SimulatorControl.Refusal {
                // The run itself is recorded all the same.
                tell(wording.pick("訓練の記録を保存できません：\(refusal)", "the record of the exercise is not kept: \(refusal)"))
                return nil
            }
        }
    }

    /// The simulator's own record, with what was expected and what was injected.
    private func record(
        before ending: RunEvent, of machine: RunMachine, wording: ScreenWording
    ) async throws -> JSONValue {
        var members = try await control.drillRecord()?.objectValue ?? ["kirikae-drill": 1]
        let injected = try await control.events().arrayValue?.filter { $0["kind"]?.stringValue == "injected" } ?? []
        members["injected"] = .array(
            injected.map { event in
                [
                    "at": event["simulatedMilliseconds"] ?? .null, "subject": event["subject"] ?? .null,
                    "value": event["value"] ?? .null,
                ]
            })
        if let scenario {
            let verdict = ScenarioVerdict(
                scenario: scenario, machine: machine, result: ending.result, state: try await control.overview().state,
                wording: wording)
            let differences = verdict.differences
            members["scenario"] = .string(scenario.name.value)
            members["expectation"] = [
                "met": .bool(differences.isEmpty), "differences": .array(differences.map { .string($0) }),
            ]
        }
        return .object(members)
    }
}

extension RunEvent {
    /// How the run ends with it; nil for an event that does not end it.
    fileprivate var result: RunResult? {
        switch self {
        case .closed(let result): result
        case .stopped(let reason): .stopped(reason)
        default: nil
        }
    }
}
