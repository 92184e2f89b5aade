import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { sesMessageIdOf } from "../../mailer/delivery/deliver";
import { Session } from "../../mailer/delivery/session";
import { SessionError } from "../../mailer/delivery/session-failure";
import { DEFAULT_TIMEOUTS } from "../../mailer/delivery/timeouts";
import type { Target } from "../../mailer/config/target";
import type { SmtpLogin } from "../../mailer";
import { isSimulator } from "../../records/simulator";
import { StepFailed } from "./step";

/** Of one run. */
export const MAX_MESSAGES = 60;

/** SES closes a session that is silent for ten seconds. */
const MAX_SILENCE_MS = 4_000;

export interface TestMail {
  /** Of the header. */
  from: string;
  /** Default: as in the header. */
  envelopeFrom?: string;
  to: string;
  subject: string;
  /** For the header `X-SES-CONFIGURATION-SET`. */
  configurationSet?: string;
}

/** What became of a message. `closed`: the server ended the session, or did not answer. */
export type Reply =
  | { kind: "accepted"; messageId: string }
  | { kind: "refused"; code: number; text: string }
  | { kind: "closed"; text: string };

/**
 * The only way in which a self-test sends mail: to SES's mailbox simulator, which counts towards no rate
 * (https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator), and at most
 * {@link MAX_MESSAGES} messages.
 */
export class SimulatorMail {
  private count = 0;

  constructor(
    private readonly target: Omit<Target, "login">,
    private readonly signal: AbortSignal,
  ) {}

  /** Messages that were given to SES, accepted or not. */
  get sent(): number {
    return this.count;
  }

  /** @throws SessionError if the server refuses the login, or cannot be reached */
  async open(login: SmtpLogin): Promise<MailSession> {
    const session = await Session.open(
      { ...this.target, login },
      { generation: 0, login },
      DEFAULT_TIMEOUTS,
      this.signal,
    );
    return new MailSession(session, mail => this.send(session, mail), this.signal);
  }

  /** Sends one message in a session of its own. */
  async once(login: SmtpLogin, mail: TestMail): Promise<Reply> {
    const session = await this.open(login);
    try {
      return await session.send(mail);
    } finally {
      await session.close();
    }
  }

  /** Sends one message that must be accepted. @returns its id @throws StepFailed */
  async deliver(login: SmtpLogin, mail: TestMail): Promise<string> {
    const reply = await this.once(login, mail);
    if (reply.kind === "accepted") return reply.messageId;
    throw new StepFailed(`SES did not accept the message to ${mail.to}: ${textOf(reply)}`);
  }

  private async send(session: Session, mail: TestMail): Promise<Reply> {
    if (!isSimulator(mail.to)) throw new Error(`Not an address of the mailbox simulator: ${mail.to}`);
    if (this.count >= MAX_MESSAGES)
      throw new StepFailed(`the self-test sends at most ${MAX_MESSAGES} messages, and has sent them`);
    this.count++;
    const { envelopeFrom = mail.from } = mail;
    const messageId = `<${randomUUID()}@${mail.from.split("@")[1] ?? ""}>`;
    const message = {
      ...{ messageId, from: envelopeFrom, recipients: [mail.to], hasEightBit: false },
      open: () => Readable.from([Buffer.from(contentOf(mail, messageId))]),
    };
    try {
      const { response } = await session.send(message, this.signal, () => undefined);
      return { kind: "accepted", messageId: sesMessageIdOf(response, this.target) ?? response };
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      const { responseCode, response, message: text } = error.failure;
      return responseCode === undefined
        ? { kind: "closed", text }
        : { kind: "refused", code: responseCode, text: response ?? text };
    }
  }
}

/** An SMTP session that is logged in. */
export class MailSession {
  constructor(
    private readonly session: Session,
    readonly send: (mail: TestMail) => Promise<Reply>,
    private readonly signal: AbortSignal,
  ) {}

  /** Neither side has closed it. */
  get isOpen(): boolean {
    return this.session.alive;
  }

  /** Waits, and says so to the server now and then. */
  async idle(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= MAX_SILENCE_MS) {
      await sleep(Math.min(left, MAX_SILENCE_MS), undefined, { signal: this.signal });
      await this.session.reset();
    }
  }

  /**
   * Sends the same message until a reply is as wanted, the session ends, or time is up.
   *
   * @returns the last reply, and when it came, in milliseconds from the call
   */
  async sendUntil(
    mail: TestMail,
    isWanted: (reply: Reply) => boolean,
    maxMs: number,
  ): Promise<{ reply: Reply; ms: number }> {
    const begin = performance.now();
    for (const pause of [...PAUSES, undefined]) {
      const reply = await this.send(mail);
      const ms = performance.now() - begin;
      if (isWanted(reply) || !this.isOpen || pause === undefined || ms > maxMs) return { reply, ms };
      await this.idle(pause * 1_000);
    }
    throw new Error("unreachable");
  }

  /** Keeps the session open meanwhile. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    let done = false;
    const keep = async () => {
      while (!done && this.isOpen) await this.idle(KEEP_MS);
    };
    const keeping = keep().catch(() => undefined); // aborted: the work says so
    try {
      return await work();
    } finally {
      done = true;
      await keeping;
    }
  }

  close(): Promise<void> {
    return this.session.quit();
  }
}

/** Seconds between two messages in an open session: few messages, and a figure that is right to a half or so. */
const PAUSES = [1, 1, 2, 3, 5, 8, 13, 21];

const KEEP_MS = 1_000;

export function textOf(reply: Reply): string {
  return reply.kind === "accepted" ? `accepted as ${reply.messageId}` : reply.text;
}

function contentOf({ from, to, subject, configurationSet }: TestMail, messageId: string): string {
  const header = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${messageId}`,
    ...(configurationSet === undefined ? [] : [`X-SES-CONFIGURATION-SET: ${configurationSet}`]),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
  ];
  return [...header, "", "A message of ses-smtp self-test to SES's mailbox simulator.", ""].join("\r\n");
}
