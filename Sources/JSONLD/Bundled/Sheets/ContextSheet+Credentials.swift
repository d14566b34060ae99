// What the published contexts say, in the notation of ContextSheet; Tests/JSONLDTests/BundledContextTests.swift compares.

extension ContextSheet {
    /// `https://www.w3.org/ns/credentials/v2`
    static let credentialsV2 = ContextSheet(
        #"""
        @protected
        id = @id
        type = @type
        description = https://schema.org/description
        digestMultibase : https://w3id.org/security#digestMultibase ^https://w3id.org/security#multibase
        digestSRI : https://www.w3.org/2018/credentials#digestSRI ^https://www.w3.org/2018/credentials#sriString
        mediaType : https://schema.org/encodingFormat
        name = https://schema.org/name
        VerifiableCredential : https://www.w3.org/2018/credentials#VerifiableCredential {
          @protected
          id = @id
          type = @type
          confidenceMethod : https://www.w3.org/2018/credentials#confidenceMethod ^@id
          credentialSchema : https://www.w3.org/2018/credentials#credentialSchema ^@id
          credentialStatus : https://www.w3.org/2018/credentials#credentialStatus ^@id
          credentialSubject : https://www.w3.org/2018/credentials#credentialSubject ^@id
          description = https://schema.org/description
          evidence : https://www.w3.org/2018/credentials#evidence ^@id
          issuer : https://www.w3.org/2018/credentials#issuer ^@id
          name = https://schema.org/name
          proof : https://w3id.org/security#proof ^@id *graph
          refreshService : https://www.w3.org/2018/credentials#refreshService ^@id
          relatedResource : https://www.w3.org/2018/credentials#relatedResource ^@id
          renderMethod : https://www.w3.org/2018/credentials#renderMethod ^@id
          termsOfUse : https://www.w3.org/2018/credentials#termsOfUse ^@id
          validFrom : https://www.w3.org/2018/credentials#validFrom ^http://www.w3.org/2001/XMLSchema#dateTime
          validUntil : https://www.w3.org/2018/credentials#validUntil ^http://www.w3.org/2001/XMLSchema#dateTime
        }
        EnvelopedVerifiableCredential = https://www.w3.org/2018/credentials#EnvelopedVerifiableCredential
        VerifiablePresentation : https://www.w3.org/2018/credentials#VerifiablePresentation {
          @protected
          id = @id
          type = @type
          holder : https://www.w3.org/2018/credentials#holder ^@id
          proof : https://w3id.org/security#proof ^@id *graph
          termsOfUse : https://www.w3.org/2018/credentials#termsOfUse ^@id
          verifiableCredential : https://www.w3.org/2018/credentials#verifiableCredential ^@id *graph !
        }
        EnvelopedVerifiablePresentation = https://www.w3.org/2018/credentials#EnvelopedVerifiablePresentation
        JsonSchemaCredential = https://www.w3.org/2018/credentials#JsonSchemaCredential
        JsonSchema : https://www.w3.org/2018/credentials#JsonSchema {
          @protected
          id = @id
          type = @type
          jsonSchema : https://www.w3.org/2018/credentials#jsonSchema ^@json
        }
        BitstringStatusListCredential = https://www.w3.org/ns/credentials/status#BitstringStatusListCredential
        BitstringStatusList : https://www.w3.org/ns/credentials/status#BitstringStatusList {
          @protected
          id = @id
          type = @type
          encodedList : https://www.w3.org/ns/credentials/status#encodedList ^https://w3id.org/security#multibase
          statusPurpose = https://www.w3.org/ns/credentials/status#statusPurpose
          ttl = https://www.w3.org/ns/credentials/status#ttl
        }
        BitstringStatusListEntry : https://www.w3.org/ns/credentials/status#BitstringStatusListEntry {
          @protected
          id = @id
          type = @type
          statusListCredential : https://www.w3.org/ns/credentials/status#statusListCredential ^@id
          statusListIndex = https://www.w3.org/ns/credentials/status#statusListIndex
          statusPurpose = https://www.w3.org/ns/credentials/status#statusPurpose
          statusMessage : https://www.w3.org/ns/credentials/status#statusMessage {
            @protected
            id = @id
            type = @type
            message = https://www.w3.org/ns/credentials/status#message
            status = https://www.w3.org/ns/credentials/status#status
          }
          statusReference : https://www.w3.org/ns/credentials/status#statusReference ^@id
          statusSize : https://www.w3.org/ns/credentials/status#statusSize ^https://www.w3.org/2001/XMLSchema#integer
        }
        DataIntegrityProof : https://w3id.org/security#DataIntegrityProof {
          @protected
          id = @id
          type = @type
          challenge = https://w3id.org/security#challenge
          created : http://purl.org/dc/terms/created ^http://www.w3.org/2001/XMLSchema#dateTime
          cryptosuite : https://w3id.org/security#cryptosuite ^https://w3id.org/security#cryptosuiteString
          domain = https://w3id.org/security#domain
          expires : https://w3id.org/security#expiration ^http://www.w3.org/2001/XMLSchema#dateTime
          nonce = https://w3id.org/security#nonce
          previousProof : https://w3id.org/security#previousProof ^@id
          proofPurpose : https://w3id.org/security#proofPurpose ^@vocab {
            @protected
            id = @id
            type = @type
            assertionMethod : https://w3id.org/security#assertionMethod ^@id *set
            authentication : https://w3id.org/security#authenticationMethod ^@id *set
            capabilityDelegation : https://w3id.org/security#capabilityDelegationMethod ^@id *set
            capabilityInvocation : https://w3id.org/security#capabilityInvocationMethod ^@id *set
            keyAgreement : https://w3id.org/security#keyAgreementMethod ^@id *set
          }
          proofValue : https://w3id.org/security#proofValue ^https://w3id.org/security#multibase
          verificationMethod : https://w3id.org/security#verificationMethod ^@id
        }
        ... : https://www.iana.org/assignments/jwt#...
        _sd : https://www.iana.org/assignments/jwt#_sd ^@json
        _sd_alg : https://www.iana.org/assignments/jwt#_sd_alg
        aud : https://www.iana.org/assignments/jwt#aud ^@id
        cnf : https://www.iana.org/assignments/jwt#cnf {
          @protected
          kid : https://www.iana.org/assignments/jwt#kid ^@id
          jwk : https://www.iana.org/assignments/jwt#jwk ^@json
        }
        exp : https://www.iana.org/assignments/jwt#exp ^https://www.w3.org/2001/XMLSchema#nonNegativeInteger
        iat : https://www.iana.org/assignments/jwt#iat ^https://www.w3.org/2001/XMLSchema#nonNegativeInteger
        iss : https://www.iana.org/assignments/jose#iss ^@id
        jku : https://www.iana.org/assignments/jose#jku ^@id
        kid : https://www.iana.org/assignments/jose#kid ^@id
        nbf : https://www.iana.org/assignments/jwt#nbf ^https://www.w3.org/2001/XMLSchema#nonNegativeInteger
        sub : https://www.iana.org/assignments/jose#sub ^@id
        x5u : https://www.iana.org/assignments/jose#x5u ^@id
        """#)

    /// `https://www.w3.org/2018/credentials/v1`
    static let credentialsV1 = ContextSheet(
        #"""
        @version
        @protected
        id = @id
        type = @type
        VerifiableCredential : https://www.w3.org/2018/credentials#VerifiableCredential {
          @version
          @protected
          id = @id
          type = @type
          cred = https://www.w3.org/2018/credentials#
          sec = https://w3id.org/security#
          xsd = http://www.w3.org/2001/XMLSchema#
          credentialSchema : cred:credentialSchema ^@id {
            @version
            @protected
            id = @id
            type = @type
            cred = https://www.w3.org/2018/credentials#
            JsonSchemaValidator2018 = cred:JsonSchemaValidator2018
          }
          credentialStatus : cred:credentialStatus ^@id
          credentialSubject : cred:credentialSubject ^@id
          evidence : cred:evidence ^@id
          expirationDate : cred:expirationDate ^xsd:dateTime
          holder : cred:holder ^@id
          issued : cred:issued ^xsd:dateTime
          issuer : cred:issuer ^@id
          issuanceDate : cred:issuanceDate ^xsd:dateTime
          proof : sec:proof ^@id *graph
          refreshService : cred:refreshService ^@id {
            @version
            @protected
            id = @id
            type = @type
            cred = https://www.w3.org/2018/credentials#
            ManualRefreshService2018 = cred:ManualRefreshService2018
          }
          termsOfUse : cred:termsOfUse ^@id
          validFrom : cred:validFrom ^xsd:dateTime
          validUntil : cred:validUntil ^xsd:dateTime
        }
        VerifiablePresentation : https://www.w3.org/2018/credentials#VerifiablePresentation {
          @version
          @protected
          id = @id
          type = @type
          cred = https://www.w3.org/2018/credentials#
          sec = https://w3id.org/security#
          holder : cred:holder ^@id
          proof : sec:proof ^@id *graph
          verifiableCredential : cred:verifiableCredential ^@id *graph
        }
        EcdsaSecp256k1Signature2019 : https://w3id.org/security#EcdsaSecp256k1Signature2019 {
          @version
          @protected
          id = @id
          type = @type
          sec = https://w3id.org/security#
          xsd = http://www.w3.org/2001/XMLSchema#
          challenge = sec:challenge
          created : http://purl.org/dc/terms/created ^xsd:dateTime
          domain = sec:domain
          expires : sec:expiration ^xsd:dateTime
          jws = sec:jws
          nonce = sec:nonce
          proofPurpose : sec:proofPurpose ^@vocab {
            @version
            @protected
            id = @id
            type = @type
            sec = https://w3id.org/security#
            assertionMethod : sec:assertionMethod ^@id *set
            authentication : sec:authenticationMethod ^@id *set
          }
          proofValue = sec:proofValue
          verificationMethod : sec:verificationMethod ^@id
        }
        EcdsaSecp256r1Signature2019 : https://w3id.org/security#EcdsaSecp256r1Signature2019 {
          @version
          @protected
          id = @id
          type = @type
          sec = https://w3id.org/security#
          xsd = http://www.w3.org/2001/XMLSchema#
          challenge = sec:challenge
          created : http://purl.org/dc/terms/created ^xsd:dateTime
          domain = sec:domain
          expires : sec:expiration ^xsd:dateTime
          jws = sec:jws
          nonce = sec:nonce
          proofPurpose : sec:proofPurpose ^@vocab {
            @version
            @protected
            id = @id
            type = @type
            sec = https://w3id.org/security#
            assertionMethod : sec:assertionMethod ^@id *set
            authentication : sec:authenticationMethod ^@id *set
          }
          proofValue = sec:proofValue
          verificationMethod : sec:verificationMethod ^@id
        }
        Ed25519Signature2018 : https://w3id.org/security#Ed25519Signature2018 {
          @version
          @protected
          id = @id
          type = @type
          sec = https://w3id.org/security#
          xsd = http://www.w3.org/2001/XMLSchema#
          challenge = sec:challenge
          created : http://purl.org/dc/terms/created ^xsd:dateTime
          domain = sec:domain
          expires : sec:expiration ^xsd:dateTime
          jws = sec:jws
          nonce = sec:nonce
          proofPurpose : sec:proofPurpose ^@vocab {
            @version
            @protected
            id = @id
            type = @type
            sec = https://w3id.org/security#
            assertionMethod : sec:assertionMethod ^@id *set
            authentication : sec:authenticationMethod ^@id *set
          }
          proofValue = sec:proofValue
          verificationMethod : sec:verificationMethod ^@id
        }
        RsaSignature2018 : https://w3id.org/security#RsaSignature2018 {
          @version
          @protected
          challenge = sec:challenge
          created : http://purl.org/dc/terms/created ^xsd:dateTime
          domain = sec:domain
          expires : sec:expiration ^xsd:dateTime
          jws = sec:jws
          nonce = sec:nonce
          proofPurpose : sec:proofPurpose ^@vocab {
            @version
            @protected
            id = @id
            type = @type
            sec = https://w3id.org/security#
            assertionMethod : sec:assertionMethod ^@id *set
            authentication : sec:authenticationMethod ^@id *set
          }
          proofValue = sec:proofValue
          verificationMethod : sec:verificationMethod ^@id
        }
        proof : https://w3id.org/security#proof ^@id *graph
        """#)

    /// `https://www.w3.org/ns/credentials/examples/v2`
    static let credentialsExamplesV2 = ContextSheet(
        #"""
        @vocab https://www.w3.org/ns/credentials/examples#
        """#)

    /// `https://www.w3.org/ns/credentials/undefined-terms/v2`
    static let credentialsUndefinedTermsV2 = ContextSheet(
        #"""
        @vocab https://www.w3.org/ns/credentials/undefined-term#
        """#)

    /// `https://www.w3.org/ns/credentials/status/v1`
    static let credentialsStatusV1 = ContextSheet(
        #"""
        @protected
        id = @id
        type = @type
        BitstringStatusListCredential = https://www.w3.org/ns/credentials/status#BitstringStatusListCredential
        BitstringStatusList : https://www.w3.org/ns/credentials/status#BitstringStatusList {
          @protected
          id = @id
          type = @type
          encodedList : https://www.w3.org/ns/credentials/status#encodedList ^https://w3id.org/security#multibase
          statusPurpose = https://www.w3.org/ns/credentials/status#statusPurpose
          ttl = https://www.w3.org/ns/credentials/status#ttl
        }
        BitstringStatusListEntry : https://www.w3.org/ns/credentials/status#BitstringStatusListEntry {
          @protected
          id = @id
          type = @type
          statusListCredential : https://www.w3.org/ns/credentials/status#statusListCredential ^@id
          statusListIndex = https://www.w3.org/ns/credentials/status#statusListIndex
          statusPurpose = https://www.w3.org/ns/credentials/status#statusPurpose
          statusMessage : https://www.w3.org/ns/credentials/status#statusMessage {
            @protected
            id = @id
            type = @type
            message = https://www.w3.org/ns/credentials/status#message
            status = https://www.w3.org/ns/credentials/status#status
          }
          statusReference : https://www.w3.org/ns/credentials/status#statusReference ^@id
          statusSize : https://www.w3.org/ns/credentials/status#statusSize ^https://www.w3.org/2001/XMLSchema#integer
        }
        """#)

    /// `https://w3id.org/vc/status-list/2021/v1`
    static let statusList2021 = ContextSheet(
        #"""
        @protected
        StatusList2021Credential : https://w3id.org/vc/status-list#StatusList2021Credential {
          @protected
          id = @id
          type = @type
          description = http://schema.org/description
          name = http://schema.org/name
        }
        StatusList2021 : https://w3id.org/vc/status-list#StatusList2021 {
          @protected
          id = @id
          type = @type
          statusPurpose = https://w3id.org/vc/status-list#statusPurpose
          encodedList = https://w3id.org/vc/status-list#encodedList
        }
        StatusList2021Entry : https://w3id.org/vc/status-list#StatusList2021Entry {
          @protected
          id = @id
          type = @type
          statusPurpose = https://w3id.org/vc/status-list#statusPurpose
          statusListIndex = https://w3id.org/vc/status-list#statusListIndex
          statusListCredential : https://w3id.org/vc/status-list#statusListCredential ^@id
        }
        """#)
}
