import CLibFuzzer
import Glibc

/// `fuzz list`: the names of the targets.
/// `fuzz seeds TARGET FOLDER KEYRING…`: writes inputs to begin with.
/// `fuzz TARGET [OPTION…] [FOLDER or FILE…]`: runs libFuzzer, whose options these are.
@main
struct Fuzz {
    /// What the command line names. libFuzzer calls back without a context, so it is global.
    fileprivate static let target: any FuzzTarget.Type = {
        let name = CommandLine.arguments.dropFirst().first ?? ""
        guard let target = Fuzz.named(name) else { fail("unknown target '\(name)'") }
        return target
    }()

    private static let targets: [any FuzzTarget.Type] = [
        ArmorTarget.self, FormsTarget.self, HashqueryTarget.self, HeadsTarget.self,
        PacketsTarget.self, ReconTarget.self, SubmissionTarget.self, VerificationTarget.self,
    ]

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case "list":
            for target in targets { print(target.name) }
        case "seeds":
            let names = Array(arguments.dropFirst())
            guard names.count >= 2, let target = named(names[0]) else {
                fail("write: fuzz seeds TARGET FOLDER KEYRING…")
            }
            try Seeds.write(for: target, to: names[1], from: Array(names[2...]))
        default:
            _ = target
            runDriver()
        }
    }

    /// Hands libFuzzer the command line without the target's name.
    private static func runDriver() {
        let strings = CommandLine.unsafeArgv
        strings[1] = strings[0]
        var count = CommandLine.argc - 1
        var rest: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = strings + 1
        atexit { Stopwatch.report() }
        _ = LLVMFuzzerRunDriver(&count, &rest) { data, size in
            let input = Array(UnsafeBufferPointer(start: data, count: size))
            Stopwatch.time { Fuzz.target.run(input) }
            return 0
        }
    }

    private static func named(_ name: String) -> (any FuzzTarget.Type)? {
        targets.first { $0.name == name }
    }

    private static func fail(_ message: String) -> Never {
        fatalError("fuzz: \(message)")
    }
}

/// libFuzzer looks for this name and calls it for each new input.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(
    _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: UInt32
) -> Int {
    var mutator = Mutator(seed: seed)
    let input = Array(UnsafeBufferPointer(start: data, count: size))
    let output = mutator.mutate(input, framing: Fuzz.target.framing, limit: limit).prefix(limit)
    for (index, octet) in output.enumerated() { data[index] = octet }
    return output.count
}
