import Testing

@testable import PlatformAdapters

@Suite("Addresses")
struct AddressTests {
    /// RFC 3986 section 5.4, for the references that stay within http.
    @Test(
        "references resolve as in RFC 3986",
        arguments: [
            ("g", "/b/c/g"), ("./g", "/b/c/g"), ("g/", "/b/c/g/"), ("/g", "/g"),
            ("?y", "/b/c/d;p?y"), ("g?y", "/b/c/g?y"), ("#s", "/b/c/d;p?q"), ("g#s", "/b/c/g"),
            (";x", "/b/c/;x"), ("", "/b/c/d;p?q"), (".", "/b/c/"), ("./", "/b/c/"),
            ("..", "/b/"), ("../", "/b/"), ("../g", "/b/g"), ("../..", "/"), ("../../g", "/g"),
            ("../../../g", "/g"), ("/./g", "/g"), ("/../g", "/g"), ("g.", "/b/c/g."),
            ("..g", "/b/c/..g"), ("./../g", "/b/g"), ("g/../h", "/b/c/h"),
            ("g?y/../x", "/b/c/g?y/../x"), ("http://a/x", "/x"), ("HTTP://A:80/x", "/x"),
            ("//a/x", "/x"), ("?page[size]=2", "/b/c/d;p?page[size]=2"),
            ("?q=kopi susu", "/b/c/d;p?q=kopi%20susu"), ("?q=é", "/b/c/d;p?q=%C3%A9"),
        ])
    func resolution(reference: String, target: String) throws {
        let base = try #require(HTTPAddress("http://a/b/c/d;p?q"))
        let resolved = try #require(base.resolving(reference))
        #expect(resolved.target == target)
        #expect(resolved.origin == base.origin)
    }

    @Test(
        "other origins are seen as such",
        arguments: [
            "http://b/", "https://a/", "http://a:81/", "//b/", "http://a.b/", "http://[::1]/",
        ])
    func otherOrigins(reference: String) throws {
        let base = try #require(HTTPAddress("http://a/"))
        let resolved = try #require(base.resolving(reference))
        #expect(resolved.origin != base.origin)
    }

    @Test(
        "what is no http URL, or reads differently elsewhere, is none",
        arguments: [
            "", "a", "ftp://a/", "http:", "http://", "http:///x", "http://u@a/", "http://a:0/",
            "http://a:99999/", "http://a:x/", "http://a\\@b/", "http://a\u{0}b/", "http://a b/",
            "http://a\r\nX: y/", "http://a%2eb/", "javascript:alert(1)",
        ])
    func notAddresses(text: String) {
        #expect(HTTPAddress(text) == nil)
    }

    @Test("addresses below a base keep its path, and encode what they are given")
    func below() throws {
        for base in ["http://a:8080/api", "http://a:8080/api/"] {
            let address = try #require(HTTPAddress(base))
            let below = address.below(["enrolments", "a/b?c"], query: [("page[size]", "1&2")])
            #expect(
                below.text == "http://a:8080/api/enrolments/a%2Fb%3Fc?page%5Bsize%5D=1%262")
        }
    }

    @Test(
        "addresses that only some can reach are not public",
        arguments: [
            "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254",
            "172.16.0.1", "172.31.255.255", "192.168.1.1", "198.18.0.1", "224.0.0.1",
            "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1",
            "fc00::1", "fd12::1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
            "2001::1", "::127.0.0.1",
        ])
    func privateAddresses(text: String) throws {
        #expect(try #require(PeerAddress(text)).isPublic == false)
        #expect(PeerPolicy.configured(text) == .anywhere)
    }

    @Test(
        "addresses of the internet are public",
        arguments: [
            "1.1.1.1", "9.255.255.255", "172.15.0.1", "172.32.0.1", "192.167.1.1", "8.8.8.8",
            "2606:4700::1111", "2404:6800::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
        ])
    func publicAddresses(text: String) throws {
        #expect(try #require(PeerAddress(text)).isPublic)
        #expect(PeerPolicy.configured(text) == .publicOnly)
    }

    @Test("a configured name does not open the inside, save localhost")
    func configuredNames() {
        #expect(PeerPolicy.configured("localhost") == .anywhere)
        #expect(PeerPolicy.configured("[::1]") == .anywhere)
        #expect(PeerPolicy.configured("partner.example.id") == .publicOnly)
        #expect(PeerPolicy.configured("0x7f000001") == .publicOnly)
    }
}
