import type { Scenario } from "./scenario";

const COUNT = 200;

/** The manager's timeout. */
const LASTS_MS = 180_000;

/** As many as IAM was seen to allow an account. */
const WRITES_PER_SECOND = 5;

/** With IAM's limit shared by all, a login that is to be stopped gets its turn within this time. */
const STOPPED_WITHIN_MS = 3_000;

export const THROTTLING: readonly Scenario[] = [
  {
    name: `${COUNT} records at once, with ${WRITES_PER_SECOND} changes a second allowed by IAM, all become active`,
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
