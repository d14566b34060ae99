import JSON
import TestSupport
import Testing

struct ObjectTests {
    @Test("Members keep the order in which they were added")
    func order() {
        var object: JSONObject = ["z": 1, "a": 2]
        object.append("m", 3)
        object["z"] = 4
        #expect(object.keys == ["z", "a", "m"])
        #expect(object.map(\.value) == [4, 2, 3])
        object["a"] = nil
        #expect(object.keys == ["z", "m"])
        #expect(object["a"] == nil)
        #expect(object.removing("z") == ["m": 3])
        #expect(object.count == 2)
    }

    @Test("A name that comes again keeps its place and takes the new value")
    func repeatedNames() {
        let object: JSONObject = ["a": 1, "b": 2, "a": 3]
        #expect(object.keys == ["a", "b"])
        #expect(object["a"] == 3)
    }

    @Test("Small and large objects behave as a dictionary does", arguments: 0..<30)
    func model(_ seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var object = JSONObject()
        var model: [String: Int] = [:]
        for step in 0..<300 {
            let name = "name \(random.int(in: 0..<60))"
            if random.oneIn(4) {
                object[JSONString(name)] = nil
                model[name] = nil
            } else {
                object[JSONString(name)] = JSONValue(step)
                model[name] = step
            }
            let probe = "name \(random.int(in: 0..<60))"
            #expect(object[JSONString(probe)]?.int == model[probe])
        }
        #expect(object.count == model.count)
        #expect(Set(object.keys.map(\.string)) == Set(model.keys))
    }

    @Test("Equality and hash do not depend on the order of members, but on everything else", arguments: [3, 40])
    func equality(_ count: Int) {
        let members = (0..<count).map { JSONObject.Member(key: JSONString("n\($0)"), value: JSONValue($0)) }
        let object = JSONObject(members)
        let reversed = JSONObject(members.reversed())
        #expect(object == reversed)
        #expect(object.hashValue == reversed.hashValue)
        #expect(object.keys != reversed.keys)
        var other = reversed
        other["n0"] = 7
        #expect(object != other)
        #expect(object != object.removing("n0"))
        #expect(object.removing("n0") != reversed.removing("n1"))
    }

    @Test("Literals spell values out")
    func literals() throws {
        let value: JSONValue = ["text": "é", "list": [1, 2.5, true, nil], "object": ["a": [:]]]
        #expect(text(value.serialized()) == #"{"text":"é","list":[1,2.5,true,null],"object":{"a":{}}}"#)
        #expect(value["list"]?[3]?.isNull == true)
        #expect(value["list"]?[4] == nil && value["list"]?[-1] == nil && value["none"] == nil && value[0] == nil)
        #expect(value["list"]?.array?.count == 4)
        #expect(value["text"]?.string == "é" && value["text"]?.int == nil && value["list"]?[2]?.bool == true)
        #expect("\(value)" == text(value.serialized()))
    }

    @Test("Pretty texts have one member a line")
    func pretty() {
        let value: JSONValue = ["a": [1, []], "b": [:], "c": ["d": "e"]]
        #expect(
            text(value.serialized(pretty: true)) == """
                {
                  "a": [
                    1,
                    []
                  ],
                  "b": {},
                  "c": {
                    "d": "e"
                  }
                }
                """)
    }
}
