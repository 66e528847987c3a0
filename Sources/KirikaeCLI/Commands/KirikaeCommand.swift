import ArgumentParser

/// The program.
struct KirikaeCommand: AsyncParsableCommand {
    /// What the program is and can do.
    static let configuration = CommandConfiguration(
        commandName: "kirikae",
        abstract: "Runs switchover procedures written as YAML runbooks: checked, rehearsed, resumable, recorded.",
        discussion: """
            A switchover in five lines:

              kirikae check                                 are the runbooks sound?
              kirikae plan plan.switchover                  what would be done, in what order?
              kirikae rehearse plan.switchover              go through it; nothing is touched
              kirikae run plan.switchover -e production     do it; every step is recorded first
              kirikae resume RUN                            go on after a stop or a crash

            Afterwards: kirikae log RUN, kirikae audit verify RUN. For practice: kirikae drill plan.switchover.

            Exit codes: 0 done, 10 errors in files, 20 refused by a precondition (nothing touched), 21 action failed, \
            22 verification failed, 23 could not be evaluated, 24 in doubt, 25 a person is needed, 26 stopped, 27 blocked \
            by a precondition half-way, 30 record lost, 31 record damaged, 32 owned by another process, 33 audit failed, \
            34 no such run, 35 files changed, 36 a program still runs, 37 not as the scenario \
            expects, 38 record not signed, 40 simulator, 41 the world changed, 42 not allowed, 43 not signed as demanded, \
            44 facts of the manual not traced, 45 environment not ready, 46 a change is too risky, \
            47 something is wrong with a plan, 48 not all of a plan was searched, 64 usage. See Docs/ExitCodes.md.
            """,
        version: KirikaeVersion.text,
        subcommands: [
            CheckCommand.self, DoctorCommand.self, ExplainCommand.self, PlanCommand.self, PrintCommand.self,
            DiffCommand.self, ReviewCommand.self,
            RehearseCommand.self, ExploreCommand.self,
            RunCommand.self,
            DrillCommand.self, LeaderCommand.self,
            ResumeCommand.self, RestartCommand.self, ApproveCommand.self, StatusCommand.self, LogCommand.self,
            InquiryCommand.self, ReportCommand.self, ReadinessCommand.self, AuditCommand.self, SimulateCommand.self,
            FmtCommand.self, SchemaCommand.self, TextconvCommand.self, TraceCommand.self,
        ])
}
