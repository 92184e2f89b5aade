import type { NodemailerError } from "nodemailer";
import SMTPConnection, { type SMTPConnectionSendInfo } from "nodemailer/lib/smtp-connection";
import type { Target } from "../config/target";
import { redactor } from "../errors/redact";
import type { Step } from "../errors/reply";
import type { ComposedMessage } from "../message/compose";
import type { Login } from "./logins";
import { MAX_CLOSE_MS, connectionOptions } from "./connection-options";
import {
  bodyState,
  type BodyState,
  isIdleEnd,
  isRefusal,
  offers8BitMime,
  OUT_OF_STEP,
  protocolError,
  stepOf,
} from "./exchange";
import { readError, SessionError } from "./session-failure";
import type { Timeouts } from "./timeouts";

/** The server's 250 to a message. */
export interface Acceptance {
  response: string;
  accepted: readonly string[];
  /** Recipients that were rejected while others were accepted. */
  rejections: readonly Rejection[];
}

export interface Rejection {
  address: string;
  responseCode?: number;
  response?: string;
}

/** One SMTP session: connected, encrypted, logged in; sends one message after another. */
export class Session {
  /** Messages attempted. */
  messages = 0;
  /** Neither side has closed it. */
  alive = true;
  private readonly redact: (text: string) => string;

  private constructor(
    private readonly connection: SMTPConnection,
    readonly login: Login,
  ) {
    this.redact = redactor(login.login);
    connection.once("end", () => (this.alive = false));
  }

  /** Whether TLS is on. */
  get secure(): boolean {
    return this.connection.secure;
  }

  /** @throws SessionError, or the signal's reason */
  static open(target: Target, login: Login, timeouts: Timeouts, signal: AbortSignal): Promise<Session> {
    const connection = new SMTPConnection(connectionOptions(target, timeouts));
    const session = new Session(connection, login);
    return session.settle<Session>(
      "connect",
      signal,
      () => undefined,
      (done, fail, at) => {
        // nodemailer's own timeout does not cover silence after EHLO or STARTTLS.
        const timer = setTimeout(() => {
          fail(protocolError("Connection timeout", "ETIMEDOUT"));
        }, timeouts.connectMs);
        connection.once("end", () => {
          clearTimeout(timer);
        });
        connection.connect(error => {
          clearTimeout(timer);
          if (error) fail(error);
          else if (login.login === undefined) done(session);
          else {
            at("login");
            const { username: user, password: pass } = login.login;
            connection.login({ credentials: { user, pass } }, rejected => {
              if (rejected) fail(rejected);
              else done(session);
            });
          }
        });
      },
    );
  }

  /**
   * @param onBodyEnd called before the final dot is sent: from here to the reply the outcome is unknown
   * @throws SessionError, or the signal's reason
   */
  send(message: ComposedMessage, signal: AbortSignal, onBodyEnd: () => void): Promise<Acceptance> {
    const eightBit = message.hasEightBit && offers8BitMime(this.connection);
    const body = message.open({ eightBit, reuseBuffers: true });
    this.messages++;
    let ended = false;
    body.once("end", () => {
      ended = true;
      onBodyEnd();
    });
    const envelope = {
      from: message.from,
      to: [...message.recipients],
      ...(message.size !== undefined && { size: message.size }),
      ...(eightBit && { use8BitMime: true }),
    };
    return this.settle<Acceptance>(
      "sender",
      signal,
      () => bodyState(body, ended),
      (done, fail) => {
        body.once("resume", () => {
          // nodemailer accepts any 2xx to DATA; the server would read the body as commands (RFC 5321, section 4.3.2).
          const goAhead = String(this.connection.lastServerResponse);
          if (!goAhead.startsWith("354"))
            fail(protocolError(`The server answered DATA with "${goAhead}".`, OUT_OF_STEP));
        });
        this.connection.send(envelope, body, (error, info) => {
          if (error) fail(error);
          // A reply before the final dot does not accept the message.
          else if (!ended)
            fail(protocolError("The server replied before the end of the message.", OUT_OF_STEP));
          else if (!info.response.startsWith("250"))
            fail(protocolError(`The server answered the message with "${info.response}".`, OUT_OF_STEP));
          else done(this.acceptance(info));
        });
      },
    );
  }

  /** Resets the session after a rejection. Resolves to whether it can send the next message. */
  reset(): Promise<boolean> {
    if (!this.alive) return Promise.resolve(false);
    return new Promise(resolve => {
      const answer = (usable: boolean) => {
        clearTimeout(timer);
        this.connection.off("end", ended);
        resolve(usable);
      };
      const ended = () => {
        answer(false);
      };
      const timer = setTimeout(answer, MAX_RESET_MS, false);
      this.connection.once("end", ended);
      this.connection.reset(error => {
        answer(!error);
      });
    });
  }

  /** Sends QUIT; resolves when the connection is closed, at most {@link MAX_CLOSE_MS} later. */
  async quit(): Promise<void> {
    if (!this.alive) return;
    const ended = new Promise<void>(resolve => this.connection.once("end", () => resolve()));
    const timer = setTimeout(() => {
      this.destroy();
    }, MAX_CLOSE_MS);
    this.alive = false;
    this.connection.quit();
    await ended;
    clearTimeout(timer);
  }

  destroy(): void {
    this.alive = false;
    this.connection.close();
  }

  private acceptance(info: SMTPConnectionSendInfo): Acceptance {
    const rejections = (info.rejectedErrors ?? []).map(error => ({
      address: error.recipient ?? "",
      ...(error.responseCode !== undefined && { responseCode: error.responseCode }),
      ...(error.response !== undefined && { response: this.redact(error.response) }),
    }));
    return { response: this.redact(info.response), accepted: info.accepted, rejections };
  }

  /**
   * Runs one exchange until its callback, the connection's error or close, or the signal, whichever comes first.
   * nodemailer reports the same failure in up to three of these ways.
   */
  private settle<Result>(
    first: Step,
    signal: AbortSignal,
    body: () => BodyState | undefined,
    run: (
      done: (result: Result) => void,
      fail: (error: NodemailerError) => void,
      at: (step: Step) => void,
    ) => void,
  ): Promise<Result> {
    const reused = this.messages > 1;
    return new Promise((resolve, reject) => {
      let step = first;
      const finish = () => {
        signal.removeEventListener("abort", stop);
        this.connection.off("error", fail);
        this.connection.off("end", closed);
        this.connection.on("error", ignore);
      };
      const fail = (error: NodemailerError) => {
        finish();
        const state = body();
        const at = step === "sender" ? stepOf(error, state) : step;
        const over = error.responseCode === undefined || error.responseCode === 421;
        const ended = over || (at === "sender" && isIdleEnd(error));
        const stale = reused && ended && state?.started === false;
        const outcomeUnknown = state?.ended ?? false;
        // No session was established, half a message was sent, or the two sides are out of sync.
        if (!state || ended || (state.started && !state.ended) || !isRefusal(error)) this.destroy();
        reject(new SessionError(readError(error, { step: at, outcomeUnknown, stale }, this.redact)));
      };
      const closed = () => {
        // The callback or a more specific error may still follow in this turn.
        setImmediate(() => fail(protocolError("Connection closed unexpectedly", "ECONNECTION")));
      };
      const stop = () => {
        finish();
        this.destroy();
        reject(signal.reason as Error);
      };
      this.connection.off("error", ignore);
      this.connection.on("error", fail);
      this.connection.once("end", closed);
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener("abort", stop, { once: true });
      run(
        result => {
          finish();
          resolve(result);
        },
        fail,
        next => (step = next),
      );
    });
  }
}

/** How long the server may take to answer RSET: a new connection is faster than a slow answer. */
const MAX_RESET_MS = 2_000;

const ignore = () => undefined;
