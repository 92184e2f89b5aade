import { expect } from "chai";
import {
  AccountWatch,
  type AccountWatchPorts,
} from "../../../../handlers/feedback-recorder/account/account-watch";
import type { Alert } from "../../../../handlers/shared/parked-alert";
import { EventStore } from "../../../support/ses-events/event-store";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** An account that answers GetAccount like this, and execution environments that watch it. */
class Scene {
  readonly store = new EventStore();
  readonly alerts: Alert[] = [];
  readonly used: number[] = [];
  readonly warnings: string[] = [];
  asked = 0;
  answer: () => object = () => account(10);
  deliver: (alert: Alert) => Promise<void> = async alert => void this.alerts.push(alert);

  environment(): AccountWatch {
    const ports: AccountWatchPorts = {
      table: this.store.table,
      ses: {
        send: async () => {
          this.asked++;
          return this.answer();
        },
      } as AccountWatchPorts["ses"],
      metrics: { emit: ({ QuotaUsed = -1 }) => void this.used.push(QuotaUsed) },
      alert: alert => this.deliver(alert),
      log: { warn: message => void this.warnings.push(message) },
      now: () => this.store.now,
      quotaAlert: 0.8,
      place: { accountId: "123456789012", region: "eu-central-1" },
    };
    return new AccountWatch(ports);
  }

  subjects(): string[] {
    return this.alerts.splice(0).map(({ Subject }) => Subject);
  }
}

function account(SentLast24Hours: number, EnforcementStatus = "HEALTHY", Max24HourSend = 200): object {
  return { EnforcementStatus, SendQuota: { Max24HourSend, MaxSendRate: 1, SentLast24Hours } };
}

describe("watching the account", () => {
  it("asks at most every five minutes, however many environments record events", async () => {
    const scene = new Scene();
    const environments = Array.from({ length: 20 }, () => scene.environment());
    for (let minute = 0; minute < 60; minute++) {
      await Promise.all(environments.map(each => each.look()));
      await scene.environment().look(); // one that was just started
      scene.store.now += MINUTE;
    }
    expect(scene.asked).to.equal(12);
    expect(scene.used).to.deep.equal(Array(12).fill(5));
  });

  it("costs an environment two calls of the table in five minutes", async () => {
    const scene = new Scene();
    const watch = scene.environment();
    for (let turn = 0; turn < 100; turn++) await watch.look();
    expect(scene.store.calls).to.deep.equal(["GetItem", "UpdateItem"]);
  });

  // Proves P-cloudwatch.4
  it("alerts once a day from 80%, and once more from 95%", async () => {
    const scene = new Scene();
    const watch = scene.environment();
    const use = async (recipients: number, later = 5 * MINUTE) => {
      scene.answer = () => account(recipients);
      scene.store.now += later;
      await watch.look();
      return scene.subjects();
    };
    expect(await use(159)).to.deep.equal([]);
    expect(await use(160)).to.deep.equal(["ses-smtp: 80% of the sending quota is used"]);
    expect(await use(180)).to.deep.equal([]);
    expect(await use(190)).to.deep.equal(["ses-smtp: 95% of the sending quota is used"]);
    expect(await use(200)).to.deep.equal([]);
    expect(await use(180), "the higher level was said").to.deep.equal([]);
    expect(await use(180, DAY)).to.deep.equal(["ses-smtp: 90% of the sending quota is used"]);
  });

  it("says at once that nearly all is used, without the lower level before or after", async () => {
    const scene = new Scene();
    const watch = scene.environment();
    scene.answer = () => account(199);
    await watch.look();
    scene.answer = () => account(170);
    scene.store.now += 5 * MINUTE;
    await watch.look();
    expect(scene.subjects()).to.deep.equal(["ses-smtp: 99% of the sending quota is used"]);
  });

  it("says in words what SES decided about the account, once a day", async () => {
    const scene = new Scene();
    const watch = scene.environment();
    scene.answer = () => account(0, "PROBATION");
    await watch.look();
    scene.store.now += 5 * MINUTE;
    await watch.look();
    const [alert, ...others] = scene.alerts.splice(0);
    expect(others).to.deep.equal([]);
    expect(alert?.Subject).to.equal("ses-smtp: Amazon SES is reviewing the account");
    expect(alert?.Message).to.include("account 123456789012 in eu-central-1").and.include("#ses-paused-us");
    scene.answer = () => account(0, "SHUTDOWN");
    scene.store.now += 5 * MINUTE;
    await watch.look();
    expect(scene.subjects()).to.deep.equal(["ses-smtp: Amazon SES has stopped the account's sending"]);
  });

  it("emits nothing for an account without a limit, and nothing for one that has sent nothing", async () => {
    for (const answer of [account(5, "HEALTHY", -1), {}]) {
      const scene = new Scene();
      scene.answer = () => answer;
      await scene.environment().look();
      expect({ used: scene.used, alerts: scene.alerts, asked: scene.asked }).to.deep.equal({
        used: [],
        alerts: [],
        asked: 1,
      });
    }
  });

  it("notes what it says before it says it: an alert that fails, or whose sender dies, is not repeated", async () => {
    const scene = new Scene();
    scene.answer = () => account(170);
    scene.deliver = () => Promise.reject(new Error("SNS does not answer"));
    await scene.environment().look();
    expect(scene.warnings).to.include("the account was not looked at");
    scene.deliver = async alert => void scene.alerts.push(alert);
    scene.store.now += 5 * MINUTE;
    await scene.environment().look();
    expect(scene.subjects()).to.deep.equal([]);
    scene.store.now += DAY;
    await scene.environment().look();
    expect(scene.subjects()).to.have.length(1);
  });

  it("says nothing that could not be noted, and never fails the event", async () => {
    for (const broken of ["GetItem", "UpdateItem", "second UpdateItem"]) {
      const scene = new Scene();
      scene.answer = () => account(170);
      let updates = 0;
      scene.store.faultOf = () => {
        const call = scene.store.calls.at(-1);
        if (call === "UpdateItem") updates++;
        const name = updates === 2 ? `second ${call}` : call;
        return name === broken ? "before" : undefined;
      };
      await scene.environment().look();
      expect(scene.alerts, broken).to.deep.equal([]);
      expect(scene.warnings, broken).to.have.length(1);
    }
  });

  it("goes on after a clock was set back", async () => {
    const scene = new Scene();
    scene.answer = () => account(170);
    scene.store.now += DAY;
    await scene.environment().look();
    scene.store.now -= DAY;
    await scene.environment().look();
    expect(scene.asked).to.equal(2);
  });
});
