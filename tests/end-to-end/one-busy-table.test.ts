import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { type BusyTableRun, runBusyTable } from "../support/sandbox/busy-table";
import { LoginLoad } from "../support/sandbox/login-load";

const LOGINS = 30;
const MESSAGES = 60;

/** Far more than DynamoDB throttles in practice. */
const THROTTLE_EVERY = 5;

describe("one table that manager, API and recorder use at once, while some calls are throttled", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let run: BusyTableRun;
  before(async () => {
    sandbox = await startSandbox({ keyDelayMs: 200 });
    run = await runBusyTable(sandbox, {
      ...{ logins: LOGINS, messages: MESSAGES, throttleEvery: THROTTLE_EVERY },
    });
  });
  after(() => sandbox?.close());

  // Proves D-load-tests.2
  it("has every login active, every message recorded once, and every change of the API", () => {
    expect(run.failed).to.deep.equal([]);
    expect(run.activations).to.have.length(LOGINS);
    expect(run.sent).to.equal(MESSAGES);
    expect(run.edits.seen).to.equal(`edit ${run.edits.made}`);
    expect(run.edits.made).to.be.above(0);
  });

  it("was throttled, and the API refused no call for it", () => {
    expect(run.throttled).to.be.above(10);
    expect(run.apiProblems).to.deep.equal([]);
  });
});

describe("logins that are made, rotated and removed at once", function () {
  this.timeout(600_000);
  let load: LoginLoad;
  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator's schedules are not sped up
    load = await LoginLoad.start(LOGINS);
  });
  after(() => load?.close());

  for (const phase of ["create", "rotate", "remove"] as const) {
    // Proves D-load-tests.1
    it(`${phase}: all of them, with a bounded number of calls`, async () => {
      const { times, calls } = await load[phase]();
      expect(times).to.have.length(LOGINS);
      expect(calls / LOGINS).to.be.below(MAX_CALLS[phase]);
    });
  }

  it("leave no IAM user", async () => {
    expect(await load.users()).to.deep.equal([]);
  });
});

/** AWS calls a login, reads by wake-ups included; npm run bench -- load prints what they are. */
const MAX_CALLS = { create: 40, rotate: 60, remove: 60 };
