import { expect } from "chai";
import { deriveSmtpPassword } from "../../handlers/shared/smtp-password";
import { createMailer, type SesConfig, type SmtpLogin } from "../../mailer";
import { ALICE, type Bench, identity, REGION, startBench } from "../support/ses/local-ses";
import { failure } from "../support/mailer/mailers";

const MESSAGES = 1_000;
const NEXT = "AKIANEXT000000000000";
const NEXT_SECRET = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY";

describe("the mailer during a rotation", () => {
  let bench: Bench;
  let stored: SmtpLogin;
  let reads: number;
  beforeEach(async () => {
    bench = await startBench({ endsSessionsWithKey: true });
    stored = { username: ALICE, password: bench.password };
    reads = 0;
  });
  afterEach(() => bench.close());

  const config = (): SesConfig => ({
    provider: "ses",
    region: REGION,
    fromEmail: "alice@example.com",
    smtpUsername: ALICE,
    smtpPassword: bench.password,
    endpoint: { host: bench.ses.smtp.host, port: bench.ses.smtp.port },
    tls: { ca: bench.ses.smtp.caPem },
  });
  const credentials = async () => {
    reads++;
    await new Promise(resolve => setTimeout(resolve, 10)); // like a table
    return stored;
  };
  const rotate = () => {
    bench.users.set(NEXT, identity({ accessKeyId: NEXT, secretAccessKey: NEXT_SECRET }));
    stored = { username: NEXT, password: deriveSmtpPassword(NEXT_SECRET, REGION) };
    bench.users.set(ALICE, identity({ active: false }));
  };
  const letter = (index: number) => ({ to: "bob@elsewhere.test", subject: `number ${index}`, text: "x" });

  // Proves R4.4
  it(`loses none of ${MESSAGES} messages, sends none twice, and reads the new login once`, async () => {
    const mailer = createMailer(config(), { credentials, retry: { random: () => 0 } });
    let done = 0;
    const sends = Array.from({ length: MESSAGES }, async (_, index) => {
      const result = await mailer.send(letter(index));
      if (++done === MESSAGES / 2) rotate();
      return result;
    });
    const results = await Promise.all(sends);
    await mailer.close();
    expect(results.every(({ possibleDuplicate }) => !possibleDuplicate)).to.equal(true);
    const arrived = bench.ses.mailbox.list();
    expect(new Set(arrived.map(({ subject }) => subject)).size).to.equal(MESSAGES);
    expect(arrived).to.have.length(MESSAGES);
    expect(new Set(arrived.map(({ accessKeyId }) => accessKeyId))).to.deep.equal(new Set([ALICE, NEXT]));
    expect(reads).to.equal(1);
    const extra = results.reduce((sum, { attempts }) => sum + attempts - 1, 0);
    expect(extra, "each of the five connections is refused once").to.be.within(1, 5);
  });

  it("waits for a new login that has not reached all of SES yet", async () => {
    const mailer = createMailer(config(), { credentials, retry: { random: () => 0.01 } });
    rotate();
    const late = bench.users.get(NEXT);
    bench.users.set(NEXT, identity({ accessKeyId: NEXT, secretAccessKey: NEXT_SECRET, active: false }));
    const sending = mailer.send(letter(1));
    setTimeout(() => late && bench.users.set(NEXT, late), 30);
    expect((await sending).attempts).to.be.above(1);
    await mailer.close();
  });

  it("fails with `authentication` when the stored login is still the rejected one, asking the store once for all messages", async () => {
    const mailer = createMailer(config(), { credentials });
    bench.users.set(ALICE, identity({ active: false }));
    const errors = await Promise.all(
      Array.from({ length: 20 }, (_, index) => failure(mailer.send(letter(index)))),
    );
    expect(new Set(errors.map(({ code }) => code))).to.deep.equal(new Set(["authentication"]));
    expect(errors[0]?.message).to.include("inactive");
    expect(reads).to.equal(1);
    await mailer.close();
  });

  it("retries when the store is temporarily unavailable", async () => {
    rotate();
    let broken = true;
    const mailer = createMailer(config(), {
      retry: { random: () => 0 },
      credentials: async () => {
        if (!broken) return stored;
        broken = false;
        throw new Error("table unreachable");
      },
    });
    expect(await mailer.send(letter(1))).to.include({ attempts: 3 });
    expect(await mailer.verify()).to.include({ secure: true });
    await mailer.close();
  });
});
