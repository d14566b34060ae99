import CSodium

extension SecretBytes {
    /// Moves a secret out of an ordinary array: copies it, then wipes and empties the array.
    public convenience init(taking bytes: inout [UInt8]) {
        self.init(copying: bytes)
        unsafe bytes.withUnsafeMutableBytes { unsafe sodium_memzero($0.baseAddress, $0.count) }
        bytes = []
    }
}
