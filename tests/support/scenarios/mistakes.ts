import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { userPath } from "../../../handlers/shared/iam-names";
import { STACK } from "../aws-model";
import { JOHN, PENDING, type Scenario, type Scene } from "./scenario";

const BAD_ENTRY = { allowed_from_addresses: ["b@company.com", "*company.com"] };

/** Lease items that nobody of ours writes. */
const LEASES: Record<string, Record<string, AttributeValue>> = {
  "that never ends": { holder: { S: "x" }, expires_at: { N: "99999999999" } },
  "without an end": { holder: { S: "x" } },
  "of the wrong types": {
    holder: { N: "1" },
    expires_at: { S: "soon" },
    dirty: { S: "x" },
    changed_at: { S: "x" },
  },
  "with times far ahead": { changed_at: { N: "99999999999999" }, look_again_at: { N: "99999999999" } },
  "that names somebody else's user": {
    user_name: { S: "ses-smtp-user-jane-1767225600" },
    changed_at: { N: "1" },
  },
};

async function fail(scene: Scene, write: () => void): Promise<void> {
  await scene.active();
  scene.change(write);
  await scene.stage.pass(300_000);
  scene.expect({ status: "failed", failure: "status_set_by_hand" });
  scene.check(scene.isOff(), "it is not off");
}

/** What people do to records and lease items by mistake or on purpose. */
export const MISTAKES: readonly Scenario[] = [
  {
    name: "a record that names a user of another login gets one of its own, and leaves that one alone",
    play: async scene => {
      const { model } = scene.stage;
      const iam_user_name = "ses-smtp-user-john.doe-1500000000";
      const keys = [model.iam.newKey()];
      const named = scene.stage.putForeign({ name: iam_user_name, path: userPath(STACK, "jane"), keys });
      scene.change(stage => stage.put(JOHN, { ...PENDING, iam_user_name }));
      await scene.stage.pass(120_000);
      scene.expect({ status: "active" });
      scene.check(scene.worksFrom("a@company.com"), "john.doe has no login of its own");
      await scene.stop(5_000, stage => stage.remove(JOHN));
      scene.check(model.iam.timeline.now.get(iam_user_name) === named, "the other user was changed");
    },
  },
  {
    name: "one bad entry in the list of a login that works is left out and named, until the list is corrected",
    play: async scene => {
      await scene.active();
      const { smtp_username } = scene.record();
      scene.set(BAD_ENTRY);
      await scene.stage.pass(120_000);
      scene.expect({ status: "active", failure: "invalid_allowed_from_addresses", smtp_username });
      scene.check(scene.worksFrom("b@company.com"), "the other entry is not applied");
      scene.check(!scene.worksFrom("a@company.com"), "the old entry still is");
      const record = scene.record();
      for (let again = 0; again < 3; again++) {
        await scene.stage.reconcile(JOHN);
        await scene.stage.pass(60_000);
      }
      const same = JSON.stringify(scene.record()) === JSON.stringify(record);
      scene.check(same, "looking again has written the record");
      scene.set({ allowed_from_addresses: ["b@company.com"] });
      await scene.stage.pass(120_000);
      scene.expect({ status: "active", failure: undefined, smtp_username });
    },
  },
  {
    name: "a list without a usable entry suspends a login, and correcting the list alone brings the same one back",
    play: async scene => {
      await scene.active();
      const { smtp_username } = scene.record();
      scene.set({ allowed_from_addresses: ["*"] });
      await scene.stage.pass(120_000);
      scene.expect({ status: "failed", verified_status: "suspended" });
      scene.check(scene.isOff(), "it is not off");
      scene.set({ allowed_from_addresses: ["c@company.com"] });
      await scene.stage.pass(120_000);
      scene.expect({ status: "active", verified_status: "active", failure: undefined, smtp_username });
      scene.check(scene.worksFrom("c@company.com"), "it does not work");
    },
  },
  {
    name: "one bad entry in the list of a new login fails it, and correcting the list alone brings it about",
    play: async scene => {
      scene.change(stage => stage.put(JOHN, { ...PENDING, ...BAD_ENTRY }));
      await scene.stage.pass(120_000);
      scene.expect({ status: "failed", failure: "invalid_allowed_from_addresses" });
      scene.check(scene.stage.users(JOHN).length === 0, "something was created");
      scene.set({ allowed_from_addresses: ["b@company.com"] });
      await scene.stage.pass(120_000);
      scene.expect({ status: "active", failure: undefined });
    },
  },
  {
    name: "a record that becomes invalid before its login was seen to work leaves nothing in IAM",
    play: async scene => {
      const stage = scene.with({ smtpLagMs: () => 60_000 });
      scene.change(() => stage.put(JOHN, PENDING));
      await stage.pass(8_000);
      scene.set({ allowed_from_addresses: ["*"] });
      await stage.pass(300_000);
      scene.expect({ status: "failed", smtp_username: undefined });
      scene.check(stage.users(JOHN).length === 0, "a user is left");
    },
  },
  {
    name: "status set to failed by hand turns off a login that works, and another list does not turn it on",
    play: async scene => {
      await fail(scene, () => scene.stage.change(JOHN, { status: "failed" }));
      scene.expect({ verified_status: "suspended" });
      scene.set({ allowed_from_addresses: ["b@company.com"] });
      await scene.stage.pass(120_000);
      scene.expect({ status: "failed", verified_status: "suspended" });
      scene.check(scene.isOff(), "it is on again");
      scene.set({ status: "pending" });
      await scene.stage.pass(120_000);
      scene.expect({ status: "active", failure: undefined });
    },
  },
  {
    name: "a record overwritten with status failed turns its login off",
    play: scene => fail(scene, () => scene.stage.put(JOHN, { ...PENDING, status: "failed" })),
  },
  {
    name: "a backup of a failed record written over a login that works turns it off",
    play: async scene => {
      scene.change(stage => stage.put(JOHN, { ...PENDING, allowed_from_addresses: ["*"] }));
      await scene.stage.pass(120_000);
      const backup = scene.record();
      await scene.active();
      scene.change(stage => stage.put(JOHN, backup));
      await scene.stage.pass(120_000);
      scene.expect({ status: "failed" });
      scene.check(scene.isOff(), "it is not off");
    },
  },
  ...Object.entries(LEASES).map(([what, item]): Scenario => ({
    name: `a lease item ${what} delays nothing`,
    play: async scene => {
      await scene.active();
      scene.stage.putLease(JOHN, item);
      scene.set({ allowed_from_addresses: ["b@company.com"] });
      await scene.stage.pass(2_000);
      scene.check(scene.worksFrom("b@company.com"), "another list is not applied");
      scene.stage.putLease(JOHN, item);
      await scene.stop(2_000, stage => stage.change(JOHN, { status: "disabled" }));
      scene.expect({ status: "disabled", verified_status: "disabled" });
      scene.stage.putLease(JOHN, item);
      scene.change(stage => stage.remove(JOHN));
      await scene.stage.pass(300_000);
      scene.check(scene.stage.users(JOHN).length === 0, "a user is left");
    },
  })),
  {
    name: "a mark of the wrong type on a held lease delays a stop by less than Deny takes",
    play: async scene => {
      await scene.active();
      const ends = Math.ceil(scene.stage.model.time.now() / 1000) + 25;
      scene.stage.putLease(JOHN, { holder: { S: "x" }, expires_at: { N: String(ends) }, dirty: { S: "x" } });
      await scene.stop(2_000, stage => stage.change(JOHN, { status: "disabled" }));
      scene.expect({ status: "disabled", verified_status: "disabled" });
    },
  },
];
