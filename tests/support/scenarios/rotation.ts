import { JOHN, PENDING, type Scenario } from "./scenario";

const REQUEST = { rotate_requested_at: "2026-01-01T00:00:00Z" };
const COMPROMISED = { compromised_at: "2026-01-01T00:00:00Z" };

/** What rotation and its opposite, replacing a compromised login, leave behind. */
export const ROTATION: readonly Scenario[] = [
  {
    name: "a rotation whose password cannot be encrypted leaves the login, and no second key",
    play: async scene => {
      const { model } = scene.stage;
      await scene.active();
      model.faultOf = ({ operation }) => (operation === "Encrypt" ? "denied" : undefined);
      scene.set(REQUEST);
      for (let waited = 0; waited < 400 && scene.record().failure === undefined; waited++)
        await scene.stage.pass(1_000);
      scene.expect({ status: "active", failure: "rotation_failed" });
      const keys = scene.stage.users(JOHN).flatMap(user => user.keys.map(({ id }) => id));
      scene.check(keys.join() === scene.record().smtp_username, `its keys are ${keys.join()}`);
    },
  },
  {
    name: "a compromised login is replaced with its user although its record is overwritten in the middle",
    play: async scene => {
      const { model } = scene.stage;
      await scene.active();
      const [before] = scene.stage.users(JOHN);
      model.faultOf = ({ operation }) => (operation === "DeleteUser" ? "dies before" : undefined);
      scene.set(COMPROMISED);
      await scene.stage.pass(3_000);
      model.faultOf = () => undefined;
      scene.change(stage => stage.put(JOHN, PENDING));
      await scene.stage.pass(600_000);
      scene.expect({ status: "active" });
      const names = scene.stage.users(JOHN).map(({ name }) => name);
      scene.check(names.length === 1 && names[0] !== before?.name, `its users are ${names.join()}`);
    },
  },
];
