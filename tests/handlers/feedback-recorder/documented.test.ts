import { expect } from "chai";
import fc from "fast-check";
import { UNATTRIBUTED } from "../../../records/email-events";
import {
  COUNTED_WITH_USER,
  COUNTED_WITHOUT_USER,
  DOCUMENTED,
  DOCUMENTED_BOUNCES,
  DOCUMENTED_COMPLAINTS,
  documentedMessages,
  SUPPRESSED_NAMES,
} from "../../support/ses-events/documented";
import { NOW } from "../../support/ses-events/event-store";
import { fromEventBridge, fromSns, startRecorder } from "../../support/ses-events/recorder";

const SEED = Number(process.env.SES_SMTP_SEED ?? 20_261_127);
const RUNS = 15;
const HOUR = 3_600_000;

describe(`SES's documented examples, in both shapes, by SNS and by EventBridge, each twice, shuffled (seed ${SEED})`, function () {
  this.timeout(120_000);

  /** Hands each over four times in each shape, to two execution environments in turn. */
  async function recordShuffled(userName: string | undefined, check: Check) {
    const messages = documentedMessages({ sentAt: NOW - 2 * HOUR, ...(userName && { userName }) });
    expect(messages).to.have.lengthOf(2 * DOCUMENTED.length);
    const events = [...messages, ...messages].flatMap(each => [fromSns(each), fromEventBridge(each)]);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(events, { minLength: events.length }), async shuffled => {
        const one = startRecorder();
        const other = startRecorder({ store: one.store });
        for (const [index, event] of shuffled.entries()) await [one, other][index % 2]?.handle(event);
        expect([...one.parked, ...other.parked]).to.deep.equal([]);
        await check(one.store);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  }
  type Check = (store: ReturnType<typeof startRecorder>["store"]) => Promise<void>;

  it("are counted, recorded and suppressed exactly once for the login that they name", async () => {
    await recordShuffled("ses-smtp-user-jane.doe-1763000000", async store => {
      expect(await store.totals()).to.deep.equal({
        "jane.doe": COUNTED_WITH_USER,
        [UNATTRIBUTED]: COUNTED_WITHOUT_USER,
      });
      expect(namesOf(store, "email_bounce")).to.deep.equal(DOCUMENTED_BOUNCES);
      expect(namesOf(store, "email_complaint")).to.deep.equal(DOCUMENTED_COMPLAINTS);
      expect(store.events().every(({ username }) => username === "jane.doe")).to.equal(true);
      expect(store.suppressed()).to.deep.equal(SUPPRESSED_NAMES.map(name => `${name}@example.com`));
    });
  });

  it("are as exactly unattributed if the user is none of ours, as in the examples", async () => {
    await recordShuffled(undefined, async store => {
      expect(await store.totals()).to.deep.equal({
        [UNATTRIBUTED]: { ...COUNTED_WITH_USER, ...COUNTED_WITHOUT_USER },
      });
      expect(namesOf(store, "email_bounce")).to.deep.equal(DOCUMENTED_BOUNCES);
      expect(store.events().some(({ username }) => username !== undefined)).to.equal(false);
      expect(store.suppressed()).to.deep.equal(SUPPRESSED_NAMES.map(name => `${name}@example.com`));
    });
  });

  function namesOf(store: ReturnType<typeof startRecorder>["store"], type: string): string[] {
    return store
      .events()
      .filter(({ entity_type }) => entity_type === type)
      .map(({ email }) => String(email).replace("@example.com", ""))
      .sort();
  }
});
