/// An ASCII decimal without sign or leading zeroes (`0` itself excepted), as all C2SP texts write numbers; nil otherwise.
func parseDecimal(_ text: some Collection<UInt8>) -> UInt64? {
    guard (1...20).contains(text.count), let first = text.first else { return nil }
    if first == UInt8(ascii: "0") { return text.count == 1 ? 0 : nil }
    var value: UInt64 = 0
    for byte in text {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
        guard !overflow, !carry else { return nil }
        value = sum
    }
    return value
}
