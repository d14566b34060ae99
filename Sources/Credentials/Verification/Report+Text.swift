import JSON

/// What a piece of a report's text is, for whoever wants to colour it.
public enum ReportStyle: Hashable, Sendable {
    case verdict(Verdict)
    case heading
    case outcome(Outcome)
    case detail
}

extension Report {
    /// The report as an indented tree for people, one check a line, ending in a line break. Control characters of
    /// foreign texts are replaced.
    ///
    /// - Parameters:
    ///   - all: also what passed; otherwise only what did not.
    ///   - style: wraps a piece of text, for instance in colour codes; it must not change its width on the screen.
    public func text(all: Bool = false, style: (String, ReportStyle) -> String = { text, _ in text }) -> String {
        var verdict = self.verdict.rawValue.uppercased()
        if code != .verified { verdict += " (\(code.label))" }
        var lines = [style(verdict, .verdict(self.verdict))]
        if let attested = root.oldestAttestation { lines.append(style("status as of \(attested)", .detail)) }
        root.append(to: &lines, depth: 0, all: all, style: style)
        return lines.joined(separator: "\n") + "\n"
    }
}

extension ReportNode {
    /// The moment up to which every status that the ledger attested is known.
    public var oldestAttestation: DateTime? {
        (checks.compactMap(\.attestedAt) + children.compactMap(\.oldestAttestation)).min()
    }

    fileprivate func append(
        to lines: inout [String], depth: Int, all: Bool, style: (String, ReportStyle) -> String
    ) {
        let indent = String(repeating: "  ", count: depth)
        lines.append(indent + style(heading, .heading))
        for check in checks where all || check.outcome != .pass {
            let mark = style(check.outcome.rawValue.padded(to: 7), .outcome(check.outcome))
            let reason = printable(check.reason)
            lines.append("\(indent)  \(mark) \(check.kind.rawValue.padded(to: 12)) \(reason)")
            let place = check.place.tokens.count > self.place.tokens.count ? "at \(check.place)" : nil
            let details = [check.clause, place.map(printable)].compactMap { $0 }
            if check.outcome != .pass, !details.isEmpty {
                let margin = indent + String(repeating: " ", count: 23)
                lines.append(margin + style(details.joined(separator: ", "), .detail))
            }
        }
        for child in children + endorsements {
            // Where all is well, one line says so.
            if !all, child.isClean {
                lines.append("\(indent)  " + style("pass   ", .outcome(.pass)) + " " + child.heading)
            } else {
                child.append(to: &lines, depth: depth + 1, all: all, style: style)
            }
        }
    }

    private var isClean: Bool {
        checks.allSatisfy { $0.outcome == .pass } && children.allSatisfy(\.isClean)
            && endorsements.allSatisfy(\.isClean)
    }

    private var heading: String {
        let kind =
            switch self.kind {
            case .presentation: "presentation"
            case .clr: "CLR"
            case .credential: "credential"
            case .endorsement: "endorsement"
            case .unreadable: "document"
            }
        var text = kind
        if let name { text += " \"\(printable(name))\"" } else if let id { text += " \(printable(id))" }
        if let issuer = issuerName ?? issuer {
            text += (self.kind == .presentation ? " by " : " from ") + printable(issuer)
        }
        return text
    }
}

extension VerdictCode {
    /// A few words for the person.
    public var label: String {
        switch self {
        case .verified: "verified"
        case .altered: "altered, or a bad proof"
        case .revoked: "revoked"
        case .suspended: "suspended"
        case .expired: "expired or not yet valid"
        case .untrusted: "issuer not trusted"
        case .unknown: "something needed is unknown"
        case .malformed: "malformed or unsupported"
        case .notOwner: "not presented by its owner"
        case .contested: "ownership contested"
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

/// Foreign text that cannot steer a terminal: no control, format or unassigned characters, at most 200 scalars. The
/// joiners U+200C and U+200D, which names in some scripts need, stay.
func printable(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(200) {
        switch scalar.properties.generalCategory {
        case .format where scalar == "\u{200C}" || scalar == "\u{200D}": scalars.append(scalar)
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            scalars.append("\u{FFFD}")
        default: scalars.append(scalar)
        }
    }
    return String(scalars) + (text.unicodeScalars.count > 200 ? "…" : "")
}
