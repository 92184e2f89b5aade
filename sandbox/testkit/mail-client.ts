import { readFileSync } from "node:fs";
import { pollUntil } from "../shared/poll";
import type { SandboxReport } from "../shared/report";
import { type Reply, SmtpClient } from "./smtp-client";

export type { Mail, Reply } from "./smtp-client";

/** A message as listed by the sandbox's mailbox. */
export interface ReceivedMessage {
  id: string;
  envelope: { from: string; to: string[] };
  subject: string;
  user: string;
  configurationSet?: string;
}

/** How long a policy or key change may take to reach the SMTP endpoint. */
const TIMEOUT_MS = 60_000;

/** A mail client for the sandbox: trusts its CA, and can read its mailbox. */
export class MailClient extends SmtpClient {
  constructor(private readonly sandbox: SandboxReport) {
    const { host, port, caFile } = sandbox.smtp;
    super({ host, port, ca: readFileSync(caFile, "utf8") });
  }

  /** Retries until the reply has this code. @throws Error with the last reply, on timeout */
  async waitForReply(code: number, attempt: () => Promise<Reply>): Promise<Reply> {
    return pollUntil(`reply ${code}`, TIMEOUT_MS, async () => {
      const reply = await attempt();
      return reply.code === code ? { done: reply } : { yet: `${reply.code} ${reply.text}` };
    });
  }

  async received(subject: string): Promise<ReceivedMessage[]> {
    const response = await fetch(`${this.sandbox.messages}?${new URLSearchParams({ subject }).toString()}`);
    return (await response.json()) as ReceivedMessage[];
  }
}
