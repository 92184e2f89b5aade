import { expect } from "chai";
import { withEnvironment } from "../support/cli/environment";
import { type LocalApi, startLocalApi } from "../support/cli/local-api";
import { type LastUse, startLocalIam } from "../support/cli/local-iam";

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

/** Each login: its age and, if it was rotated, the age of the current key; when its keys were used. */
const LOGINS: Readonly<
  Record<string, { created: number; rotated?: number; previous?: LastUse; used?: LastUse }>
> = {
  daily: { created: 400, used: daysAgo(1) },
  idle: { created: 400, used: daysAgo(100) },
  never: { created: 400, used: "never" },
  new: { created: 3, used: "never" },
  rotated: { created: 400, rotated: 3, used: "never" },
  grace: { created: 400, rotated: 3, used: "never", previous: daysAgo(2) },
  gone: { created: 400, used: "denied" },
  pending: { created: 0 },
};

describe("ses-smtp credential list --unused", () => {
  const uses = new Map<string, LastUse>();
  let api: LocalApi;
  let iam: Awaited<ReturnType<typeof startLocalIam>>;
  before(async () => {
    api = await startLocalApi();
    iam = await startLocalIam(uses);
    for (const [name, { created, rotated, used, previous }] of Object.entries(LOGINS)) {
      const added = await api.run("add", name, "--from", `${name}@company.com`);
      expect(added.code, added.stderr).to.equal(0);
      if (used === undefined) continue;
      uses.set(`AKIA-${name}`, used);
      if (previous !== undefined) uses.set(`AKIA-${name}-old`, previous);
      api.publish(name, {
        status: { S: "active" },
        smtp_username: { S: `AKIA-${name}` },
        created_at: { S: daysAgo(created).toISOString() },
        ...(rotated !== undefined && { rotated_at: { S: daysAgo(rotated).toISOString() } }),
        ...(previous !== undefined && { previous_smtp_username: { S: `AKIA-${name}-old` } }),
      });
    }
  });
  after(async () => {
    await api.close();
    await iam.close();
  });
  const run = (...args: string[]) =>
    withEnvironment({ AWS_ENDPOINT_URL_IAM: iam.url }, () => api.run("list", ...args));

  it("lists the logins whose keys were not used for so long, oldest keys included, and says what is not known", async () => {
    const { code, stdout, stderr } = await run("--unused", "90d");
    expect(code, stderr).to.equal(0);
    const rows = stdout.split("\n").map(line => line.split(/ {2,}/).slice(0, 3).join(" | "));
    expect(rows.slice(0, -1)).to.deep.equal([
      "NAME | STATUS | LAST USED",
      `idle | active | ${daysAgo(100).toISOString().slice(0, 10)}`,
      "never | active | never",
    ]);
    expect(stderr).to.equal(
      "2 logins created or rotated within 90d and not used since: not listed, because IAM knows nothing about earlier use.\n" +
        "1 login not listed, because IAM says nothing of the access key: it no longer exists.\n",
    );
  });
  it("counts the previous login's use during a grace period, and asks about no record without a login", async () => {
    const { stdout } = await run("--unused", "30m", "--json");
    const { credentials } = JSON.parse(stdout) as { credentials: { name: string; lastUsedAt?: string }[] };
    expect(credentials.map(({ name }) => name).sort()).to.deep.equal([
      "daily",
      "grace",
      "idle",
      "never",
      "new",
      "rotated",
    ]);
    expect(credentials.find(({ name }) => name === "grace")?.lastUsedAt).to.match(/^\d{4}-/);
    expect(iam.asked).to.include("AKIA-grace-old").and.not.include("");
  });
  it("says so if none was unused, and exits 0", async () => {
    expect((await run("--unused", "500d")).stdout).to.equal("No login has been unused for 500d.\n");
  });
  it("says who may ask, if IAM denies every key", async () => {
    const before = [...uses];
    uses.clear();
    const { code, stdout, stderr } = await run("--unused", "90d");
    for (const [key, use] of before) uses.set(key, use);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
    expect(stderr).to.equal(
      "AWS credentials: not allowed to ask IAM when the logins were last used (iam:GetAccessKeyLastUsed): ask somebody with the role of an auditor (docs/administration.md, Roles).\n",
    );
  });
  it("rejects a time without a unit", async () => {
    const { code, stderr } = await run("--unused", "90");
    expect(code).to.equal(2);
    expect(stderr).to.include(
      '--unused: "90" is not a duration: use minutes, hours or days, such as 30m, 12h or 90d.\n',
    );
  });
});
