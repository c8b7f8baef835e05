import Foundation
import Testing

/// The whole repository keeps the house's limits and habits.
@Suite struct TidyTests {
    @Test func codeKeepsItsLimits() throws {
        let code = try Repository.texts(where: Tidy.isCode)
        #expect(code.count > 20)
        let violations = try code.flatMap {
            try Tidy.longLines(in: $0) + Tidy.tooManyLines(in: $0) + FunctionLengths.violations(in: $0)
        }
        expectNone(violations)
    }

    @Test func textsAreClean() throws {
        let violations = try Repository.texts(where: Tidy.isText).flatMap {
            try Tidy.strayWhitespace(in: $0) + Tidy.openWork(in: $0) + Tidy.oneMachinesNames(in: $0)
        }
        expectNone(violations)
    }

    @Test func whatOtherTargetsSeeIsDocumented() throws {
        let violations = try Repository.texts { Repository.isSource($0) }
            .flatMap(Tidy.undocumented(in:))
        expectNone(violations)
    }

    @Test func onlySourceIsUnderVersionControl() throws {
        let files = try Repository.trackedFiles()
        #expect(files.count > 20)
        let violations =
            try Tidy.strayFiles(files)
            + Tidy.oddModes(files) { path in
                let file = try? FileHandle(forReadingFrom: Repository.root.appending(path: path))
                return (try? file?.read(upToCount: 2)) == Data("#!".utf8)
            }
        expectNone(violations)
        for file in files {
            let size = try? Repository.root.appending(path: file.path).resourceValues(forKeys: [.fileSizeKey]).fileSize
            #expect(size ?? 0 <= Tidy.largestFile, "\(file.path)")
        }
    }
}

/// Each check of `TidyTests` can fail.
@Suite struct TidyChecksTests {
    private func sample(_ text: String, _ path: String = "Sources/Room/File.swift") -> SourceText {
        SourceText(path: path, text: text)
    }

    @Test func longLinesAreFound() {
        let longest = String(repeating: "é", count: 120)
        #expect(Tidy.longLines(in: sample("\(longest)\n")).isEmpty)
        #expect(Tidy.longLines(in: sample("a\n\(longest)é\n")).map(\.line) == [2])
    }

    @Test func longFilesAreFound() {
        #expect(Tidy.tooManyLines(in: sample(String(repeating: "\n", count: 600))).isEmpty)
        #expect(Tidy.tooManyLines(in: sample(String(repeating: "\n", count: 601))).count == 1)
    }

    @Test(arguments: ["a\tb\n", "a \n", "a"])
    func strayWhitespaceIsFound(text: String) {
        #expect(Tidy.strayWhitespace(in: sample(text)).count == 1)
        #expect(Tidy.strayWhitespace(in: sample("a b\n\n")).isEmpty)
    }

    @Test(arguments: [
        "// TO" + "DO: later", "x // FIX" + "ME", "let a = try" + "! b()", "fatal" + "Error(\"unimplemented\")",
    ])
    func openWorkIsFound(line: String) throws {
        #expect(try Tidy.openWork(in: sample("ok\n\(line)\n")).map(\.line) == [2])
        #expect(try Tidy.openWork(in: sample("// TO" + "DO(#12): later\nlet x = try b()\n")).isEmpty)
    }

    @Test(arguments: [
        "see /wo" + "rk/x", "cd /tre" + "es/a", "\"/ro" + "ot/.ssh\"", "from pypi" + ".org", "at deb.debian" + ".org",
        "on far" + "m-3",
    ])
    func oneMachinesNamesAreFound(line: String) throws {
        #expect(try Tidy.oneMachinesNames(in: sample(line)).count == 1)
        let harmless = "pharm-a ../work/x .build/debug Sources/root/a /workflow /v1/work/1 /usr/bin/env swift.org"
        #expect(try Tidy.oneMachinesNames(in: sample(harmless)).isEmpty)
    }

    @Test(arguments: [
        "package struct A {}", "    public static func f() {}", "package init() {}", "    package let a: Int",
        "package private(set) var a = 1", "@frozen public enum E {}", "/// Doc.\n\npackage func f()",
        "/// Doc.\npackage struct A {\n    package var b: Int\n}",
    ])
    func undocumentedDeclarationsAreFound(text: String) throws {
        #expect(try Tidy.undocumented(in: sample(text)).count == 1)
    }

    @Test(arguments: [
        "/// Doc.\npackage struct A {}", "/// Doc.\n@discardableResult\n    package func f() {}",
        "package import Crypto",
        "struct A {}", "public extension A {}", "let p = package.name",
    ])
    func documentedAndInnerDeclarationsAreLeft(text: String) throws {
        #expect(try Tidy.undocumented(in: sample(text)).isEmpty)
    }

    @Test(arguments: [
        "Package.resolved", "a/.build-x/b", "Sources/x.sqlite-wal", "scripts/__pycache__/a.pyc",
        "docs/Screenshot 1.png",
        "a/server.key",
    ])
    func strayFilesAreFound(path: String) throws {
        #expect(try Tidy.strayFiles([.init(mode: "100644", path: path)]).count == 1)
        #expect(try Tidy.strayFiles([.init(mode: "100644", path: "Sources/Wallet/Key.swift")]).isEmpty)
    }

    @Test func oddModesAreFound() {
        let files = ["100644", "100755", "120000"].map { Repository.TrackedFile(mode: $0, path: "f") }
        #expect(Tidy.oddModes(files) { _ in false }.count == 2)
        #expect(Tidy.oddModes(files) { _ in true }.count == 2)
    }

    @Test(arguments: [
        (
            "f.swift", "    func f(\n        a: Int\n    ) -> Int\n    where A: B {\n", "        a\n",
            "    }\n\n    func g()\n"
        ),
        ("f.swift", "    package init?(a: Int) throws {\n", "        if a {\n        }\n", "    }\n"),
        ("f.swift", "var body: Int {\n", "    a\n\n", "}\n"),
        ("f.js", "  async load(a) {\n", "    b();\n", "  }\n"),
        ("f.js", "export function load(a) {\n", "  b();\n", "}\n"),
        ("f.py", "def f(\n    a,\n):\n", "    b\n\n", "    c\n\n\ndef g():\n    pass\n"),
        ("script", "f() {\n", "    a\n", "}\n"),
    ])
    func longFunctionsAreFound(path: String, head: String, body: String, tail: String) throws {
        let repeated = String(repeating: body, count: 70)
        let long = try FunctionLengths.violations(in: sample(head + repeated + tail, path))
        #expect(long.map(\.line) == [1])
        #expect(try FunctionLengths.violations(in: sample(head + body + tail, path)).isEmpty)
    }

    @Test func functionsAreMeasuredFromTheirFirstToTheirLastLine() throws {
        let text = "protocol P {\n    func a()\n    func b() -> Int\n}\n\nfunc c() {\n    d()\n}\n\nfunc e() { d() }\n"
        #expect(try FunctionLengths.lengths(in: sample(text)).map(\.count) == [1, 1, 3, 1])
    }
}
