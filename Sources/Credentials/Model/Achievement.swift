public import JSON

/// What can be earned: a course, a degree, a skill (Open Badges 3.0, Achievement).
public struct Achievement: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var id: String? { text("id") }
    public var name: String? { text("name") }
    public var details: String? { text("description") }
    public var type: AchievementType? { text("achievementType").flatMap(AchievementType.init(term:)) }
    public var humanCode: String? { text("humanCode") }
    public var creditsAvailable: JSONNumber? { json["creditsAvailable"]?.number }
    public var fieldOfStudy: String? { text("fieldOfStudy") }
    public var criteriaNarrative: String? { json["criteria"]?["narrative"]?.string }
    public var criteriaID: String? { json["criteria"]?["id"]?.string }
    public var creator: Profile? { view("creator") }
    public var alignments: [Alignment] { views("alignment") }
    public var resultDescriptions: [ResultDescription] { views("resultDescription") }
    public var endorsements: [EndorsementCredential] { views("endorsement") }
    public var tags: [String] { texts("tag") }
}

/// What the learner reached: a grade, a score, a level (Open Badges 3.0, Result).
public struct AchievementResult: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    /// Id of a ``ResultDescription`` of the same credential's achievement.
    public var descriptionID: String? { text("resultDescription") }
    public var value: String? { text("value") }
    public var status: ResultStatus? { text("status").flatMap(ResultStatus.init(rawValue:)) }
    /// Id of a ``RubricCriterionLevel``.
    public var achievedLevel: String? { text("achievedLevel") }
    public var alignments: [Alignment] { views("alignment") }
}

/// What a result can be (Open Badges 3.0, ResultDescription).
public struct ResultDescription: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var id: String? { text("id") }
    public var name: String? { text("name") }
    public var type: ResultType? { text("resultType").flatMap(ResultType.init(term:)) }
    /// From low to high.
    public var allowedValues: [String] { texts("allowedValue") }
    public var requiredValue: String? { text("requiredValue") }
    public var valueMin: String? { text("valueMin") }
    public var valueMax: String? { text("valueMax") }
    /// From low to high.
    public var levels: [RubricCriterionLevel] { views("rubricCriterionLevel") }
}

/// One level of a rubric (Open Badges 3.0, RubricCriterionLevel).
public struct RubricCriterionLevel: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var id: String? { text("id") }
    public var name: String? { text("name") }
    public var level: String? { text("level") }
    public var points: String? { text("points") }
}

/// How an achievement relates to an entry of some framework (Open Badges 3.0, Alignment).
public struct Alignment: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var targetName: String? { text("targetName") }
    public var targetURL: String? { text("targetUrl") }
    public var targetCode: String? { text("targetCode") }
    public var targetFramework: String? { text("targetFramework") }
    public var targetType: AlignmentTargetType? { text("targetType").flatMap(AlignmentTargetType.init(term:)) }
}

/// `source` is that kind of relation to `target`; both are achievement ids (CLR 2.0, Association).
public struct Association: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var type: AssociationType? { text("associationType").flatMap(AssociationType.init(rawValue:)) }
    public var source: String? { text("sourceId") }
    public var target: String? { text("targetId") }
}
