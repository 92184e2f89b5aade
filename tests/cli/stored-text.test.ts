import { expect } from "chai";
import { startStoreBench, type StoreBench } from "../support/mailer/store-bench";
import { runCommand } from "../support/cli/run-command";

const EVIL = "\u001b]0;owned\u0007\u009b2J\r\u202e\nforged: line";

describe("ses-smtp, with text that somebody stored", () => {
  let bench: StoreBench;
  before(async () => {
    bench = await startStoreBench();
    const sender = { provider: `smtp${EVIL}`, fromEmail: `a${EVIL}@x.org`, fromName: EVIL };
    await bench.put("evil", {
      ...sender,
      host: `h${EVIL}`,
      username: EVIL,
      credential: EVIL,
      tls: { ca: EVIL },
    });
    await bench.put(`bad${EVIL}`, { provider: "smtp", host: "h", fromEmail: "a@x.org", credential: EVIL });
    await bench.putItem("SMTP_USER", "USER#robot", { status: EVIL });
  });
  after(async () => {
    await bench.close();
  });

  for (const line of [
    "config list",
    "config list --json",
    "config show evil",
    "config show evil --json",
    "config migrate",
    "config migrate evil --username AKIAIOSFODNN7EXAMPLE --dry-run",
    "config set evil --from-name x",
    "config set robot --region eu-central-1 --from a@x.org --credential robot",
    "send-test --to a@x.org --config evil",
    `config show ${EVIL}`,
    `explain ${EVIL}`,
    `${EVIL}`,
    `--${EVIL}`,
  ]) {
    it(`prints none of it raw: ${JSON.stringify(line)}`, async () => {
      const { stdout, stderr } = await runCommand(line.split(" "));
      expect(stdout + stderr).to.not.equal("");
      for (const text of [stdout, stderr]) expect(text).to.match(/^[\n\x20-\x7e\u00a0-\u1fff]*$/);
      if (!line.includes(EVIL)) for (const text of [stdout, stderr]) expect(text).to.not.match(/^forged/m);
    });
  }
});
