import { expect } from "chai";
import { from, sentMail, startValidator } from "../../support/email-validator/validator";

const BOSS = from("The Boss <boss@elsewhere.example>");

describe("smtp-email-validator and mail that is not its business", () => {
  const others: [what: string, detail: Record<string, unknown>][] = [
    ["mail of a user that is no login", sentMail({ ...BOSS, tags: { "ses:caller-identity": ["deploy"] } })],
    ["mail that names no user", sentMail({ ...BOSS, tags: { "ses:caller-identity": [] } })],
    ["mail of another account", sentMail({ ...BOSS, sendingAccountId: "999999999999" })],
    [
      "mail of a login of which nothing is known",
      sentMail({ ...BOSS, tags: { "ses:caller-identity": ["ses-smtp-user-new-1763000000"] } }),
    ],
    [
      "mail of another stack's login with the same name",
      sentMail({
        ...BOSS,
        tags: {
          "ses:caller-identity": ["ses-smtp-user-jane.doe-1763009999"],
          "ses:configuration-set": ["ses-smtp-dev"],
        },
      }),
    ],
    ["another event", { ...sentMail(BOSS), eventType: "Delivery" }],
  ];
  for (const [what, detail] of others)
    it(`has no business with ${what}`, async () => {
      const validator = startValidator();
      const before = validator.store.all();
      await validator.handle({ detail });
      expect(validator.store.all()).to.deep.equal(before);
      expect([...validator.alerts, ...validator.invoked, ...validator.parked]).to.deep.equal([]);
    });
});

describe("the header From of a message", () => {
  const shown = async (details: Parameters<typeof sentMail>[0]) => {
    const validator = startValidator();
    await validator.sent(details);
    return validator.violations().map(({ email, kinds }) => `${String(email)} ${String(kinds)}`);
  };
  const header = (value: string) => [{ name: "FROM", value }];

  it("is taken as it was sent: a decoded name may look like an address", async () => {
    const decoded = ["boss@elsewhere.example, Ltd <noreply@company.example>"];
    const headers = header("=?utf-8?q?boss=40elsewhere.example=2C_Ltd?= <noreply@company.example>");
    expect(await shown({ commonHeaders: { from: decoded }, headers })).to.deep.equal([]);
    expect(await shown({ commonHeaders: { from: decoded }, headers: [] })).to.have.lengthOf(1);
  });

  it("is taken as SES read it where headers are truncated", async () => {
    const headers = header("a@company.example, b@company.exam");
    const commonHeaders = { from: ["a@company.example", "b@company.example"] };
    expect(await shown({ commonHeaders, headers, headersTruncated: true })).to.deep.equal([]);
  });

  it("is taken from the headers where SES has not read it", async () => {
    const headers = header("boss@elsewhere.example");
    expect(await shown({ commonHeaders: {}, headers })).to.deep.equal(["boss@elsewhere.example header_from"]);
  });

  it("that is missing altogether is reported, and stops the login only if its domain is wrong", async () => {
    const missing = { commonHeaders: {}, headers: [], headersTruncated: true };
    expect(await shown(missing)).to.deep.equal(["noreply@company.example unreadable_from"]);
    const tags = { "ses:from-domain": ["elsewhere.example"] };
    expect(await shown({ ...missing, tags })).to.deep.equal(["noreply@company.example header_from"]);
  });

  it("is found among thousands of headers", async () => {
    const others = Array.from({ length: 10_000 }, (_, index) => ({
      name: `X-${index}`,
      value: "x".repeat(50),
    }));
    const headers = [...others, ...header("boss@elsewhere.example")];
    expect(await shown({ commonHeaders: {}, headers })).to.have.lengthOf(1);
  });
});
