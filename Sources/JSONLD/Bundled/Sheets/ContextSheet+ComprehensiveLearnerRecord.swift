// What the published contexts say, in the notation of ContextSheet; Tests/JSONLDTests/BundledContextTests.swift compares.

extension ContextSheet {
    /// `https://purl.imsglobal.org/spec/clr/v2p0/context.json`
    static let clrV2 = ContextSheet(
        #"""
        id = @id
        type = @type
        ClrCredential : https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential {
          id = @id
          type = @type
        }
        ClrSubject : https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrSubject {
          id = @id
          type = @type
          cred = https://www.w3.org/2018/credentials#
          obi = https://purl.imsglobal.org/spec/ob/v3p0/vocab.html#
          achievement : https://purl.imsglobal.org/spec/vc/clr/vocab.html#achievement ^obi:Achievement *set
          association : https://purl.imsglobal.org/spec/vc/clr/vocab.html#association ^https://purl.imsglobal.org/spec/vc/clr/vocab.html#Association *set
          verifiableCredential : https://purl.imsglobal.org/spec/vc/clr/vocab.html#verifiableCredential ^cred:verifiableCredential *set
        }
        Association : https://purl.imsglobal.org/spec/vc/clr/vocab.html#Association {
          associationType : https://purl.imsglobal.org/spec/vc/clr/vocab.html#AssociationType
          sourceId : https://purl.imsglobal.org/spec/vc/clr/vocab.html#sourceId ^xsd:anyURI
          targetId : https://purl.imsglobal.org/spec/vc/clr/vocab.html#targetId ^xsd:anyURI
        }
        """#)

    /// `https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json`
    static let clrV201 = ContextSheet(
        like: .clrV2,
        #"""
        ClrCredential : https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential {
          id = @id
          type = @type
          partial : https://purl.imsglobal.org/spec/vc/clr/vocab.html#partial ^xsd:boolean
        }
        ClrSubject : https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrSubject {
          id = @id
          type = @type
          cred = https://www.w3.org/2018/credentials#
          obi = https://purl.imsglobal.org/spec/vc/ob/vocab.html#
          achievement : https://purl.imsglobal.org/spec/vc/clr/vocab.html#achievement ^obi:Achievement *set
          association : https://purl.imsglobal.org/spec/vc/clr/vocab.html#association ^https://purl.imsglobal.org/spec/vc/clr/vocab.html#Association *set
          verifiableCredential : https://purl.imsglobal.org/spec/vc/clr/vocab.html#verifiableCredential ^cred:verifiableCredential *set
          identifier : https://purl.imsglobal.org/spec/vc/clr/vocab.html#identifier-1 ^obi:Identifier *set
        }
        """#)

    /// `https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld`
    static let clrV1 = ContextSheet(
        #"""
        id = @id
        type = @type
        clri = https://purl.imsglobal.org/spec/clr/vocab#
        xsd = http://www.w3.org/2001/XMLSchema#
        dtAchievement = clri:dtAchievement
        dtAddress = clri:dtAddress
        dtAlignment = clri:dtAlignment
        dtArtifact = clri:dtArtifact
        dtAssertion = clri:dtAssertion
        dtAssociation = clri:dtAssociation
        dtClr = clri:dtClr
        dtCriteria = clri:dtCriteria
        dtCryptographicKey = clri:dtCryptographicKey
        dtEndorsement = clri:dtEndorsement
        dtEndorsementClaim = clri:dtEndorsementClaim
        dtEndorsementProfile = clri:dtEndorsementProfile
        dtEvidence = clri:dtEvidence
        dtExtensibleAchievementType = clri:dtExtensibleAchievementType
        dtExtensibleAlignmentTargetType = clri:dtExtensibleAlignmentTargetType
        dtExtensibleResultType = clri:dtExtensibleResultType
        dtExtensibleSystemIdentifierType = clri:dtExtensibleSystemIdentifierType
        dtIdentity = clri:dtIdentity
        dtProfile = clri:dtProfile
        dtResult = clri:dtResult
        dtResultDescription = clri:dtResultDescription
        dtRevocationList = clri:dtRevocationList
        dtRubricCriterionLevel = clri:dtRubricCriterionLevel
        dtSystemIdentifier = clri:dtSystemIdentifier
        dtVerification = clri:dtVerification
        dtCompactJws : clri:dtCompactJws ^xsd:string
        dtEnumExtString : clri:dtEnumExtString ^xsd:string
        dtIRI : clri:dtIRI ^xsd:normalizedString
        dtMarkdown : clri:dtMarkdown ^xsd:string
        dtUUID : clri:dtUUID ^xsd:string
        achievedLevel = clri:dtIRI
        achievement = clri:dtAchievement
        achievementType = clri:dtExtensibleAchievementType
        achievements : clri:dtAchievement *set
        activityEndDate : clri:activityEndDate ^xsd:dateTime
        activityStartDate : clri:activityStartDate ^xsd:dateTime
        address = clri:dtAddress
        addressCountry : clri:addressCountry ^xsd:string
        addressLocality : clri:addressLocality ^xsd:string
        addressRegion : clri:addressRegion ^xsd:string
        allowedValues : clri:allowedValues ^xsd:string *set
        artifacts : clri:dtArtifact *set
        assertions : clri:dtAssertion *set
        associationType = clri:AssociationTypeDType
        associations : clri:dtAssociation *set
        birthDate : clri:birthDate ^xsd:date
        claim = cred:claim
        clr = clri:dtClr
        clrs : clri:dtClr *set
        creditsAvailable : clri:creditsAvailable ^xsd:float
        creditsEarned : clri:creditsEarned ^xsd:float
        endorsementComment = obi:endorsementComment
        fieldOfStudy : clri:fieldOfStudy ^xsd:string
        humanCode : clri:humanCode ^xsd:string
        identifier : clri:identifier ^xsd:string
        identifierType = clri:dtExtensibleSystemIdentifierType
        identifiers : clri:dtSystemIdentifier *set
        image : schema:image ^@id
        issuer = obi:issuer
        learner : clri:learner ^@id
        level : clri:level ^xsd:string
        licenseNumber : clri:licenseNumber ^xsd:string
        narrative = obi:narrative
        official : clri:official ^xsd:string
        owner = sec:owner
        parentOrg = obi:Profile
        partial : clri:partial ^xsd:boolean
        points : clri:points ^xsd:string
        postOfficeBoxNumber : clri:postOfficeBoxNumber ^xsd:string
        postalCode : clri:postalCode ^xsd:string
        publicKey = sec:publicKey
        publisher : clri:publisher ^@id
        recipient = obi:recipient
        requiredLevel = clri:dtIRI
        requiredValue : clri:requiredValue ^xsd:string
        requirement = obi:criteria
        resultDescription = clri:dtIRI
        resultDescriptions : clri:dtResultDescription *set
        resultType = clri:dtExtensibleResultType
        results : clri:dtResult *set
        role : clri:role ^xsd:string
        rubricCriterionLevels : clri:dtRubricCriterionLevel *set
        scopesOffered : clri:scopesOffered ^xsd:anyURI *set
        signedAssertions : clri:dtCompactJws *set
        signedClr = clri:dtCompactJws
        signedClrs : clri:dtCompactJws *set
        signedEndorsements : clri:dtCompactJws *set
        source = clri:dtProfile
        sourcedId : clri:sourcedId ^xsd:string
        specialization : clri:specialization ^xsd:string
        status = clri:ResultStatusTypeDType
        streetAddress : clri:streetAddress ^xsd:string
        studentId : clri:studentId ^xsd:string
        targetId = clri:dtIRI
        targetType = clri:dtExtensibleAlignmentTargetType
        term : clri:term ^xsd:string
        title : clri:title ^xsd:string
        url = schema:url
        value : clri:value ^xsd:string
        valueMax : clri:valueMax ^xsd:string
        valueMin : clri:valueMin ^xsd:string
        verification = obi:verify
        Achievement = dtAchievement
        Address = dtAddress
        Alignment = dtAlignment
        Artifact = dtArtifact
        Assertion = dtAssertion
        Association = dtAssociation
        Clr = dtClr
        Criteria = dtCriteria
        CryptographicKey = dtCryptographicKey
        Endorsement = dtEndorsement
        EndorsementClaim = dtEndorsementClaim
        EndorsementProfile = dtEndorsementProfile
        Evidence = dtEvidence
        ExtensibleAchievementType = dtExtensibleAchievementType
        ExtensibleAlignmentTargetType = dtExtensibleAlignmentTargetType
        ExtensibleResultType = dtExtensibleResultType
        ExtensibleSystemIdentifierType = dtExtensibleSystemIdentifierType
        Identity = dtIdentity
        Profile = dtProfile
        Result = dtResult
        ResultDescription = dtResultDescription
        RevocationList = dtRevocationList
        RubricCriterionLevel = dtRubricCriterionLevel
        SystemIdentifier = dtSystemIdentifier
        Verification = obi:VerificationObject
        CompactJws = dtCompactJws
        EnumExtString = dtEnumExtString
        IRI = dtIRI
        Markdown = dtMarkdown
        UUID = dtUUID
        cred = https://w3id.org/credentials/
        dc = http://purl.org/dc/terms/
        obi = https://w3id.org/openbadges#
        schema = http://schema.org/
        sec = https://w3id.org/security#
        additionalName = schema:additionalName
        alignments = obi:alignment
        allowedOrigins = obi:allowedOrigins
        audience = obi:audience
        authorizationUrl : clri:authorizationUrl ^@id
        creator = dc:creator
        description = schema:description
        email = schema:email
        endorsements = cred:credential
        expires : sec:expiration ^xsd:dateTime
        evidence = obi:evidence
        familyName = schema:familyName
        genre = schema:genre
        givenName = schema:givenName
        hashed = obi:hashed
        identity = obi:identityHash
        issuedOn = obi:issueDate
        name = schema:name
        privacyPolicyUrl : clri:privacyPolicyUrl ^@id
        publicKeyPem = sec:publicKeyPem
        registrationUrl : clri:registrationUrl ^@id
        revocationList = obi:revocationList
        revocationReason = obi:revocationReason
        revoked = obi:revoked
        revokedAssertions = obi:revokedAssertions
        salt = obi:salt
        startsWith = obi:startsWith
        tags = schema:keywords
        targetCode = obi:targetCode
        targetDescription = schema:targetDescription
        targetFramework = schema:educationalFramework
        targetName = schema:targetName
        targetUrl = schema:targetUrl
        telephone = schema:telephone
        termsOfServiceUrl : clri:termsOfServiceUrl ^@id
        tokenUrl : clri:tokenUrl ^@id
        verificationProperty = obi:verificationProperty
        Hosted = obi:hosted
        Signed = obi:signed
        """#)
}
