import { readFileSync } from "node:fs";
import { expect } from "chai";
import { DAY_MS } from "../../records/rotation";
import { pollUntil } from "../../sandbox/shared/poll";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { Administrator, type CredentialRecord, type Login } from "../../sandbox/testkit/administrator";
import { MailClient, type Reply } from "../../sandbox/testkit/mail-client";
import { iamState } from "../support/sandbox/iam-users";
import { Dialogue, plain } from "../support/ses/dialogue";

const EVERY_MS = 100;

/** Long enough to send with both logins. The key is inactive for as long, and then deleted. */
const GRACE_MS = 20_000;

/** Wake-ups come twice as fast, and still after the half minute in which a run does not trust what IAM shows. */
const SPEEDUP = "2";

/** Until nothing can be sent with a login that was reported as compromised, on a busy machine. */
const MAX_STOP_MS = 15_000;

/** Every email is also an event for two functions: more processes than a small machine can run, if they may start. */
const CONCURRENCY = "10";

/** Some wake-ups, one after another. */
const MAX_WAIT_MS = 200_000;

const ACTIVE = ({ status }: CredentialRecord) => status === "active";

describe("a rotation in the sandbox", function () {
  this.timeout(500_000);
  let sandbox: Sandbox;
  let administrator: Administrator;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator's schedules are not sped up
    sandbox = await startSandbox({
      keyDelayMs: 500,
      emulatorEnvironment: {
        SES_SMTP_SCHEDULE_SPEEDUP: SPEEDUP,
        LAMBDA_ACCOUNT_CONCURRENCY: CONCURRENCY,
      },
    });
    administrator = new Administrator(sandbox.report, MAX_WAIT_MS);
  });
  after(async () => {
    administrator?.close();
    await sandbox?.close();
  });

  // Proves R4.4, D-credential-security.3, P-security1.3
  it("refuses no email of a client that sends all the time and changes its login half-way; then the old key is gone", async () => {
    await pend("ann", { rotation_grace_days: GRACE_MS / DAY_MS });
    await administrator.waitFor("ann", ACTIVE);
    const first = await administrator.login("ann");
    const client = new Sender(new MailClient(sandbox.report), first);
    const sending = client.start();
    await client.hasSent(10);

    await administrator.update("ann", { rotate_requested_at: new Date().toISOString() });
    await administrator.waitFor("ann", ({ smtp_username }) => smtp_username !== first.user);
    const second = await administrator.login("ann");
    await client.hasSent(client.sent + 20); // with the login that it still has
    client.login = second;
    await pollUntil("the old key to be gone", MAX_WAIT_MS, async () => {
      const { keys } = await iamState(sandbox.report, "ann");
      const left = keys.join(", ");
      return left === `${second.user} Active` ? { done: left } : { yet: left };
    });
    await client.hasSent(client.sent + 10);
    client.stop();
    await sending;
    expect(client.refused, `of ${client.sent} emails`).to.deep.equal([]);

    const replies = await new MailClient(sandbox.report).waitForReply(535, () =>
      new MailClient(sandbox.report).send(first, mail("too late")),
    );
    expect(replies.code).to.equal(535);
  });

  it("of a compromised login ends the thief's open session within seconds and permanently; the new login works", async () => {
    await pend("stolen");
    await administrator.waitFor("stolen", ACTIVE);
    const old = await administrator.login("stolen");
    const session = await openSession(sandbox, old);
    const steal = () =>
      session.submit("stolen@company.com", ["someone@example.org"], "From: stolen@company.com\r\n\r\nx");
    expect(await steal()).to.match(/^250 /);

    const reportedAt = Date.now();
    await administrator.update("stolen", { compromised_at: new Date().toISOString() });
    await pollUntil("the thief to be refused", MAX_STOP_MS, async () => {
      const reply = await steal();
      return reply.startsWith("554 ") ? { done: reply } : { yet: reply };
    });
    expect(Date.now() - reportedAt).to.be.below(MAX_STOP_MS);
    const replies = new Set<string>();
    await pollUntil("another login", MAX_WAIT_MS, async () => {
      replies.add((await steal()).slice(0, "554".length)); // also keeps the session open
      const record = await administrator.read("stolen");
      const isNew = record?.status === "active" && record.smtp_username !== old.user;
      return isNew ? { done: record } : { yet: record?.status ?? "no record" };
    });
    replies.add((await steal()).slice(0, "554".length));
    session.destroy();
    expect([...replies]).to.deep.equal(["554"]);

    const client = new MailClient(sandbox.report);
    expect((await client.logIn(old)).code).to.equal(535);
    const fresh = await administrator.login("stolen");
    const message = { ...mail("mine again"), from: "stolen@company.com" };
    expect(await client.waitForReply(250, () => client.send(fresh, message))).to.include({ code: 250 });
  });

  async function pend(username: string, more: Record<string, unknown> = {}): Promise<void> {
    await administrator.put(username, {
      status: "pending",
      allowed_from_addresses: [`${username}@company.com`],
      ...more,
    });
  }
});

/** A session that has logged in, and stays open. */
async function openSession({ report }: Sandbox, { user, password }: Login): Promise<Dialogue> {
  const { session } = await Dialogue.open(report.smtp.port);
  await session.say("EHLO client.test");
  await session.startTls(readFileSync(report.smtp.caFile, "utf8"));
  await session.say("EHLO client.test");
  expect(await session.say(`AUTH PLAIN ${plain(user, password)}`)).to.match(/^235 /);
  return session;
}

function mail(subject: string) {
  return { from: "ann@company.com", to: "someone@example.org", subject, text: subject };
}

/** A client that sends an email every so often, each on a connection of its own. */
class Sender {
  sent = 0;
  readonly refused: string[] = [];
  private stopped = false;

  constructor(
    private readonly client: MailClient,
    public login: Login,
  ) {}

  /** Resolves once it is stopped and all replies have come. */
  async start(): Promise<void> {
    const replies: Promise<void>[] = [];
    while (!this.stopped) {
      replies.push(
        this.note(this.login.user, this.client.send(this.login, mail(`number ${replies.length}`))),
      );
      await new Promise(resolve => setTimeout(resolve, EVERY_MS));
    }
    await Promise.all(replies);
  }

  stop(): void {
    this.stopped = true;
  }

  async hasSent(count: number): Promise<void> {
    await pollUntil(`${count} emails`, 60_000, () =>
      Promise.resolve(this.sent >= count ? { done: this.sent } : { yet: `${this.sent}` }),
    );
  }

  private async note(user: string, sending: Promise<Reply>): Promise<void> {
    const { code, text } = await sending.catch((error: unknown) => ({ code: 0, text: String(error) }));
    if (code === 250) this.sent++;
    else this.refused.push(`${user}: ${code} ${text}`);
  }
}
