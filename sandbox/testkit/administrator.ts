import { clientConfig } from "../shared/account";
import { pollUntil } from "../shared/poll";
import type { SandboxReport } from "../shared/report";
import { signedHeaders } from "../shared/sigv4";
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
    const { emulator, region, accessKeyId, secretAccessKey } = this.sandbox;
    const form = new URLSearchParams({ Action: "GetUser", Version: "2010-05-08", UserName: userName });
    const request = {
      method: "POST",
      url: "/",
      headers: { host: new URL(emulator).host, "content-type": "application/x-www-form-urlencoded" },
      body: form.toString(),
    };
    const scope = { accessKeyId, secretAccessKey, region, service: "iam" };
    const headers = signedHeaders(request, scope);
    const response = await fetch(emulator, { method: "POST", headers, body: request.body });
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
