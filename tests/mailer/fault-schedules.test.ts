import { expect } from "chai";
import fc from "fast-check";
import { MailerError } from "../../mailer";
import { type Action, type InjectedFault, type Ledger, NOTHING, STAGES } from "../support/mailer/faults";
import { FaultyServer } from "../support/mailer/faulty-server";
import { impatient, letter } from "../support/mailer/mailers";

const RUNS = 1_000;
const SEED = Number(process.env.SES_SMTP_SEED ?? 20_261_121);

const refusals = [
  "421 Closing",
  "451 Try later",
  "454 Throttling failure: Maximum sending rate exceeded",
  "554 No",
  "535 No",
];
const action = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Action>({ kind: "drop" }) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom("2", "25", "250-Ok", "45", "451 Tr", "354", "junk")
      .map((text): Action => ({ kind: "half", text })),
  },
  { weight: 6, arbitrary: fc.constantFrom(...refusals).map((text): Action => ({ kind: "reply", text })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("250 Ok early", "what?", "999 odd")
      .map((text): Action => ({ kind: "reply", text })),
  },
  { weight: 2, arbitrary: fc.constant<Action>({ kind: "slow", ms: 3 }) },
  { weight: 1, arbitrary: fc.constant<Action>({ kind: "hang" }) },
);
/** A server may break down in any way, but it does not lie: a refused message is not kept, a confirmed one is. */
function honest({ stage, action }: InjectedFault): boolean {
  const text = "text" in action ? action.text : "";
  return !((stage === "taken" && /^[45]\d\d/.test(text)) || (stage === "end" && text.startsWith("250")));
}

const schedule = fc.record({
  faults: fc.array(fc.record({ stage: fc.constantFrom(...STAGES), action }).filter(honest), { maxLength: 8 }),
  messages: fc.integer({ min: 1, max: 4 }),
  connections: fc.integer({ min: 1, max: 3 }),
  pipelining: fc.boolean(),
  whenOutcomeUnknown: fc.constantFrom("retry" as const, "fail" as const),
});

/** Of all messages: those whose 250 came just as the client's patience ended, as happens on a busy machine. */
const MAX_UNREAD = 0.01;

describe("the mailer against a faulty server", () => {
  const servers: FaultyServer[] = [];
  const tally = { accepted: 0, failed: 0, duplicates: 0, unread: 0 };
  before(async () => {
    servers.push(await FaultyServer.start(), await FaultyServer.start({ extensions: ["PIPELINING"] }));
  });
  after(async () => {
    await Promise.all(servers.map(server => server.close()));
  });

  // Proves SC-002
  it(`ends every message in exactly one of accepted or a typed error, over ${RUNS} schedules (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        schedule,
        async ({ faults, messages, connections, pipelining, whenOutcomeUnknown }) => {
          const server = servers[pipelining ? 1 : 0] as FaultyServer;
          server.reset(faults);
          const ends: string[] = [];
          const mailer = impatient(server.port, {
            pool: { connections },
            timeouts: { connectMs: 80, greetingMs: 60, socketMs: 60 },
            retry: { attempts: 4, whenOutcomeUnknown },
            onEvent: ({ type, messageId }) => {
              if (type === "accepted" || type === "failed") ends.push(messageId);
            },
          });
          const subjects = Array.from({ length: messages }, (_, index) => `message ${index}`);
          const outcomes = await Promise.allSettled(subjects.map(subject => mailer.send(letter(subject))));
          await mailer.close();

          expect(new Set(ends).size).to.equal(messages);
          expect(ends).to.have.length(messages);
          for (const [index, outcome] of outcomes.entries()) {
            const entry = server.ledger.get(`message ${index}`) ?? NOTHING;
            const acted = outcome.status === "fulfilled" ? 1 : 0;
            tally.unread += Math.max(0, entry.confirmed - acted);
            expect(entry.truncated, "a cut message was taken").to.equal(0);
            if (whenOutcomeUnknown === "fail") expect(entry.taken, "at most once").to.be.at.most(1);
            if (outcome.status === "fulfilled") checkAccepted(entry, outcome.value.possibleDuplicate);
            else checkFailed(entry, outcome.reason);
            tally.duplicates += Math.max(0, entry.taken - 1);
          }
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
    const messages = tally.accepted + tally.failed;
    expect(tally.unread, "a 250 that was not acted on").to.be.below(messages * MAX_UNREAD);
    expect(tally.accepted).to.be.above(RUNS / 2);
    expect(tally.failed).to.be.above(0);
    expect(tally.duplicates, "the schedules reach the window in which duplicates arise").to.be.above(0);
    console.log(
      `        ${tally.accepted} accepted, ${tally.failed} typed errors, ${tally.duplicates} explained duplicates, ${tally.unread} replies unread`,
    );
  });

  /** Every copy except the confirmed one was accepted without its 250 reaching us, and was reported. */
  function checkAccepted({ taken, read }: Ledger, possibleDuplicate: boolean) {
    tally.accepted++;
    expect(taken, "lost silently").to.be.at.least(1);
    expect(read, "sent again after a 250").to.be.at.most(1);
    if (taken > 1) expect(possibleDuplicate).to.equal(true);
  }

  function checkFailed({ taken, read }: Ledger, reason: unknown) {
    tally.failed++;
    if (!(reason instanceof MailerError)) throw reason as Error;
    expect(read, `failed after a 250: ${reason.code}`).to.equal(0);
    if (taken > 0) expect(reason.possiblySent, "accepted, and not reported").to.equal(true);
  }
});
