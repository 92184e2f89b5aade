import { targetOf } from "./config/target";
import type { EmailConfig } from "./config/types";
import { validConfig } from "./config/validate";
import { DEFAULT_RETRY } from "./delivery/backoff";
import { deliver, type Delivered, type Line, sesMessageIdOf } from "./delivery/deliver";
import { Logins } from "./delivery/logins";
import { DEFAULT_POOL, Pool } from "./delivery/pool";
import { RateLimit } from "./delivery/rate-limit";
import { DEFAULT_TIMEOUTS } from "./delivery/timing";
import { Turns } from "./delivery/turns";
import { verifyLogin } from "./delivery/verify";
import { Stopped, Watch } from "./delivery/watch";
import { MailerError } from "./errors/mailer-error";
import type { Mailer, MailerOptions, SendOptions, SendResult } from "./mailer";
import { checkMessage } from "./message/check";
import { compose, newMessageId } from "./message/compose";
import { AttachmentStreams } from "./message/streams";
import type { Message } from "./message/types";
import { guarded, type MailerEvent } from "./observe/events";
import { SendSpan } from "./observe/spans";
import { checkOptions } from "./options";
import { type Screened, screen } from "./suppression/check";

const QUEUE_LIMIT = 10_000;
const MAX_STREAM_BYTES = 32 * 1024 * 1024;
const CLOSE_TIMEOUT_MS = 30_000;

/**
 * Makes a mailer. Nothing is connected until the first message.
 *
 * @throws MailerError `configuration` with all faults, or `credentials_needed`
 */
export function createMailer(config: EmailConfig, options: MailerOptions = {}): Mailer {
  return new SmtpMailer(validConfig(config), checkOptions(options));
}

class SmtpMailer implements Mailer {
  private readonly line: Line;
  private readonly observe;
  private readonly active = new Set<Watch>();
  private readonly roomWaiters: (() => void)[] = [];
  private readonly limit: number;
  private closing: Promise<void> | undefined;
  private drained: (() => void) | undefined;

  constructor(
    private readonly config: EmailConfig,
    private readonly options: MailerOptions,
  ) {
    const target = targetOf(config);
    const pool = { ...DEFAULT_POOL, ...options.pool };
    const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
    const logins = new Logins(target.login, options.credentials);
    this.observe = guarded(options.onEvent);
    this.limit = (options.queueLimit ?? QUEUE_LIMIT) + pool.connections;
    this.line = {
      target,
      logins,
      timeouts,
      pool: new Pool(target, logins, pool, timeouts),
      turns: new Turns(pool.connections),
      rate: new RateLimit(options.messagesPerSecond),
      retry: { ...DEFAULT_RETRY, ...options.retry },
    };
  }

  async send(message: Message, { signal }: SendOptions = {}): Promise<SendResult> {
    const streams = new AttachmentStreams((message as Message | undefined)?.attachments);
    const watch = new Watch(signal);
    const messageId = newMessageId(this.config.fromEmail);
    try {
      return await this.sendOne(message, messageId, streams, watch);
    } catch (error) {
      if (error instanceof MailerError) throw error;
      if (error instanceof Stopped) throw error.toError(0, messageId, false);
      throw new MailerError("invalid_message", `The message cannot be sent: ${String(error)}`, { messageId });
    } finally {
      watch.end();
      streams.release();
      this.leave(watch);
    }
  }

  async verify({ signal }: SendOptions = {}) {
    const watch = new Watch(signal);
    try {
      watch.start(this.line.timeouts.totalMs);
      return await verifyLogin(this.line, watch.signal);
    } catch (error) {
      if (error instanceof Stopped) throw error.toError(1, "", false);
      throw error;
    } finally {
      watch.end();
    }
  }

  sendTestEmail(to: string, options: SendOptions = {}): Promise<SendResult> {
    const { host, port } = this.line.target;
    const subject = "Test message from ses-smtp";
    const text = `This message was sent over SMTP through ${host}:${port}.\nThe mail configuration works.\n`;
    return this.send({ to, subject, text }, options);
  }

  ready(): Promise<void> {
    if (this.active.size < this.limit || this.closing) return Promise.resolve();
    return new Promise(resolve => this.roomWaiters.push(resolve));
  }

  close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    return (this.closing ??= this.shutDown(timeoutMs));
  }

  private admit(watch: Watch): void {
    if (this.closing) throw new MailerError("closed", "The mailer is closed.");
    if (this.active.size >= this.limit) {
      throw new MailerError(
        "queue_full",
        `${this.active.size} messages are waiting already: await mailer.ready().`,
      );
    }
    this.active.add(watch);
  }

  private leave(watch: Watch): void {
    if (!this.active.delete(watch)) return;
    this.roomWaiters.shift()?.();
    if (this.active.size === 0) this.drained?.();
  }

  private async sendOne(message: Message, messageId: string, streams: AttachmentStreams, watch: Watch) {
    const { target } = this.line;
    const span = SendSpan.start(target.host, target.port, target.provider);
    const record = (event: MailerEvent) => {
      this.observe(event);
      span.record(event);
    };
    this.early(messageId, record, () => {
      this.admit(watch);
    });
    const checked = this.early(messageId, record, () => checkMessage(message, this.config));
    const screened = await this.early(messageId, record, () =>
      screen(checked.recipients, this.options.suppression),
    );
    const most = this.options.maxStreamBytes ?? MAX_STREAM_BYTES;
    const prepare = async (signal: AbortSignal) =>
      compose(checked, messageId, screened.recipients, await streams.read(most, signal), target);
    const job = { messageId, recipients: screened.recipients, watch, prepare, record };
    return this.result(await deliver(job, this.line), messageId, screened);
  }

  /** What fails before the queue is a failure of the message as any other, and told as one. */
  private early<Result>(messageId: string, record: (event: MailerEvent) => void, step: () => Result): Result {
    const { provider, host } = this.line.target;
    const failed = (error: unknown) => {
      if (error instanceof MailerError) {
        record({
          type: "failed",
          provider,
          host,
          messageId,
          attempt: 0,
          recipients: 0,
          durationMs: 0,
          code: error.code,
        });
      }
      throw error;
    };
    try {
      const result = step();
      return result instanceof Promise ? (result.catch(failed) as Result) : result;
    } catch (error) {
      return failed(error);
    }
  }

  private result(delivered: Delivered, messageIdHeader: string, { suppressed }: Screened): SendResult {
    const { accepted, rejections, response, attempts, possibleDuplicate } = delivered;
    const rejected = [...rejections, ...suppressed].map(({ address }) => address);
    const messageId = sesMessageIdOf(response, this.line.target) ?? messageIdHeader;
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

  private async shutDown(timeoutMs: number): Promise<void> {
    for (const wake of this.roomWaiters.splice(0)) wake();
    if (this.active.size > 0) {
      const drained = new Promise<void>(resolve => (this.drained = resolve));
      const timer = setTimeout(() => {
        for (const watch of this.active)
          watch.stop(
            new Stopped("closed", `The mailer was closed and did not get to it in ${timeoutMs} ms.`),
          );
      }, timeoutMs);
      await drained;
      clearTimeout(timer);
    }
    await this.line.pool.close();
  }
}
