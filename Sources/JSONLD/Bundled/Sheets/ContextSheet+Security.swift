// What the published contexts say, in the notation of ContextSheet; Tests/JSONLDTests/BundledContextTests.swift compares.

extension ContextSheet {
    /// `https://w3id.org/security/data-integrity/v1`
    static let dataIntegrityV1 = ContextSheet(
        #"""
        id = @id
        type = @type
        @protected
        proof : https://w3id.org/security#proof ^@id *graph
        DataIntegrityProof : https://w3id.org/security#DataIntegrityProof {
          @protected
          id = @id
          type = @type
          challenge = https://w3id.org/security#challenge
          created : http://purl.org/dc/terms/created ^http://www.w3.org/2001/XMLSchema#dateTime
          domain = https://w3id.org/security#domain
          expires : https://w3id.org/security#expiration ^http://www.w3.org/2001/XMLSchema#dateTime
          nonce = https://w3id.org/security#nonce
          proofPurpose : https://w3id.org/security#proofPurpose ^@vocab {
            @protected
            id = @id
            type = @type
            assertionMethod : https://w3id.org/security#assertionMethod ^@id *set
            authentication : https://w3id.org/security#authenticationMethod ^@id *set
            capabilityInvocation : https://w3id.org/security#capabilityInvocationMethod ^@id *set
            capabilityDelegation : https://w3id.org/security#capabilityDelegationMethod ^@id *set
            keyAgreement : https://w3id.org/security#keyAgreementMethod ^@id *set
          }
          cryptosuite = https://w3id.org/security#cryptosuite
          proofValue : https://w3id.org/security#proofValue ^https://w3id.org/security#multibase
          verificationMethod : https://w3id.org/security#verificationMethod ^@id
        }
        """#)

    /// `https://w3id.org/security/data-integrity/v2`
    static let dataIntegrityV2 = ContextSheet(
        #"""
        id = @id
        type = @type
        @protected
        proof : https://w3id.org/security#proof ^@id *graph
        DataIntegrityProof : https://w3id.org/security#DataIntegrityProof {
          @protected
          id = @id
          type = @type
          challenge = https://w3id.org/security#challenge
          created : http://purl.org/dc/terms/created ^http://www.w3.org/2001/XMLSchema#dateTime
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
            capabilityInvocation : https://w3id.org/security#capabilityInvocationMethod ^@id *set
            capabilityDelegation : https://w3id.org/security#capabilityDelegationMethod ^@id *set
            keyAgreement : https://w3id.org/security#keyAgreementMethod ^@id *set
          }
          cryptosuite : https://w3id.org/security#cryptosuite ^https://w3id.org/security#cryptosuiteString
          proofValue : https://w3id.org/security#proofValue ^https://w3id.org/security#multibase
          verificationMethod : https://w3id.org/security#verificationMethod ^@id
        }
        """#)

    /// `https://w3id.org/security/jwk/v1`
    static let jwkV1 = ContextSheet(
        #"""
        id = @id
        type = @type
        @protected
        JsonWebKey : https://w3id.org/security#JsonWebKey {
          @protected
          id = @id
          type = @type
          controller : https://w3id.org/security#controller ^@id
          revoked : https://w3id.org/security#revoked ^http://www.w3.org/2001/XMLSchema#dateTime
          expires : https://w3id.org/security#expiration ^http://www.w3.org/2001/XMLSchema#dateTime
          publicKeyJwk : https://w3id.org/security#publicKeyJwk ^@json
          secretKeyJwk : https://w3id.org/security#secretKeyJwk ^@json
        }
        """#)

    /// `https://w3id.org/security/multikey/v1`
    static let multikeyV1 = ContextSheet(
        #"""
        id = @id
        type = @type
        @protected
        Multikey : https://w3id.org/security#Multikey {
          @protected
          id = @id
          type = @type
          controller : https://w3id.org/security#controller ^@id
          revoked : https://w3id.org/security#revoked ^http://www.w3.org/2001/XMLSchema#dateTime
          expires : https://w3id.org/security#expiration ^http://www.w3.org/2001/XMLSchema#dateTime
          publicKeyMultibase : https://w3id.org/security#publicKeyMultibase ^https://w3id.org/security#multibase
          secretKeyMultibase : https://w3id.org/security#secretKeyMultibase ^https://w3id.org/security#multibase
        }
        """#)

    /// `https://w3id.org/security/suites/ed25519-2018/v1`
    static let ed25519V2018 = ContextSheet(
        #"""
        id = @id
        type = @type
        @protected
        proof : https://w3id.org/security#proof ^@id *graph
        Ed25519VerificationKey2018 : https://w3id.org/security#Ed25519VerificationKey2018 {
          @protected
          id = @id
          type = @type
          controller : https://w3id.org/security#controller ^@id
          revoked : https://w3id.org/security#revoked ^http://www.w3.org/2001/XMLSchema#dateTime
          publicKeyBase58 : https://w3id.org/security#publicKeyBase58
        }
        Ed25519Signature2018 : https://w3id.org/security#Ed25519Signature2018 {
          @protected
          id = @id
          type = @type
          challenge = https://w3id.org/security#challenge
          created : http://purl.org/dc/terms/created ^http://www.w3.org/2001/XMLSchema#dateTime
          domain = https://w3id.org/security#domain
          expires : https://w3id.org/security#expiration ^http://www.w3.org/2001/XMLSchema#dateTime
          nonce = https://w3id.org/security#nonce
          proofPurpose : https://w3id.org/security#proofPurpose ^@vocab {
            @protected
            id = @id
            type = @type
            assertionMethod : https://w3id.org/security#assertionMethod ^@id *set
            authentication : https://w3id.org/security#authenticationMethod ^@id *set
            capabilityInvocation : https://w3id.org/security#capabilityInvocationMethod ^@id *set
            capabilityDelegation : https://w3id.org/security#capabilityDelegationMethod ^@id *set
            keyAgreement : https://w3id.org/security#keyAgreementMethod ^@id *set
          }
          jws : https://w3id.org/security#jws
          verificationMethod : https://w3id.org/security#verificationMethod ^@id
        }
        """#)

    /// `https://w3id.org/security/suites/ed25519-2020/v1`
    static let ed25519V2020 = ContextSheet(
        #"""
        id = @id
        type = @type
        @protected
        proof : https://w3id.org/security#proof ^@id *graph
        Ed25519VerificationKey2020 : https://w3id.org/security#Ed25519VerificationKey2020 {
          @protected
          id = @id
          type = @type
          controller : https://w3id.org/security#controller ^@id
          revoked : https://w3id.org/security#revoked ^http://www.w3.org/2001/XMLSchema#dateTime
          publicKeyMultibase : https://w3id.org/security#publicKeyMultibase ^https://w3id.org/security#multibase
        }
        Ed25519Signature2020 : https://w3id.org/security#Ed25519Signature2020 {
          @protected
          id = @id
          type = @type
          challenge = https://w3id.org/security#challenge
          created : http://purl.org/dc/terms/created ^http://www.w3.org/2001/XMLSchema#dateTime
          domain = https://w3id.org/security#domain
          expires : https://w3id.org/security#expiration ^http://www.w3.org/2001/XMLSchema#dateTime
          nonce = https://w3id.org/security#nonce
          proofPurpose : https://w3id.org/security#proofPurpose ^@vocab {
            @protected
            id = @id
            type = @type
            assertionMethod : https://w3id.org/security#assertionMethod ^@id *set
            authentication : https://w3id.org/security#authenticationMethod ^@id *set
            capabilityInvocation : https://w3id.org/security#capabilityInvocationMethod ^@id *set
            capabilityDelegation : https://w3id.org/security#capabilityDelegationMethod ^@id *set
            keyAgreement : https://w3id.org/security#keyAgreementMethod ^@id *set
          }
          proofValue : https://w3id.org/security#proofValue ^https://w3id.org/security#multibase
          verificationMethod : https://w3id.org/security#verificationMethod ^@id
        }
        """#)

    /// `https://w3id.org/security/suites/jws-2020/v1`
    static let jws2020 = ContextSheet(
        #"""
        privateKeyJwk : https://w3id.org/security#privateKeyJwk ^@json
        JsonWebKey2020 : https://w3id.org/security#JsonWebKey2020 {
          @protected
          id = @id
          type = @type
          publicKeyJwk : https://w3id.org/security#publicKeyJwk ^@json
        }
        JsonWebSignature2020 : https://w3id.org/security#JsonWebSignature2020 {
          @protected
          id = @id
          type = @type
          challenge = https://w3id.org/security#challenge
          created : http://purl.org/dc/terms/created ^http://www.w3.org/2001/XMLSchema#dateTime
          domain = https://w3id.org/security#domain
          expires : https://w3id.org/security#expiration ^http://www.w3.org/2001/XMLSchema#dateTime
          jws = https://w3id.org/security#jws
          nonce = https://w3id.org/security#nonce
          proofPurpose : https://w3id.org/security#proofPurpose ^@vocab {
            @protected
            id = @id
            type = @type
            assertionMethod : https://w3id.org/security#assertionMethod ^@id *set
            authentication : https://w3id.org/security#authenticationMethod ^@id *set
            capabilityInvocation : https://w3id.org/security#capabilityInvocationMethod ^@id *set
            capabilityDelegation : https://w3id.org/security#capabilityDelegationMethod ^@id *set
            keyAgreement : https://w3id.org/security#keyAgreementMethod ^@id *set
          }
          verificationMethod : https://w3id.org/security#verificationMethod ^@id
        }
        """#)

    /// `https://w3id.org/security/v1`
    static let securityV1 = ContextSheet(
        #"""
        id = @id
        type = @type
        dc = http://purl.org/dc/terms/
        sec = https://w3id.org/security#
        xsd = http://www.w3.org/2001/XMLSchema#
        EcdsaKoblitzSignature2016 = sec:EcdsaKoblitzSignature2016
        Ed25519Signature2018 = sec:Ed25519Signature2018
        EncryptedMessage = sec:EncryptedMessage
        GraphSignature2012 = sec:GraphSignature2012
        LinkedDataSignature2015 = sec:LinkedDataSignature2015
        LinkedDataSignature2016 = sec:LinkedDataSignature2016
        CryptographicKey = sec:Key
        authenticationTag = sec:authenticationTag
        canonicalizationAlgorithm = sec:canonicalizationAlgorithm
        cipherAlgorithm = sec:cipherAlgorithm
        cipherData = sec:cipherData
        cipherKey = sec:cipherKey
        created : dc:created ^xsd:dateTime
        creator : dc:creator ^@id
        digestAlgorithm = sec:digestAlgorithm
        digestValue = sec:digestValue
        domain = sec:domain
        encryptionKey = sec:encryptionKey
        expiration : sec:expiration ^xsd:dateTime
        expires : sec:expiration ^xsd:dateTime
        initializationVector = sec:initializationVector
        iterationCount = sec:iterationCount
        nonce = sec:nonce
        normalizationAlgorithm = sec:normalizationAlgorithm
        owner : sec:owner ^@id
        password = sec:password
        privateKey : sec:privateKey ^@id
        privateKeyPem = sec:privateKeyPem
        publicKey : sec:publicKey ^@id
        publicKeyBase58 = sec:publicKeyBase58
        publicKeyPem = sec:publicKeyPem
        publicKeyWif = sec:publicKeyWif
        publicKeyService : sec:publicKeyService ^@id
        revoked : sec:revoked ^xsd:dateTime
        salt = sec:salt
        signature = sec:signature
        signatureAlgorithm = sec:signingAlgorithm
        signatureValue = sec:signatureValue
        """#)

    /// `https://w3id.org/security/v2`
    static let securityV2 = ContextSheet(
        #"""
        @part
        @version
        @also https://w3id.org/security/v1
        @part
        AesKeyWrappingKey2019 = sec:AesKeyWrappingKey2019
        DeleteKeyOperation = sec:DeleteKeyOperation
        DeriveSecretOperation = sec:DeriveSecretOperation
        EcdsaSecp256k1Signature2019 = sec:EcdsaSecp256k1Signature2019
        EcdsaSecp256r1Signature2019 = sec:EcdsaSecp256r1Signature2019
        EcdsaSecp256k1VerificationKey2019 = sec:EcdsaSecp256k1VerificationKey2019
        EcdsaSecp256r1VerificationKey2019 = sec:EcdsaSecp256r1VerificationKey2019
        Ed25519Signature2018 = sec:Ed25519Signature2018
        Ed25519VerificationKey2018 = sec:Ed25519VerificationKey2018
        EquihashProof2018 = sec:EquihashProof2018
        ExportKeyOperation = sec:ExportKeyOperation
        GenerateKeyOperation = sec:GenerateKeyOperation
        KmsOperation = sec:KmsOperation
        RevokeKeyOperation = sec:RevokeKeyOperation
        RsaSignature2018 = sec:RsaSignature2018
        RsaVerificationKey2018 = sec:RsaVerificationKey2018
        Sha256HmacKey2019 = sec:Sha256HmacKey2019
        SignOperation = sec:SignOperation
        UnwrapKeyOperation = sec:UnwrapKeyOperation
        VerifyOperation = sec:VerifyOperation
        WrapKeyOperation = sec:WrapKeyOperation
        X25519KeyAgreementKey2019 = sec:X25519KeyAgreementKey2019
        allowedAction = sec:allowedAction
        assertionMethod : sec:assertionMethod ^@id *set
        authentication : sec:authenticationMethod ^@id *set
        capability : sec:capability ^@id
        capabilityAction = sec:capabilityAction
        capabilityChain : sec:capabilityChain ^@id *list
        capabilityDelegation : sec:capabilityDelegationMethod ^@id *set
        capabilityInvocation : sec:capabilityInvocationMethod ^@id *set
        caveat : sec:caveat ^@id *set
        challenge = sec:challenge
        ciphertext = sec:ciphertext
        controller : sec:controller ^@id
        delegator : sec:delegator ^@id
        equihashParameterK : sec:equihashParameterK ^xsd:integer
        equihashParameterN : sec:equihashParameterN ^xsd:integer
        invocationTarget : sec:invocationTarget ^@id
        invoker : sec:invoker ^@id
        jws = sec:jws
        keyAgreement : sec:keyAgreementMethod ^@id *set
        kmsModule : sec:kmsModule
        parentCapability : sec:parentCapability ^@id
        plaintext = sec:plaintext
        proof : sec:proof ^@id *graph
        proofPurpose : sec:proofPurpose ^@vocab
        proofValue = sec:proofValue
        referenceId = sec:referenceId
        unwrappedKey = sec:unwrappedKey
        verificationMethod : sec:verificationMethod ^@id
        verifyData = sec:verifyData
        wrappedKey = sec:wrappedKey
        """#)

    /// `https://www.w3.org/ns/did/v1`
    static let didV1 = ContextSheet(
        #"""
        @protected
        id = @id
        type = @type
        alsoKnownAs : https://www.w3.org/ns/activitystreams#alsoKnownAs ^@id
        assertionMethod : https://w3id.org/security#assertionMethod ^@id *set
        authentication : https://w3id.org/security#authenticationMethod ^@id *set
        capabilityDelegation : https://w3id.org/security#capabilityDelegationMethod ^@id *set
        capabilityInvocation : https://w3id.org/security#capabilityInvocationMethod ^@id *set
        controller : https://w3id.org/security#controller ^@id
        keyAgreement : https://w3id.org/security#keyAgreementMethod ^@id *set
        service : https://www.w3.org/ns/did#service ^@id {
          @protected
          id = @id
          type = @type
          serviceEndpoint : https://www.w3.org/ns/did#serviceEndpoint ^@id
        }
        verificationMethod : https://w3id.org/security#verificationMethod ^@id
        """#)
}
