import Foundation
import Testing

@testable import Notices

/// COVERAGE 000-10: what leaves a node for a closed browser.
@Suite("Notices")
struct NoticesTests {
    @Test("only plain addresses are written to; none can become a command or an argument")
    func addresses() {
        for text in ["a@b", "anna.quill+x@inbox.example", "o'hara@x-y.example"] {
            #expect(MailAddress(text)?.text == text)
        }
        let bad = [
            "", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a@b c", "a@b\r\nRCPT TO:<x@y>", "a\n@b", "-f@b.example",
            "<a@b>",
            "a@b>", "a@-b.example", "a@b..example", "a@b.", "ä@b.example", "\"a\"@b.example",
            String(repeating: "a", count: 65) + "@b.example", "a@" + String(repeating: "b", count: 64),
        ]
        for text in bad { #expect(MailAddress(text) == nil, "\(text)") }
    }

    @Test("a message is ASCII headers and lines that end with CRLF")
    func message() throws {
        let from = try #require(MailAddress("node@b.example"))
        let to = try #require(MailAddress("anna@b.example"))
        let message = MailMessage(
            from: from, to: to, subject: "New\r\nBcc: x@y", body: "one\n.two\n",
            date: Date(timeIntervalSince1970: 1_795_000_000))
        let lines = message.text.components(separatedBy: "\r\n")
        #expect(lines.contains("Subject: New  Bcc: x@y"))
        #expect(lines.contains("Date: Wed, 18 Nov 2026 11:06:40 +0000"))
        #expect(lines.contains("Auto-Submitted: auto-generated"))
        #expect(lines.contains(".two"))
        #expect(!message.text.replacing("\r\n", with: "").contains("\n"))
    }

    @Test(
        "addresses of private networks are told from the world's",
        arguments: [
            ("8.8.8.8", true), ("127.0.0.1", false), ("10.1.2.3", false), ("172.15.0.1", true), ("172.16.0.1", false),
            ("192.168.1.1", false), ("169.254.169.254", false), ("100.64.0.1", false), ("0.0.0.0", false),
            ("224.0.0.1", false), ("255.255.255.255", false), ("192.0.2.1", false), ("198.18.0.1", false),
            ("2606:4700::1111", true), ("::1", false), ("::", false), ("fe80::1", false), ("fc00::1", false),
            ("::ffff:127.0.0.1", false), ("::ffff:8.8.8.8", true), ("64:ff9b::a00:1", false), ("2001:db8::1", false),
            ("2002:7f00:1::", false), ("ff02::1", false), ("localhost", false), ("", false),
        ])
    func networks(address: String, isPublic: Bool) {
        #expect(NetworkAddress.isPublic(address) == isPublic)
    }

    @Test("webhooks go to https addresses alone, without credentials in them")
    func webhooks() {
        let strict = Webhook(allowsPrivate: false)
        #expect(strict.accepts("https://example.org/x"))
        for text in [
            "http://example.org", "ftp://example.org", "https://a:b@example.org", "https://", "x", "https://e/#f",
        ] {
            #expect(!strict.accepts(text), "\(text)")
        }
        #expect(Webhook(allowsPrivate: true).accepts("http://localhost:1/x"))
    }

    @Test("a webhook does not post to this machine unless it is allowed to")
    func forgery() async {
        await #expect(throws: NoticeError("webhook.private", permanent: true)) {
            try await Webhook(allowsPrivate: false).post([], to: "https://localhost:1/", secret: [1], seconds: 1)
        }
    }

    @Test("the signature is HMAC-SHA-256 of time and body")
    func signature() {
        // Computed with: printf '17.{}' | openssl dgst -sha256 -hmac key
        #expect(
            Webhook.signature(Array("{}".utf8), Array("key".utf8), 17)
                == "t=17,v1=\(Self.expected)")
    }

    private static let expected = "e66392eac42eafc68c35a01c712811e016386c12456975fc3af80c9268568e3a"
}
