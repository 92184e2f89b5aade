import { readFileSync } from "node:fs";
import { pollUntil } from "../shared/poll";
import type { SandboxReport } from "../shared/report";
import { type Reply, SmtpClient } from "./smtp-client";

export type { Mail, Reply } from "./smtp-client";

/** A message as the sandbox's mailbox lists it. */
export interface ReceivedMessage {
  id: string;
  envelope: { from: string; to: string[] };
  subject: string;
  user: string;
  configurationSet?: string;
}

/** How long a change of policy or key may take to show at the SMTP endpoint. */
const EFFECT_MS = 60_000;

/** A mail client of the sandbox: its own authority, and its mailbox. */
export class MailClient extends SmtpClient {
  constructor(private readonly sandbox: SandboxReport) {
    const { host, port, caFile } = sandbox.smtp;
    super({ host, port, ca: readFileSync(caFile, "utf8") });
  }

  /** Tries until the reply has this code. @throws Error with the last reply */
  async expect(code: number, attempt: () => Promise<Reply>): Promise<Reply> {
    return pollUntil(`the reply ${code}`, EFFECT_MS, async () => {
      const reply = await attempt();
      return reply.code === code ? { done: reply } : { yet: `${reply.code} ${reply.text}` };
    });
  }

  async received(subject: string): Promise<ReceivedMessage[]> {
    const answer = await fetch(`${this.sandbox.messages}?${new URLSearchParams({ subject }).toString()}`);
    return (await answer.json()) as ReceivedMessage[];
  }
}
