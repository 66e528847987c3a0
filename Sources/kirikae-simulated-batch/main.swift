import Glibc

// Stands for each of the four programs that switch the portal's clusters; its own name says which one.
exit(SimulatedBatch.run(argumentZero: CommandLine.arguments.first ?? ""))
