import { expect } from "chai";
import { readAddress } from "../../../handlers/shared/email-address";

describe("an address that is given to the API or a command", () => {
  for (const address of [
    "jane@example.com",
    "o'hara+news/x#1@example.com",
    '"jane doe"@example.com',
    '"a\\"b@c"@example.com',
    "jörg@bücher.example",
    "a@b@example.com",
    "%00@example.com",
  ])
    it(`is one that a bounce may have put on the list: ${address}`, () => {
      expect(readAddress(address)).to.equal(address);
    });

  for (const text of [
    ...["jane", "@example.com", "jane@", "Jane <jane@example.com>", '"Doe, Jane" <jane@example.com>'],
    ...[
      "jane doe@example.com",
      "jane@example .com",
      "jane\n@example.com",
      '"a\nb"@example.com',
      "\0@example.com",
    ],
    ...["\ud800@example.com", "\u00a0@example.com", " jane@example.com", "jane@example.com\u2003"],
    `${"x".repeat(320)}@example.com`,
  ])
    it(`is none if it is ${JSON.stringify(text.slice(0, 40))}`, () => {
      expect(readAddress(text)).to.equal(undefined);
    });
});
