import { expect } from "chai";
import { type LocalConsole, startLocalConsole } from "../../support/console/local-console";
import { OLD, SECRET, startStoreBench, type StoreBench, TABLE } from "../../support/mailer/store-bench";
import { ALICE } from "../../support/ses/local-ses";

describe("the console's page of configurations", function () {
  this.timeout(120_000);
  let bench: StoreBench;
  let running: LocalConsole;
  before(async () => {
    bench = await startStoreBench();
    await bench.putItem("SMTP_USER", "USER#robot", {
      ...{ status: "active", smtp_username: ALICE, encrypted_password: "AAAA" },
    });
    running = await startLocalConsole({ table: TABLE, kmsKey: bench.kmsKey });
  });
  after(async () => {
    await running.close();
    await bench.close();
    expect(running.errors).to.deep.equal([]);
  });
  const get = async (path: string) => (await running.browser.get(path)).body;
  /** @returns what the next page says */
  const act = async (path: string, fields: [string, string][], from: string) => {
    const { status, headers } = await running.browser.post(path, fields, from);
    expect(status).to.equal(303);
    return get(String(headers.location).replace(new URL(running.console.url).pathname, ""));
  };

  it("says what to do where there is none, and adds one", async () => {
    expect(await get("/configurations")).to.match(/No configurations yet.*\/configurations\/~add"/s);
    const html = await act(
      "/configurations",
      [
        ["name", "app"],
        ["from", "alice@example.com"],
        ["region", "eu-central-1"],
        ["credential", "robot"],
      ],
      "/configurations/~add",
    );
    expect(html).to.include("<h1>app</h1>").and.to.include("Configuration &quot;app&quot; created");
    expect(await get("/configurations")).to.match(/Ready.*login <a href="[^"]*\/logins\/robot">robot<\/a>/s);
  });

  it("shows the form again for a name that exists, or a sender that is none", async () => {
    for (const [fields, said] of [
      [
        [
          ["name", "app"],
          ["from", "alice@example.com"],
        ],
        "already exists",
      ],
      [
        [
          ["name", "other"],
          ["from", "nobody"],
          ["region", "eu-central-1"],
        ],
        "Sender",
      ],
    ] as [[string, string][], string][]) {
      const { status, body } = await running.browser.post("/configurations", fields, "/configurations/~add");
      expect(status).to.equal(400);
      expect(body).to.include(said).and.to.include(`value="${fields[1]?.[1]}"`);
    }
  });

  it("edits the login, never shows its password, and sends a test", async () => {
    await bench.storeApp();
    const wrong = await act(
      "/configurations/app/login",
      [
        ["username", ALICE],
        ["password", SECRET],
      ],
      "/configurations/app",
    );
    expect(wrong).to.match(/role="alert">SMTP password: /);
    const html = await act(
      "/configurations/app/login",
      [
        ["username", ALICE],
        ["password", bench.ses.password],
      ],
      "/configurations/app",
    );
    expect(html).to.include("Ready").and.to.include("the user name and the password (encrypted)");
    expect(html)
      .not.to.include(bench.ses.password.replaceAll("+", "&#43;"))
      .and.not.to.include(bench.ses.password);
    expect(
      await act("/configurations/app/settings", [["fromName", "Alice A."]], "/configurations/app"),
    ).to.include("Alice A. &lt;alice@example.com&gt;");
    const sent = await act("/configurations/app/test", [["to", "bob@example.org"]], "/configurations/app");
    expect(sent).to.match(/Accepted for bob@example\.org: message \S+\./);
    expect(bench.ses.ses.mailbox.list({ to: "bob@example.org", from: "", subject: "" })).to.have.length(1);
  });

  it("migrates one for the SES API, undoes that, and removes it", async () => {
    await bench.put("legacy", OLD);
    const before = await get("/configurations/legacy");
    expect(before).to.include("Migrate it to an SMTP login");
    expect(before).to.match(/it sets <span class="mono">[^<]*smtpUsername[^<]*<\/span>, and removes/);
    expect(before).to.match(/removes <span class="mono">[^<]*sesAccessKey[^<]*<\/span>/);
    expect(await bench.record("legacy")).to.include({ sesAccessKey: OLD.sesAccessKey }); // it only says so
    const fields: [string, string][] = [
      ["username", ALICE],
      ["password", bench.ses.password],
    ];
    const html = await act("/configurations/legacy/migrate", fields, "/configurations/legacy");
    expect(html).to.include("Configuration &quot;legacy&quot; changed").and.to.include("Undo the migration");
    expect(await act("/configurations/legacy/undo", [], "/configurations/legacy")).to.include("Migrate it");
    expect(await bench.record("legacy")).to.include({ sesAccessKey: OLD.sesAccessKey });
    expect(await act("/configurations/legacy/remove", [], "/configurations/legacy")).to.include(
      "The configuration legacy is removed.",
    );
    expect(await bench.record("legacy")).to.deep.equal({});
  });

  it("says what is wrong with a personal login that cannot send", async () => {
    const { status, body } = await running.browser.post(
      "/configurations",
      [
        ["name", "robot"],
        ["from", "alice@example.com"],
        ["region", "eu-central-1"],
        ["credential", "nosuch"],
      ],
      "/configurations/~add",
    );
    expect(status).to.equal(400);
    expect(body).to.include("Login: no credential &quot;nosuch&quot;");
  });
});
