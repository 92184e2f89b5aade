import { targetOf } from "./config/target";
import type { EmailConfig } from "./config/types";
import { validConfig } from "./config/validate";
import { deliver, type Delivered, type DeliveryContext, sesMessageIdOf } from "./delivery/deliver";
import { Logins } from "./delivery/logins";
import { Pool } from "./delivery/pool";
import { RateLimit } from "./delivery/rate-limit";
import { Backlog } from "./delivery/backlog";
import { Semaphore } from "./delivery/semaphore";
import { verifyLogin } from "./delivery/verify";
import { Stopped, SendDeadline } from "./delivery/send-deadline";
import { MailerError, unexpected } from "./errors/mailer-error";
import type { Mailer, MailerOptions, SendOptions, SendResult } from "./mailer";
import { checkMessage } from "./message/check";
import { compose, newMessageId } from "./message/compose";
import { AttachmentStreams } from "./message/streams";
import type { Message } from "./message/types";
import { guarded, type MailerEvent } from "./observe/events";
import { SendSpan } from "./observe/spans";
import { type CheckedOptions, checkOptions } from "./options";
import { type Screened, screen } from "./suppression/check";
import { MAX_TIMER_MS, unlessAborted } from "./timing/wait";

const CLOSE_TIMEOUT_MS = 30_000;

/**
 * Creates a mailer. It connects when the first message is sent.
 *
 * @throws MailerError `configuration` with all issues, or `credentials_needed`
 */
export function createMailer(config: EmailConfig, options: MailerOptions = {}): Mailer {
  return new SmtpMailer(validConfig(config), checkOptions(options));
}

/** Its state is in #fields, so that printing or serializing a mailer shows no password. */
class SmtpMailer implements Mailer {
  readonly #config: EmailConfig;
  readonly #options: CheckedOptions;
  readonly #context: DeliveryContext;
  readonly #observe: (event: MailerEvent) => void;
  readonly #active = new Set<SendDeadline>();
  readonly #backlog: Backlog;
  #closing: Promise<void> | undefined;

  constructor(config: EmailConfig, options: CheckedOptions) {
    const { pool, timeouts, retry } = options;
    const target = targetOf(config);
    const logins = new Logins(target.login, options.credentials);
    this.#config = config;
    this.#options = options;
    this.#observe = guarded(options.onEvent);
    this.#backlog = new Backlog(options.queueLimit + pool.connections);
    this.#context = {
      target,
      logins,
      timeouts,
      pool: new Pool(target, logins, pool, timeouts),
      semaphore: new Semaphore(pool.connections),
      streams: new Semaphore(pool.connections),
      rate: new RateLimit(options.messagesPerSecond),
      retry,
    };
  }

  async send(message: Message, options: SendOptions = {}): Promise<SendResult> {
    const messageId = newMessageId(this.#config.fromEmail);
    const streams = AttachmentStreams.of((message as Message | undefined)?.attachments);
    const deadline = new SendDeadline();
    try {
      return await this.#observed(message, messageId, streams, deadline, options);
    } finally {
      deadline.end();
      await streams.release();
      if (this.#active.delete(deadline)) this.#backlog.leave();
    }
  }

  async verify({ signal }: SendOptions = {}) {
    const deadline = new SendDeadline();
    try {
      deadline.follow(signal);
      deadline.start(this.#context.timeouts.totalMs);
      return await verifyLogin(this.#context, deadline.signal);
    } catch (error) {
      if (error instanceof Stopped) throw error.toError(1, "", false);
      throw error;
    } finally {
      deadline.end();
    }
  }

  sendTestEmail(to: string, options: SendOptions = {}): Promise<SendResult> {
    const { host, port } = this.#context.target;
    const subject = "Test message from ses-smtp";
    const text = `This message was sent over SMTP through ${host}:${port}.\nThe mail configuration works.\n`;
    return this.send({ to, subject, text }, options);
  }

  ready(): Promise<void> {
    return this.#backlog.ready();
  }

  close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    return (this.#closing ??= this.#shutDown(Math.min(timeoutMs, MAX_TIMER_MS)));
  }

  async #observed(
    message: Message,
    messageId: string,
    streams: AttachmentStreams,
    deadline: SendDeadline,
    { signal }: SendOptions,
  ): Promise<SendResult> {
    const { target } = this.#context;
    const span = SendSpan.start(target.host, target.port, target.provider);
    const record = (event: MailerEvent) => {
      this.#observe(event);
      span.record(event);
    };
    let checked, screened: Screened;
    try {
      deadline.follow(signal);
      this.#admit(deadline);
      checked = checkMessage(message, this.#config);
      const { suppression } = this.#options;
      screened = suppression
        ? await unlessAborted(screen(checked.recipients, suppression), deadline.signal)
        : { recipients: checked.recipients, suppressed: [] };
      if (deadline.stopped) throw deadline.stopped;
    } catch (error) {
      throw this.#failEarly(error, messageId, record);
    }
    const { recipients } = screened;
    const { maxStreamBytes } = this.#options;
    const prepare = async (stop: AbortSignal) =>
      compose(
        checked,
        messageId,
        recipients,
        await streams.read(maxStreamBytes, stop, target.provider),
        target,
      );
    const { hasAny: hasStreams } = streams;
    const release = () => streams.release();
    const job = { messageId, recipients, deadline, hasStreams, prepare, release, record };
    const delivered = await deliver(job, this.#context);
    return this.#result(delivered, messageId, screened);
  }

  /** A failure before the queue is reported like any other. */
  #failEarly(error: unknown, messageId: string, record: (event: MailerEvent) => void): MailerError {
    const typed =
      error instanceof Stopped ? error.toError(0, messageId, false) : unexpected(error, messageId);
    const { provider, host } = this.#context.target;
    const { code } = typed;
    record({ type: "failed", provider, host, messageId, attempt: 0, recipients: 0, durationMs: 0, code });
    return typed;
  }

  #admit(deadline: SendDeadline): void {
    if (!this.#backlog.isOpen) throw new MailerError("closed", "The mailer is closed.");
    if (!this.#backlog.enter()) {
      throw new MailerError(
        "queue_full",
        `${this.#backlog.size} messages are already waiting: await mailer.ready().`,
      );
    }
    this.#active.add(deadline);
  }

  #result(delivered: Delivered, messageIdHeader: string, { suppressed }: Screened): SendResult {
    const { accepted, rejections, response, attempts, possibleDuplicate } = delivered;
    const rejected = [...rejections, ...suppressed].map(({ address }) => address);
    const messageId = sesMessageIdOf(response, this.#context.target) ?? messageIdHeader;
    return {
      messageId,
      accepted,
      rejected,
      attempts,
      messageIdHeader,
      response,
      rejections,
      suppressed,
      possibleDuplicate,
    };
  }

  async #shutDown(timeoutMs: number): Promise<void> {
    const drained = this.#backlog.close();
    const timer = setTimeout(() => {
      for (const deadline of this.#active)
        deadline.stop(
          new Stopped("closed", `The mailer closed before sending this message (${timeoutMs} ms).`),
        );
    }, timeoutMs);
    await drained;
    clearTimeout(timer);
    await this.#context.pool.close();
  }
}
