import Testing

/// Real processes, one consortium after the other: side by side they would only wait for each other's processors.
@Suite(.serialized) enum RealProcesses {}
