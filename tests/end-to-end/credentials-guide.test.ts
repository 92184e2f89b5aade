import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const GUIDE = readFileSync(join(__dirname, "..", "..", "docs", "credentials.md"), "utf8");

describe("docs/credentials.md, followed to the letter", () => {
  it("leads from a record to a sent message without the command", async () => {
    const { report } = await sharedSandbox();
    const section = GUIDE.split(/^## /m).find(part => part.startsWith("In the sandbox")) ?? "";
    const script = [...section.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, code = ""]) => code).join("");
    await promisify(execFile)("bash", ["-euc", script], {
      env: { PATH: process.env.PATH, ...commandEnvironment(report) },
      timeout: 120_000,
    });
    const sent = await (await fetch(`${report.messages}?from=john.doe@company.com&subject=Hello`)).json();
    expect(sent).to.have.lengthOf(1);
  });
});
