import type { Target } from "../config/target";
import type { Login, Logins } from "./logins";
import { Session } from "./session";
import type { Timeouts } from "./timing";

export interface PoolOptions {
  /** Connections at once. SES sets no limit of its own below the account's sending rate. 5. */
  connections: number;
  /** After so many messages a connection is replaced. 100. */
  messagesPerConnection: number;
  /** A connection without work is ended after this long, ms. 5 s: a process that is done can then end. */
  idleMs: number;
}

export const DEFAULT_POOL: PoolOptions = { connections: 5, messagesPerConnection: 100, idleMs: 5_000 };

/** Open sessions without work. How many may be open at once is its caller's business. */
export class Pool {
  private readonly idle = new Map<Session, NodeJS.Timeout>();
  private readonly leaving = new Set<Promise<void>>();

  constructor(
    private readonly target: Target,
    private readonly logins: Logins,
    private readonly options: PoolOptions,
    private readonly timeouts: Timeouts,
  ) {}

  /**
   * @param fresh no session that was idle: the last one was found dead
   * @throws SessionFailure, or the signal's reason
   */
  async take(signal: AbortSignal, fresh: boolean): Promise<Session> {
    const { current } = this.logins;
    for (const [session, timer] of [...this.idle].reverse()) {
      clearTimeout(timer);
      this.idle.delete(session);
      if (!fresh && this.fits(session, current)) return session;
      this.leave(session);
    }
    return Session.open(this.target, current, this.timeouts, signal);
  }

  /** Takes a session back after a message; it may have ended meanwhile. */
  giveBack(session: Session): void {
    if (!this.fits(session, this.logins.current)) {
      this.leave(session);
      return;
    }
    const timer = setTimeout(() => {
      this.idle.delete(session);
      this.leave(session);
    }, this.options.idleMs);
    this.idle.set(session, timer);
  }

  /** Says goodbye on every idle session. */
  async close(): Promise<void> {
    const sessions = [...this.idle];
    this.idle.clear();
    await Promise.all(
      sessions.map(([session, timer]) => {
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
