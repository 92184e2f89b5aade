import { JOHN, PENDING, type Scenario } from "./scenario";

const COUNT = 200;

/** The manager's timeout. */
const LASTS_MS = 180_000;

/** As many as IAM was seen to allow an account. */
const WRITES_PER_SECOND = 5;

/** With IAM's limit shared by all, a login that is to be stopped gets its turn within this time. */
const STOPPED_WITHIN_MS = 3_000;

export const THROTTLING: readonly Scenario[] = [
  {
    name: "calls that are throttled for two minutes leave no failure and no doubt about a second key",
    play: async scene => {
      const { stage } = scene;
      stage.model.faultOf = ({ service }) =>
        service === "iam" && stage.model.time.running < 120_000 ? "throttled" : undefined;
      scene.change(() => stage.put(JOHN, PENDING));
      let failed = false;
      for (let second = 0; second < 240; second++) {
        await stage.pass(1_000);
        failed ||= scene.record().failure !== undefined;
      }
      scene.check(!failed, "a failure was written");
      scene.expect({ status: "active", verified_status: "active" });
      scene.check(stage.model.scheduler.created.length === 0, "a wake-up was booked");
    },
  },
  {
    name: "calls that are throttled for longer than a run lasts are tried again by the next",
    play: async scene => {
      const { stage } = scene;
      stage.model.faultOf = ({ operation }) =>
        operation === "CreateAccessKey" && stage.model.time.running < 400_000 ? "throttled" : undefined;
      stage.put(JOHN, PENDING);
      void stage.invoke(JOHN, LASTS_MS);
      await stage.pass(1_200_000);
      scene.expect({ status: "active", verified_status: "active", failure: undefined });
      scene.check(stage.users(JOHN)[0]?.keys.length === 1, "it has not exactly one key");
    },
  },
  {
    name: `${COUNT} records at once, with ${WRITES_PER_SECOND} changes a second allowed by IAM, all become active`,
    slow: true,
    play: async scene => {
      const stage = scene.with({ iamWritesPerSecond: WRITES_PER_SECOND, pageSize: 100 });
      await scene.active("jane");
      const usernames = Array.from({ length: COUNT }, (_, index) => `user.${index}`);
      for (const username of usernames) {
        stage.put(username, { status: "pending", allowed_from_addresses: [`${username}@company.com`] });
        void stage.invoke(username, LASTS_MS);
      }
      await stage.pass(20_000);
      await scene.stop(STOPPED_WITHIN_MS, () => stage.change("jane", { status: "disabled" }), "jane");
      scene.expect({ status: "disabled", verified_status: "disabled" }, "jane");
      const statuses = usernames.map(username => String(stage.record(username)?.status));
      const active = statuses.filter(status => status === "active").length;
      scene.check(
        active === COUNT,
        `${active} are active; one is ${statuses.find(s => s !== "active") ?? ""}`,
      );
      scene.check(
        usernames.every(username => stage.record(username)?.failure === undefined),
        "one has a failure",
      );
      const keys = usernames.map(username => stage.users(username).map(user => user.keys.length));
      scene.check(
        JSON.stringify(keys) === JSON.stringify(keys.map(() => [1])),
        "one has not exactly one key",
      );
      scene.check(stage.model.iamWrites.throttled > COUNT, "IAM throttled hardly anything");
    },
  },
];
