import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import type { SandboxReport } from "../../sandbox/shared/report";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

describe("ses-smtp credential on a running stack", function () {
  this.timeout(180_000);
  let report: SandboxReport;
  let folder: string;

  before(async () => {
    ({ report } = await sharedSandbox());
    folder = await mkdtemp(join(tmpdir(), "credential-command-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const run = (line: string, environment: Record<string, string | undefined> = {}) =>
    withEnvironment({ ...commandEnvironment(report), AWS_PROFILE: undefined, ...environment }, () =>
      runCommand(line.split(" ")),
    );
  const json = async (line: string) => {
    const { code, stdout, stderr } = await run(`--json credential ${line}`);
    expect(code, stderr).to.equal(0);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  // Proves R1.2, D-integration-tests.2, D-manual-tests.3
  it("creates a login, prints a sheet that works, and changes, stops and removes the login, all without JSON", async () => {
    const added = await run("credential add cli.jane --from cli.jane@company.com --description Jane --wait");
    expect(added.code, added.stderr).to.equal(0);
    expect(added.stderr).to.match(/^cli\.jane: pending/m);
    const field = (name: string) => new RegExp(`^${name} +(.+)$`, "m").exec(added.stdout)?.[1] ?? "";
    const login = { user: field("User name"), password: field("Password") };
    const client = new MailClient(report);
    expect((await client.logIn(login)).code).to.equal(235);
    expect(field("SMTP server")).to.equal("localhost");
    expect(field("Port")).to.equal(String(report.smtp.port));
    for (const name of ["Gmail", "Outlook", "Thunderbird", "Apple Mail"])
      expect(added.stdout).to.include(name);
    expect(new URL(field("As a URL"))).to.include({ username: login.user, port: String(report.smtp.port) });
    expect(decodeURIComponent(new URL(field("As a URL")).password)).to.equal(login.password);

    const again = await run("credential add cli.jane --from cli.jane@company.com");
    expect({ code: again.code, stdout: again.stdout }).to.deep.equal({ code: 1, stdout: "" });
    expect(again.stderr).to.include('"cli.jane" already exists: change it with `ses-smtp credential allow`');

    const shown = await json("show cli.jane");
    expect(shown).to.deep.include({
      name: "cli.jane",
      username: login.user,
      status: "active",
      description: "Jane",
      allowedFromAddresses: ["cli.jane@company.com"],
      entityType: "smtp_credential",
    });
    expect(await json("secret cli.jane")).to.include({ username: login.user, password: login.password });

    const allowed = await json("allow cli.jane news@company.com --remove cli.jane@company.com --wait");
    expect(allowed.allowedFromAddresses).to.deep.equal(["news@company.com"]);
    const mail = { from: "news@company.com", to: "someone@example.org", subject: "cli", text: "x" };
    await client.waitForReply(250, () => client.send(login, mail));

    expect((await json("disable cli.jane --wait")).status).to.equal("disabled");
    await client.waitForReply(535, () => client.logIn(login));
    expect((await json("enable cli.jane --wait")).status).to.equal("active");
    await client.waitForReply(235, () => client.logIn(login));

    expect((await run("credential remove cli.jane")).stderr).to.include("--yes: missing");
    expect(await json("remove cli.jane --yes")).to.deep.equal({ name: "cli.jane", removed: true });
    const gone = await run("credential show cli.jane");
    expect(gone).to.include({ code: 1, stdout: "" });
    expect(gone.stderr).to.include('There is no credential "cli.jane"');
    await client.waitForReply(535, () => client.logIn(login));
  });

  it("rotates a login, whose previous password keeps working, and replaces a compromised one, whose password does not", async () => {
    const client = new MailClient(report);
    await json("add cli.rotate --from cli.rotate@company.com --rotation-grace-days 1 --wait");
    const login = async () => {
      const { username, password } = await json("secret cli.rotate");
      return { user: String(username), password: String(password) };
    };
    const first = await login();
    expect(await json("rotate cli.rotate --wait")).to.include({
      status: "active",
      previousUsername: first.user,
    });
    const second = await login();
    expect(second.user).not.to.equal(first.user);
    expect((await client.logIn(first)).code).to.equal(235);
    expect((await client.logIn(second)).code).to.equal(235);

    expect((await json("rotate cli.rotate --compromised --yes --wait")).status).to.equal("active");
    const third = await login();
    await client.waitForReply(535, () => client.logIn(first));
    await client.waitForReply(535, () => client.logIn(second));
    expect((await client.logIn(third)).code).to.equal(235);
    await json("remove cli.rotate --yes");
  });

  it("applies a file of many logins, reports failures, and finds nothing to change in its own export", async () => {
    const file = join(folder, "people.csv");
    const rows = [
      "name,allowedFromAddresses,description",
      "cli.bulk.a,cli.bulk.a@company.com,A",
      "cli.bulk.b,b@elsewhere.org,B",
    ];
    await writeFile(file, rows.join("\n"));
    const dry = await json(`apply --file ${file} --dry-run`);
    expect(dry.changes).to.have.lengthOf(2);
    expect((await run("credential show cli.bulk.a")).code).to.equal(1);
    const applied = await run(`credential apply --file ${file}`);
    expect(applied.code).to.equal(1);
    expect(applied.stdout)
      .to.match(/^cli\.bulk\.a +create/m)
      .and.match(/^cli\.bulk\.b +failed/m);
    expect(applied.stderr).to.include(
      '1 of 2 failed: "cli.bulk.b": allowedFromAddresses[0]: "b@elsewhere.org"',
    );
    const again = join(folder, "again.yaml");
    await writeFile(again, (await run("credential export")).stdout);
    expect(await run(`credential apply --file ${again}`)).to.include({
      code: 0,
      stdout: "Nothing to change.\n",
    });
    await json("remove cli.bulk.a --yes");
  });

  it("changes the settings of a login, and removes them with an empty value", async () => {
    await json("add cli.set --from cli.set@company.com --description old --rotation-days 90");
    const set = await json("set cli.set --valid-until 2030-01-31T18:00:00Z --owner-email boss@company.com");
    expect(set).to.include({ validUntil: "2030-01-31T18:00:00Z", description: "old", rotationDays: 90 });
    const removed = await withEnvironment(commandEnvironment(report), () =>
      runCommand(["--json", "credential", "set", "cli.set", "--description", "", "--valid-until", ""]),
    );
    const shown = JSON.parse(removed.stdout) as Record<string, unknown>;
    expect(shown)
      .to.include({ description: "", ownerEmail: "boss@company.com" })
      .and.not.to.have.property("validUntil");
    expect((await run("credential set cli.set")).code).to.equal(2);
    expect((await run("credential set cli.absent --description x")).stderr).to.include(
      "There is no credential",
    );
    await json("remove cli.set --yes");
  });

  it("lists logins in a table, page by page, and makes control characters visible", async () => {
    const administrator = new Administrator(report);
    await administrator.put("cli.hostile", {
      status: "disabled",
      description: "a\u001b[31mred\nline",
      allowed_from_addresses: ["a@company.com", "b@company.com", "c@company.com"],
    });
    const { stdout } = await run("credential list --status disabled");
    expect(stdout).to.match(/^NAME +STATUS +SENDS FROM +DESCRIPTION$/m);
    expect(stdout).to.match(
      /^cli\.hostile +disabled +a@company\.com, b@company\.com and 1 more +a\\u001b\[31mred\\nline$/m,
    );
    const { credentials } = (await json("list")) as {
      credentials: { name: string; changedOutsideApi: boolean }[];
    };
    expect(credentials.find(({ name }) => name === "cli.hostile")?.changedOutsideApi).to.equal(true);
    await administrator.remove("cli.hostile");
    administrator.close();
  });

  it("writes the sheet as a page for its owner only, and a profile without passwords", async () => {
    await json("add cli.sheet --from cli.sheet@company.com --from *@news.company.com --wait");
    const [html, profile] = [join(folder, "sheet.html"), join(folder, "sheet.mobileconfig")];
    const { password, username } = await json("secret cli.sheet");
    await json(`sheet cli.sheet --html ${html}`);
    expect((await stat(html)).mode & 0o777).to.equal(0o600);
    const page = await readFile(html, "utf8");
    expect(page).to.include(String(username)).and.to.include("*@news.company.com");
    expect(page).not.to.match(/(?:src|href)=|https?:/);
    const over = await run(`credential sheet cli.sheet --html ${html}`);
    expect(over.code).to.equal(2);
    expect(withoutHint(over.stderr)).to.equal(`--html: "${html}" already exists: name another file.\n`);

    await json(`sheet cli.sheet --mobileconfig ${profile} --imap-host imap.example.org`);
    const plist = await readFile(profile, "utf8");
    expect(plist).to.include("<key>EmailAddress</key>\n<string>cli.sheet@company.com</string>");
    expect(plist).to.include(`<key>OutgoingMailServerUsername</key>\n<string>${String(username)}</string>`);
    expect(plist).not.to.include(String(password));
    expect(plist).not.to.match(/<key>(?:Incoming|Outgoing)Password</);
    await json("remove cli.sheet --yes");
  });

  it("fails with the reason where the manager refuses, and says which address the API does not take", async () => {
    const refused = await run("credential add cli.no --from someone@elsewhere.org --wait");
    expect(refused).to.include({ code: 1, stdout: "" });
    expect(refused.stderr).to.equal(
      'allowedFromAddresses[0]: "someone@elsewhere.org" is not in an allowed domain. Use company.com or a subdomain, or add the domain to the setting allowedFromDomains.\n',
    );
  });

  for (const [what, environment, said] of [
    ["another secret key", { AWS_SECRET_ACCESS_KEY: "wrong" }, "AWS credentials: rejected"],
    [
      "no API there",
      { SES_SMTP_API_URL: "http://127.0.0.1:9/x" },
      "API http://127.0.0.1:9: cannot be reached",
    ],
    ["a URL that is none", { SES_SMTP_API_URL: "nowhere" }, '--api-url: "nowhere" is not a URL'],
    [
      "no region",
      { AWS_REGION: "", AWS_DEFAULT_REGION: "" },
      "AWS_REGION: missing: set the region of the API at 127.0.0.1.",
    ],
  ] as const) {
    it(`says what is wrong in one sentence, with ${what}`, async () => {
      const { code, stdout, stderr } = await run("credential list", environment);
      expect(stderr).to.include(said);
      expect(withoutHint(stderr).trim().split("\n")).to.have.lengthOf(1);
      expect({ code, stdout }).to.deep.equal({ code: said.startsWith("--api-url") ? 2 : 1, stdout: "" });
    });
  }
});

/** A usage error points to the command's help, in a line of its own. */
function withoutHint(stderr: string): string {
  return stderr.replace(/^Run npx ses-smtp .* --help for its options\.\n$/m, "");
}
