import { DAY_MS } from "../../../records/rotation";
import { pollUntil } from "../../../sandbox/shared/poll";
import { startSandbox, type Sandbox } from "../../../sandbox/sandbox";
import { Administrator, type Login } from "../../../sandbox/testkit/administrator";
import { MailClient } from "../../../sandbox/testkit/mail-client";
import { iamState } from "./iam-users";

/** Wake-ups come twice as fast, and still after the half minute in which a run does not trust what IAM shows. */
const SPEEDUP = 2;

/** Each is a process: as many as new accounts have, so that a small machine can run them. */
const CONCURRENCY = 10;
const WARM_SECONDS = 20;

const MAX_WAIT_MS = 300_000;
const AT_ONCE = 20;

/** Many logins of one sandbox whose rotations fall due at the same moment. */
export class ManyRotations {
  private readonly administrator: Administrator;
  private readonly client: MailClient;
  private readonly before = new Map<string, Login>();

  private constructor(
    readonly sandbox: Sandbox,
    readonly usernames: readonly string[],
  ) {
    this.administrator = new Administrator(sandbox.report, MAX_WAIT_MS);
    this.client = new MailClient(sandbox.report);
  }

  /** @returns once all logins work */
  static async start(count: number): Promise<ManyRotations> {
    const sandbox = await startSandbox({
      keyDelayMs: 200,
      emulatorEnvironment: {
        SES_SMTP_SCHEDULE_SPEEDUP: String(SPEEDUP),
        LAMBDA_ACCOUNT_CONCURRENCY: String(CONCURRENCY),
        LAMBDA_WARM_TTL_SECONDS: String(WARM_SECONDS),
      },
    });
    const many = new ManyRotations(
      sandbox,
      Array.from({ length: count }, (_, index) => `due-${index}`),
    );
    await many.create().catch(async (error: unknown) => {
      await many.close();
      throw error;
    });
    return many;
  }

  private async create(): Promise<void> {
    await this.each(username =>
      this.administrator.put(username, {
        status: "pending",
        allowed_from_addresses: [`${username}@company.com`],
      }),
    );
    await this.each(async username => {
      await this.administrator.waitFor(username, ({ verified_status }) => verified_status === "active");
      this.before.set(username, await this.administrator.login(username));
    });
  }

  /**
   * Makes all of them a hundred days old, with a rotation every ninety, and waits until each has another login.
   * @returns how many calls it made itself
   */
  async fallDue(): Promise<number> {
    let calls = this.usernames.length;
    const created_at = new Date(Date.now() - 100 * DAY_MS).toISOString();
    await this.each(username => this.administrator.update(username, { created_at, rotation_days: 90 }));
    const waiting = new Set(this.usernames);
    await pollUntil(`${waiting.size} rotations`, MAX_WAIT_MS, async () => {
      for (const username of [...waiting]) {
        calls++;
        const record = await this.administrator.read(username);
        if (record?.status === "failed") throw new Error(`${username}: ${record.failure?.message ?? ""}`);
        if (record?.smtp_username === this.before.get(username)?.user) break;
        waiting.delete(username);
      }
      return waiting.size === 0 ? { done: undefined } : { yet: `${waiting.size} not rotated yet` };
    });
    return calls;
  }

  /** What is wrong with a login: it does not work, or its record or its keys are not those after a rotation. */
  async problems(): Promise<string[]> {
    const problems: string[] = [];
    await this.each(async username => {
      const record = await this.administrator.read(username);
      const [old, now] = [this.before.get(username)!, await this.administrator.login(username)];
      const found: Record<string, unknown> = {
        status: record?.status,
        failure: record?.failure?.code ?? "none",
        previous: (record as Record<string, unknown> | undefined)?.previous_smtp_username,
        keys: (await iamState(this.sandbox.report, username)).keys.sort().join(),
        old: (await this.client.logIn(old)).code,
        now: (await this.client.logIn(now)).code,
      };
      const keys = [`${old.user} Active`, `${now.user} Active`].sort().join();
      const wanted = { status: "active", failure: "none", previous: old.user, keys, old: 235, now: 235 };
      for (const [what, value] of Object.entries(wanted))
        if (found[what] !== value) problems.push(`${username}: ${what} is ${String(found[what])}`);
    });
    return problems;
  }

  async close(): Promise<void> {
    this.administrator.close();
    await this.sandbox.close();
  }

  private async each(act: (username: string) => Promise<void>): Promise<void> {
    const left = [...this.usernames];
    const next = async (): Promise<void> => {
      for (let username = left.shift(); username !== undefined; username = left.shift()) await act(username);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }
}
