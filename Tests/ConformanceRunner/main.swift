import ConformanceSuites
import Foundation
import TestSupport

// Runs the suites of test vectors named as arguments, or all of them, and prints a line for each.
// Exit code 0 if every required case passed, 1 otherwise, 2 for a name that is no suite.

let asked = Array(CommandLine.arguments.dropFirst())
if asked.contains("--help") || asked.contains("-h") {
    print("usage: conformance [SUITE...]\nsuites: \(ConformanceSuites.names.joined(separator: " "))")
    print("\(Vectors.data.variable) names their folder, now \(Vectors.data.root.path)")
    exit(0)
}

var exitCode: Int32 = 0
var ran = 0
for name in asked.isEmpty ? ConformanceSuites.names : asked {
    guard let result = ConformanceSuites.run(name) else {
        print("\(name) unknown; the suites are \(ConformanceSuites.names.joined(separator: ", "))")
        exitCode = 2
        continue
    }
    print(result.summary)
    for failure in result.failures {
        print("    \(failure.isOptional ? "optional " : "")\(failure.id): \(failure.reason)")
    }
    if !result.missing { ran += 1 }
    // A suite that is not there fails only when it was asked for.
    let isFine = result.missing ? asked.isEmpty : result.isComplete
    if !isFine { exitCode = max(exitCode, 1) }
}
if ran == 0, exitCode == 0 {
    print("no suite was run: \(Vectors.data.root.path) holds none; \(Vectors.data.variable) names another folder")
    exitCode = 1
}
exit(exitCode)
