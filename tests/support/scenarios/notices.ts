import { DAY_MS } from "../../../records/rotation";
import { type Scene, JOHN, PENDING, type Scenario } from "./scenario";

const OWNER = "jane@example.com";
const SUSPENDED = "is suspended";

/** A login that works, with a holder who gets emails. */
async function ownedLogin(scene: Scene): Promise<void> {
  scene.change(stage => stage.put(JOHN, { ...PENDING, owner_email: OWNER }));
  await scene.stage.pass(120_000);
  scene.expect({ status: "active" });
}

/** Runs as a sweep would, day after day. */
async function days(scene: Scene, count: number, each: () => void = () => undefined): Promise<void> {
  for (let day = 0; day < count; day++) {
    each();
    void scene.stage.invoke(JOHN);
    await scene.stage.pass(DAY_MS);
  }
}

const alerts = ({ stage }: Scene) => stage.model.alerts.map(({ Subject }) => Subject);

function checkAlerts(scene: Scene, endings: readonly string[]): void {
  const found = alerts(scene);
  const same = found.length === endings.length && endings.every((end, index) => found[index]?.endsWith(end));
  scene.check(same, `administrators were told: ${found.join("; ") || "nothing"}`);
}

function checkMails(scene: Scene, count: number): void {
  const { mails } = scene.stage.model;
  scene.check(mails.length === count, `the holder got ${mails.length} emails instead of ${count}`);
  scene.check(
    mails.every(({ to }) => to === OWNER),
    "somebody else got an email",
  );
}

const suspend = (scene: Scene) => scene.change(stage => stage.putHold(JOHN, "suspended"));

/** What people are told, once, and what they are not. */
export const NOTICES: readonly Scenario[] = [
  {
    name: "a suspension is told once to administrators and to the holder, although sweeps find it day after day",
    play: async scene => {
      await ownedLogin(scene);
      suspend(scene);
      await scene.stage.pass(300_000);
      await days(scene, 10);
      checkAlerts(scene, [SUSPENDED]);
      checkMails(scene, 1);
    },
  },
  {
    name: "a suspension is not told twice although the run that told it dies before it can say so",
    play: async scene => {
      await ownedLogin(scene);
      let told = false;
      scene.stage.model.faultOf = ({ service }) => {
        if (told || service !== "sns") return undefined;
        told = true;
        return "dies after";
      };
      suspend(scene);
      await scene.stage.pass(900_000);
      await days(scene, 2);
      scene.check(told, "the run did not die");
      checkAlerts(scene, [SUSPENDED]);
    },
  },
  {
    name: "a notice that cannot be sent fails no run, and is sent once, a day later",
    play: async scene => {
      await ownedLogin(scene);
      scene.stage.model.faultOf = ({ service }) =>
        service === "sns" || service === "ses" ? "denied" : undefined;
      suspend(scene);
      await scene.stage.pass(300_000);
      scene.expect({ status: "failed", failure: "suspended" });
      scene.check(
        scene.stage.log.every(({ message }) => message !== "thrown"),
        "a run failed",
      );
      scene.stage.model.faultOf = () => undefined;
      await days(scene, 4);
      checkAlerts(scene, [SUSPENDED]);
      checkMails(scene, 1);
    },
  },
  {
    name: "a mistake that comes and goes is told once a day at most",
    play: async scene => {
      await scene.active();
      for (let time = 0; time < 4; time++) {
        scene.set({ allowed_from_addresses: ["a@elsewhere.com"], status: "pending" });
        await scene.stage.pass(300_000);
        scene.set(PENDING);
        await scene.stage.pass(300_000);
      }
      checkAlerts(scene, ["has a record that cannot be applied"]);
    },
  },
  {
    name: "a failure that is parked alerts by that, and not a second time",
    play: async scene => {
      scene.stage.model.iam.settings.userQuota = 0;
      scene.change(stage => stage.put(JOHN, PENDING));
      await scene.stage.pass(300_000);
      scene.expect({ status: "failed", failure: "quota_reached" });
      scene.check(scene.stage.model.parked.length === 1, "it is not parked");
      checkAlerts(scene, []);
    },
  },
  {
    name: "a scheduled rotation is told within a week before it, once",
    play: async scene => {
      await ownedLogin(scene);
      scene.stage.model.rotation = { ...scene.stage.model.rotation, rotationDays: 30 };
      await days(scene, 22);
      checkAlerts(scene, []);
      await days(scene, 7);
      checkAlerts(scene, ["gets a new password soon"]);
      checkMails(scene, 1);
    },
  },
  {
    name: "an old login in use is told of before its end, and again before its last end",
    play: async scene => {
      await scene.active();
      const former = String(scene.record().smtp_username);
      scene.set({ rotate_requested_at: "2026-01-01T00:00:00Z" });
      await scene.stage.pass(300_000);
      scene.expect({ previous_smtp_username: former });
      const use = () => scene.stage.model.ses.lastUsed.set(former, scene.stage.model.time.now());
      await days(scene, 40, use);
      checkAlerts(scene, ["still uses its old password", "still uses its old password"]);
    },
  },
  {
    name: "an old login that nobody uses ends without a word",
    play: async scene => {
      await scene.active();
      scene.set({ rotate_requested_at: "2026-01-01T00:00:00Z" });
      await scene.stage.pass(300_000);
      await days(scene, 20);
      checkAlerts(scene, []);
    },
  },
  {
    name: "the end of a login is told a week ahead, and when it has come",
    play: async scene => {
      await ownedLogin(scene);
      const end = new Date(scene.stage.model.time.now() + 10 * DAY_MS).toISOString();
      scene.set({ valid_until: end });
      await days(scene, 2);
      checkAlerts(scene, []);
      await days(scene, 10);
      checkAlerts(scene, ["ends soon", "has ended"]);
      checkMails(scene, 2);
    },
  },
];
