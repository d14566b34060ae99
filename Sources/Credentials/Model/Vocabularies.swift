/// Terms of the enumerations in Open Badges 3.0 and CLR 2.0. Extensible ones take any further term that begins with
/// `ext:`; it is kept as it is.
public protocol ExtensibleTerm: Hashable, Sendable {
    associatedtype Known: RawRepresentable & CaseIterable & Hashable & Sendable where Known.RawValue == String
    static func known(_ term: Known) -> Self
    static func `extension`(_ term: String) -> Self
}

extension ExtensibleTerm {
    /// Nil for a term that is neither known nor an extension.
    public init?(term: String) {
        if let known = Known(rawValue: term) {
            self = .known(known)
        } else if ExtensionTerm.isAccepted(term) {
            self = .extension(term)
        } else {
            return nil
        }
    }
}

enum ExtensionTerm {
    /// The published pattern is `(ext:)[a-z|A-Z|0-9|.|-|_]+`, not anchored, and within it `|-|` is a range of one
    /// character: so a hyphen is not in the set but the bar is. Anything that contains a match is accepted.
    static func isAccepted(_ term: String) -> Bool {
        let bytes = Array(term.utf8)
        let prefix = Array("ext:".utf8)
        guard bytes.count > prefix.count else { return false }
        return (0..<(bytes.count - prefix.count)).contains { start in
            bytes[start..<(start + prefix.count)].elementsEqual(prefix) && isNameByte(bytes[start + prefix.count])
        }
    }

    /// What the pattern was meant to say: `ext:` and a name, nothing else.
    static func isWellFormed(_ term: String) -> Bool {
        term.hasPrefix("ext:") && term.utf8.count > 4
            && term.utf8.dropFirst(4).allSatisfy { isNameByte($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "|"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// Open Badges 3.0, AchievementType.
public enum AchievementType: ExtensibleTerm {
    case known(Known)
    case `extension`(String)

    public enum Known: String, CaseIterable, Sendable {
        case achievement = "Achievement"
        case apprenticeshipCertificate = "ApprenticeshipCertificate"
        case assessment = "Assessment"
        case assignment = "Assignment"
        case associateDegree = "AssociateDegree"
        case award = "Award"
        case bachelorDegree = "BachelorDegree"
        case badge = "Badge"
        case certificate = "Certificate"
        case certificateOfCompletion = "CertificateOfCompletion"
        case certification = "Certification"
        case coCurricular = "CoCurricular"
        case communityService = "CommunityService"
        case competency = "Competency"
        case course = "Course"
        case degree = "Degree"
        case diploma = "Diploma"
        case doctoralDegree = "DoctoralDegree"
        case fieldwork = "Fieldwork"
        case generalEducationDevelopment = "GeneralEducationDevelopment"
        case journeymanCertificate = "JourneymanCertificate"
        case learningProgram = "LearningProgram"
        case license = "License"
        case masterCertificate = "MasterCertificate"
        case masterDegree = "MasterDegree"
        case membership = "Membership"
        case microCredential = "MicroCredential"
        case professionalDoctorate = "ProfessionalDoctorate"
        case qualityAssuranceCredential = "QualityAssuranceCredential"
        case researchDoctorate = "ResearchDoctorate"
        case secondarySchoolDiploma = "SecondarySchoolDiploma"
    }
}

/// Open Badges 3.0, AlignmentTargetType.
public enum AlignmentTargetType: ExtensibleTerm {
    case known(Known)
    case `extension`(String)

    public enum Known: String, CaseIterable, Sendable {
        case competency = "ceasn:Competency"
        case credential = "ceterms:Credential"
        case cfItem = "CFItem"
        case cfRubric = "CFRubric"
        case cfRubricCriterion = "CFRubricCriterion"
        case cfRubricCriterionLevel = "CFRubricCriterionLevel"
        case ctdl = "CTDL"
    }
}

/// Open Badges 3.0, ResultType.
public enum ResultType: ExtensibleTerm {
    case known(Known)
    case `extension`(String)

    public enum Known: String, CaseIterable, Sendable {
        case gradePointAverage = "GradePointAverage"
        case letterGrade = "LetterGrade"
        case percent = "Percent"
        case performanceLevel = "PerformanceLevel"
        case predictedScore = "PredictedScore"
        case rawScore = "RawScore"
        case result = "Result"
        case rubricCriterion = "RubricCriterion"
        case rubricCriterionLevel = "RubricCriterionLevel"
        case rubricScore = "RubricScore"
        case scaledScore = "ScaledScore"
        case status = "Status"
    }
}

/// Open Badges 3.0, IdentifierTypeEnum.
public enum IdentifierType: ExtensibleTerm {
    case known(Known)
    case `extension`(String)

    public enum Known: String, CaseIterable, Sendable {
        case name, sourcedId, systemId, productId, userName, accountId, emailAddress, nationalIdentityNumber, isbn, issn
        case lisSourcedId, oneRosterSourcedId, sisSourcedId, ltiContextId, ltiDeploymentId, ltiToolId, ltiPlatformId
        case ltiUserId, identifier
    }
}

/// Open Badges 3.0, ResultStatusType: closed.
public enum ResultStatus: String, CaseIterable, Hashable, Sendable {
    case completed = "Completed"
    case enrolled = "Enrolled"
    case failed = "Failed"
    case inProgress = "InProgress"
    case onHold = "OnHold"
    case provisional = "Provisional"
    case withdrew = "Withdrew"
}

/// CLR 2.0, AssociationType: closed. Read as "source … target".
public enum AssociationType: String, CaseIterable, Hashable, Sendable {
    case exactMatchOf, isChildOf, isParentOf, isPartOf, isPeerOf, isRelatedTo, precedes, replacedBy
}
