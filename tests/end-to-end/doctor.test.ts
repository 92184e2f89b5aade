import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { CHECKS } from "../../cli/doctor/findings/catalog";
import type { Finding } from "../../cli/doctor/findings/finding";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { assume } from "../support/api/human-roles";
import { ACCOUNT_FAULTS } from "../support/doctor/account-faults";
import { runDoctorProcess } from "../support/doctor/doctor-process";
import { CERTIFICATE_FAULTS } from "../support/doctor/certificate-faults";
import { type DoctorFault, type Stage, stageOf } from "../support/doctor/fault";
import { IDENTITY_FAULTS } from "../support/doctor/identity-faults";
import { LASTING_FAULTS, UNCONFIRMED_EMAIL } from "../support/doctor/lasting-faults";
import { PATH_FAULTS } from "../support/doctor/path-faults";
import { SET_FAULTS } from "../support/doctor/set-faults";
import { STACK_FAULTS } from "../support/doctor/stack-faults";

const FAULTS = [
  ...[...ACCOUNT_FAULTS, ...SET_FAULTS, ...IDENTITY_FAULTS, ...PATH_FAULTS, ...CERTIFICATE_FAULTS],
  ...STACK_FAULTS,
];

/** Titles in tests/cli/doctor/stack.test.ts, with what the sandbox lacks. */
const NOT_IN_THE_SANDBOX = [
  "a table with another key", // a deployed table's keys cannot change
  "a table whose key is gone", // the emulator's tables are always active
  "a key for signing", // the settings reject it
  "a mapping that begins", // the emulator's are enabled at once
  "a mapping with problems", // the emulator reports none
  "few functions at a time", // the emulator's limit is set when it starts
  "no AUTH", // local SES always offers it
  "a certificate that ends", // local SES makes one for each start
];

describe("ses-smtp doctor on a deployed stack, with the policy of doctorPolicyArn only", function () {
  this.timeout(240_000);
  let sandbox: Sandbox;
  let stage: Stage;
  let token: string;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // the faults are in the whole account
    sandbox = await startSandbox({
      settings: {
        alertEmails: JSON.stringify(["administrator@company.com"]),
        dmarcReportAddress: "dmarc@company.com",
        tlsReportAddress: "tls@company.com",
        mtaStsMode: "enforce",
        mtaStsMx: JSON.stringify(["mx1.company.com"]),
        mtaStsHosting: "serve",
      },
      emulatorEnvironment: { SES_SMTP_UNCONFIRMED_EMAILS: UNCONFIRMED_EMAIL },
    });
    stage = stageOf(sandbox);
    token = await assume(sandbox.report, "doctor", false);
  });
  after(() => sandbox?.close());

  const run = (args: readonly string[], fault?: DoctorFault) =>
    runDoctorProcess(sandbox.report, args, { AWS_SESSION_TOKEN: token, ...fault?.environment?.(stage) });

  const examine = ({ check }: DoctorFault) => ["--only", CHECKS[check].area];

  const expectNamed = (fault: DoctorFault, findings: readonly Finding[]) => {
    const [named] = findings.filter(({ check, what }) => check === fault.check && fault.says.test(what));
    expect(named, JSON.stringify(findings, null, 2)).to.include({ severity: fault.severity });
    expect(named?.why).to.match(/\S.*[.:]$/);
    expect(named?.remedy).to.match(fault.remedy);
  };

  it("finds nothing on a good domain, and exits with 0", async () => {
    const { code, findings, checks } = await run([]);
    expect(findings).to.deep.equal([]);
    expect({ code, manyChecks: checks >= 41 }).to.deep.equal({ code: 0, manyChecks: true });
  });

  it("is tried on more than forty faults of SES and the stack", () => {
    expect(FAULTS.length + LASTING_FAULTS.length).to.be.at.least(40);
  });

  it("leaves to tests of plain functions what the sandbox cannot be in", () => {
    const tested = readFileSync(join(__dirname, "../cli/doctor/stack.test.ts"), "utf8");
    for (const title of NOT_IN_THE_SANDBOX) expect(tested).to.include(`"${title}"`);
  });

  for (const fault of FAULTS)
    it(`names only it: ${fault.what}`, async () => {
      const undo = await fault.plant(stage);
      try {
        const { code, findings } = await run(examine(fault), fault);
        expectNamed(fault, findings);
        const checks = new Set(findings.map(({ check }) => check));
        expect([...checks].sort()).to.deep.equal([fault.check, ...(fault.also ?? [])].sort());
        expect(code).to.equal(findings.some(({ severity }) => severity === "error") ? 1 : 0);
      } finally {
        await undo();
      }
    });

  it("finds nothing again once all of them are undone", async () => {
    expect((await run([])).findings).to.deep.equal([]);
  });

  for (const fault of LASTING_FAULTS)
    it(`names it: ${fault.what}`, async () => {
      await fault.plant(stage);
      const { code, findings } = await run(examine(fault));
      expectNamed(fault, findings);
      expect(code).to.equal(findings.some(({ severity }) => severity === "error") ? 1 : 0);
    });
});
