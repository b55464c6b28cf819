import Testing

/// The rules are only as good as the reading of the text.
@Suite struct SwiftSourceTests {
    private func lines(of text: String) -> [String] {
        SwiftSource(text).lines.map { $0.trimmingSuffix { $0 == " " } }
    }

    @Test("comments and strings are not code, interpolations are")
    func blanks() {
        #expect(lines(of: "a // b") == ["a"])
        #expect(lines(of: "a /* b /* c */ d */ e").first?.hasSuffix("e") == true)
        #expect(lines(of: "a(\"}\\\"{\") b") == ["a(      ) b"])
        #expect(lines(of: "\"x \\(f(\"{\")) y\"\nz").last == "z")
        #expect(lines(of: "\"\\(count)\"").first?.contains("count") == true)
        #expect(lines(of: "#\"a\" { \\(x)\"# b").first?.hasSuffix("b") == true)
        #expect(lines(of: "\"\"\"\n{ \" }\n\"\"\"\nend") == ["", "", "", "end"])
    }

    @Test("a function is as long as from its keyword to its last brace")
    func functionLengths() {
        let text = """
            protocol P {
                func required(_ body: () -> Void)
                init(a: Int)
            }
            struct S {
                init(a: Int) {
                    b = "}"
                }
                func f(
                    c: Int
                ) -> Int {
                    if c > 1 { return 1 }
                    return 2
                }
            }
            """
        let functions = FunctionLengths(SwiftSource(text)).functions
        #expect(functions.map(\.line) == [6, 9])
        #expect(functions.map(\.lineCount) == [3, 6])
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        String(String(reversed().drop(while: isTrimmed)).reversed())
    }
}
