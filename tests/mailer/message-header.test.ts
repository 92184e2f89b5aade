import { expect } from "chai";
import PostalMime from "postal-mime";
import type { Message } from "../../mailer";
import { parsed, written } from "../support/mailer/composed";
import { failure } from "../support/mailer/mailers";

const LETTER: Message = { to: "bob@elsewhere.test", subject: "Hi", text: "x" };

const issuesOf = async (message: Partial<Message>, provider?: "smtp") => {
  const { issues } = await failure(written({ ...LETTER, ...message }, provider));
  return issues.map(({ key, remedy }) => `${key}: ${remedy}`);
};

describe("the header of a message", () => {
  const header = async (message: Partial<Message>, name: string, provider?: "smtp") =>
    (await PostalMime.parse(await written({ ...LETTER, ...message }, provider))).headers.find(
      ({ key }) => key === name,
    )?.value;
  it("has a priority where it is not the normal one", async () => {
    expect(await header({ priority: "high" }, "importance")).to.equal("High");
    expect(await header({ priority: "high" }, "x-priority")).to.equal("1 (Highest)");
    expect(await header({ priority: "low" }, "x-msmail-priority")).to.equal("Low");
    expect(await header({ priority: "normal" }, "importance")).to.equal(undefined);
    expect(await issuesOf({ priority: "urgent" as never })).to.deep.equal([
      'priority: must be "high", "normal" or "low"',
    ]);
    const twice = { priority: "high", headers: { "X-Priority": "1" } } as const;
    expect(await issuesOf(twice)).to.deep.equal([
      'headers."X-Priority": remove it, or the message\'s field priority',
    ]);
  });
  it("names a sender who is not its author", async () => {
    expect(await header({ sender: "The secretary <office@example.com>" }, "sender")).to.equal(
      "The secretary <office@example.com>",
    );
    expect((await issuesOf({ sender: "a@x.test, b@x.test" }))[0]).to.match(/^sender: /);
  });
  for (const [mailto, expected] of [
    ["leave@example.com", "mailto:leave@example.com"],
    ["mailto:leave@example.com?subject=unsubscribe", "mailto:leave@example.com?subject=unsubscribe"],
    ["leave@example.com?subject=unsubscribe", "mailto:leave@example.com?subject=unsubscribe"],
    [
      "MAILTO:leave%2Bx@example.com?Subject=Gr%C3%BC%C3%9Fe me&body=a%26b",
      "mailto:leave+x@example.com?subject=Gr%C3%BC%C3%9Fe%20me&body=a%26b",
    ],
  ] as const) {
    it(`says how to unsubscribe by mail, with a subject: ${mailto}`, async () => {
      expect(await header({ listUnsubscribe: { mailto } }, "list-unsubscribe")).to.equal(`<${expected}>`);
    });
  }
  for (const mailto of [
    "mailto:leave@example.com?bcc=x@y.test",
    "mailto:a@b.test,c@d.test",
    "mailto:?subject=x",
    "mailto:a@b.test?subject=%0D%0ABcc:x",
    "mailto:a@b.test?subject=%zz",
    "https://example.com",
    `a@b.test?subject=${"x".repeat(900)}`,
  ]) {
    it(`rejects ${mailto.slice(0, 50)} to unsubscribe`, async () => {
      expect((await issuesOf({ listUnsubscribe: { mailto } }))[0]).to.match(
        /^listUnsubscribe\.mailto: use one such as/,
      );
    });
  }
  it("may have a quoted local part where the server takes it, which SES does not", async () => {
    const address = '"john, doe"@elsewhere.test';
    const mail = await parsed({ ...LETTER, to: [address, `J <${address}>`] }, "smtp");
    expect(mail.to?.map(({ address: to }) => to)).to.deep.equal([address, address]);
    expect(await written({ ...LETTER, to: address }, "smtp")).to.include(`\r\nTo: <${address}>\r\n`);
    expect(await written({ ...LETTER, to: '"john"@elsewhere.test' }, "smtp")).to.include(
      "\r\nTo: john@elsewhere.test\r\n",
    );
    expect(await issuesOf({ to: address })).to.deep.equal([
      "to: the part before the @ must not be in quotes",
    ]);
    for (const wrong of [
      '"a"b"@x.test',
      '"a\r\nb"@x.test',
      '"a>b"@x.test',
      '""@x.test',
      '"ä"@x.test',
      '"a\\"@x.test',
    ])
      expect(await issuesOf({ to: wrong }, "smtp"), wrong).to.have.length(1);
  });
  for (const [given, remedy] of [
    [
      "Doe, Jane <jane@example.com>",
      'quote the name, as "Doe, Jane" <jane@example.com>, or use { name, address }',
    ],
    [
      "Doe; Jane <jane@example.com>",
      'quote the name, as "Doe, Jane" <jane@example.com>, or use { name, address }',
    ],
    ["a@x.test, b@x.test", "use one address; pass several as an array"],
    ["a@x.test; B <b@x.test>", "use one address; pass several as an array"],
    ["jürgen@x.test", "the part before the @ must be ASCII"],
    ["nobody", "use one such as jane@example.com"],
  ] as const) {
    it(`says what to do about ${given}`, async () => {
      expect(await issuesOf({ from: given })).to.deep.equal([`from: ${remedy}`]);
    });
  }
});
