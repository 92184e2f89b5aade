import { targetOf } from "./config/target";
import type { EmailConfig } from "./config/types";
import { validConfig } from "./config/validate";
import { deliver, type Delivered, type Line, sesMessageIdOf } from "./delivery/deliver";
import { Logins } from "./delivery/logins";
import { Pool } from "./delivery/pool";
import { RateLimit } from "./delivery/rate-limit";
import { Room } from "./delivery/room";
import { LONGEST_MS, unlessStopped } from "./delivery/timing";
import { Turns } from "./delivery/turns";
import { verifyLogin } from "./delivery/verify";
import { Stopped, Watch } from "./delivery/watch";
import { MailerError } from "./errors/mailer-error";
import { unexpected } from "./errors/unexpected";
import type { Mailer, MailerOptions, SendOptions, SendResult } from "./mailer";
import { checkMessage } from "./message/check";
import { compose, newMessageId } from "./message/compose";
import { AttachmentStreams } from "./message/streams";
import type { Message } from "./message/types";
import { guarded, type MailerEvent } from "./observe/events";
import { SendSpan } from "./observe/spans";
import { type CheckedOptions, checkOptions } from "./options";
import { type Screened, screen } from "./suppression/check";

const CLOSE_TIMEOUT_MS = 30_000;

/**
 * Makes a mailer. Nothing is connected until the first message.
 *
 * @throws MailerError `configuration` with all faults, or `credentials_needed`
 */
export function createMailer(config: EmailConfig, options: MailerOptions = {}): Mailer {
  return new SmtpMailer(validConfig(config), checkOptions(options));
}

/** Its state is in #fields: a mailer that is printed or made JSON of shows no password. */
class SmtpMailer implements Mailer {
  readonly #config: EmailConfig;
  readonly #options: CheckedOptions;
  readonly #line: Line;
  readonly #observe: (event: MailerEvent) => void;
  readonly #active = new Set<Watch>();
  readonly #room: Room;
  #closing: Promise<void> | undefined;

  constructor(config: EmailConfig, options: CheckedOptions) {
    const { pool, timeouts, retry } = options;
    const target = targetOf(config);
    const logins = new Logins(target.login, options.credentials);
    this.#config = config;
    this.#options = options;
    this.#observe = guarded(options.onEvent);
    this.#room = new Room(options.queueLimit + pool.connections);
    this.#line = {
      target,
      logins,
      timeouts,
      pool: new Pool(target, logins, pool, timeouts),
      turns: new Turns(pool.connections),
      rate: new RateLimit(options.messagesPerSecond),
      retry,
    };
  }

  async send(message: Message, options: SendOptions = {}): Promise<SendResult> {
    const messageId = newMessageId(this.#config.fromEmail);
    const streams = AttachmentStreams.of((message as Message | undefined)?.attachments);
    const watch = new Watch();
    try {
      return await this.#observed(message, messageId, streams, watch, options);
    } finally {
      watch.end();
      streams.release();
      if (this.#active.delete(watch)) this.#room.leave();
    }
  }

  async verify({ signal }: SendOptions = {}) {
    const watch = new Watch();
    try {
      watch.follow(signal);
      watch.start(this.#line.timeouts.totalMs);
      return await verifyLogin(this.#line, watch.signal);
    } catch (error) {
      if (error instanceof Stopped) throw error.toError(1, "", false);
      throw error;
    } finally {
      watch.end();
    }
  }

  sendTestEmail(to: string, options: SendOptions = {}): Promise<SendResult> {
    const { host, port } = this.#line.target;
    const subject = "Test message from ses-smtp";
    const text = `This message was sent over SMTP through ${host}:${port}.\nThe mail configuration works.\n`;
    return this.send({ to, subject, text }, options);
  }

  ready(): Promise<void> {
    return this.#room.ready();
  }

  close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    return (this.#closing ??= this.#shutDown(Math.min(timeoutMs, LONGEST_MS)));
  }

  async #observed(
    message: Message,
    messageId: string,
    streams: AttachmentStreams,
    watch: Watch,
    { signal }: SendOptions,
  ): Promise<SendResult> {
    const { target } = this.#line;
    const span = SendSpan.start(target.host, target.port, target.provider);
    const record = (event: MailerEvent) => {
      this.#observe(event);
      span.record(event);
    };
    let checked, screened: Screened;
    try {
      watch.follow(signal);
      this.#admit(watch);
      checked = checkMessage(message, this.#config);
      const { suppression } = this.#options;
      screened = suppression
        ? await unlessStopped(screen(checked.recipients, suppression), watch.signal)
        : { recipients: checked.recipients, suppressed: [] };
      if (watch.stopped) throw watch.stopped;
    } catch (error) {
      throw this.#early(error, messageId, record);
    }
    const { recipients } = screened;
    const { maxStreamBytes } = this.#options;
    const prepare = async (stop: AbortSignal) =>
      compose(checked, messageId, recipients, await streams.read(maxStreamBytes, stop), target);
    const delivered = await deliver({ messageId, recipients, watch, prepare, record }, this.#line);
    return this.#result(delivered, messageId, screened);
  }

  /** What fails before the queue is a failure of the message as any other, and told as one. */
  #early(error: unknown, messageId: string, record: (event: MailerEvent) => void): MailerError {
    const typed =
      error instanceof Stopped ? error.toError(0, messageId, false) : unexpected(error, messageId);
    const { provider, host } = this.#line.target;
    const { code } = typed;
    record({ type: "failed", provider, host, messageId, attempt: 0, recipients: 0, durationMs: 0, code });
    return typed;
  }

  #admit(watch: Watch): void {
    if (!this.#room.isOpen) throw new MailerError("closed", "The mailer is closed.");
    if (!this.#room.enter()) {
      throw new MailerError(
        "queue_full",
        `${this.#room.size} messages are waiting already: await mailer.ready().`,
      );
    }
    this.#active.add(watch);
  }

  #result(delivered: Delivered, messageIdHeader: string, { suppressed }: Screened): SendResult {
    const { accepted, rejections, response, attempts, possibleDuplicate } = delivered;
    const rejected = [...rejections, ...suppressed].map(({ address }) => address);
    const messageId = sesMessageIdOf(response, this.#line.target) ?? messageIdHeader;
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
    const drained = this.#room.close();
    const timer = setTimeout(() => {
      for (const watch of this.#active)
        watch.stop(new Stopped("closed", `The mailer was closed and did not get to it in ${timeoutMs} ms.`));
    }, timeoutMs);
    await drained;
    clearTimeout(timer);
    await this.#line.pool.close();
  }
}
