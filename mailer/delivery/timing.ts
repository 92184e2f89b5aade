/** How long each part may take. Milliseconds. */
export interface Timeouts {
  /** To a session that can log in: name look-up, TCP, greeting, EHLO and TLS together. 15 s. */
  connectMs: number;
  /** From the TCP connection to the server's greeting, within `connectMs`. 10 s. */
  greetingMs: number;
  /** Without a byte from the server. 60 s: SES answers a large message after it has read it. */
  socketMs: number;
  /** A message from its first attempt to its end, retries and their pauses included. 5 min. */
  totalMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = {
  connectMs: 15_000,
  greetingMs: 10_000,
  socketMs: 60_000,
  totalMs: 300_000,
};

/** Waits; rejects with the signal's reason as soon as it is given. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** Waits for the work; rejects with the signal's reason as soon as it is given, whatever becomes of the work then. */
export function unlessStopped<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", stop);
    });
  });
}

/** The longest that a timer of Node's takes; beyond it fires at once. ms, 24.8 days. */
export const LONGEST_MS = 2_147_483_647;
