import { expect } from "chai";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";

/** Nothing listens here: a command that gets as far as calling the API fails otherwise. */
const NOWHERE = {
  SES_SMTP_API_URL: "http://127.0.0.1:9",
  SES_SMTP_STACK: undefined,
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "AKIA",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_PROFILE: undefined,
};

describe("ses-smtp credential", () => {
  const run = (line: string, environment: Record<string, string | undefined> = {}) =>
    withEnvironment({ ...NOWHERE, ...environment }, () => runCommand(["credential", ...line.split(" ")]));

  const usage: [line: string, said: string][] = [
    ["add jane", "--from: missing: name an address, or the login's --mailbox."],
    [
      "add ja/ne --from a@b.c",
      '<username>: "ja/ne" is not a valid username: use 1 to 39 ASCII letters, digits or _+=.@-.',
    ],
    [
      "add jane --from a@b.c --wait --timeout soon",
      '--timeout: "soon" is not a number of seconds: use one such as 180.',
    ],
    ["list --status gone", '--status: "gone" is unknown: use pending, active, disabled, failed.'],
    ["allow jane", "<addresses>: missing: name addresses to add, or --remove some."],
    ["allow jane --remove --wait", '--remove: "--wait" is no address: give the address after --remove.'],
    ["add jane --from --wait", '--from: "--wait" is no address: give the address after --from.'],
    ["allow jane a@b.c --only --remove x@b.c", "--only: conflicts with --remove: use one of them."],
    [
      "rotate jane --compromised",
      '--yes: missing: confirm, because stdin is not a terminal: Stop the login "jane" at once, and everything that sends with it?',
    ],
    [
      "sheet jane --imap-host x",
      "--imap-host: has no effect without --mobileconfig: remove it, or add --mobileconfig FILE.",
    ],
    [
      "sheet jane --mobileconfig f",
      "--imap-host: missing: name the server for incoming mail, which a mail account needs too.",
    ],
    ["sheet jane --mobileconfig f --html g", "--mobileconfig: conflicts with --html: use one of them."],
    [
      "sheet jane --mobileconfig f --imap-host x --imap-port 0",
      '--imap-port: "0" is not a port: use a number from 1 to 65535.',
    ],
    [
      "forget jane",
      "error: unknown command 'forget'\nRun npx ses-smtp credential --help for its commands.\n",
    ],
    [
      "set jane --end x",
      "error: unknown option '--end'\nRun npx ses-smtp credential set --help for its options.\n",
    ],
  ];
  for (const [line, said] of usage) {
    it(`exits 2 and calls nothing: ${line}`, async () => {
      const { code, stdout, stderr } = await run(line);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.include(said);
    });
  }

  it("says how to name the API where neither it nor a Pulumi CLI is there", async () => {
    const { code, stderr } = await run("list", { SES_SMTP_API_URL: undefined, PATH: "/nowhere" });
    expect(code).to.equal(1);
    expect(stderr).to.equal(
      "--api-url: missing, and there is no Pulumi CLI to ask for it: set it, or SES_SMTP_API_URL, to the stack output apiUrl; for the sandbox, copy the export line that npm start prints.\n",
    );
  });
});
