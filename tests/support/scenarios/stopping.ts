import { LEASE_PK } from "../../../records/keys";
import type { Stage } from "../reconciler/stage";
import { JOHN, PENDING, type Scenario } from "./scenario";

/** From the change of the record to Deny, whatever the fault; DESIGN's bound for a login that is to be stopped. */
const STOPPED_WITHIN_MS = 2_000;

const disable = (stage: Stage) => stage.change(JOHN, { status: "disabled" });
const remove = (stage: Stage) => stage.remove(JOHN);

const DENIED = { status: "disabled", verified_status: "denied", failure: undefined };
const PROVED = { status: "disabled", verified_status: "disabled", failure: undefined };

/** Each of the faults that must not keep a login alive. */
export const STOPPING: readonly Scenario[] = [
  ...([disable, remove] as const).flatMap((stop): Scenario[] => [
    {
      name: `a login is ${stop.name}d while the run that makes it tries it`,
      play: async scene => {
        const stage = scene.with({ smtpLagMs: () => 60_000 });
        scene.change(() => stage.put(JOHN, PENDING));
        await stage.pass(8_000);
        await scene.stop(STOPPED_WITHIN_MS, stop);
      },
    },
    {
      name: `a login is ${stop.name}d while one try of it takes long`,
      play: async scene => {
        const { stage } = scene;
        stage.model.faultOf = ({ operation }) => (operation === "Login" ? "slow" : undefined);
        scene.change(() => stage.put(JOHN, PENDING));
        await stage.pass(8_000);
        await scene.stop(STOPPED_WITHIN_MS, stop);
      },
    },
    {
      name: `a login is ${stop.name}d while a dead run holds the lease`,
      play: async scene => {
        const { stage } = scene;
        await scene.active();
        stage.model.faultOf = ({ operation }) => (operation === "PutUserPolicy" ? "dies before" : undefined);
        scene.set({ allowed_from_addresses: ["b@company.com"] });
        await stage.pass(5_000);
        stage.model.faultOf = () => undefined;
        await scene.stop(STOPPED_WITHIN_MS, stop);
      },
    },
    {
      name: `a login is ${stop.name}d while leases cannot be written`,
      play: async scene => {
        const { stage } = scene;
        await scene.active();
        const until = stage.model.time.running + 30_000;
        stage.model.faultOf = ({ operation, input }) => {
          const key = input.Key as { PK?: { S: string } } | undefined;
          const isLease = operation === "UpdateItem" && key?.PK?.S === LEASE_PK;
          return isLease && stage.model.time.running < until ? "lost" : undefined;
        };
        await scene.stop(STOPPED_WITHIN_MS, stop);
      },
    },
  ]),
  {
    name: "a login is disabled while KMS is down: Deny is in place, and a later look proves it",
    play: async scene => {
      const { stage } = scene;
      await scene.active();
      stage.model.kms.disabled = true;
      await scene.stop(STOPPED_WITHIN_MS, disable);
      scene.expect(DENIED);
      stage.model.kms.disabled = false;
      await stage.pass(3_600_000);
      scene.expect(PROVED);
    },
  },
  {
    name: "a login is disabled while KMS does not answer for long",
    play: async scene => {
      const { stage } = scene;
      await scene.active();
      stage.model.faultOf = ({ operation }) => (operation === "Decrypt" ? "slow" : undefined);
      await scene.stop(STOPPED_WITHIN_MS, disable);
      scene.expect(PROVED);
    },
  },
  {
    name: "a login is disabled while SMTP is down: Deny is in place, and a later look proves it",
    play: async scene => {
      const { stage } = scene;
      await scene.active();
      stage.model.ses.down = true;
      await scene.stop(STOPPED_WITHIN_MS, disable);
      scene.expect(DENIED);
      stage.model.ses.down = false;
      await stage.pass(3_600_000);
      scene.expect(PROVED);
    },
  },
  {
    name: "a login that is still accepted for long is disabled in its record first, and proved refused later",
    play: async scene => {
      let lagMs = 5_000;
      const stage = scene.with({ smtpLagMs: () => lagMs });
      await scene.active();
      lagMs = 100_000;
      scene.set({ status: "disabled" });
      await stage.pass(45_000);
      scene.expect(DENIED);
      await stage.pass(600_000);
      scene.expect(PROVED);
    },
  },
  {
    name: "a login is disabled although Deny is refused: its keys are inactive, and the remedy does not turn it on",
    play: async scene => {
      const { stage } = scene;
      await scene.active();
      stage.model.faultOf = ({ operation }) => (operation === "PutUserPolicy" ? "denied" : undefined);
      scene.set({ status: "disabled" });
      await stage.pass(2_000);
      const keys = stage.users(JOHN).flatMap(user => user.keys.filter(key => key.active));
      scene.check(keys.length === 0, "a key is active");
      await stage.pass(600_000);
      scene.expect({ status: "failed", failure: "access_denied" });
      const { message } = scene.record().failure as { message: string };
      scene.check(/set status to "disabled"/.test(message), `its remedy is: ${message}`);
      stage.model.faultOf = () => undefined;
      scene.set({ allowed_from_addresses: ["b@company.com"] });
      await stage.pass(120_000);
      scene.expect({ status: "disabled", verified_status: "disabled" });
      scene.check(scene.isOff(), "it is not off");
    },
  },
];
