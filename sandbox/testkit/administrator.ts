import { ACCOUNT_ID, clientConfig } from "../shared/account";
import { pollUntil } from "../shared/poll";
import type { SandboxReport } from "../shared/report";
import { CredentialRecords } from "./credential-records";

export type { CredentialRecord, Login } from "./credential-records";

/** Allows for a cold start, the delay before a new key is accepted, and a busy machine. */
const DEFAULT_TIMEOUT_MS = 90_000;

/** The sandbox's administrator: manages records, and can look into IAM. */
export class Administrator extends CredentialRecords {
  /** @param timeoutMs how long to wait for a record to change */
  constructor(
    private readonly sandbox: SandboxReport,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  ) {
    super(clientConfig(sandbox.emulator), sandbox.tableName, timeoutMs);
  }

  /** Calls IAM's query API over plain HTTP, without an SDK. */
  async userExists(userName: string): Promise<boolean> {
    const response = await fetch(this.sandbox.emulator, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT_ID}/20260101/${this.sandbox.region}/iam/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: new URLSearchParams({ Action: "GetUser", Version: "2010-05-08", UserName: userName }),
    });
    const body = await response.text();
    if (response.ok) return true;
    if (response.status === 404 && body.includes("NoSuchEntity")) return false;
    throw new Error(`IAM GetUser returned ${response.status}: ${body.slice(0, 200)}`);
  }

  async waitForNoUser(userName: string): Promise<void> {
    await pollUntil(`the removal of the IAM user ${userName}`, this.timeoutMs, async () =>
      (await this.userExists(userName)) ? { yet: "it still exists" } : { done: undefined },
    );
  }
}
