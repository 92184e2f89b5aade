import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { sizeOf } from "../../../../handlers/reconciler/adapters/item-size";

const BYTES = new Uint8Array(60_000);

/** By the rules of "DynamoDB item sizes and formats", without the one byte of the name "a". */
const VALUES: [what: string, value: AttributeValue, bytes: number][] = [
  ["a string by its UTF-8 bytes, not by its characters", { S: "€".repeat(136_465) }, 409_395],
  ["a character outside the basic plane as four bytes", { S: "😀" }, 4],
  ["an empty string as nothing", { S: "" }, 0],
  ["a binary by its raw bytes, not by its base64 or JSON", { B: BYTES }, 60_000],
  ["a number as one byte and one for two digits", { N: "1234" }, 3],
  ["an odd number of digits as the next even one", { N: "12345" }, 4],
  ["a number without the zeros at either end", { N: "00120000" }, 2],
  ["a fraction by its significant digits", { N: "0.00125" }, 3],
  ["an exponent as nothing", { N: "1.25E+100" }, 3],
  ["zero as one byte", { N: "0" }, 1],
  ["a negative number with one byte more", { N: "-12" }, 3],
  ["38 digits as 20 bytes, although JavaScript rounds them", { N: "1".repeat(38) }, 20],
  ["a boolean as one byte", { BOOL: false }, 1],
  ["null as one byte", { NULL: true }, 1],
  ["a string set by its members", { SS: ["ab", "€"] }, 5],
  ["a number set by its members", { NS: ["12", "345"] }, 5],
  ["a binary set by its members", { BS: [BYTES, BYTES] }, 120_000],
  ["an empty list as three bytes", { L: [] }, 3],
  ["a list with one byte more for each element", { L: [{ S: "ab" }, { BOOL: true }] }, 8],
  ["an empty map as three bytes", { M: {} }, 3],
  ["a map with its names, and one byte more for each", { M: { ä: { S: "x" }, b: { NULL: true } } }, 10],
  ["what is nested like what is not", { L: [{ M: { c: { L: [{ SS: ["abc"] }] } } }] }, 16],
];

describe("the size of an item", () => {
  for (const [what, value, bytes] of VALUES) {
    it(`counts ${what}`, () => {
      expect(sizeOf({ a: value })).to.equal(1 + bytes);
    });
  }

  it("counts names by their UTF-8 bytes", () => {
    expect(sizeOf({ größe: { S: "x" }, PK: { S: "y" } })).to.equal(7 + 1 + 2 + 1);
  });
});
