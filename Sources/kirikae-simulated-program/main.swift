import Glibc

// Stands for every console program of the simulated PCs; its own name says which one.
exit(SimulatedProgram.run(argumentZero: CommandLine.arguments.first ?? ""))
