import type { AttributeValue } from "@aws-sdk/client-dynamodb";

function nested(depth: number): AttributeValue {
  return depth === 0 ? { S: "bottom" } : { M: { deeper: { L: [nested(depth - 1)] } } };
}

/** Every type of value that a table accepts, and forms of each that nobody expects. */
export const GARBAGE: readonly (readonly [name: string, value: AttributeValue])[] = [
  ["an empty string", { S: "" }],
  ["a space", { S: " " }],
  ["a string of 300 KB", { S: "x".repeat(300_000) }],
  ["control characters", { S: "\u0000\u0007\r\nInjected: yes" }],
  ["other scripts", { S: "Jürgen 漢字 🦄 \u202eback\u202c" }],
  ["the Kelvin sign", { S: "\u212aate@gmail.com" }],
  ["JSON", { S: '{"enabled":true}' }],
  ["zero", { N: "0" }],
  ["a negative number", { N: "-9999999999999999999999999999999999999" }],
  ["a number of 38 digits", { N: "12345678901234567890123456789012345678" }],
  ["a number with a long fraction", { N: "12345678901234567890.12345678901234567" }],
  ["a huge number", { N: "1E+125" }],
  ["false", { BOOL: false }],
  ["null", { NULL: true }],
  ["bytes", { B: new Uint8Array([0, 255, 10]) }],
  ["a set of strings", { SS: ["", "b@example.com"].filter(Boolean) }],
  ["a set of numbers", { NS: ["1", "12345678901234567890123456789012345678"] }],
  ["a set of bytes", { BS: [new Uint8Array([1])] }],
  ["an empty list", { L: [] }],
  [
    "a list of everything",
    { L: [{ NULL: true }, { S: "x" }, { N: "1" }, { M: {} }, { L: [] }, { SS: ["a"] }] },
  ],
  ["an empty map", { M: {} }],
  ["a map with a prototype", { M: { __proto__: { S: "x" }, constructor: { S: "x" }, length: { N: "3" } } }],
  ["15 levels", nested(15)],
];

/** Texts of any kind that fit into a key of this many bytes. */
export function garbageTexts(maxBytes: number): string[] {
  return [
    "x",
    "@",
    "@@",
    "#",
    "##a#",
    "*",
    "*@",
    "*@*",
    "?@?",
    "\u0000",
    "a\nb",
    " leading@company.com ",
    "trailing.dot@company.com.",
    "${aws:username}@company.com",
    "__proto__",
    "constructor",
    "😀@xn--company.com",
    "bob@münchen.de",
    '"quoted @ part"@company.com',
    `${"l".repeat(64)}@company.com`,
    `${"l".repeat(65)}@company.com`,
    `${"l".repeat(300)}@company.com`,
    `${"l".repeat(900)}@company.com`,
    `bob@${"d".repeat(300)}.company.com`,
    `ü@${"İ".repeat(150)}`,
    "x".repeat(maxBytes),
    "ü".repeat(Math.floor(maxBytes / 2)),
    `${"y".repeat(maxBytes - 12)}@company.com`,
  ].filter(text => Buffer.byteLength(text) <= maxBytes);
}
