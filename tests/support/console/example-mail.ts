import { createTransport } from "nodemailer";
import { readFileSync } from "node:fs";
import { pollUntil } from "../../../sandbox/shared/poll";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { Administrator } from "../../../sandbox/testkit/administrator";
import { callApi } from "../../../sandbox/testkit/signed-api";

/** A message of a test, as nodemailer takes it; its sender is an address of the login. */
export interface ExampleMessage {
  from: string;
  to: string | string[];
  subject: string;
  text?: string;
  html?: string;
  attachments?: { filename: string; content: string | Buffer; cid?: string; contentType?: string }[];
}

const MAX_WAIT_MS = 90_000;

/** Logins of a sandbox, and mail that they send. */
export class ExampleMail {
  private readonly administrator: Administrator;

  constructor(private readonly report: SandboxReport) {
    this.administrator = new Administrator(report);
  }

  /** Creates a login and waits until it works. @param senders without the domain */
  async addLogin(username: string, senders: readonly string[], description: string): Promise<void> {
    const addresses = senders.map(sender => `${sender}@${this.report.domain}`);
    await this.administrator.put(username, {
      ...{ status: "pending", description, allowed_from_addresses: addresses },
      entity_type: "smtp_credential",
    });
    await this.administrator.waitFor(username, ({ status }) => status === "active");
  }

  /** @returns SES's replies, one for each message, refusals included */
  async send(username: string, messages: readonly ExampleMessage[]): Promise<string[]> {
    const { host, port, caFile } = this.report.smtp;
    const auth = { ...(await this.administrator.login(username)), pass: "" };
    const transport = createTransport({
      ...{ host, port, requireTLS: true, tls: { ca: readFileSync(caFile, "utf8") } },
      auth: { user: auth.user, pass: auth.password },
    });
    const replies: string[] = [];
    for (const message of messages) {
      const reply = await transport.sendMail(message).then(
        ({ response }) => response,
        (error: Error & { response?: string }) => error.response ?? error.message,
      );
      replies.push(reply);
    }
    transport.close();
    return replies;
  }

  /** Waits until the recorder has written bounces or complaints of these addresses. */
  async waitForFeedback(kind: "bounces" | "complaints", addresses: readonly string[]): Promise<void> {
    await pollUntil(`${kind} of ${addresses.join(", ")}`, MAX_WAIT_MS, async () => {
      const { text } = await callApi(this.report, { path: `/api/metrics/email/${kind}` });
      const missing = addresses.filter(address => !text.includes(address));
      return missing.length === 0 ? { done: undefined } : { yet: `missing: ${missing.join(", ")}` };
    });
  }

  close(): void {
    this.administrator.close();
  }
}
