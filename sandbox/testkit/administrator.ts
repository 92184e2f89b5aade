import { ACCOUNT_ID } from "../shared/account";
import { pollUntil } from "../shared/poll";
import type { SandboxReport } from "../shared/report";
import { CredentialRecords } from "./credential-records";

export type { CredentialRecord, Login } from "./credential-records";

/** A record takes a cold start, some seconds for the key to be accepted, and room for a busy machine. */
const CONVERGED_MS = 90_000;

/** The sandbox's administrator: its records, and a look at IAM. */
export class Administrator extends CredentialRecords {
  /** @param patienceMs how long a record may take */
  constructor(
    private readonly sandbox: SandboxReport,
    patienceMs = CONVERGED_MS,
  ) {
    const credentials = { accessKeyId: ACCOUNT_ID, secretAccessKey: "administrator" };
    super({ endpoint: sandbox.emulator, region: sandbox.region, credentials }, sandbox.tableName, patienceMs);
  }

  /** By IAM's query API over plain HTTP. */
  async userExists(userName: string): Promise<boolean> {
    const answer = await fetch(this.sandbox.emulator, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT_ID}/20260101/${this.sandbox.region}/iam/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: new URLSearchParams({ Action: "GetUser", Version: "2010-05-08", UserName: userName }),
    });
    const body = await answer.text();
    if (answer.ok) return true;
    if (answer.status === 404 && body.includes("NoSuchEntity")) return false;
    throw new Error(`IAM GetUser answered ${answer.status}: ${body.slice(0, 200)}`);
  }

  async waitForNoUser(userName: string): Promise<void> {
    await pollUntil(`the removal of the IAM user ${userName}`, this.patienceMs, async () =>
      (await this.userExists(userName)) ? { yet: "it is there" } : { done: undefined },
    );
  }
}
