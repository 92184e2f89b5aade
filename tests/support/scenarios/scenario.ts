import type { ModelSettings } from "../aws-model";
import { maySend } from "../aws-model/ses";
import { isOff } from "../histories/invariants";
import { type Attributes, Stage } from "../reconciler/stage";

/** One course of events on the model of AWS, and what it must lead to. */
export interface Scenario {
  name: string;
  play: (scene: Scene) => Promise<void>;
  /** Takes seconds, and shows nothing that the others do not show of a planted bug. */
  slow?: boolean;
}

export const JOHN = "john.doe";
export const PENDING: Attributes = { status: "pending", allowed_from_addresses: ["a@company.com"] };

/** How long a stream takes to deliver a record. */
const DELIVERY_MS = 300;

/** An administrator who writes records of one username, and what is found wrong. */
export class Scene {
  readonly violations: string[] = [];
  stage = new Stage();
  private deniedAt: number | undefined;

  /** Starts over in another account. */
  with(settings: ModelSettings): Stage {
    this.stage = new Stage(settings);
    return this.stage;
  }

  check(holds: boolean, otherwise: string): void {
    if (!holds) this.violations.push(`at ${Math.round(this.stage.model.time.running)} ms: ${otherwise}`);
  }

  /** Makes a change whose event is delivered. */
  change(write: (stage: Stage) => void, username = JOHN): void {
    write(this.stage);
    this.stage.model.time.after(DELIVERY_MS, () => void this.stage.invoke(username));
  }

  set(attributes: Attributes, username = JOHN): void {
    this.change(stage => stage.change(username, attributes), username);
  }

  /** A login that has worked for a while. */
  async active(username = JOHN): Promise<void> {
    this.change(stage => stage.put(username, PENDING), username);
    await this.stage.pass(120_000);
    this.check(this.record(username).status === "active", `${username} is not active`);
  }

  /**
   * Stops a login and waits until all has settled. Checks that it could not send any more within that time of the change,
   * and that it is off in the end.
   */
  async stop(withinMs: number, write: (stage: Stage) => void, username = JOHN): Promise<void> {
    const { stage } = this;
    this.deniedAt = undefined;
    stage.model.iam.onChange = () => {
      const denied = stage.users(username).every(user => !maySend(user, "a@company.com"));
      if (denied) this.deniedAt ??= stage.model.time.running;
    };
    const changedAt = stage.model.time.running;
    this.change(write, username);
    await stage.pass(1_200_000);
    const took = (this.deniedAt ?? Infinity) - changedAt;
    this.check(took <= withinMs, `it was denied after ${took} ms`);
    this.check(stage.users(username).every(isOff), "it is not off in the end");
  }

  record(username = JOHN): Attributes {
    return this.stage.record(username) ?? {};
  }

  /** Checks attributes of the record; the code of its failure is `failure`. */
  expect(expected: Attributes, username = JOHN): void {
    const record = this.record(username);
    const found = { ...record, failure: (record.failure as { code: string } | undefined)?.code };
    for (const [name, value] of Object.entries(expected)) {
      const is = (found as Attributes)[name];
      this.check(is === value, `${name} is ${JSON.stringify(is)} and not ${JSON.stringify(value)}`);
    }
  }

  isOff(username = JOHN): boolean {
    return this.stage.users(username).every(isOff);
  }

  /** Whether the one login of a username may send from an address, and its key is active. */
  worksFrom(address: string, username = JOHN): boolean {
    const users = this.stage.users(username);
    return (
      users.length === 1 && users.every(user => maySend(user, address) && user.keys.some(key => key.active))
    );
  }
}

/** @returns what is wrong; empty if nothing is */
export async function playScenario({ name, play }: Scenario): Promise<string[]> {
  const scene = new Scene();
  await play(scene);
  return scene.violations.map(violation => `${name}: ${violation}`);
}
