import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Administrator } from "../../sandbox/testkit/administrator";
import { deployedFunctions } from "../../sandbox/testkit/function-archive";
import { type Subject, humanCalls } from "../support/api/human-calls";
import { assume, type HumanRole } from "../support/api/human-roles";
import { callApi } from "../../sandbox/testkit/signed-api";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const ROLES = ["operator", "auditor", "credential reader"] as const satisfies HumanRole[];

type Verdict = "yes" | "no" | "never";

/** The table in the guide: a verdict for each row and role. */
function tableInGuide(): { call: string; verdicts: Verdict[] }[] {
  const guide = readFileSync(join(__dirname, "../../docs/administration.md"), "utf8");
  const rows = guide
    .split("\n")
    .filter(line => line.startsWith("|"))
    .map(line =>
      line
        .split("|")
        .slice(1, -1)
        .map(cell => cell.trim().replaceAll("`", "")),
    );
  const header = rows.findIndex(cells => cells.join() === ["route or call", ...ROLES].join());
  const end = rows.findIndex((cells, index) => index > header && cells.length !== ROLES.length + 1);
  return rows
    .slice(header + 2, end < 0 ? undefined : end)
    .map(([call = "", ...verdicts]) => ({ call, verdicts: verdicts as Verdict[] }));
}

describe("what the stack's roles for people may do", () => {
  const rows = tableInGuide();
  const calls = humanCalls();
  let subject: Subject;
  const tokens = new Map<HumanRole, { only: string; andEverything: string }>();

  before(async () => {
    const { report } = await sharedSandbox();
    const administrator = new Administrator(report);
    await administrator.put("human.subject", {
      status: "pending",
      allowed_from_addresses: ["human.subject@company.com"],
    });
    const record = await administrator.waitFor("human.subject", ({ status }) => status === "active");
    administrator.close();
    const { body } = await callApi(report, { method: "POST", path: "/api/credentials/human.subject/secret" });
    const deployed = await deployedFunctions(report);
    subject = {
      report,
      ciphertext: Buffer.from(String(body.encryptedPassword), "base64"),
      encryptionContext: body.encryptionContext as Record<string, string>,
      iamUserName: record.iam_user_name ?? "",
      accessKeyId: record.smtp_username ?? "",
      functions: Object.fromEntries(
        deployed.map(({ configuration: { FunctionName = "" } }) => [
          FunctionName.replace(/-[0-9a-f]{7}$/, ""),
          FunctionName,
        ]),
      ),
    };
    for (const role of ROLES) {
      const only = await assume(report, role, false);
      tokens.set(role, { only, andEverything: await assume(report, role, true) });
    }
  });
  after(async () => {
    const { report } = await sharedSandbox();
    await callApi(report, { method: "DELETE", path: "/api/credentials/human.subject" });
  });

  it("is in the guide for every route and every direct call that is tried here", () => {
    expect(rows.map(({ call }) => call)).to.deep.equal([...calls.keys()]);
  });

  for (const { call, verdicts } of rows) {
    // Proves R4.3, R5.2, D-security-tests.3, D-access-control.2
    it(`is as the guide says: ${call}`, async () => {
      for (const [index, role] of ROLES.entries()) {
        const { only = "", andEverything = "" } = tokens.get(role) ?? {};
        const verdict = verdicts[index];
        expect(verdict, role).to.be.oneOf(["yes", "no", "never"]);
        const mayCall = calls.get(call);
        expect(await mayCall?.(subject, only), `${role} only`).to.equal(verdict === "yes");
        const expected = verdict !== "never";
        expect(await mayCall?.(subject, andEverything), `${role} and everything`).to.equal(expected);
      }
    });
  }
});
