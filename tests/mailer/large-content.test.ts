import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect } from "chai";
import fc from "fast-check";
import PostalMime from "postal-mime";
import type { Attachment, Message } from "../../mailer";
import { composed, written } from "../support/mailer/composed";

const SEED = Number(process.env.SES_SMTP_SEED ?? 20_261_121);

describe("base64 of a large attachment", () => {
  it(`is the same however its bytes are split, in lines of 76 (seed ${SEED})`, async () => {
    const piece = fc.uint8Array({ maxLength: 30_000 });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async pieces => {
        const whole = Buffer.concat(pieces);
        for (const content of [Readable.from(pieces, { objectMode: false }), whole]) {
          const mail = await written({ to: "b@x.test", subject: "x", attachments: [{ content }] });
          const encoded = mail.split("\r\n\r\n")[1] ?? "";
          expect(encoded.replaceAll("\r\n", "")).to.equal(whole.toString("base64"));
          const lines = encoded.split("\r\n").filter(line => line !== "");
          expect(lines.slice(0, -1).every(line => line.length === 76)).to.equal(true);
          expect(lines.at(-1)?.length ?? 0).to.be.at.most(76);
        }
      }),
      { numRuns: 60, seed: SEED },
    );
  });

  const bytes = Buffer.from(Array.from({ length: 300_001 }, (_, index) => (index * 7) % 256));
  const long = "a line of text, ä\n".repeat(20_000);
  const sent = async (message: Partial<Message>, attachments: readonly Attachment[]) => {
    const letter = await composed({ to: "bob@elsewhere.test", subject: "x", ...message, attachments });
    const [first, second] = await Promise.all([buffer(letter.open()), buffer(letter.open())]);
    expect(first.equals(second), "the same each time").to.equal(true);
    const mail = await PostalMime.parse(first);
    return mail.attachments.map(({ filename, mimeType, disposition, content: got }) => ({
      filename,
      mimeType,
      disposition,
      content: Buffer.from(got as ArrayBuffer),
    }));
  };
  it("delivers bytes, chunks and text complete, with their names", async () => {
    const [one, pieces, csv] = await sent({ text: "see below" }, [
      { filename: "résumé.pdf", content: bytes },
      { filename: "b.bin", content: Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]) },
      { filename: "c.csv", content: long },
    ]);
    expect(one).to.include({
      filename: "résumé.pdf",
      mimeType: "application/pdf",
      disposition: "attachment",
    });
    expect(one?.content.equals(bytes) && pieces?.content.equals(bytes)).to.equal(true);
    expect(csv?.mimeType).to.equal("text/csv");
    expect(csv?.content.toString()).to.equal(long);
  });
  it("works with HTML that shows it, and alone", async () => {
    const [image] = await sent({ html: '<img src="cid:logo">' }, [
      { filename: "logo.png", content: bytes, cid: "logo" },
    ]);
    expect(image).to.include({ mimeType: "image/png", disposition: "inline" });
    const [alone] = await sent({}, [{ filename: "only.bin", content: bytes }]);
    expect(image?.content.equals(bytes) && alone?.content.equals(bytes)).to.equal(true);
  });
  it("is not used for an attached message, which is sent unchanged", async () => {
    const raw = `From: a@x.test\r\nSubject: inner\r\n\r\n${"line\r\n".repeat(20_000)}`;
    const attachments = [{ contentType: "message/rfc822", content: raw }];
    const letter = await composed({ to: "bob@elsewhere.test", subject: "x", text: "y", attachments });
    expect((await buffer(letter.open())).toString()).to.include(raw);
  });
});
