import Foundation
import KirikaeEngine
import KirikaePlan
import KirikaeProcess
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Looks at a variable with the values `open` and `shut` in an environment of one observation.
enum WebLook {
    /// What was seen, and how long it took.
    static func at(
        _ how: String, authorities path: String? = nil, programs: [String: String] = [:]
    ) async throws -> (observation: Observation, milliseconds: Int) {
        let fixture = try WorldFixture(step: "    action: {command: [act], on: pc}", programs: programs)
        let authorities = try path.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
        let environment = try WorldFixture.environment(
            observing: how, directory: fixture.folder.path, authorities: authorities)
        let probe = EnvironmentProbe(environment: environment, service: fixture.plan.service)
        let start = MonotonicClock.nowMilliseconds()
        let observation = try #require(await probe.observe(["valve.state"]).first)
        return (observation, MonotonicClock.nowMilliseconds() - start)
    }
}
