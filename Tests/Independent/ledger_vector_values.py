"""The golden vectors of values and transactions (transaction-v1)."""

from ledger_formats import identity, public_key, thumbprint, to_base64url
from ledger_vector_network import (
    NETWORK,
    jwk,
    key_thumbprint,
    signing_key,
)


def base64url_vectors():
    valid = [b"", b"f", b"fo", b"foo", b"foob", b"fooba", b"foobar", bytes(range(250, 256)), b"\xfb\xff\xbf", bytes(32)]
    invalid = [
        "A",
        "AAAAA",
        "AB",
        "Zh",
        "Zm9",
        "Zg==",
        "Zg=",
        "Zm9v ",
        " Zm9v",
        "Zm+v",
        "Zm/v",
        "Zm9v\n",
        "Zm9vé",
        "Zm.v",
    ]
    return {"valid": [{"hex": data.hex(), "text": to_base64url(data)} for data in valid], "invalid": invalid}


def text(value):
    return value.encode()


def nested(levels, inner=""):
    return text("[" * levels + inner + "]" * levels)


JSON_VALID = [
    ("white space", text(' {\t"b" :\r\n [ 1 , 2 ] , "a":null } '), '{"a":null,"b":[1,2]}'),
    (
        "members are sorted by bytes",
        text('{"b":1,"B":2,"aa":3,"a":4,"_":5,"~":6}'),
        '{"B":2,"_":5,"a":4,"aa":3,"b":1,"~":6}',
    ),
    ("nested objects are sorted", text('[{"z":{"y":1,"x":2}}]'), '[{"z":{"x":2,"y":1}}]'),
    ("scalars", text("[true,false,null,0,-1]"), "[true,false,null,0,-1]"),
    ("largest integers", text("[9007199254740991,-9007199254740991]"), "[9007199254740991,-9007199254740991]"),
    ("escapes", text(r'["\"\\\/\b\f\n\r\t"]'), r'["\"\\/\b\f\n\r\t"]'),
    ("control characters", text(r'["\u0000\u001F\u007f"]'), '["\\u0000\\u001f\x7f"]'),
    ("escaped letters are literal", text(r'["\u0041\u00e9\u20AC"]'), '["Aé€"]'),
    ("surrogate pair", text(r'["\ud83d\ude00"]'), '["\U0001f600"]'),
    ("noncharacter", text(r'["\uffff"]'), '["\uffff"]'),
    ("no normalization", text('["e\u0301","\u00e9"]'), '["e\u0301","\u00e9"]'),
    ("empty", text('{"a":{},"b":[],"c":""}'), '{"a":{},"b":[],"c":""}'),
    ("scalar at the top", text('"x"'), '"x"'),
    ("thirteen containers", nested(13), "[" * 13 + "]" * 13),
    ("scalar at depth 12", nested(12, "1"), "[" * 12 + "1" + "]" * 12),
    ("1,024 elements", text("[" + "0," * 1023 + "0]"), "[" + "0," * 1023 + "0]"),
]
JSON_INVALID = [
    ("empty input", b"", "json.syntax"),
    ("only white space", b" ", "json.syntax"),
    ("two values", b"1 2", "json.syntax"),
    ("byte order mark", b"\xef\xbb\xbf{}", "json.syntax"),
    ("trailing comma in object", b'{"a":1,}', "json.syntax"),
    ("trailing comma in array", b"[1,]", "json.syntax"),
    ("missing value", b'{"a":}', "json.syntax"),
    ("missing colon", b'{"a" 1}', "json.syntax"),
    ("unquoted name", b"{a:1}", "json.syntax"),
    ("single quotes", b"{'a':1}", "json.syntax"),
    ("unclosed object", b'{"a":1', "json.syntax"),
    ("unclosed array", b"[1", "json.syntax"),
    ("unclosed string", b'"abc', "json.syntax"),
    ("string ends in backslash", b'"abc\\', "json.syntax"),
    ("mismatched brackets", b"[1}", "json.syntax"),
    ("comment", b"[1/**/]", "json.syntax"),
    ("literal in capitals", b"True", "json.syntax"),
    ("literal cut short", b"nul", "json.syntax"),
    ("NaN", b"NaN", "json.syntax"),
    ("Infinity", b"-Infinity", "json.syntax"),
    ("plus sign", b"+1", "json.syntax"),
    ("minus alone", b"-", "json.syntax"),
    ("fraction without integer", b".5", "json.syntax"),
    ("form feed as white space", b"\x0c1", "json.syntax"),
    ("non-breaking space", b"\xc2\xa01", "json.syntax"),
    ("line break in string", b'"a\nb"', "json.syntax"),
    ("tab in string", b'"a\tb"', "json.syntax"),
    ("null byte in string", b'"a\x00b"', "json.syntax"),
    ("unknown escape", b'"\\x41"', "json.syntax"),
    ("escape too short", b'"\\u12"', "json.syntax"),
    ("escape not hexadecimal", b'"\\u12G4"', "json.syntax"),
    ("fraction", b"1.0", "json.number"),
    ("exponent", b"1e0", "json.number"),
    ("capital exponent", b"1E2", "json.number"),
    ("leading zero", b"01", "json.number"),
    ("negative zero", b"-0", "json.number"),
    ("two to the 53", b"9007199254740992", "json.number"),
    ("minus two to the 53", b"-9007199254740992", "json.number"),
    ("very long", b"1" * 400, "json.number"),
    ("zero with fraction", b"0.5", "json.number"),
    ("duplicate name", b'{"a":1,"b":2,"a":3}', "json.duplicateKey"),
    ("duplicate by escape", b'{"a":1,"\\u0061":2}', "json.duplicateKey"),
    ("duplicate within", b'[{"a":{"x":1,"x":1}}]', "json.duplicateKey"),
    (
        "duplicate among many",
        b"{" + b",".join(b'"k%d":0' % (n % 40) for n in range(41)) + b"}",
        "json.duplicateKey",
    ),
    ("fourteen containers", nested(14), "json.tooDeep"),
    ("scalar at depth 13", nested(13, "1"), "json.tooDeep"),
    ("deeply nested", b"[" * 60000, "json.tooDeep"),
    ("deep objects", b'{"a":' * 50 + b"1" + b"}" * 50, "json.tooDeep"),
    ("invalid byte", b'"\xff"', "json.encoding"),
    ("overlong slash", b'"\xc0\xaf"', "json.encoding"),
    ("cut sequence", b'"\xe2\x82"', "json.encoding"),
    ("encoded surrogate", b'"\xed\xa0\x80"', "json.encoding"),
    ("beyond Unicode", b'"\xf4\x90\x80\x80"', "json.encoding"),
    ("lone continuation", b'"\x80"', "json.encoding"),
    ("lone high surrogate", b'"\\ud800"', "json.encoding"),
    ("lone low surrogate", b'"\\udc00"', "json.encoding"),
    ("two high surrogates", b'"\\ud800\\ud800"', "json.encoding"),
    ("high surrogate and letter", b'"\\ud800A"', "json.encoding"),
    ("invalid byte in name", b'{"\xff":1}', "json.encoding"),
    ("empty name", b'{"":1}', "json.unknownField"),
    ("name with space", b'{"a b":1}', "json.unknownField"),
    ("name beyond ASCII", '{"é":1}'.encode(), "json.unknownField"),
    ("name with control", b'{"a\\u0001":1}', "json.unknownField"),
    ("1,025 elements", b"[" + b"0," * 1024 + b"0]", "format.tooLarge"),
    ("1,025 members", b"{" + b",".join(b'"k%d":0' % n for n in range(1025)) + b"}", "format.tooLarge"),
]


def json_vectors():
    return {
        "valid": [{"name": name, "hex": data.hex(), "canonical": result} for name, data, result in JSON_VALID],
        "invalid": [{"name": name, "hex": data.hex(), "code": code} for name, data, code in JSON_INVALID],
    }


def identity_vectors():
    derived = []
    for name in ("patient", "official", "hospital", "authority node", "one more", "another"):
        key = signing_key(name)
        text = identity(NETWORK, key_thumbprint(key))
        readable = "-".join((text[:4], text[4:8], text[8:12], text[12:]))
        derived.append(
            {
                "network": to_base64url(NETWORK),
                "key": jwk(key),
                "thumbprint": to_base64url(key_thumbprint(key)),
                "canonical": text,
                "readable": readable,
            }
        )
    text = derived[0]["canonical"]
    swap = next(i for i in range(13) if text[i] != text[i + 1])
    flipped = text[:5] + ("1" if text[5] == "0" else "0") + text[6:]
    # RFC 7638 has no P-256 example; this is the P-256 key of RFC 7517 appendix A.1, its thumbprint computed by joserfc.
    rfc = {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    }
    typed = [
        {"typed": form, "canonical": text}
        for form in (
            derived[0]["readable"].lower(),
            " ".join(text),
            text.replace("0", "O").replace("1", "l"),
            f" {text[:7]}-{text[7:]} ",
        )
    ]
    invalid = [
        text[:-1],
        text + "0",
        "",
        flipped,
        text[:swap] + text[swap + 1] + text[swap] + text[swap + 2 :],
        text[:13] + "U",
        text.lower() if text.lower() != text else "x",
        derived[0]["readable"],
    ]
    return {
        "derived": derived,
        "typed": typed,
        "invalid": invalid,
        "thumbprints": [{"key": rfc, "thumbprint": to_base64url(thumbprint(public_key(rfc)))}],
        "invalidKeys": [
            {
                "name": "not on the curve",
                "key": {**rfc, "x": to_base64url(bytes(31) + b"\x05")},
                "code": "key.malformed",
            },
            {"name": "x too short", "key": {**rfc, "x": to_base64url(bytes(31))}, "code": "key.malformed"},
            {"name": "x too long", "key": {**rfc, "x": to_base64url(bytes(33))}, "code": "json.valueRange"},
            {"name": "another curve", "key": {**rfc, "crv": "P-384"}, "code": "key.malformed"},
            {"name": "private key", "key": {**rfc, "d": rfc["x"]}, "code": "json.unknownField"},
            {
                "name": "without y",
                "key": {name: rfc[name] for name in ("kty", "crv", "x")},
                "code": "json.missingField",
            },
        ],
    }
