// What the published contexts say, in the notation of ContextSheet; Tests/JSONLDTests/BundledContextTests.swift compares.

extension ContextSheet {
    /// `https://www.w3.org/ns/odrl.jsonld`
    static let odrl = ContextSheet(
        #"""
        odrl = http://www.w3.org/ns/odrl/2/
        rdf = http://www.w3.org/1999/02/22-rdf-syntax-ns#
        rdfs = http://www.w3.org/2000/01/rdf-schema#
        owl = http://www.w3.org/2002/07/owl#
        skos = http://www.w3.org/2004/02/skos/core#
        dct = http://purl.org/dc/terms/
        xsd = http://www.w3.org/2001/XMLSchema#
        vcard = http://www.w3.org/2006/vcard/ns#
        foaf = http://xmlns.com/foaf/0.1/
        schema = http://schema.org/
        cc = http://creativecommons.org/ns#
        uid = @id
        type = @type
        Policy = odrl:Policy
        Rule = odrl:Rule
        profile : odrl:profile ^@id
        inheritFrom : odrl:inheritFrom ^@id
        ConflictTerm = odrl:ConflictTerm
        conflict : odrl:conflict ^@vocab
        perm = odrl:perm
        prohibit = odrl:prohibit
        invalid = odrl:invalid
        Agreement = odrl:Agreement
        Assertion = odrl:Assertion
        Offer = odrl:Offer
        Privacy = odrl:Privacy
        Request = odrl:Request
        Set = odrl:Set
        Ticket = odrl:Ticket
        Asset = odrl:Asset
        AssetCollection = odrl:AssetCollection
        relation : odrl:relation ^@id
        hasPolicy : odrl:hasPolicy ^@id
        target : odrl:target ^@id
        output : odrl:output ^@id
        partOf : odrl:partOf ^@id
        source : odrl:source ^@id
        Party = odrl:Party
        PartyCollection = odrl:PartyCollection
        function : odrl:function ^@vocab
        PartyScope = odrl:PartyScope
        assignee : odrl:assignee ^@id
        assigner : odrl:assigner ^@id
        assigneeOf : odrl:assigneeOf ^@id
        assignerOf : odrl:assignerOf ^@id
        attributedParty : odrl:attributedParty ^@id
        attributingParty : odrl:attributingParty ^@id
        compensatedParty : odrl:compensatedParty ^@id
        compensatingParty : odrl:compensatingParty ^@id
        consentingParty : odrl:consentingParty ^@id
        consentedParty : odrl:consentedParty ^@id
        informedParty : odrl:informedParty ^@id
        informingParty : odrl:informingParty ^@id
        trackingParty : odrl:trackingParty ^@id
        trackedParty : odrl:trackedParty ^@id
        contractingParty : odrl:contractingParty ^@id
        contractedParty : odrl:contractedParty ^@id
        Action = odrl:Action
        action : odrl:action ^@vocab
        includedIn : odrl:includedIn ^@id
        implies : odrl:implies ^@id
        Permission = odrl:Permission
        permission : odrl:permission ^@id
        Prohibition = odrl:Prohibition
        prohibition : odrl:prohibition ^@id
        obligation : odrl:obligation ^@id
        use = odrl:use
        grantUse = odrl:grantUse
        aggregate = odrl:aggregate
        annotate = odrl:annotate
        anonymize = odrl:anonymize
        archive = odrl:archive
        concurrentUse = odrl:concurrentUse
        derive = odrl:derive
        digitize = odrl:digitize
        display = odrl:display
        distribute = odrl:distribute
        execute = odrl:execute
        extract = odrl:extract
        give = odrl:give
        index = odrl:index
        install = odrl:install
        modify = odrl:modify
        move = odrl:move
        play = odrl:play
        present = odrl:present
        print = odrl:print
        read = odrl:read
        reproduce = odrl:reproduce
        sell = odrl:sell
        stream = odrl:stream
        textToSpeech = odrl:textToSpeech
        transfer = odrl:transfer
        transform = odrl:transform
        translate = odrl:translate
        Duty = odrl:Duty
        duty : odrl:duty ^@id
        consequence : odrl:consequence ^@id
        remedy : odrl:remedy ^@id
        acceptTracking = odrl:acceptTracking
        attribute = odrl:attribute
        compensate = odrl:compensate
        delete = odrl:delete
        ensureExclusivity = odrl:ensureExclusivity
        include = odrl:include
        inform = odrl:inform
        nextPolicy = odrl:nextPolicy
        obtainConsent = odrl:obtainConsent
        reviewPolicy = odrl:reviewPolicy
        uninstall = odrl:uninstall
        watermark = odrl:watermark
        Constraint = odrl:Constraint
        LogicalConstraint = odrl:LogicalConstraint
        constraint : odrl:constraint ^@id
        refinement : odrl:refinement ^@id
        Operator = odrl:Operator
        operator : odrl:operator ^@vocab
        RightOperand = odrl:RightOperand
        rightOperand = odrl:rightOperand
        rightOperandReference : odrl:rightOperandReference ^xsd:anyURI
        LeftOperand = odrl:LeftOperand
        leftOperand : odrl:leftOperand ^@vocab
        unit = odrl:unit
        dataType : odrl:datatype ^xsd:anyType
        status = odrl:status
        absolutePosition = odrl:absolutePosition
        absoluteSpatialPosition = odrl:absoluteSpatialPosition
        absoluteTemporalPosition = odrl:absoluteTemporalPosition
        absoluteSize = odrl:absoluteSize
        count = odrl:count
        dateTime = odrl:dateTime
        delayPeriod = odrl:delayPeriod
        deliveryChannel = odrl:deliveryChannel
        elapsedTime = odrl:elapsedTime
        event = odrl:event
        fileFormat = odrl:fileFormat
        industry = odrl:industry:
        language = odrl:language
        media = odrl:media
        meteredTime = odrl:meteredTime
        payAmount = odrl:payAmount
        percentage = odrl:percentage
        product = odrl:product
        purpose = odrl:purpose
        recipient = odrl:recipient
        relativePosition = odrl:relativePosition
        relativeSpatialPosition = odrl:relativeSpatialPosition
        relativeTemporalPosition = odrl:relativeTemporalPosition
        relativeSize = odrl:relativeSize
        resolution = odrl:resolution
        spatial = odrl:spatial
        spatialCoordinates = odrl:spatialCoordinates
        systemDevice = odrl:systemDevice
        timeInterval = odrl:timeInterval
        unitOfCount = odrl:unitOfCount
        version = odrl:version
        virtualLocation = odrl:virtualLocation
        eq = odrl:eq
        gt = odrl:gt
        gteq = odrl:gteq
        lt = odrl:lt
        lteq = odrl:lteq
        neq = odrl:neg
        isA = odrl:isA
        hasPart = odrl:hasPart
        isPartOf = odrl:isPartOf
        isAllOf = odrl:isAllOf
        isAnyOf = odrl:isAnyOf
        isNoneOf = odrl:isNoneOf
        or = odrl:or
        xone = odrl:xone
        and = odrl:and
        andSequence = odrl:andSequence
        policyUsage = odrl:policyUsage
        """#)
}
