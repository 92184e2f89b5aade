/** The pause between two attempts: with the call itself, one of them is made every tenth of a second. */
const FAST_PAUSE_MS = 50;

/** How many attempts in a row are fast: enough for a login to be stopped while IAM throttles hundreds of new ones. */
const FAST_ATTEMPTS = 100;

/** The longest pause after that: so many throttled attempts mean that hundreds of logins are being stopped. */
const MAX_URGENT_PAUSE_MS = 2_000;

/** The same if no login of this process can send anymore: another process may have one that can. */
const FIRST_CALM_PAUSE_MS = 200;
const MAX_CALM_PAUSE_MS = 5_000;

/** A call that waits to be tried again. */
export interface Turn {
  /** Its login can still send. */
  readonly urgent: boolean;
  begin: () => void;
}

/**
 * The calls of one process that stop logins, while IAM throttles them: those whose login can still send come first, and
 * only as many are tried at a time as IAM accepts. Hundreds that are all tried every tenth of a second throttle each
 * other, and everybody else in the account: IAM's limits are token buckets of the account
 * (https://aws.amazon.com/blogs/security/how-to-monitor-and-query-iam-resources-at-scale-part-2/).
 */
export class StopTurns {
  private readonly current = new Set<Turn>();
  private readonly waiting: Turn[] = [];
  /** How many may be tried at a time. */
  private width = 1;
  private throttledInARow = 0;
  /** How many answers IAM has given to those whose turn it was. */
  answers = 0;

  /** @param random gives a number from 0 to 1 */
  constructor(private readonly random: () => number) {}

  /** Whether calls are being tried again: others line up behind them. */
  get areTaken(): boolean {
    return this.current.size > 0;
  }

  /** Lines up; the turn must be left, whatever becomes of the call. */
  join(urgent: boolean): Turn {
    const turn = { urgent, begin: () => undefined };
    this.waiting.push(turn);
    this.passOn();
    return turn;
  }

  isNow(turn: Turn): boolean {
    return this.current.has(turn);
  }

  /** Resolves when the turn has come. */
  begins(turn: Turn): Promise<void> {
    return this.isNow(turn) ? Promise.resolve() : new Promise(resolve => (turn.begin = resolve));
  }

  /** IAM has accepted a call, so it may accept more. */
  accepted(): void {
    this.answers++;
    this.throttledInARow = 0;
    this.width++;
    this.passOn();
  }

  /**
   * IAM has throttled the call whose turn it is.
   * @returns how long to pause, in milliseconds: exponential backoff with full jitter, of an urgent call after a hundred
   *   fast attempts
   */
  throttled({ urgent }: Turn): number {
    this.answers++;
    this.width = 1;
    const inARow = ++this.throttledInARow;
    if (!urgent) return this.backoff(FIRST_CALM_PAUSE_MS, inARow - 1, MAX_CALM_PAUSE_MS);
    if (inARow <= FAST_ATTEMPTS) return FAST_PAUSE_MS * (0.5 + this.random());
    return this.backoff(FAST_PAUSE_MS, inARow - FAST_ATTEMPTS, MAX_URGENT_PAUSE_MS);
  }

  private backoff(firstMs: number, turn: number, maxMs: number): number {
    return Math.min(maxMs, firstMs * 2 ** turn) * this.random();
  }

  /** The call must be tried again: it comes first, unless another one is more urgent. */
  again(turn: Turn): void {
    this.current.delete(turn);
    this.waiting.unshift(turn);
    this.passOn();
  }

  leave(turn: Turn): void {
    const place = this.waiting.indexOf(turn);
    if (place >= 0) this.waiting.splice(place, 1);
    this.current.delete(turn);
    this.passOn();
    if (!this.areTaken) this.throttledInARow = 0; // what comes later is not a part of this
  }

  private passOn(): void {
    while (this.current.size < this.width) {
      const urgent = this.waiting.findIndex(turn => turn.urgent);
      const [next] = this.waiting.splice(Math.max(0, urgent), 1);
      if (next === undefined) return;
      this.current.add(next);
      next.begin();
    }
  }
}
