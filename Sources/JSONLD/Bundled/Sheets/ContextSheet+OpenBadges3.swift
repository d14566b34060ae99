// What the published contexts say, in the notation of ContextSheet; Tests/JSONLDTests/BundledContextTests.swift compares.

extension ContextSheet {
    /// `https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json`
    static let openBadgesV303 = ContextSheet(
        #"""
        @protected
        id = @id
        type = @type
        OpenBadgeCredential : https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential
        Achievement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement {
          @protected
          id = @id
          type = @type
          achievementType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievementType
          alignment : https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment *set
          creator : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creator
          creditsAvailable : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsAvailable ^https://www.w3.org/2001/XMLSchema#float
          criteria : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria ^@id
          fieldOfStudy : https://purl.imsglobal.org/spec/vc/ob/vocab.html#fieldOfStudy
          humanCode : https://purl.imsglobal.org/spec/vc/ob/vocab.html#humanCode
          image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#image ^@id
          otherIdentifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#otherIdentifier *set
          related : https://purl.imsglobal.org/spec/vc/ob/vocab.html#related *set
          resultDescription : https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultDescription *set
          specialization : https://purl.imsglobal.org/spec/vc/ob/vocab.html#specialization
          tag : https://schema.org/keywords *set
          version : https://purl.imsglobal.org/spec/vc/ob/vocab.html#version
          inLanguage : https://schema.org/inLanguage
        }
        AchievementCredential : OpenBadgeCredential
        AchievementSubject : https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementSubject {
          @protected
          id = @id
          type = @type
          achievement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement
          activityEndDate : https://purl.imsglobal.org/spec/vc/ob/vocab.html#activityEndDate ^https://www.w3.org/2001/XMLSchema#date
          activityStartDate : https://purl.imsglobal.org/spec/vc/ob/vocab.html#activityStartDate ^https://www.w3.org/2001/XMLSchema#date
          creditsEarned : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsEarned ^https://www.w3.org/2001/XMLSchema#float
          identifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifier *set
          image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#image ^@id
          licenseNumber : https://purl.imsglobal.org/spec/vc/ob/vocab.html#licenseNumber
          result : https://purl.imsglobal.org/spec/vc/ob/vocab.html#result *set
          role : https://purl.imsglobal.org/spec/vc/ob/vocab.html#role
          source : https://purl.imsglobal.org/spec/vc/ob/vocab.html#source ^@id
          term : https://purl.imsglobal.org/spec/vc/ob/vocab.html#term
        }
        Address : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Address {
          @protected
          id = @id
          type = @type
          addressCountry : https://schema.org/addressCountry
          addressCountryCode : https://purl.imsglobal.org/spec/vc/ob/vocab.html#CountryCode
          addressLocality : https://schema.org/addressLocality
          addressRegion : https://schema.org/addressRegion
          geo : https://purl.imsglobal.org/spec/vc/ob/vocab.html#GeoCoordinates
          postOfficeBoxNumber : https://schema.org/postOfficeBoxNumber
          postalCode : https://schema.org/postalCode
          streetAddress : https://schema.org/streetAddress
        }
        Alignment : https://schema.org/AlignmentObject {
          @protected
          id = @id
          type = @type
          targetCode : https://purl.imsglobal.org/spec/vc/ob/vocab.html#targetCode
          targetDescription : https://schema.org/targetDescription
          targetFramework : https://schema.org/targetFramework
          targetName : https://schema.org/targetName
          targetType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#targetType
          targetUrl : https://schema.org/targetUrl ^https://www.w3.org/2001/XMLSchema#anyURI
        }
        Criteria : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria
        EndorsementCredential : https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementCredential
        EndorsementSubject : https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementSubject {
          @protected
          id = @id
          type = @type
          endorsementComment : https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementComment
        }
        Evidence : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Evidence {
          @protected
          id = @id
          type = @type
          audience : https://schema.org/audience
          genre : https://schema.org/genre
        }
        GeoCoordinates : https://purl.imsglobal.org/spec/vc/ob/vocab.html#GeoCoordinates {
          @protected
          id = @id
          type = @type
          latitude : https://schema.org/latitude
          longitude : https://schema.org/longitude
        }
        IdentifierEntry : https://purl.imsglobal.org/spec/vc/ob/vocab.html#IdentifierEntry {
          @protected
          id = @id
          type = @type
          identifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifier
          identifierType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifierType
        }
        IdentityObject : https://purl.imsglobal.org/spec/vc/ob/vocab.html#IdentityObject {
          @protected
          id = @id
          type = @type
          hashed : https://purl.imsglobal.org/spec/vc/ob/vocab.html#hashed ^https://www.w3.org/2001/XMLSchema#boolean
          identityHash : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identityHash
          identityType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identityType
          salt : https://purl.imsglobal.org/spec/vc/ob/vocab.html#salt
        }
        Image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image {
          @protected
          id = @id
          type = @type
          caption : https://schema.org/caption
        }
        Profile : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile {
          @protected
          id = @id
          type = @type
          additionalName : https://schema.org/additionalName
          address : https://purl.imsglobal.org/spec/vc/ob/vocab.html#address ^@id
          dateOfBirth : https://purl.imsglobal.org/spec/vc/ob/vocab.html#dateOfBirth ^https://www.w3.org/2001/XMLSchema#date
          email : https://schema.org/email
          familyName : https://schema.org/familyName
          familyNamePrefix : https://purl.imsglobal.org/spec/vc/ob/vocab.html#familyNamePrefix
          givenName : https://schema.org/givenName
          honorificPrefix : https://schema.org/honorificPrefix
          honorificSuffix : https://schema.org/honorificSuffix
          image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#image ^@id
          otherIdentifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#otherIdentifier *set
          parentOrg : https://purl.imsglobal.org/spec/vc/ob/vocab.html#parentOrg ^@id
          patronymicName : https://purl.imsglobal.org/spec/vc/ob/vocab.html#patronymicName
          phone : https://purl.imsglobal.org/spec/vc/ob/vocab.html#phone
          official : https://purl.imsglobal.org/spec/vc/ob/vocab.html#official
        }
        Related : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Related {
          @protected
          id = @id
          type = @type
          version : https://purl.imsglobal.org/spec/vc/ob/vocab.html#version
          inLanguage : https://schema.org/inLanguage
        }
        Result : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Result {
          @protected
          id = @id
          type = @type
          achievedLevel : https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievedLevel ^https://www.w3.org/2001/XMLSchema#anyURI
          resultDescription : https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultDescription ^https://www.w3.org/2001/XMLSchema#anyURI
          status : https://purl.imsglobal.org/spec/vc/ob/vocab.html#status
          value : https://schema.org/value
        }
        ResultDescription : https://purl.imsglobal.org/spec/vc/ob/vocab.html#ResultDescription {
          @protected
          id = @id
          type = @type
          allowedValue : https://purl.imsglobal.org/spec/vc/ob/vocab.html#allowedValue *list
          requiredLevel : https://purl.imsglobal.org/spec/vc/ob/vocab.html#requiredLevel ^https://www.w3.org/2001/XMLSchema#anyURI
          requiredValue : https://purl.imsglobal.org/spec/vc/ob/vocab.html#requiredValue
          resultType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultType
          rubricCriterionLevel : https://purl.imsglobal.org/spec/vc/ob/vocab.html#rubricCriterionLevel *set
          valueMax : https://purl.imsglobal.org/spec/vc/ob/vocab.html#valueMax
          valueMin : https://purl.imsglobal.org/spec/vc/ob/vocab.html#valueMin
        }
        RubricCriterionLevel : https://purl.imsglobal.org/spec/vc/ob/vocab.html#RubricCriterionLevel {
          @protected
          id = @id
          type = @type
          level : https://purl.imsglobal.org/spec/vc/ob/vocab.html#level
          points : https://purl.imsglobal.org/spec/vc/ob/vocab.html#points
        }
        alignment : https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment *set
        description : https://schema.org/description
        endorsement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsement *set
        endorsementJwt : https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt *set
        image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#image ^@id
        inLanguage : https://schema.org/inLanguage
        name : https://schema.org/name
        narrative : https://purl.imsglobal.org/spec/vc/ob/vocab.html#narrative
        url : https://schema.org/url ^https://www.w3.org/2001/XMLSchema#anyURI
        awardedDate : https://purl.imsglobal.org/spec/vc/ob/vocab.html#awardedDate ^xsd:dateTime
        jti : https://www.iana.org/assignments/jwt#jti ^@id
        """#)

    /// The other text that was published as `context-3.0.3.json`, without two terms.
    static let openBadgesV303Earlier = ContextSheet(
        like: .openBadgesV303,
        #"""
        - endorsementJwt
        - jti
        """#)

    /// `https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json`
    static let openBadgesV302 = ContextSheet(
        like: .openBadgesV303,
        #"""
        - endorsementJwt
        - inLanguage
        - awardedDate
        - jti
        Achievement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement {
          @protected
          id = @id
          type = @type
          achievementType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievementType
          alignment : https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment *set
          creator : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creator
          creditsAvailable : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsAvailable ^https://www.w3.org/2001/XMLSchema#float
          criteria : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria ^@id
          fieldOfStudy : https://purl.imsglobal.org/spec/vc/ob/vocab.html#fieldOfStudy
          humanCode : https://purl.imsglobal.org/spec/vc/ob/vocab.html#humanCode
          image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image ^@id
          otherIdentifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#otherIdentifier *set
          related : https://purl.imsglobal.org/spec/vc/ob/vocab.html#related *set
          resultDescription : https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultDescription *set
          specialization : https://purl.imsglobal.org/spec/vc/ob/vocab.html#specialization
          tag : https://schema.org/keywords *set
          version : https://purl.imsglobal.org/spec/vc/ob/vocab.html#version
        }
        AchievementSubject : https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementSubject {
          @protected
          id = @id
          type = @type
          achievement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement-0
          activityEndDate : https://purl.imsglobal.org/spec/vc/ob/vocab.html#activityEndDate ^https://www.w3.org/2001/XMLSchema#date
          activityStartDate : https://purl.imsglobal.org/spec/vc/ob/vocab.html#activityStartDate ^https://www.w3.org/2001/XMLSchema#date
          creditsEarned : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsEarned ^https://www.w3.org/2001/XMLSchema#float
          identifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifier *set
          image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image ^@id
          licenseNumber : https://purl.imsglobal.org/spec/vc/ob/vocab.html#licenseNumber
          result : https://purl.imsglobal.org/spec/vc/ob/vocab.html#result *set
          role : https://purl.imsglobal.org/spec/vc/ob/vocab.html#role
          source : https://purl.imsglobal.org/spec/vc/ob/vocab.html#source ^@id
          term : https://purl.imsglobal.org/spec/vc/ob/vocab.html#term
        }
        Profile : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile {
          @protected
          id = @id
          type = @type
          additionalName : https://schema.org/additionalName
          address : https://purl.imsglobal.org/spec/vc/ob/vocab.html#address ^@id
          dateOfBirth : https://purl.imsglobal.org/spec/vc/ob/vocab.html#dateOfBirth ^https://www.w3.org/2001/XMLSchema#date
          email : https://schema.org/email
          familyName : https://schema.org/familyName
          familyNamePrefix : https://purl.imsglobal.org/spec/vc/ob/vocab.html#familyNamePrefix
          givenName : https://schema.org/givenName
          honorificPrefix : https://schema.org/honorificPrefix
          honorificSuffix : https://schema.org/honorificSuffix
          image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image ^@id
          otherIdentifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#otherIdentifier *set
          parentOrg : https://purl.imsglobal.org/spec/vc/ob/vocab.html#parentOrg ^@id
          patronymicName : https://purl.imsglobal.org/spec/vc/ob/vocab.html#patronymicName
          phone : https://purl.imsglobal.org/spec/vc/ob/vocab.html#phone
          official : https://purl.imsglobal.org/spec/vc/ob/vocab.html#official
        }
        Related : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Related {
          @protected
          id = @id
          type = @type
          version : https://purl.imsglobal.org/spec/vc/ob/vocab.html#version
        }
        image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image ^@id
        """#)

    /// `https://purl.imsglobal.org/spec/ob/v3p0/context.json`
    /// `https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld`
    static let openBadgesV3 = ContextSheet(
        #"""
        id = @id
        type = @type
        xsd = https://www.w3.org/2001/XMLSchema#
        OpenBadgeCredential : https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential
        Achievement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement {
          achievementType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievementType ^xsd:string
          alignment : https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#Alignment *set
          creator : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile
          creditsAvailable : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsAvailable ^xsd:float
          criteria : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria ^@id
          fieldOfStudy : https://purl.imsglobal.org/spec/vc/ob/vocab.html#fieldOfStudy ^xsd:string
          humanCode : https://purl.imsglobal.org/spec/vc/ob/vocab.html#humanCode ^xsd:string
          otherIdentifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#otherIdentifier ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#IdentifierEntry *set
          related : https://purl.imsglobal.org/spec/vc/ob/vocab.html#related ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#Related *set
          resultDescription : https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultDescription ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#ResultDescription *set
          specialization : https://purl.imsglobal.org/spec/vc/ob/vocab.html#specialization ^xsd:string
          tag : https://schema.org/keywords ^xsd:string *set
          version : https://purl.imsglobal.org/spec/vc/ob/vocab.html#version ^xsd:string
        }
        AchievementCredential : OpenBadgeCredential
        AchievementSubject : https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementSubject {
          achievement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement
          activityEndDate : https://purl.imsglobal.org/spec/vc/ob/vocab.html#activityEndDate ^xsd:date
          activityStartDate : https://purl.imsglobal.org/spec/vc/ob/vocab.html#activityStartDate ^xsd:date
          creditsEarned : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsEarned ^xsd:float
          identifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifier ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#IdentityObject *set
          licenseNumber : https://purl.imsglobal.org/spec/vc/ob/vocab.html#licenseNumber ^xsd:string
          result : https://purl.imsglobal.org/spec/vc/ob/vocab.html#result ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#Result *set
          role : https://purl.imsglobal.org/spec/vc/ob/vocab.html#role ^xsd:string
          source : https://purl.imsglobal.org/spec/vc/ob/vocab.html#source ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile
          term : https://purl.imsglobal.org/spec/vc/ob/vocab.html#term ^xsd:string
        }
        Address : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Address {
          addressCountry : https://schema.org/addressCountry ^xsd:string
          addressCountryCode : https://purl.imsglobal.org/spec/vc/ob/vocab.html#CountryCode ^xsd:string
          addressLocality : https://schema.org/addressLocality ^xsd:string
          addressRegion : https://schema.org/addressRegion ^xsd:string
          geo : https://purl.imsglobal.org/spec/vc/ob/vocab.html#GeoCoordinates
          postOfficeBoxNumber : https://schema.org/postOfficeBoxNumber ^xsd:string
          postalCode : https://schema.org/postalCode ^xsd:string
          streetAddress : https://schema.org/streetAddress ^xsd:string
        }
        Alignment : https://schema.org/Alignment {
          targetCode : https://purl.imsglobal.org/spec/vc/ob/vocab.html#targetCode ^xsd:string
          targetDescription : https://schema.org/targetDescription ^xsd:string
          targetFramework : https://schema.org/targetFramework ^xsd:string
          targetName : https://schema.org/targetName ^xsd:string
          targetType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#targetType ^xsd:string
          targetUrl : https://schema.org/targetUrl ^xsd:anyURI
        }
        Criteria : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria
        EndorsementCredential : https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementCredential
        EndorsementSubject : https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementSubject {
          endorsementComment : https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementComment ^xsd:string
        }
        Evidence : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Evidence {
          audience : https://schema.org/audience ^xsd:string
          genre : https://schema.org/genre ^xsd:string
        }
        GeoCoordinates : https://purl.imsglobal.org/spec/vc/ob/vocab.html#GeoCoordinates {
          latitude : https://schema.org/latitude ^xsd:string
          longitude : https://schema.org/longitude ^xsd:string
        }
        IdentifierEntry : https://purl.imsglobal.org/spec/vc/ob/vocab.html#IdentifierEntry {
          identifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifier ^xsd:string
          identifierType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifierType ^xsd:string
        }
        IdentityObject : https://purl.imsglobal.org/spec/vc/ob/vocab.html#IdentityObject {
          hashed : https://purl.imsglobal.org/spec/vc/ob/vocab.html#hashed ^xsd:boolean
          identityHash : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identityHash ^xsd:string
          identityType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identityType ^xsd:string
          salt : https://purl.imsglobal.org/spec/vc/ob/vocab.html#salt ^xsd:string
        }
        Image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image {
          caption : https://schema.org/caption ^xsd:string
        }
        Profile : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile {
          additionalName : https://schema.org/additionalName ^xsd:string
          address : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Address
          dateOfBirth : https://purl.imsglobal.org/spec/vc/ob/vocab.html#dateOfBirth ^xsd:date
          email : https://schema.org/email ^xsd:string
          familyName : https://schema.org/familyName ^xsd:string
          familyNamePrefix : https://purl.imsglobal.org/spec/vc/ob/vocab.html#familyNamePrefix ^xsd:string
          givenName : https://schema.org/givenName ^xsd:string
          honorificPrefix : https://schema.org/honorificPrefix ^xsd:string
          honorificSuffix : https://schema.org/honorificSuffix ^xsd:string
          otherIdentifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#otherIdentifier ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#IdentifierEntry *set
          parentOrg : https://purl.imsglobal.org/spec/vc/ob/vocab.html#parentOrg ^xsd:string
          patronymicName : https://purl.imsglobal.org/spec/vc/ob/vocab.html#patronymicName ^xsd:string
          phone : https://purl.imsglobal.org/spec/vc/ob/vocab.html#PhoneNumber ^xsd:string
          official : https://purl.imsglobal.org/spec/vc/ob/vocab.html#official ^xsd:string
        }
        Related : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Related {
          version : https://purl.imsglobal.org/spec/vc/ob/vocab.html#version ^xsd:string
        }
        Result : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Result {
          achievedLevel : https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievedLevel ^xsd:anyURI
          resultDescription : https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultDescription ^xsd:anyURI
          status : https://purl.imsglobal.org/spec/vc/ob/vocab.html#status ^xsd:string
          value : https://schema.org/value ^xsd:string
        }
        ResultDescription : https://purl.imsglobal.org/spec/vc/ob/vocab.html#ResultDescription {
          allowedValue : https://purl.imsglobal.org/spec/vc/ob/vocab.html#allowedValue ^xsd:string *set
          requiredLevel : https://purl.imsglobal.org/spec/vc/ob/vocab.html#requiredLevel ^xsd:anyURI
          requiredValue : https://purl.imsglobal.org/spec/vc/ob/vocab.html#requiredValue ^xsd:string
          resultType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultType ^xsd:string
          rubricCriterionLevel : https://purl.imsglobal.org/spec/vc/ob/vocab.html#rubricCriterionLevel ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#RubricCriterionLevel *set
          valueMax : https://purl.imsglobal.org/spec/vc/ob/vocab.html#valueMax ^xsd:string
          valueMin : https://purl.imsglobal.org/spec/vc/ob/vocab.html#valueMin ^xsd:string
        }
        RubricCriterionLevel : https://purl.imsglobal.org/spec/vc/ob/vocab.html#RubricCriterionLevel {
          level : https://purl.imsglobal.org/spec/vc/ob/vocab.html#level ^xsd:string
          points : https://purl.imsglobal.org/spec/vc/ob/vocab.html#points ^xsd:string
        }
        alignment : https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#Alignment *set
        description : https://schema.org/description ^xsd:string
        endorsement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsement ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementCredential *set
        image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#image ^https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image
        name : https://schema.org/name ^xsd:string
        narrative : https://purl.imsglobal.org/spec/vc/ob/vocab.html#narrative ^xsd:string
        url : https://schema.org/url ^xsd:anyURI
        """#)

    /// `https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json`
    static let openBadgesV301 = ContextSheet(
        like: .openBadgesV3,
        #"""
        Achievement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement {
          achievementType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievementType ^xsd:string
          alignment : https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment *set
          creator : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creator
          creditsAvailable : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsAvailable ^xsd:float
          criteria : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria ^@id
          fieldOfStudy : https://purl.imsglobal.org/spec/vc/ob/vocab.html#fieldOfStudy ^xsd:string
          humanCode : https://purl.imsglobal.org/spec/vc/ob/vocab.html#humanCode ^xsd:string
          image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image ^@id
          otherIdentifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#otherIdentifier *set
          related : https://purl.imsglobal.org/spec/vc/ob/vocab.html#related *set
          resultDescription : https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultDescription *set
          specialization : https://purl.imsglobal.org/spec/vc/ob/vocab.html#specialization ^xsd:string
          tag : https://schema.org/keywords ^xsd:string *set
          version : https://purl.imsglobal.org/spec/vc/ob/vocab.html#version ^xsd:string
        }
        AchievementSubject : https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementSubject {
          achievement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement-0
          activityEndDate : https://purl.imsglobal.org/spec/vc/ob/vocab.html#activityEndDate ^xsd:date
          activityStartDate : https://purl.imsglobal.org/spec/vc/ob/vocab.html#activityStartDate ^xsd:date
          creditsEarned : https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsEarned ^xsd:float
          identifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifier *set
          image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image ^@id
          licenseNumber : https://purl.imsglobal.org/spec/vc/ob/vocab.html#licenseNumber ^xsd:string
          result : https://purl.imsglobal.org/spec/vc/ob/vocab.html#result *set
          role : https://purl.imsglobal.org/spec/vc/ob/vocab.html#role ^xsd:string
          source : https://purl.imsglobal.org/spec/vc/ob/vocab.html#source ^@id
          term : https://purl.imsglobal.org/spec/vc/ob/vocab.html#term ^xsd:string
        }
        Alignment : https://schema.org/AlignmentObject {
          targetCode : https://purl.imsglobal.org/spec/vc/ob/vocab.html#targetCode ^xsd:string
          targetDescription : https://schema.org/targetDescription ^xsd:string
          targetFramework : https://schema.org/targetFramework ^xsd:string
          targetName : https://schema.org/targetName ^xsd:string
          targetType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#targetType ^xsd:string
          targetUrl : https://schema.org/targetUrl ^xsd:anyURI
        }
        Profile : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile {
          additionalName : https://schema.org/additionalName ^xsd:string
          address : https://purl.imsglobal.org/spec/vc/ob/vocab.html#address ^@id
          dateOfBirth : https://purl.imsglobal.org/spec/vc/ob/vocab.html#dateOfBirth ^xsd:date
          email : https://schema.org/email ^xsd:string
          familyName : https://schema.org/familyName ^xsd:string
          familyNamePrefix : https://purl.imsglobal.org/spec/vc/ob/vocab.html#familyNamePrefix ^xsd:string
          givenName : https://schema.org/givenName ^xsd:string
          honorificPrefix : https://schema.org/honorificPrefix ^xsd:string
          honorificSuffix : https://schema.org/honorificSuffix ^xsd:string
          image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image ^@id
          otherIdentifier : https://purl.imsglobal.org/spec/vc/ob/vocab.html#otherIdentifier *set
          parentOrg : https://purl.imsglobal.org/spec/vc/ob/vocab.html#parentOrg ^@id
          patronymicName : https://purl.imsglobal.org/spec/vc/ob/vocab.html#patronymicName ^xsd:string
          phone : https://purl.imsglobal.org/spec/vc/ob/vocab.html#phone ^xsd:string
          official : https://purl.imsglobal.org/spec/vc/ob/vocab.html#official ^xsd:string
        }
        ResultDescription : https://purl.imsglobal.org/spec/vc/ob/vocab.html#ResultDescription {
          allowedValue : https://purl.imsglobal.org/spec/vc/ob/vocab.html#allowedValue ^xsd:string *set
          requiredLevel : https://purl.imsglobal.org/spec/vc/ob/vocab.html#requiredLevel ^xsd:anyURI
          requiredValue : https://purl.imsglobal.org/spec/vc/ob/vocab.html#requiredValue ^xsd:string
          resultType : https://purl.imsglobal.org/spec/vc/ob/vocab.html#resultType ^xsd:string
          rubricCriterionLevel : https://purl.imsglobal.org/spec/vc/ob/vocab.html#rubricCriterionLevel *set
          valueMax : https://purl.imsglobal.org/spec/vc/ob/vocab.html#valueMax ^xsd:string
          valueMin : https://purl.imsglobal.org/spec/vc/ob/vocab.html#valueMin ^xsd:string
        }
        alignment : https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment *set
        awardedDate : https://purl.imsglobal.org/spec/vc/ob/vocab.html#awardedDate ^xsd:dateTime
        endorsement : https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsement *set
        image : https://purl.imsglobal.org/spec/vc/ob/vocab.html#image ^@id
        """#)

    /// `https://purl.imsglobal.org/spec/ob/v3p0/extensions.json`
    static let openBadgesV3Extensions = ContextSheet(
        #"""
        id = @id
        type = @type
        1EdTechJsonSchemaValidator2019 = https://purl.imsglobal.org/spec/vccs/v1p0/context.json#1EdTechJsonSchemaValidator2019
        1EdTechRevocationList = https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList
        1EdTechCredentialRefresh = https://purl.imsglobal.org/spec/vccr/v1p0/context.json#1EdTechCredentialRefresh
        """#)
}
