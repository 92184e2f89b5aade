import { expect } from "chai";
import { ConcurrencyLimit } from "../../../handlers/credential-manager/concurrency-limit";
import type { WaitingClock } from "../../../handlers/shared/clock";

/** As many as work at a time, and what a full house of them looks like. */
const AT_WORK = 4;

/** A clock whose sleeps end when the test says so. */
class HandClock implements WaitingClock {
  readonly sleepers: { ms: number; wake: () => void }[] = [];
  now(): number {
    return 42;
  }
  sleep(ms: number): Promise<void> {
    return new Promise(wake => this.sleepers.push({ ms, wake }));
  }
  async waitFor<T>(work: Promise<T>, maxMs: number): Promise<T | undefined> {
    return Promise.race([work, this.sleep(maxMs).then(() => undefined)]);
  }
  wakeFirst(): void {
    this.sleepers.shift()?.wake();
  }
}

/** What is due now is done. */
const settled = () => new Promise(resolve => setImmediate(resolve));

/** Some work that begins, sleeps once or not, and ends when the test says so. */
function workers(limit: ConcurrencyLimit, clock: WaitingClock) {
  const begun: string[] = [];
  const woken: string[] = [];
  const ends = new Map<string, { end: () => void; fail: (error: Error) => void }>();
  const start = (name: string, sleepMs?: number) =>
    limit.work(clock, async own => {
      begun.push(name);
      if (sleepMs !== undefined) {
        await own.sleep(sleepMs);
        woken.push(name);
      }
      await new Promise<void>((end, fail) => ends.set(name, { end, fail }));
      return name;
    });
  return { begun, woken, start, of: (name: string) => ends.get(name) };
}

describe("the usernames of one event", () => {
  const clock = new HandClock();
  const named = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);

  async function fullHouse() {
    const work = workers(new ConcurrencyLimit(25), clock);
    const results = named("w", AT_WORK).map(name => work.start(name));
    await settled();
    return { ...work, results };
  }

  it("make calls four at a time; the next begins when one ends", async () => {
    const { begun, start, of, results } = await fullHouse();
    const next = start("next");
    await settled();
    expect(begun).to.deep.equal(named("w", AT_WORK));
    of("w3")?.end();
    expect(await results[3]).to.equal("w3");
    await settled();
    expect(begun.at(-1)).to.equal("next");
    of("next")?.end();
    expect(await next).to.equal("next");
  });

  it("make four more calls at a time for each further 25", async () => {
    for (const [usernames, places] of [
      [1, 4],
      [25, 4],
      [26, 8],
      [100, 16],
    ] as const) {
      const { begun, start } = workers(new ConcurrencyLimit(usernames), clock);
      for (const name of named("w", 100)) void start(name);
      await settled();
      expect(begun).to.have.length(places);
    }
  });

  it("begin in the order of the event", async () => {
    const { begun, start, of } = await fullHouse();
    for (const name of ["a", "b"]) void start(name);
    for (const name of ["w0", "w1"]) of(name)?.end();
    await settled();
    expect(begun.slice(AT_WORK)).to.deep.equal(["a", "b"]);
  });

  it("let another begin while they sleep, and wait for a place before they go on", async () => {
    const work = workers(new ConcurrencyLimit(25), clock);
    for (const name of named("s", AT_WORK)) void work.start(name, 5_000);
    await settled();
    expect(clock.sleepers.map(({ ms }) => ms)).to.deep.equal(Array(AT_WORK).fill(5_000));
    for (const name of named("n", AT_WORK + 1)) void work.start(name);
    await settled();
    expect(work.begun.slice(AT_WORK)).to.deep.equal(named("n", AT_WORK));

    clock.wakeFirst();
    await settled();
    expect(work.woken).to.deep.equal([]); // every place is taken, and one was waiting before it
    for (const name of ["n0", "n1"]) work.of(name)?.end();
    await settled();
    expect(work.begun.at(-1)).to.equal(`n${AT_WORK}`);
    expect(work.woken).to.deep.equal(["s0"]);
  });

  it("let another begin while they wait for a login, and have their place again after it", async () => {
    const limit = new ConcurrencyLimit(25);
    const { begun, start, of } = workers(limit, clock);
    let answer: (login: string) => void = () => undefined;
    const login = new Promise<string>(resolve => (answer = resolve));
    const waiting = limit.work(clock, own => own.waitFor(login, 2_000));
    for (const name of named("w", AT_WORK)) void start(name);
    await settled();
    expect(begun).to.have.length(AT_WORK);
    let answered = false;
    void waiting.then(() => (answered = true));
    answer("accepted");
    await settled();
    expect(answered, "every place is taken").to.equal(false);
    of("w0")?.end();
    expect(await waiting).to.equal("accepted");
    void start("next");
    await settled();
    expect(begun.at(-1)).to.equal("next");
  });

  it("give their place back when they fail", async () => {
    const { begun, start, of, results } = await fullHouse();
    void start("next");
    of("w0")?.fail(new Error("throttled"));
    const failure = await results[0]?.catch((error: unknown) => error);
    expect(failure).to.have.property("message", "throttled");
    await settled();
    expect(begun.at(-1)).to.equal("next");
  });

  it("see the time of the event's own clock", async () => {
    const times = await new ConcurrencyLimit(25).work(clock, async own => own.now());
    expect(times).to.equal(42);
  });
});
