import type { Target } from "../config/target";
import type { MailerError } from "../errors/mailer-error";
import { unexpected } from "../errors/unexpected";
import type { Letter } from "../message/compose";
import type { MailerEvent } from "../observe/events";
import type { RetryOptions } from "./backoff";
import type { Logins } from "./logins";
import { nextStep } from "./next-step";
import type { Pool } from "./pool";
import type { RateLimit } from "./rate-limit";
import type { Acceptance, Session } from "./session";
import { SessionFailure, type SessionFault } from "./session-fault";
import { pause, type Timeouts, unlessStopped } from "./timing";
import type { Turns } from "./turns";
import { codeOf, errorOf } from "./verdict";
import { Stopped, type Watch } from "./watch";

/** What all sends of one mailer share. */
export interface Line {
  target: Target;
  pool: Pool;
  turns: Turns;
  rate: RateLimit;
  logins: Logins;
  retry: RetryOptions;
  timeouts: Timeouts;
}

/** One message on its way. */
export interface Job {
  messageId: string;
  recipients: readonly string[];
  watch: Watch;
  /** Called in the first turn: attachments are read when there is a connection to send them on. */
  prepare(signal: AbortSignal): Promise<Letter>;
  record(event: MailerEvent): void;
}

export interface Delivered extends Acceptance {
  attempts: number;
  /** An earlier attempt's outcome was unknown: the message may arrive twice. */
  possibleDuplicate: boolean;
}

/** Brings a message to its one end. @throws MailerError */
export async function deliver(job: Job, line: Line): Promise<Delivered> {
  const delivery = new Delivery(job, line);
  try {
    return await delivery.run();
  } catch (error) {
    const typed = delivery.typed(error);
    delivery.fail(typed);
    throw typed;
  }
}

class Delivery {
  private attempts = 0;
  private readonly progress = { failures: 0, renewed: false };
  /** The message went out whole in an attempt that no reply has judged. */
  private inDoubt = false;
  private letter: Letter | undefined;
  private fresh = false;

  constructor(
    private readonly job: Job,
    private readonly line: Line,
  ) {}

  async run(): Promise<Delivered> {
    const { watch } = this.job;
    for (;;) {
      const outcome = await this.line.turns.run(() => this.turn(), watch);
      if (!("fault" in outcome)) return this.accept(outcome);
      await this.prepareNext(outcome.fault, outcome.generation);
    }
  }

  typed(error: unknown): MailerError {
    const { messageId } = this.job;
    if (error instanceof Stopped) return error.toError(this.attempts, messageId, this.inDoubt);
    return unexpected(error, messageId);
  }

  fail({ code, responseCode }: MailerError): void {
    this.job.record({
      ...this.common(),
      type: "failed",
      code,
      ...(responseCode !== undefined && { responseCode }),
    });
  }

  /** One attempt, while holding one of the pool's places. */
  private async turn(): Promise<Acceptance | { fault: SessionFault; generation: number }> {
    const { job, line } = this;
    const { signal } = job.watch;
    await line.rate.take(job.recipients.length, signal);
    job.watch.start(line.timeouts.totalMs);
    this.letter ??= await job.prepare(signal);
    const { settled } = line.logins;
    if (settled) await unlessStopped(settled, signal);
    this.attempts++;
    job.record({ ...this.common(), type: "attempt" });
    const { generation } = line.logins.current;
    const doubted = this.inDoubt;
    try {
      const acceptance = await this.attempt(this.letter, signal);
      this.inDoubt = doubted;
      return acceptance;
    } catch (error) {
      if (!(error instanceof SessionFailure)) throw error;
      this.inDoubt = doubted || error.fault.outcomeUnknown;
      return { fault: error.fault, generation };
    }
  }

  private async attempt(letter: Letter, signal: AbortSignal): Promise<Acceptance> {
    const { pool } = this.line;
    const session = await pool.take(signal, this.fresh);
    try {
      const acceptance = await session.send(letter, signal, () => (this.inDoubt = true));
      pool.giveBack(session);
      return acceptance;
    } catch (error) {
      await release(session, pool, error);
      throw error;
    }
  }

  /** Returns when the message may be tried again. @throws MailerError where it may not */
  private async prepareNext(fault: SessionFault, generation: number): Promise<void> {
    const { job, line } = this;
    if (!fault.stale) this.progress.failures++;
    const code = codeOf(fault, job.recipients);
    let next = nextStep(fault, code, this.progress, line.retry);
    if (next.kind === "renew login") {
      this.progress.renewed = true;
      const renewed = await unlessStopped(line.logins.renew(generation), job.watch.signal);
      if (renewed === "no other") next = { kind: "give up" };
      else if (renewed === "renewed") next = { kind: "retry", delayMs: 0, fresh: false };
      else {
        this.progress.renewed = false;
        next = nextStep({ ...fault, responseCode: 454 }, "temporary_failure", this.progress, line.retry);
      }
    }
    if (next.kind === "give up" || next.kind === "renew login" || !job.watch.allows(next.delayMs))
      throw this.error(fault);
    const { delayMs } = next;
    this.fresh = next.fresh;
    if (code === "throttled") line.rate.backOff(delayMs);
    const { responseCode } = fault;
    job.record({
      ...this.common(),
      type: "retry",
      code,
      delayMs,
      ...(responseCode !== undefined && { responseCode }),
    });
    if (delayMs > 0) await pause(delayMs, job.watch.signal);
  }

  private accept(acceptance: Acceptance): Delivered {
    const sesMessageId = sesMessageIdOf(acceptance.response, this.line.target);
    const possibleDuplicate = this.inDoubt;
    this.job.record({
      ...this.common(),
      type: "accepted",
      possibleDuplicate,
      ...(sesMessageId !== undefined && { sesMessageId }),
    });
    return { ...acceptance, attempts: this.attempts, possibleDuplicate };
  }

  private error(fault: SessionFault): MailerError {
    const { messageId, recipients } = this.job;
    const login = this.line.logins.current.login;
    return errorOf(
      fault,
      { ...this.line.target, ...(login && { login }) },
      { attempts: this.attempts, messageId, possiblySent: this.inDoubt, recipients },
    );
  }

  private common() {
    const { messageId, recipients, watch } = this.job;
    const { provider, host } = this.line.target;
    const durationMs = this.attempts === 0 ? 0 : watch.elapsedMs;
    return { provider, host, messageId, attempt: this.attempts, recipients: recipients.length, durationMs };
  }
}

/** After a refusal the session goes on; after that of its login, or anything else, it is over. */
async function release(session: Session, pool: Pool, error: unknown): Promise<void> {
  const loginRefused = error instanceof SessionFailure && error.fault.responseCode === 535;
  if (!loginRefused && (await session.reset())) pool.giveBack(session);
  else session.destroy();
}

/** SES answers `250 Ok <message id>` (https://docs.aws.amazon.com/ses/latest/dg/send-email-smtp-client-command-line.html). */
export function sesMessageIdOf(response: string, { provider }: Target): string | undefined {
  return provider === "ses" ? /^250 Ok ([\w-]+)$/.exec(response.trim())?.[1] : undefined;
}
