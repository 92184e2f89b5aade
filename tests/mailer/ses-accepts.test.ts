import { expect } from "chai";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { createMailer, type Mailer, MailerError } from "../../mailer";
import { ALICE, type Bench, startBench } from "../support/ses/local-ses";

const SEED = Number(process.env.SES_SMTP_SEED ?? 20_261_126);

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 120 }),
  fc.string({
    unit: fc.constantFrom(
      "a",
      "é",
      "😀",
      ",",
      ";",
      ":",
      "<",
      ">",
      "@",
      '"',
      "\\",
      "(",
      ")",
      "[",
      ".",
      " ",
      "=?",
      "?=",
      "b@c.test",
    ),
    maxLength: 40,
  }),
);
const address = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}$/),
    fc.constantFrom("elsewhere.test", "bücher.example"),
  )
  .map(([local, domain]) => `${local}@${domain}`);
const mailbox = fc.record({ address, name: text });
const word = fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/).map(name => `X-${name}`);
const message = fc.record(
  {
    to: fc.array(mailbox, { minLength: 1, maxLength: 6 }),
    cc: fc.array(mailbox, { maxLength: 3 }),
    replyTo: fc.array(mailbox, { maxLength: 2 }),
    from: text.map(name => ({ address: "alice@example.com", name })),
    subject: text,
    text,
    html: text,
    headers: fc.dictionary(word, text, { maxKeys: 4 }),
    references: fc.array(fc.stringMatching(/^<[a-z0-9.+-]{1,60}@[a-z.-]{1,60}>$/), {
      minLength: 1,
      maxLength: 5,
    }),
    attachments: fc.array(fc.record({ filename: text, content: text }), { maxLength: 3 }),
    priority: fc.constantFrom("high", "low", "normal"),
    tags: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.stringMatching(/^[A-Za-z0-9_.@-]{1,50}$/), {
      maxKeys: 4,
    }),
  },
  { requiredKeys: ["to", "subject"] },
);

describe("SES and what the mailer writes", () => {
  let bench: Bench;
  let mailer: Mailer;
  before(async () => {
    bench = await startBench();
    const { host, port, caPem } = bench.ses.smtp;
    mailer = createMailer({
      ...{ provider: "ses", region: "eu-central-1", fromEmail: "alice@example.com" },
      ...{ smtpUsername: ALICE, smtpPassword: bench.password },
      ...{ endpoint: { host, port }, tls: { ca: caPem } },
    } as const);
  });
  after(async () => {
    await mailer.close();
    await bench.close();
  });

  it(`agree on any message: rejected by the mailer, or accepted by SES as it was meant (seed ${SEED})`, async () => {
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(message, async given => {
        bench.ses.mailbox.clear();
        try {
          await mailer.send(given);
        } catch (error) {
          if (error instanceof MailerError && error.code === "invalid_message") return;
          throw error;
        }
        sent++;
        const [received] = bench.ses.mailbox.list();
        const mail = await PostalMime.parse(received?.raw ?? "");
        expect(mail.to?.map(({ name }) => name?.trim())).to.deep.equal(
          given.to.map(({ name }) => name.trim()),
        );
        expect(mail.subject ?? "").to.equal(given.subject);
        expect(new Set(received?.envelope.to).size).to.equal(received?.envelope.to.length);
      }),
      { numRuns: 300, seed: SEED },
    );
    expect(sent).to.be.above(250);
  });
});
