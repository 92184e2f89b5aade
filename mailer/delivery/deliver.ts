import type { Target } from "../config/target";
import { type MailerError, unexpected } from "../errors/mailer-error";
import type { ComposedMessage } from "../message/compose";
import type { MailerEvent } from "../observe/events";
import { pause, unlessAborted } from "../timing/wait";
import type { RetryOptions } from "./backoff";
import type { Logins } from "./logins";
import { nextStep } from "./next-step";
import type { Pool } from "./pool";
import type { RateLimit } from "./rate-limit";
import type { Acceptance, Session } from "./session";
import { SessionError, type SessionFailure } from "./session-failure";
import type { Timeouts } from "./timeouts";
import type { Semaphore } from "./semaphore";
import { codeOf, errorOf } from "./verdict";
import { Stopped, type SendDeadline } from "./send-deadline";

/** What all deliveries of one mailer share. */
export interface DeliveryContext {
  target: Target;
  pool: Pool;
  semaphore: Semaphore;
  /** Limits how many messages hold what they read from a stream: one keeps it until it is sent or fails. */
  streams: Semaphore;
  rate: RateLimit;
  logins: Logins;
  retry: RetryOptions;
  timeouts: Timeouts;
}

/** One message to deliver. */
export interface Job {
  messageId: string;
  recipients: readonly string[];
  deadline: SendDeadline;
  /** It has streams to read before the first attempt, and to keep until the last. */
  hasStreams: boolean;
  /** Called before the first attempt: attachments are read once there is a connection to send them on. */
  prepare(signal: AbortSignal): Promise<ComposedMessage>;
  /** Releases what was prepared. */
  release(): Promise<void>;
  record(event: MailerEvent): void;
}

export interface Delivered extends Acceptance {
  attempts: number;
  /** An earlier attempt's outcome was unknown: the message may arrive twice. */
  possibleDuplicate: boolean;
}

/** Attempts a message until it is accepted or fails permanently. @throws MailerError */
export async function deliver(job: Job, context: DeliveryContext): Promise<Delivered> {
  const delivery = new Delivery(job, context);
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
  /** An attempt sent the complete message and got no reply. */
  private inDoubt = false;
  private message: ComposedMessage | undefined;
  /** The connection of the last attempt was dead already: the next one must be new. */
  private fresh = false;

  constructor(
    private readonly job: Job,
    private readonly context: DeliveryContext,
  ) {}

  run(): Promise<Delivered> {
    const { job } = this;
    if (!job.hasStreams) return this.attempt();
    return this.context.streams.run(() => this.attempt().finally(() => job.release()), job.deadline);
  }

  private async attempt(): Promise<Delivered> {
    const { deadline } = this.job;
    for (;;) {
      const outcome = await this.context.semaphore.run(() => this.attemptOnce(), deadline);
      if (!("failure" in outcome)) return this.accept(outcome);
      await this.prepareNext(outcome.failure, outcome.generation);
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

  /** One attempt, while holding one of the semaphore's places. */
  private async attemptOnce(): Promise<Acceptance | { failure: SessionFailure; generation: number }> {
    const { job, context } = this;
    const { signal } = job.deadline;
    await context.rate.take(job.recipients.length, signal);
    job.deadline.start(context.timeouts.totalMs);
    this.message ??= await job.prepare(signal);
    const { settled } = context.logins;
    if (settled) await unlessAborted(settled, signal);
    // A connection that had died while it was idle was no attempt: this is still the same one.
    if (!this.fresh) {
      this.attempts++;
      job.record({ ...this.common(), type: "attempt" });
    }
    const { generation } = context.logins.current;
    const doubted = this.inDoubt;
    try {
      const acceptance = await this.sendOn(this.message, signal);
      this.inDoubt = doubted;
      return acceptance;
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      this.inDoubt = doubted || error.failure.outcomeUnknown;
      return { failure: error.failure, generation };
    }
  }

  private async sendOn(message: ComposedMessage, signal: AbortSignal): Promise<Acceptance> {
    const { pool } = this.context;
    const session = await pool.take(signal, this.fresh);
    try {
      const acceptance = await session.send(message, signal, () => (this.inDoubt = true));
      pool.giveBack(session);
      return acceptance;
    } catch (error) {
      await release(session, pool, error);
      throw error;
    }
  }

  /** Returns when it is time for another attempt. @throws MailerError where there is none */
  private async prepareNext(failure: SessionFailure, generation: number): Promise<void> {
    const { job, context } = this;
    this.fresh = failure.stale;
    if (failure.stale) return;
    this.progress.failures++;
    const code = codeOf(failure, job.recipients);
    let next = nextStep(failure, code, this.progress, context.retry);
    if (next.kind === "renew login") {
      this.progress.renewed = true;
      const renewed = await unlessAborted(context.logins.renew(generation), job.deadline.signal);
      if (renewed === "no other") next = { kind: "give up" };
      else if (renewed === "renewed") next = { kind: "retry", delayMs: 0 };
      else {
        this.progress.renewed = false;
        next = nextStep({ ...failure, responseCode: 454 }, "temporary_failure", this.progress, context.retry);
      }
    }
    if (next.kind === "give up" || next.kind === "renew login" || !job.deadline.allows(next.delayMs))
      throw this.error(failure);
    const { delayMs } = next;
    if (code === "throttled") context.rate.backOff(delayMs);
    const { responseCode } = failure;
    job.record({
      ...this.common(),
      type: "retry",
      code,
      delayMs,
      ...(responseCode !== undefined && { responseCode }),
    });
    if (delayMs > 0) await pause(delayMs, job.deadline.signal);
  }

  private accept(acceptance: Acceptance): Delivered {
    const sesMessageId = sesMessageIdOf(acceptance.response, this.context.target);
    const possibleDuplicate = this.inDoubt;
    this.job.record({
      ...this.common(),
      type: "accepted",
      possibleDuplicate,
      ...(sesMessageId !== undefined && { sesMessageId }),
    });
    return { ...acceptance, attempts: this.attempts, possibleDuplicate };
  }

  private error(failure: SessionFailure): MailerError {
    const { messageId, recipients } = this.job;
    const login = this.context.logins.current.login;
    return errorOf(
      failure,
      { ...this.context.target, ...(login && { login }) },
      { attempts: this.attempts, messageId, possiblySent: this.inDoubt, recipients },
    );
  }

  private common() {
    const { messageId, recipients, deadline } = this.job;
    const { provider, host } = this.context.target;
    const durationMs = this.attempts === 0 ? 0 : deadline.elapsedMs;
    return { provider, host, messageId, attempt: this.attempts, recipients: recipients.length, durationMs };
  }
}

/** A session survives the rejection of a message, but not of its login, nor any other failure. */
async function release(session: Session, pool: Pool, error: unknown): Promise<void> {
  const loginRejected = error instanceof SessionError && error.failure.responseCode === 535;
  if (!loginRejected && (await session.reset())) pool.giveBack(session);
  else session.destroy();
}

/** SES answers `250 Ok <message id>` (https://docs.aws.amazon.com/ses/latest/dg/send-email-smtp-client-command-context.html). */
export function sesMessageIdOf(response: string, { provider }: Pick<Target, "provider">): string | undefined {
  return provider === "ses" ? /^250 Ok ([\w-]+)$/.exec(response.trim())?.[1] : undefined;
}
