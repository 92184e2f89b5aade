import { readFileSync } from "node:fs";
import { createTransport } from "nodemailer";
import { pollUntil } from "../poll";
import type { SandboxReport } from "../report";
import type { Login } from "./administrator";

export interface Mail {
  from: string;
  to: string;
  subject: string;
  text: string;
  headers?: Record<string, string>;
}

/** What the server said to a login or to a message. */
export type Reply = { code: 235 | 250; text: string } | { code: number; text: string };

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

/** A mail client: SMTP with STARTTLS, the certificate checked against the sandbox's own authority. */
export class MailClient {
  private readonly ca: string;

  constructor(private readonly sandbox: SandboxReport) {
    this.ca = readFileSync(sandbox.smtp.caFile, "utf8");
  }

  async logIn(login: Login): Promise<Reply> {
    return this.using(login, async transport => {
      await transport.verify();
      return { code: 235, text: "Authentication successful." };
    });
  }

  async send(login: Login, mail: Mail): Promise<Reply> {
    return this.using(login, async transport => {
      const { response } = (await transport.sendMail(mail)) as { response: string };
      return { code: 250, text: response };
    });
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

  private async using(
    login: Login,
    act: (transport: ReturnType<typeof createTransport>) => Promise<Reply>,
  ): Promise<Reply> {
    const transport = createTransport({
      host: this.sandbox.smtp.host,
      port: this.sandbox.smtp.port,
      secure: false,
      requireTLS: true,
      auth: { user: login.user, pass: login.password },
      tls: { ca: this.ca, minVersion: "TLSv1.2" },
    });
    try {
      return await act(transport);
    } catch (error) {
      const { responseCode, response, message } = error as {
        responseCode?: number;
        response?: string;
        message: string;
      };
      if (responseCode === undefined) throw error;
      return { code: responseCode, text: response ?? message };
    } finally {
      transport.close();
    }
  }
}
