import type { Target } from "../config/target";
import type { Login, Logins } from "./logins";
import { Session } from "./session";
import type { Timeouts } from "./timeouts";

export interface PoolOptions {
  /** Concurrent connections. SES sets no limit other than the account's sending rate. 5. */
  connections: number;
  /** A connection is replaced after this many messages. 100. */
  messagesPerConnection: number;
  /** An idle connection is closed after this long, ms. 5 s: the process can then exit. SES: at most 8 s. */
  idleMs: number;
}

export const DEFAULT_POOL: PoolOptions = { connections: 5, messagesPerConnection: 100, idleMs: 5_000 };

/**
 * SES closes a session after about 10 s without a command, with `451 4.4.2 Timeout waiting for data from client.`: a
 * longer pause would only find the connection dead.
 */
const MAX_SES_IDLE_MS = 8_000;

/** Idle sessions. The caller limits how many are open at once. */
export class Pool {
  private readonly idle = new Map<Session, { timer: NodeJS.Timeout; since: number }>();
  private readonly idleMs: number;
  private readonly leaving = new Set<Promise<void>>();

  constructor(
    private readonly target: Target,
    private readonly logins: Logins,
    private readonly options: PoolOptions,
    private readonly timeouts: Timeouts,
  ) {
    this.idleMs = target.provider === "ses" ? Math.min(options.idleMs, MAX_SES_IDLE_MS) : options.idleMs;
  }

  /**
   * @param fresh no idle session: the last one turned out to be dead
   * @throws SessionError, or the signal's reason
   */
  async take(signal: AbortSignal, fresh: boolean): Promise<Session> {
    const { current } = this.logins;
    for (const [session, { timer, since }] of [...this.idle].reverse()) {
      clearTimeout(timer);
      this.idle.delete(session);
      // Where the process was busy or asleep, the timer is late.
      const isTooOld = performance.now() - since > this.idleMs;
      if (!fresh && !isTooOld && this.fits(session, current)) return session;
      this.leave(session);
    }
    return Session.open(this.target, current, this.timeouts, signal);
  }

  /** Takes a session back after a message; it may have ended in the meantime. */
  giveBack(session: Session): void {
    if (!this.fits(session, this.logins.current)) {
      this.leave(session);
      return;
    }
    const timer = setTimeout(() => {
      this.idle.delete(session);
      this.leave(session);
    }, this.idleMs);
    this.idle.set(session, { timer, since: performance.now() });
  }

  /** Quits every idle session. */
  async close(): Promise<void> {
    const sessions = [...this.idle];
    this.idle.clear();
    await Promise.all(
      sessions.map(([session, { timer }]) => {
        clearTimeout(timer);
        return session.quit();
      }),
    );
    await Promise.all(this.leaving);
  }

  private leave(session: Session): void {
    const left = session.quit().finally(() => this.leaving.delete(left));
    this.leaving.add(left);
  }

  private fits(session: Session, { generation }: Login): boolean {
    const { messagesPerConnection } = this.options;
    return (
      session.alive && session.login.generation === generation && session.messages < messagesPerConnection
    );
  }
}
