// What the published contexts say, in the notation of ContextSheet; Tests/JSONLDTests/BundledContextTests.swift compares.

extension ContextSheet {
    /// `https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld`
    static let openBadgesV21 = ContextSheet(
        #"""
        id = @id
        type = @type
        obi = https://purl.imsglobal.org/spec/ob/vocab#
        xsd = http://www.w3.org/2001/XMLSchema#
        dtAssertion = obi:dtAssertion
        dtBadgeConnectAPI = obi:dtBadgeConnectAPI
        dtProfile = obi:dtProfile
        dtStatus = obi:dtStatus
        dtStatusResponse = obi:dtStatusResponse
        dtCompactJWS : obi:dtCompactJWS ^xsd:string
        dtIRI : obi:dtIRI ^xsd:normalizedString
        dtURL : obi:dtURL ^xsd:anyURI
        apiBase = obi:dtURL
        assertion = obi:dtAssertion
        assertions : obi:dtAssertion *set
        authorizationUrl = obi:dtURL
        badgeConnectAPI : obi:dtBadgeConnectAPI *set
        error : obi:error ^xsd:string
        image : obi:image ^xsd:anyURI
        name : obi:name ^xsd:string
        privacyPolicyUrl = obi:dtURL
        profile = obi:dtProfile
        registrationUrl = obi:dtURL
        scopesOffered : obi:scopesOffered ^xsd:anyURI *set
        signedAssertion = obi:dtCompactJWS
        signedAssertions : obi:dtCompactJWS *set
        status = obi:dtStatus
        statusCode : obi:statusCode ^xsd:integer
        statusText = obi:StatusTextEnumDType
        termsOfServiceUrl = obi:dtURL
        tokenRevocationUrl = obi:dtURL
        tokenUrl = obi:dtURL
        version : obi:version ^xsd:string
        """#)

    /// `https://w3id.org/openbadges/v2`
    /// `https://openbadgespec.org/v2/context.json`
    static let openBadgesV2 = ContextSheet(
        #"""
        id = @id
        type = @type
        extensions = https://w3id.org/openbadges/extensions#
        obi = https://w3id.org/openbadges#
        validation = obi:validation
        cred = https://w3id.org/credentials#
        dc = http://purl.org/dc/terms/
        schema = http://schema.org/
        sec = https://w3id.org/security#
        xsd = http://www.w3.org/2001/XMLSchema#
        AlignmentObject = schema:AlignmentObject
        CryptographicKey = sec:Key
        Endorsement = cred:Credential
        Assertion = obi:Assertion
        BadgeClass = obi:BadgeClass
        Criteria = obi:Criteria
        Evidence = obi:Evidence
        Extension = obi:Extension
        FrameValidation = obi:FrameValidation
        IdentityObject = obi:IdentityObject
        Image = obi:Image
        HostedBadge = obi:HostedBadge
        hosted = obi:HostedBadge
        Issuer = obi:Issuer
        Profile = obi:Profile
        RevocationList = obi:RevocationList
        SignedBadge = obi:SignedBadge
        signed = obi:SignedBadge
        TypeValidation = obi:TypeValidation
        VerificationObject = obi:VerificationObject
        author : schema:author ^@id
        caption : schema:caption
        claim : cred:claim ^@id
        created : dc:created ^xsd:dateTime
        creator : dc:creator ^@id
        description : schema:description
        email : schema:email
        endorsement : cred:credential ^@id
        expires : sec:expiration ^xsd:dateTime
        genre : schema:genre
        image : schema:image ^@id
        name : schema:name
        owner : sec:owner ^@id
        publicKey : sec:publicKey ^@id
        publicKeyPem : sec:publicKeyPem
        related : dc:relation ^@id
        startsWith : http://purl.org/dqm-vocabulary/v1/dqm#startsWith
        tags : schema:keywords
        targetDescription : schema:targetDescription
        targetFramework : schema:targetFramework
        targetName : schema:targetName
        targetUrl : schema:targetUrl
        telephone : schema:telephone
        url : schema:url ^@id
        version : schema:version
        alignment : obi:alignment ^@id
        allowedOrigins : obi:allowedOrigins
        audience : obi:audience
        badge : obi:badge ^@id
        criteria : obi:criteria ^@id
        endorsementComment : obi:endorsementComment
        evidence : obi:evidence ^@id
        hashed : obi:hashed ^xsd:boolean
        identity : obi:identityHash
        issuedOn : obi:issueDate ^xsd:dateTime
        issuer : obi:issuer ^@id
        narrative : obi:narrative
        recipient : obi:recipient ^@id
        revocationList : obi:revocationList ^@id
        revocationReason : obi:revocationReason
        revoked : obi:revoked ^xsd:boolean
        revokedAssertions : obi:revoked
        salt : obi:salt
        targetCode : obi:targetCode
        uid : obi:uid
        validatesType = obi:validatesType
        validationFrame = obi:validationFrame
        validationSchema = obi:validationSchema
        verification : obi:verify ^@id
        verificationProperty : obi:verificationProperty
        verify = verification
        """#)

    /// `https://w3id.org/openbadges/extensions/applyLinkExtension/context.json`
    static let applyLinkExtension = ContextSheet(
        #"""
        obi = https://w3id.org/openbadges#
        extensions = https://w3id.org/openbadges/extensions#
        url = extensions:applyLink
        """#)

    /// `https://w3id.org/openbadges/extensions/exampleExtension/context.json`
    static let exampleExtension = ContextSheet(
        #"""
        obi = https://w3id.org/openbadges#
        extensions = https://w3id.org/openbadges/extensions#
        exampleProperty = http://schema.org/text
        """#)
}
