import { expect } from "chai";
import type { Message } from "../../mailer";
import { parsed, written } from "../support/mailer/composed";

const LETTER: Message = { to: "bob@elsewhere.test", subject: "Hi", text: "x" };

const headerOf = async (message: Message, name: string) =>
  (await parsed(message)).headers.filter(({ key }) => key === name).map(({ value }) => value);

describe("the thread of a message", () => {
  it("has fields of its own, and arrives as it was given", async () => {
    const references = Array.from(
      { length: 40 },
      (_, index) => `<message-${index}.of.a.long.thread@mail.example.com>`,
    );
    const mail = await parsed({ ...LETTER, inReplyTo: "<a@b.org>", references });
    expect(mail.inReplyTo).to.equal("<a@b.org>");
    expect(mail.references).to.equal(references.join(" "));
  });
  for (const [what, message, expected] of [
    ["with brackets", { references: "<a@b.org> <c@d.org>" }, "<a@b.org> <c@d.org>"],
    ["without brackets", { references: "a@b.org c@d.org" }, "<a@b.org> <c@d.org>"],
    ["as a list", { references: ["a@b.org", "<c@d.org>"] }, "<a@b.org> <c@d.org>"],
    ["next to each other", { references: "<a@b.org><c@d.org>" }, "<a@b.org> <c@d.org>"],
    ["as a header", { headers: { References: "<a@b.org>" } }, "<a@b.org>"],
    ["as a header in any case", { headers: { references: "<a@b.org> <c@d.org>" } }, "<a@b.org> <c@d.org>"],
  ] as const) {
    it(`may be given ${what}`, async () => {
      expect(await headerOf({ ...LETTER, ...message }, "references")).to.deep.equal([expected]);
    });
  }
  for (const [what, message, key] of [
    ["no ASCII", { references: "<ä@b.org>" }, "references"],
    ["no ASCII, as a header", { headers: { "In-Reply-To": "<é@b.org>" } }, 'headers."In-Reply-To"'],
    ["a bracket left open", { inReplyTo: "<a@b.org" }, "inReplyTo"],
    ["two ids in one pair of brackets", { references: "<a@b.org c@d.org>" }, "references"],
    ["a line break", { references: "<a@b.org>\r\n <c@d.org>" }, "references"],
    ["an object", { references: { id: "a" } }, "references"],
    ["nothing", { inReplyTo: "" }, "inReplyTo"],
    [
      "a header as well",
      { references: "<a@b.org>", headers: { References: "<a@b.org>" } },
      'headers."References"',
    ],
    ["a wrong id in a list", { references: ["<a@b.org>", "ö"] }, "references[1]"],
    ["an id too long for a line", { references: `<${"a".repeat(901)}>` }, "references"],
  ] as const) {
    it(`is rejected with ${what}`, async () => {
      const error = await written({ ...LETTER, ...message } as never).then(
        () => undefined,
        (thrown: { issues: { key: string }[] }) => thrown,
      );
      expect(error?.issues.map(issue => issue.key)).to.deep.equal([key]);
    });
  }
});
