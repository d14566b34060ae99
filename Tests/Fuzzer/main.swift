import Foundation
import FuzzTargets

/// Runs inputs of one target, or of all in turn, and says which is slow. Which one ends the process is seen by the number
/// printed last: each is announced before its batch, and Tests/fuzz narrows it down.
///
///   fuzz list
///   fuzz run TARGET FIRST COUNT    inputs FIRST ..< FIRST + COUNT
///   fuzz show TARGET NUMBER        the input itself, on standard output
let arguments = Array(CommandLine.arguments.dropFirst())
let targets = try FuzzTarget.all()

func usage() -> Never {
    FileHandle.standardError.write(Data("usage: fuzz list | run TARGET FIRST COUNT | show TARGET NUMBER\n".utf8))
    exit(2)
}

switch arguments.first {
case "list" where arguments.count == 1:
    for target in targets { print(target.name) }
case "run" where arguments.count == 4:
    guard let target = targets.first(where: { $0.name == arguments[1] }), let first = UInt64(arguments[2]),
        let count = UInt64(arguments[3])
    else { usage() }
    let clock = ContinuousClock()
    for number in first..<first + count {
        let input = target.input(number)
        let time = clock.measure { target.run(on: input) }
        if time > .seconds(2) { print("\(target.name) \(number): \(input.count) bytes took \(time)") }
    }
case "show" where arguments.count == 3:
    guard let target = targets.first(where: { $0.name == arguments[1] }), let number = UInt64(arguments[2]) else {
        usage()
    }
    FileHandle.standardOutput.write(Data(target.input(number)))
default: usage()
}
