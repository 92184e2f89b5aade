import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { commandEnvironment, exportLine } from "../../sandbox/shared/command-environment";
import type { SandboxReport } from "../../sandbox/shared/report";

const REPORT: SandboxReport = {
  emulator: "http://127.0.0.1:4567",
  region: "eu-central-1",
  accessKeyId: "000000000042",
  secretAccessKey: "0123456789abcdef",
  tableName: "store-1234567",
  kmsKeyArn: "arn:aws:kms:eu-central-1:000000000042:key/00000000-0000-0000-0000-000000000000",
  smtp: { host: "localhost", port: 2525, tlsPort: 2465, caFile: "/home/o'neill/my files/ca.pem" },
  messages: "http://127.0.0.1:8025/messages",
  domain: "company.com",
  outputs: { apiUrl: "http://127.0.0.1:4567/_aws/execute-api/1234abcd" },
};

describe("the line to export for a sandbox", () => {
  it("gives a shell's programs exactly the variables of the report, whatever characters they have", () => {
    const script = `${exportLine(REPORT)}; env -0`;
    const output = execFileSync("/bin/sh", ["-c", script], {
      env: { PATH: process.env.PATH },
      encoding: "utf8",
    });
    const seen = new Map(
      output.split("\0").map(pair => [pair.split("=")[0], pair.slice(pair.indexOf("=") + 1)]),
    );
    for (const [name, value] of Object.entries(commandEnvironment(REPORT)))
      expect(seen.get(name), name).to.equal(value);
  });
});
