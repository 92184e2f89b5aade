import type { Stage } from "../reconciler/stage";
import { JOHN, PENDING, type Scenario } from "./scenario";

/** The event's delivery, the two seconds after which a holder looks at its lease, and the calls of both runs. */
const MAX_SEEN_MS = 3_500;

/** Two runs for one username, and what must not be lost between them. */
export const MARKS: readonly Scenario[] = [
  {
    name: "a change made while a dead run holds the lease is found by the wake-up of whoever marked it",
    play: async scene => {
      const { stage } = scene;
      await scene.active();
      let slow = true;
      stage.model.faultOf = ({ operation }) => {
        if (operation !== "GetUser" || !slow) return undefined;
        slow = false;
        return "slow and dies after";
      };
      stage.losesRetry = () => true;
      scene.set({ allowed_from_addresses: ["b@company.com"] });
      await stage.pass(5_000);
      scene.set({ allowed_from_addresses: ["c@company.com"] });
      await stage.pass(300_000);
      scene.check(scene.worksFrom("c@company.com"), "the second change was lost");
    },
  },
  {
    name: "a key that a dead run created, and IAM still hides from the next run, is deleted later",
    play: async scene => {
      let staleSince = Infinity;
      const stage: Stage = scene.with({
        lag: () => Math.min(20_000, Math.max(0, stage.model.time.running - staleSince)),
      });
      stage.model.faultOf = ({ operation }) => {
        if (operation !== "CreateAccessKey" || staleSince < Infinity) return undefined;
        staleSince = stage.model.time.running;
        return "slow and dies after";
      };
      stage.losesRetry = () => true;
      scene.change(() => stage.put(JOHN, PENDING));
      await stage.pass(31_000); // until the lease has ended
      scene.set({ allowed_from_addresses: ["b@company.com"] });
      await stage.pass(600_000);
      scene.check(stage.users(JOHN)[0]?.keys.length === 1, "it has not exactly one key");
      scene.check(scene.worksFrom("b@company.com"), "the login does not work");
    },
  },
  ...[8_000, 9_100, 11_300].map((probedMs): Scenario => ({
    name: `a change made while a run has tried its login for ${probedMs} ms is carried out by that run, within seconds`,
    play: async scene => {
      const stage = scene.with({ smtpLagMs: () => 60_000 });
      scene.change(() => stage.put(JOHN, PENDING));
      await stage.pass(probedMs);
      scene.set({ allowed_from_addresses: ["b@company.com"] });
      await stage.pass(MAX_SEEN_MS);
      scene.check(scene.worksFrom("b@company.com"), "the change is not carried out");
    },
  })),
  {
    name: "a change made while the lease is about to be released is carried out by its holder",
    play: async scene => {
      const { stage } = scene;
      await scene.active();
      let slow = true;
      stage.model.faultOf = ({ input }) => {
        if (!String(input.UpdateExpression).includes("released_by") || !slow) return undefined;
        slow = false;
        return "slow";
      };
      scene.set({ allowed_from_addresses: ["b@company.com"] });
      await stage.pass(5_000);
      scene.set({ allowed_from_addresses: ["c@company.com"] });
      await stage.pass(15_000);
      scene.check(scene.worksFrom("c@company.com"), "the change is not carried out");
    },
  },
  {
    name: "a login that was disabled and enabled again while a run holds the lease works in the end",
    play: async scene => {
      let staleSince = Infinity;
      const stage: Stage = scene.with({
        lag: () => Math.min(20_000, Math.max(0, stage.model.time.running - staleSince)),
      });
      await scene.active();
      stage.model.ses.down = true;
      scene.set({ status: "pending" });
      await stage.pass(2_500);
      staleSince = stage.model.time.running; // IAM goes on showing the login as it was
      stage.change(JOHN, { status: "disabled" });
      void stage.invoke(JOHN);
      while (!scene.isOff()) await stage.pass(10);
      await stage.pass(100); // Deny is in place, and the holder has not looked yet
      scene.set({ status: "pending" });
      await stage.pass(1_000);
      stage.model.ses.down = false;
      await stage.pass(20_000); // sooner than the wake-up
      scene.check(scene.worksFrom("a@company.com"), "the holder does not know that IAM was changed");
      await stage.pass(300_000);
      scene.expect({ status: "active", verified_status: "active" });
      scene.check(scene.worksFrom("a@company.com"), "it is active and does not work");
    },
  },
  ...[1, 2, 3, 4].map((seed): Scenario => ({
    name: `a policy that takes effect late does not outlast the login that was disabled since, seed ${seed}`,
    play: async scene => {
      const stage = scene.with({ seed });
      await scene.active();
      let late = true;
      stage.model.faultOf = ({ operation, input }) => {
        const allows = operation === "PutUserPolicy" && String(input.PolicyDocument).includes("Allow");
        if (!allows || !late) return undefined;
        late = false;
        return "lands late";
      };
      scene.set({ allowed_from_addresses: ["b@company.com"] });
      await stage.pass(6_000); // the first run has ended, and nobody has marked its lease
      scene.set({ status: "disabled" });
      await stage.pass(600_000);
      scene.check(scene.isOff(), "it is not off");
      scene.expect({ status: "disabled", verified_status: "disabled" });
    },
  })),
  {
    name: "an event that is delivered while its own run works leaves nothing undone, and nothing waiting",
    play: async scene => {
      const { stage } = scene;
      scene.set({ status: "disabled" });
      await scene.active();
      scene.set({ status: "pending" });
      for (let delivery = 0; delivery < 5; delivery++) {
        await stage.pass(400);
        void stage.invoke(JOHN);
      }
      await stage.pass(600_000);
      scene.expect({ status: "active", verified_status: "active" });
      const { holder, look_again_at } = stage.lease(JOHN) ?? {};
      scene.check(holder === undefined && look_again_at === undefined, "the lease is not free");
    },
  },
  {
    name: "a result that is being published does not overwrite a request made meanwhile",
    play: async scene => {
      const { stage } = scene;
      let slow = true;
      stage.model.faultOf = ({ operation, input }) => {
        const publishes = operation === "UpdateItem" && String(input.UpdateExpression).includes("#applied");
        if (!publishes || !slow) return undefined;
        slow = false;
        return "slow";
      };
      scene.change(() => stage.put(JOHN, PENDING));
      await stage.pass(12_000);
      scene.set({ status: "disabled" });
      await stage.pass(300_000);
      scene.check(!slow, "it was published before");
      scene.expect({ status: "disabled", verified_status: "disabled" });
    },
  },
  {
    name: "whoever finds a lease held leaves at once",
    play: async scene => {
      const stage = scene.with({ smtpLagMs: () => 60_000 });
      scene.change(() => stage.put(JOHN, PENDING));
      await stage.pass(8_000);
      const started = stage.model.time.running;
      scene.check((await stage.reconcile(JOHN)) === "done", "it did not end well");
      // The clock of the test passes in steps of a second.
      scene.check(stage.model.time.running - started <= 1_000, "it waited");
      scene.check(stage.model.scheduler.created.length === 1, "it did not book exactly one wake-up");
    },
  },
];
