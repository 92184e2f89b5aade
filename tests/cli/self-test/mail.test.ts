import { expect } from "chai";
import { MAX_MESSAGES, SimulatorMail } from "../../../cli/self-test/mail";
import { simulatorAddress } from "../../../records/simulator";
import { ALICE, type Bench, startBench } from "../../support/ses/local-ses";

describe("the mail of a self-test", () => {
  let bench: Bench;
  let mail: SimulatorMail;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench?.ses.close());
  beforeEach(() => {
    const { host, port, caPem: ca } = bench.ses.smtp;
    const target = { provider: "ses", host, port, secure: false, requireTls: true, ca } as const;
    mail = new SimulatorMail(target, new AbortController().signal);
    bench.ses.mailbox.clear();
  });

  const from = "alice@example.com";
  const message = (to: string) => ({ from, to, subject: "self-test" });
  const success = simulatorAddress("success", "label");
  const login = () => ({ username: ALICE, password: bench.password });
  const failure = async (work: Promise<unknown>) =>
    work.then(
      () => "",
      (error: unknown) => (error as Error).message,
    );

  it("goes to the mailbox simulator only, whatever a step asks for", async () => {
    const session = await mail.open(login());
    for (const to of [
      "bob@example.org",
      "success@simulator.amazonses.com.example.org",
      "success@amazonses.com",
    ])
      expect(await failure(session.send(message(to)))).to.include("Not an address of the mailbox simulator");
    expect((await session.send(message(success))).kind).to.equal("accepted");
    await session.close();
    expect(mail.sent).to.equal(1);
    expect(bench.ses.mailbox.list()).to.have.lengthOf(1);
  });

  it("ends at its limit, over all sessions, and refused messages count", async () => {
    const foreign = { ...message(success), from: "eve@example.com" };
    const session = await mail.open(login());
    for (let count = 0; count < MAX_MESSAGES / 2; count++) {
      expect((await session.send(message(success))).kind).to.equal("accepted");
      expect((await session.send(foreign)).kind).to.equal("refused");
    }
    await session.close();
    expect(await failure(mail.once(login(), message(success)))).to.include(
      `at most ${MAX_MESSAGES} messages`,
    );
    expect(bench.ses.mailbox.list().length).to.be.at.most(MAX_MESSAGES);
  });

  it("has the sender of the header apart from that of the envelope", async () => {
    const reply = await mail.once(login(), { ...message(success), envelopeFrom: "alice@example.com" });
    expect(reply.kind).to.equal("accepted");
    const wrong = await mail.once(login(), { ...message(success), envelopeFrom: "eve@example.com" });
    expect(wrong).to.include({ kind: "refused", code: 554 });
  });
});
