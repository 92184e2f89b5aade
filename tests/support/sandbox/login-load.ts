import { performance } from "node:perf_hooks";
import { DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { IAMClient, paginateListUsers } from "@aws-sdk/client-iam";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { stackPath } from "../../../handlers/shared/iam-names";
import { CREDENTIAL_PK, usernameOf } from "../../../records/keys";
import { clientConfig } from "../../../sandbox/shared/account";
import { pollUntil } from "../../../sandbox/shared/poll";
import { type Sandbox, startSandbox } from "../../../sandbox/sandbox";
import { Administrator, type CredentialRecord } from "../../../sandbox/testkit/administrator";

/** Logins that are asked for together: a file of `ses-smtp credential apply`, as docs/scaling.md advises. */
const MAX_TOGETHER = 100;

const STACK = "load";
const CONCURRENCY = 10;
const MAX_WAIT_MS = 900_000;

/** How all logins went through one change. */
export interface LoadPhase {
  seconds: number;
  /** From the request to its end, in milliseconds, one a login. */
  times: number[];
  /** AWS calls of the functions, without those of the test. */
  calls: number;
}

/** Many logins of one sandbox that runs ten functions at a time, as a new account does; wake-ups come twice as fast. */
export class LoginLoad {
  private readonly administrator: Administrator;
  private readonly dynamodb: DynamoDBClient;
  private readonly iam: IAMClient;
  private readonly usernames: readonly string[];
  private ownCalls = 0;

  private constructor(
    readonly sandbox: Sandbox,
    count: number,
  ) {
    this.administrator = new Administrator(sandbox.report, MAX_WAIT_MS);
    this.dynamodb = new DynamoDBClient(clientConfig(sandbox.report.emulator));
    this.iam = new IAMClient(clientConfig(sandbox.report.emulator));
    this.usernames = Array.from({ length: count }, (_, index) => `load-${index}`);
  }

  static async start(count: number): Promise<LoginLoad> {
    const sandbox = await startSandbox({
      ...{ keyDelayMs: 200, stack: STACK },
      emulatorEnvironment: {
        ...{ SES_SMTP_SCHEDULE_SPEEDUP: "2", LAMBDA_WARM_TTL_SECONDS: "20" },
        LAMBDA_ACCOUNT_CONCURRENCY: String(CONCURRENCY),
      },
    });
    return new LoginLoad(sandbox, count);
  }

  create(): Promise<LoadPhase> {
    return this.phase(
      username =>
        this.administrator.put(username, {
          status: "pending",
          allowed_from_addresses: [`${username}@company.com`],
        }),
      async () => {
        const records = await this.records();
        return username => records.get(username)?.status === "active";
      },
    );
  }

  async rotate(): Promise<LoadPhase> {
    const before = await this.records();
    const rotate_requested_at = new Date().toISOString();
    return this.phase(
      username => this.administrator.update(username, { rotate_requested_at }),
      async () => {
        const records = await this.records();
        return username => {
          const { status, smtp_username } = records.get(username) ?? {};
          return status === "active" && smtp_username !== before.get(username)?.smtp_username;
        };
      },
    );
  }

  remove(): Promise<LoadPhase> {
    return this.phase(
      username => this.administrator.remove(username),
      async () => {
        const users = new Set(await this.users());
        return username => !users.has(username);
      },
    );
  }

  /** The usernames that have an IAM user. */
  async users(): Promise<string[]> {
    const found: string[] = [];
    const asked = { PathPrefix: stackPath(STACK), MaxItems: 1_000 };
    for await (const { Users = [] } of paginateListUsers({ client: this.iam }, asked)) {
      this.ownCalls++;
      found.push(...Users.map(({ Path = "" }) => Path.split("/").at(-2) ?? ""));
    }
    return found;
  }

  /** @param look what has ended, asked again and again */
  private async phase(
    change: (username: string) => Promise<void>,
    look: () => Promise<(username: string) => boolean>,
  ): Promise<LoadPhase> {
    const times: number[] = [];
    const began = performance.now();
    let calls = 0;
    for (let first = 0; first < this.usernames.length; first += MAX_TOGETHER) {
      const together = this.usernames.slice(first, first + MAX_TOGETHER);
      this.sandbox.frontDoor.calls.clear(); // it keeps some thousands only
      this.ownCalls = together.length;
      const asked = performance.now();
      await Promise.all(together.map(change));
      const waiting = new Set(together);
      await pollUntil(`${together.length} logins`, MAX_WAIT_MS, async () => {
        const isDone = await look();
        for (const username of [...waiting].filter(isDone)) {
          waiting.delete(username);
          times.push(performance.now() - asked);
        }
        return waiting.size === 0 ? { done: true } : { yet: `${waiting.size} have not ended` };
      });
      calls += this.sandbox.frontDoor.calls.count() - this.ownCalls;
    }
    return { seconds: (performance.now() - began) / 1_000, times, calls };
  }

  /** @throws Error if one has failed */
  private async records(): Promise<Map<string, CredentialRecord>> {
    const records = new Map<string, CredentialRecord>();
    const asked = {
      TableName: this.sandbox.report.tableName,
      KeyConditionExpression: "PK = :pk",
      ExpressionAttributeValues: { ":pk": { S: CREDENTIAL_PK } },
      ConsistentRead: true,
    };
    for await (const { Items = [] } of paginateQuery({ client: this.dynamodb }, asked)) {
      this.ownCalls++;
      for (const item of Items) {
        const record = unmarshall(item) as CredentialRecord & { SK: string };
        if (record.status === "failed") throw new Error(`${record.SK}: ${record.failure?.message ?? ""}`);
        records.set(usernameOf(record.SK) ?? "", record);
      }
    }
    return records;
  }

  async close(): Promise<void> {
    this.administrator.close();
    this.dynamodb.destroy();
    this.iam.destroy();
    await this.sandbox.close();
  }
}
