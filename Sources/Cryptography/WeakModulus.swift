/// Moduli whose factors can be found because of the program that made them (CVE-2017-15361).
///
/// Primes of that program are powers of 65537 modulo each small prime, and so is their product. Another modulus shows this
/// pattern once in some 2^27 times.
enum WeakModulus {
    /// The primes that every size of key of that program has in common.
    private static let primes: [Int] = [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
        113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ]

    /// For each prime, which remainders are powers of 65537.
    private static let powers: [[Bool]] = primes.map { prime in
        var isPower = [Bool](repeating: false, count: prime)
        var power = 1
        while !isPower[power] {
            isPower[power] = true
            power = power * 65_537 % prime
        }
        return isPower
    }

    /// `modulus` is big-endian.
    static func isOfBrokenGenerator(_ modulus: [UInt8]) -> Bool {
        zip(primes, powers).allSatisfy { prime, isPower in
            isPower[modulus.reduce(0) { ($0 << 8 | Int($1)) % prime }]
        }
    }
}
