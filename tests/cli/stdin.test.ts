import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { main } from "../../cli/main";
import { runCommand } from "../support/cli/run-command";

const BIN = join(__dirname, "..", "..", "cli", "bin.js");
const PASSWORD = ["password", "--region", "us-east-2"];
/** AWS's documented example key; not a real key. */
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOO_LONG = "stdin: more than 4096 bytes: pipe in the secret alone.\n";

describe("ses-smtp, with a secret on stdin", () => {
  it("refuses one that is too long, and does not shorten it", async () => {
    for (const long of [SECRET.padEnd(4_097, "x"), `${SECRET}\n`.repeat(200), `${"€".repeat(1_366)}`]) {
      const { code, stdout, stderr } = await runCommand(PASSWORD, long);
      expect({ code, stdout, stderr }).to.deep.equal({ code: 1, stdout: "", stderr: TOO_LONG });
    }
  });
  it("reads all of one that is as long as it may be", async () => {
    const { stderr } = await runCommand(PASSWORD, "x".repeat(4_096));
    expect(stderr).to.include("this has 4096 characters");
  });
  it("refuses several lines", async () => {
    const { code, stderr } = await runCommand(PASSWORD, `${SECRET}\nmore\n`);
    expect({ code, stderr }).to.deep.equal({
      code: 1,
      stderr: "stdin: several lines: pipe in the secret alone.\n",
    });
  });
  it("rejects input that is not text, without showing it", async () => {
    let stderr = "";
    const code = await main(PASSWORD, {
      stdin: Readable.from([Buffer.from([0xff, 0xfe, 0x41])]) as unknown as NodeJS.ReadStream,
      stdout: { write: () => undefined },
      stderr: { write: said => (stderr += said) },
    });
    expect({ code, stderr }).to.deep.equal({
      code: 1,
      stderr: "stdin: not UTF-8 text: pipe in the secret alone.\n",
    });
  });
  it("reads 3 GB no further than a secret can be", async () => {
    const child = spawn(process.execPath, [BIN, ...PASSWORD], { stdio: ["pipe", "pipe", "pipe"] });
    const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
    const chunk = Buffer.alloc(1024 * 1024, "x");
    let sent = 0;
    const source = Readable.from(
      (function* () {
        for (; sent < 3 * 1024; sent++) yield chunk;
      })(),
    );
    await pipeline(source, child.stdin).catch(() => undefined); // the command closes it
    const [code] = (await once(child, "close")) as [number];
    expect({ code, stdout: await stdout, stderr: await stderr }).to.deep.equal({
      code: 1,
      stdout: "",
      stderr: TOO_LONG,
    });
    expect(sent).to.be.below(64);
  });
});
