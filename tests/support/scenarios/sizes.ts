import { JOHN, PENDING, type Scenario } from "./scenario";

/** Records of up to 400 kB, which DynamoDB counts by bytes. */
export const SIZES: readonly Scenario[] = [
  {
    name: "a description that leaves no room for a login creates nothing, and a shorter one gets a login",
    play: async scene => {
      scene.change(stage => stage.put(JOHN, { ...PENDING, description: "€".repeat(135_000) }));
      await scene.stage.pass(300_000);
      scene.expect({ status: "failed", failure: "record_too_large", smtp_username: undefined });
      scene.check(scene.stage.users(JOHN).length === 0, "something was created");
      scene.set({ description: "shorter", status: "pending" });
      await scene.stage.pass(120_000);
      scene.expect({ status: "active", failure: undefined });
    },
  },
  {
    name: "a record without room even for its failure creates nothing, and its event is not lost",
    play: async scene => {
      scene.change(stage => stage.put(JOHN, { ...PENDING, description: "€".repeat(136_465) }));
      await scene.stage.pass(600_000);
      scene.check(scene.stage.users(JOHN).length === 0, "something was created");
      scene.check(scene.stage.owesRun(JOHN), "its event is lost");
      scene.set({ description: "shorter" });
      await scene.stage.pass(120_000);
      scene.expect({ status: "active", failure: undefined });
    },
  },
  {
    name: "a binary of 60 kB, sets and numbers of many digits take no more room than DynamoDB counts",
    play: async scene => {
      const others = {
        photo: new Uint8Array(60_000),
        tags: new Set(["a".repeat(100_000), "b".repeat(100_000)]),
        pieces: Array.from({ length: 10_000 }, () => 1_234_567.875),
      };
      scene.change(stage => stage.put(JOHN, { ...PENDING, ...others }));
      await scene.stage.pass(120_000);
      scene.expect({ status: "active", failure: undefined });
    },
  },
  {
    name: "a login that works keeps working when its record grows to the last byte that leaves it room",
    play: async scene => {
      await scene.active();
      const { smtp_username } = scene.record();
      scene.set({ description: "x".repeat(401_300) });
      await scene.stage.pass(120_000);
      scene.expect({ status: "active", failure: undefined, smtp_username });
    },
  },
];
