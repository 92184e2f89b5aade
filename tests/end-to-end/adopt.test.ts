import { execFile } from "node:child_process";
import { join } from "node:path";
import { GetUserCommand, ListGroupsForUserCommand, ListUserPoliciesCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { pollUntil } from "../../sandbox/shared/poll";
import type { SandboxReport } from "../../sandbox/shared/report";
import { Administrator, type Login } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { type ExistingUser, ExistingUsers } from "../support/adopt/existing-users";
import { whileSending } from "../support/adopt/sending";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const BIN = join(__dirname, "../../cli/bin.js");
const SEND_EVERY_MS = 100;

describe("ses-smtp credential adopt", function () {
  this.timeout(300_000);
  let report: SandboxReport;
  let existing: ExistingUsers;
  let administrator: Administrator;
  let client: MailClient;
  before(async () => {
    ({ report } = await sharedSandbox());
    existing = new ExistingUsers(report, report);
    administrator = new Administrator(report);
    client = new MailClient(report);
  });
  after(() => existing?.destroy());

  /** The command as a person runs it, in a process of its own. */
  const run = (args: string[], stdin = "") =>
    new Promise<{ code: number; stdout: string; stderr: string }>(resolve => {
      const environment = { ...process.env, ...commandEnvironment(report), AWS_PROFILE: undefined };
      const child = execFile(
        process.execPath,
        [BIN, ...args],
        { env: environment },
        (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
      child.stdin?.end(stdin);
    });

  const waitUntilRefused = (login: Login, from: string) =>
    client.waitForReply(554, () =>
      client.send(login, { from, to: "ann@example.com", subject: "no", text: "x" }),
    );

  it("takes over a user of SES's console, one of Terraform's and one of another system, each of which sends throughout", async () => {
    const domain = report.domain;
    const from = (name: string) => `${name}@${domain}`;
    const users = {
      "adopt.console": await existing.byConsole("ses-smtp-user.20240101"),
      "adopt.terraform": await existing.byTerraform("terraform-mailer", from("adopt.terraform")),
      "adopt.other": await existing.byOtherSystem("adopt.other", from("adopt.other"), "ours"),
      "adopt.second": await existing.byOtherSystem("adopt.second", from("adopt.second"), "its own"),
    };
    const listed = JSON.parse((await run(["--json", "credential", "adopt", "--list"])).stdout) as {
      logins: { username: string }[];
      users: { iam_user: string; username?: string; access_keys: string[]; refused: string[] }[];
      notes: string[];
    };
    expect(listed.logins.map(({ username }) => username)).to.include.members(["adopt.other", "adopt.second"]);
    for (const [username, { name, login }] of Object.entries(users)) {
      const inTable = /other|second/.test(username);
      const found = listed.users.find(({ iam_user }) => iam_user === name);
      expect(found).to.deep.include({ access_keys: [login.user], refused: [] });
      expect(found?.username).to.equal(inTable ? username : undefined);
    }
    expect(listed.notes).to.deep.equal([]);

    const adoptOne = async ([username, { name, login }]: [string, ExistingUser]) => {
      const needsPassword = /console|terraform/.test(username);
      const options = needsPassword ? ["--from", from(username), "--password-stdin"] : [];
      const { result, sent } = await whileSending(client, login, from(username), SEND_EVERY_MS, () =>
        run(
          ["--json", "credential", "adopt", name, "--as", username, "--yes", ...options],
          needsPassword ? `${login.password}\n` : "",
        ),
      );
      const { code, stdout, stderr } = result;
      expect(code, stderr).to.equal(0);
      expect(sent.refused, username).to.deep.equal([]);
      expect(sent.accepted, username).to.be.greaterThan(0);
      const adopted = JSON.parse(stdout) as { iam_user_name: string };
      const record = await administrator.waitFor(username, each => each.verified_status === "active");
      expect(record).to.include({ status: "active", smtp_username: login.user });
      expect(record).not.to.have.any.keys("adopting", "encrypted_credentials");

      // Restricted: only our policy is left, and another sender is refused.
      const UserName = adopted.iam_user_name;
      const { User } = await existing.iam.send(new GetUserCommand({ UserName }));
      expect(User?.Path).to.equal(`/ses-smtp/sandbox/${username}/`);
      expect((await existing.iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).to.deep.equal([
        "ses-smtp-sender",
      ]);
      expect((await existing.iam.send(new ListGroupsForUserCommand({ UserName }))).Groups).to.deep.equal([]);
      await waitUntilRefused(login, from("somebody.else"));
      expect(await administrator.login(username)).to.deep.equal(login);
    };
    await Promise.all(Object.entries(users).map(adoptOne));

    // Rotated and removed like any other.
    const rotated = await run(["--json", "credential", "rotate", "adopt.console", "--wait"]);
    expect(rotated.code, rotated.stderr).to.equal(0);
    const fresh = await administrator.login("adopt.console");
    expect(fresh.user).not.to.equal(users["adopt.console"].login.user);
    for (const login of [fresh, users["adopt.console"].login])
      expect((await client.logIn(login)).code).to.equal(235);
    const { iam_user_name: gone = "" } = (await administrator.read("adopt.terraform")) ?? {};
    expect((await run(["credential", "remove", "adopt.terraform", "--yes"])).code).to.equal(0);
    await administrator.waitForNoUser(gone);
  });

  it("adopts a login whose password nobody has, which keeps working, and says so", async () => {
    const user = await existing.byConsole("nobody-knows");
    const username = "adopt.unknown";
    const from = `${username}@${report.domain}`;
    const args = ["--json", "credential", "adopt", user.name, "--as", username, "--from", from, "--yes"];
    const without = await run(args);
    expect(without.code).to.equal(1);
    expect(without.stderr).to.include("its SMTP password is not known").and.include("--without-password");
    const { code, stderr } = await run([...args, "--without-password"]);
    expect(code, stderr).to.equal(0);
    const record = await administrator.waitFor(username, each => "applied" in each);
    expect(record).to.include({ status: "active", verified_status: "unproved" });
    expect(
      (await client.send(user.login, { from, to: "ann@example.com", subject: "x", text: "x" })).code,
    ).to.equal(250);
  });

  it("shows with --dry-run what would be lost, and changes nothing", async () => {
    const user = await existing.byConsole("only-looked-at");
    const args = ["credential", "adopt", user.name, "--as", "adopt.dry", "--from", `dry@${report.domain}`];
    const { code, stdout } = await run([...args, "--dry-run", "--without-password"]);
    expect(code).to.equal(0);
    expect(stdout).to.include("may send from any address now").and.include("leaves the group");
    expect(await administrator.read("adopt.dry")).to.equal(undefined);
    const { User } = await existing.iam.send(new GetUserCommand({ UserName: user.name }));
    expect(User).to.include({ Path: "/" });
  });

  it("releases a login, which goes on working with its own user", async () => {
    const username = "adopt.released";
    const from = `${username}@${report.domain}`;
    const user = await existing.byTerraform("comes-back", from);
    const adopted = await run(
      ["credential", "adopt", user.name, "--as", username, "--from", from, "--password-stdin", "--yes"],
      user.login.password,
    );
    expect(adopted.code, adopted.stderr).to.equal(0);
    await administrator.waitFor(username, each => "applied" in each);
    const { result, sent } = await whileSending(client, user.login, from, SEND_EVERY_MS, () =>
      run(["credential", "release", username, "--name", "comes-back", "--yes"]),
    );
    expect(result.code, result.stderr).to.equal(0);
    await pollUntil("the end of the record's run", 60_000, async () =>
      (await administrator.read(username)) === undefined ? { done: true } : { yet: "the record is there" },
    );
    expect(sent.refused).to.deep.equal([]);
    const { User } = await existing.iam.send(new GetUserCommand({ UserName: "comes-back" }));
    expect(User).to.include({ Path: "/" }).and.not.have.property("PermissionsBoundary");
  });
});
