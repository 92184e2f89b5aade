import { expect } from "chai";
import fc from "fast-check";
import { countMarks } from "../../../handlers/email-events/count/count-marks";
import { UNATTRIBUTED } from "../../../records/email-events";
import { added, eventsIn, EventStore, type Fault, NOW } from "../../support/ses-events/event-store";
import { REPORTED_BOUNCES } from "../../support/ses-events/reported-bounces";
import { REPORTED_COMPLAINTS, REPORTED_OTHERS } from "../../support/ses-events/reported-others";
import { bounce, complaint, failed, message } from "../../support/ses-events/reported-shapes";

const REPORTED = [...REPORTED_BOUNCES, ...REPORTED_COMPLAINTS, ...REPORTED_OTHERS];
const IN_ALL = added(REPORTED.map(({ counts }) => counts as Record<string, number>));
const SUPPRESSED = [...new Set(REPORTED.flatMap(({ suppresses }) => suppresses))].sort();

describe("recording the events of SES", () => {
  it("has at least 40 messages that people have reported", () => {
    expect(REPORTED.length).to.be.at.least(40);
  });

  for (const { title, message: reported, counts, suppresses } of REPORTED) {
    it(`counts and suppresses as it should: ${title}`, async () => {
      const store = new EventStore();
      await store.recorder().record(eventsIn([reported, reported]));
      expect(await store.total()).to.deep.equal(counts);
      expect(store.suppressed()).to.deep.equal([...suppresses].sort());
    });
  }

  it("counts each exactly once, when all come twice, shuffled, in batches of any size, to several environments", async () => {
    const twice = eventsIn([...REPORTED, ...REPORTED].map(({ message: reported }) => reported));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(twice, { minLength: twice.length }),
        fc.integer({ min: 1, max: 40 }),
        async (shuffled, size) => {
          const store = new EventStore();
          const recorders = [store.recorder(), store.recorder()];
          for (let from = 0; from < shuffled.length; from += size)
            await recorders[(from / size) % 2]?.record(shuffled.slice(from, from + size));
          expect(await store.total()).to.deep.equal(IN_ALL);
          expect(store.suppressed()).to.deep.equal(SUPPRESSED);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("counts each exactly once when any call fails, before or after it took effect, and the batch comes again", async () => {
    const events = eventsIn(REPORTED.map(({ message: reported }) => reported));
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.constantFrom<Fault>("before", "after", ...Array<undefined>(20))),
        async faults => {
          const store = new EventStore();
          let left = 60;
          store.faultOf = () => (left-- > 0 ? (faults.next().value as Fault) : undefined);
          const again = async (work: () => Promise<unknown>) => {
            for (let tries = 0; tries < 100; tries++) {
              const failedWith = await work().then(
                () => undefined,
                (error: unknown) => error,
              );
              if (failedWith === undefined) return;
            }
            throw new Error("never succeeded");
          };
          for (let from = 0; from < events.length; from += 10)
            await again(() => store.recorder().record(events.slice(from, from + 10)));
          await again(() => countMarks(store.table, store.retention, () => store.now));
          expect(await store.total()).to.deep.equal(IN_ALL);
          expect(store.suppressed()).to.deep.equal(SUPPRESSED);
        },
      ),
      { numRuns: 30 },
    );
  });

  // Proves P-bounces.feedback_id
  it("records a bounce that both channels report as one, whichever comes first, and names the login once it is known", async () => {
    const details = { type: "Permanent", subtype: "General", recipients: [failed("reader@mail.example")] };
    const event = bounce("event", details);
    const { tags, ...untagged } = event.mail as Record<string, unknown>;
    expect(tags).to.have.property("ses:caller-identity");
    const notification = {
      notificationType: "Bounce",
      mail: untagged,
      bounce: { ...(event.bounce as object), feedbackId: "another", timestamp: "2026-11-21T00:00:00.100Z" },
    };
    for (const order of [
      [event, notification],
      [notification, event],
    ]) {
      const store = new EventStore();
      for (const each of order) await store.recorder().record(eventsIn([each]));
      expect(await store.total()).to.deep.equal({ bounced_permanent: 1 });
      expect(store.events()).to.have.lengthOf(1);
      expect(store.events()[0]).to.include({ username: "jane.doe", email: "reader@mail.example" });
    }
  });

  it("counts for the login that sent the mail, and what no login sent apart", async () => {
    const store = new EventStore();
    const identity = (name: string) => ({ tags: { "ses:caller-identity": [name] } });
    await store
      .recorder()
      .record(
        eventsIn([
          message("event", "Send", {}, identity("ses-smtp-user-jane.doe-1763000000")),
          message("event", "Send", {}, identity("ses-smtp-user-printer-1763000001")),
          message("event", "Send", {}, identity("somebody")),
        ]),
      );
    const one = { sent_messages: 1, sent: 1 };
    expect(await store.totals()).to.deep.equal({ "jane.doe": one, printer: one, [UNATTRIBUTED]: one });
  });

  it("does not suppress again when a bounce is repeated after somebody lifted it", async () => {
    const store = new EventStore();
    const events = eventsIn([
      bounce("event", { type: "Permanent", subtype: "General", recipients: [failed("reader@mail.example")] }),
    ]);
    await store.recorder().record(events);
    store.model.delete("SUPPRESSION", "EMAIL#reader@mail.example");
    await store.recorder().record(events);
    expect(store.suppressed()).to.deep.equal([]);
  });

  // Proves P-component3.3, P-suppressions.expires_at
  it("replaces a suppression that ends, and keeps one that does not", async () => {
    const store = new EventStore();
    const put = (address: string, rest: object) =>
      store.model.put({
        PK: { S: "SUPPRESSION" },
        SK: { S: `EMAIL#${address}` },
        email: { S: address },
        reason: { S: "manual" },
        ...rest,
      });
    put("ends@mail.example", { expires_at: { N: String(NOW / 1000 + 60) } });
    put("stays@mail.example", {});
    await store
      .recorder()
      .record(eventsIn([complaint("event", {}, ["ends@mail.example", "stays@mail.example"])]));
    const reasons = store
      .all()
      .filter(({ PK }) => PK === "SUPPRESSION")
      .map(({ email, reason, expires_at }) => ({ email, reason, expires_at }));
    expect(reasons).to.have.deep.members([
      { email: "ends@mail.example", reason: "complaint", expires_at: undefined },
      { email: "stays@mail.example", reason: "manual", expires_at: undefined },
    ]);
  });

  // Proves P-component3.1, P-component3.2, P-bounces.id, P-bounces.email, P-bounces.bounce_type,
  // P-bounces.bounce_subtype, P-bounces.message_id, P-bounces.timestamp, P-bounces.diagnostic_code,
  // P-bounces.reporting_mta, P-bounces.suppressed, P-bounces.created_at, P-security3.2
  it("writes the fields of an EmailBounce and of an EmailComplaint", async () => {
    const store = new EventStore();
    await store.recorder().record(
      eventsIn([
        bounce("event", {
          type: "Permanent",
          subtype: "General",
          recipients: [failed("Reader@Mail.example", "5.1.1", "smtp; 550 no")],
        }),
        complaint(
          "event",
          {
            complaintFeedbackType: "abuse",
            complaintSubType: "X",
            userAgent: "loop",
            arrivalDate: "2026-11-20T11:00:00Z",
          },
          ["reader@mail.example"],
        ),
      ]),
    );
    const [bounced, complained] = store.events();
    expect(bounced).to.include({
      PK: "EMAIL_EVENT#2026-11-20",
      email: "reader@mail.example",
      bounce_type: "permanent",
      bounce_subtype: "General",
      timestamp: "2026-11-20T09:14:07.664Z",
      diagnostic_code: "smtp; 550 no",
      reporting_mta: "dns; b224-2.smtp-out.eu-central-1.amazonses.com",
      suppressed: true,
      created_at: "2026-11-20T12:00:00.000Z",
      username: "jane.doe",
      expires_at: Math.ceil(Date.parse("2026-11-20T09:14:07.664Z") / 1000) + 90 * 86_400,
    });
    expect(bounced?.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(bounced?.SK).to.equal(`bounce#${String(bounced?.message_id)}#reader@mail.example`);
    expect(complained).to.include({
      complaint_type: "abuse",
      complaint_subtype: "X",
      user_agent: "loop",
      arrival_date: "2026-11-20T11:00:00.000Z",
      suppressed: true,
    });
  });

  it("keeps addresses out of marks, counts and totals", async () => {
    const store = new EventStore();
    await store.recorder().record(eventsIn(REPORTED.map(({ message: reported }) => reported)));
    await store.total();
    const others = store
      .all()
      .filter(({ PK }) => !/^(EMAIL_EVENT#|EMAIL_ADDRESS#|SUPPRESSION$)/.test(String(PK)));
    expect(others.length).to.be.at.least(40);
    expect(JSON.stringify(others)).to.not.match(/@(mail|isp|x|y)\.example/);
  });
});
