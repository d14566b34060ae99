public import TestSupport

/// Runs one suite over a folder of its layout, whichever cases `cases.json` there lists.
public typealias SuiteRun = @Sendable (SuiteFolder) throws -> SuiteResult

/// The suites this project answers to. One line each; every suite lives in a file of its own.
public enum ConformanceSuites {
    public static let all: [(name: String, run: SuiteRun)] = [
        ("json-parsing", jsonParsingSuite),
        ("jcs", jcsSuite),
        ("jcs-numbers", jcsNumbersSuite),
        ("multiformats", multiformatsSuite),
        ("ed25519-edge", ed25519EdgeSuite),
        ("wycheproof", wycheproofSuite),
        ("did-key", didKeySuite),
        ("did-web", didWebSuite),
        ("vc-di-eddsa", dataIntegrityEdDSASuite),
        ("vc-di-ecdsa", dataIntegrityECDSASuite),
        ("jose-cookbook", joseCookbookSuite),
        ("rfc-jose", rfcJOSESuite),
        ("vc-jose-cose", vcJOSESuite),
        ("rfc6962-tree", rfc6962TreeSuite),
        ("merkle-proofs", merkleProofsSuite),
        ("rdf-n-quads", rdfNQuadsSuite),
        ("rdf-canon", rdfCanonSuite),
        ("json-ld-api", jsonLDSuite),
        ("transparency-log", transparencyLogSuite),
        ("tlog-sample-logs", tlogSampleLogsSuite),
        ("chirograph-ledger", chirographLedgerSuite),
        ("json-rpc", jsonRPCSuite),
        ("vc-data-model-2.0", vcDataModelSuite),
        ("openbadges-clr", openBadgesCLRSuite),
        ("dcc-credentials", dccCredentialsSuite),
        ("bitstring-status-list", bitstringStatusListSuite),
        ("baked-images", bakedImagesSuite),
        ("cbor", cborSuite),
    ]
}
