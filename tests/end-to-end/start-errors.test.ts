import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { startProcess } from "../support/sandbox/start-process";

describe("npm start, when it cannot start", () => {
  let taken: Server;
  let port: string;

  before(async () => {
    taken = createServer();
    await new Promise<void>(resolve => taken.listen(0, "127.0.0.1", resolve));
    port = String((taken.address() as AddressInfo).port);
  });
  after(() => taken.close());

  /** Each prints the problem and the remedy, without a stack trace. */
  const cases: {
    name: string;
    args: () => string[];
    environment?: NodeJS.ProcessEnv;
    says: RegExp;
    /** The exit code; default: 1. */
    exits?: number;
  }[] = [
    {
      name: "an unknown option",
      args: () => ["--color"],
      says: /--color.*\.\nRun npm start -- --help for the options\.\n$/,
      exits: 2,
    },
    {
      name: "an invalid port",
      args: () => ["--smtp-port", "smtp"],
      says: /--smtp-port: invalid port "smtp"; expected a number.*\nRun npm start -- --help for the options\.\n$/,
      exits: 2,
    },
    {
      name: "a setting without a value",
      args: () => ["--set", "logLevel"],
      says: /--set: invalid setting "logLevel"; expected KEY=VALUE/,
      exits: 2,
    },
    { name: "no Python", args: () => [], environment: { PATH: "/nonexistent" }, says: /python3/i },
    {
      name: "an emulator that does not respond",
      args: () => [],
      environment: { SES_SMTP_EMULATOR_URL: "http://127.0.0.1:9" },
      says: /No emulator responds at http:\/\/127\.0\.0\.1:9: start it, or unset SES_SMTP_EMULATOR_URL/,
    },
    { name: "a port in use", args: () => ["--endpoint-port", port], says: /port \d+/i },
    { name: "an SMTP port in use", args: () => ["--smtp-port", port], says: /port \d+/i },
    {
      name: "invalid settings, all at once",
      args: () => ["--set", "logRetentionDays=31", "--set", "identity=import"],
      says: /ses-smtp:identity: "import" is not valid.*\n.*ses-smtp:logRetentionDays: "31" is not valid/,
      exits: 2,
    },
    {
      name: "a table that does not exist",
      args: () => ["--set", "tableName=records"],
      says: /ses-smtp:tableName: cannot read "records": .*not found.*; create it with the keys PK and SK, or leave/,
      exits: 2,
    },
    {
      name: "an identity that does not exist",
      args: () => ["--set", "identity=existing"],
      says: /ses-smtp:domains\[0\]: cannot read "company\.com": .*; verify it in SES, or set ses-smtp:identity/,
      exits: 2,
    },
    {
      name: "a domain that is listed twice",
      args: () => ["--set", 'domains=["company.com","company.com"]'],
      says: /company\.com/,
      exits: 2,
    },
  ];

  for (const { name, args, environment, says, exits = 1 } of cases) {
    it(`reports the problem and exits with ${exits}: ${name}`, async () => {
      const { code, stderr } = await startProcess(["--json", ...args()], environment).ended;
      const said = stderr.replace(/^(Starting|Deploying).*\n/gm, "");
      expect(said).to.match(says);
      expect(said).to.not.match(/^\s+at /m);
      expect(code).to.equal(exits);
    });
  }
});
