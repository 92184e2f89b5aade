import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { bounce, counts } from "../../support/api/recorded-emails";
import { type LocalConsole, startLocalConsole } from "../../support/console/local-console";

const S = (text: string): AttributeValue => ({ S: text });

function record(name: string, more: Record<string, AttributeValue> = {}): Record<string, AttributeValue> {
  return {
    ...{ PK: S("SMTP_USER"), SK: S(`USER#${name}`), entity_type: S("smtp_credential"), status: S("active") },
    ...{ description: S(""), created_at: S("2026-11-01T00:00:00Z"), verified_status: S("active") },
    allowed_from_addresses: { L: [S(`${name}@company.com`)] },
    ...more,
  };
}

describe("the console's page of logins", () => {
  let running: LocalConsole;
  beforeEach(async () => {
    running = await startLocalConsole();
  });
  afterEach(async () => {
    await running.close();
    expect(running.errors).to.deep.equal([]);
  });
  const get = async (path: string) => (await running.browser.get(path)).body;
  /** @returns what the next page says */
  const act = async (path: string, fields: [string, string][] = [], from = path) => {
    const { status, headers } = await running.browser.post(path, fields, from);
    expect(status).to.equal(303);
    return get(String(headers.location).replace(new URL(running.console.url).pathname, ""));
  };
  const put = (name: string, more = {}) => running.api.publish(name, record(name, more));
  const names = (html: string) =>
    [...html.matchAll(/<a href="[^"]*\/logins\/([^"~?]+)">/g)].map(([, name]) => name);

  it("says what to do where there is none", async () => {
    expect(await get("/logins")).to.match(/No logins yet.*href="[^"]+\/logins\/~add"/s);
  });

  it("adds a login by the same rules as the command, and shows it", async () => {
    const html = await act(
      "/logins",
      [
        ["name", "jane"],
        ["from", "jane@company.com\n*@company.com"],
        ["description", "Jane Doe"],
      ],
      "/logins/~add",
    );
    expect(html)
      .to.include("<h1>jane</h1>")
      .and.to.include("Being created")
      .and.to.include("jane is requested");
    expect(html).to.include("jane@company.com, *@company.com");
    expect(await get("/logins/jane")).not.to.include("jane is requested"); // said once
  });

  for (const [what, fields, said] of [
    ["no sender", [["name", "jane"]], "Senders: missing: name an address"],
    [
      "a name that none can have",
      [
        ["name", "ja ne"],
        ["from", "a@company.com"],
      ],
      "is not a valid username",
    ],
    [
      "another domain",
      [
        ["name", "jane"],
        ["from", "a@other.example"],
      ],
      "a@other.example",
    ],
  ] as [string, [string, string][], string][]) {
    it(`shows the form again, filled in, for ${what}`, async () => {
      const { status, body } = await running.browser.post("/logins", fields, "/logins/~add");
      expect(status).to.equal(400);
      expect(body).to.include(said);
      expect(body).to.include(`value="${fields[0]?.[1]}"`);
      expect(await get("/logins")).to.include("No logins yet");
    });
  }

  it("finds by name, address, owner and description, and by state", async () => {
    put("jane", { description: S("Sales") });
    put("billing", { status: S("failed"), owner_email: S("ann@company.com") });
    expect(names(await get("/logins"))).to.deep.equal(["billing", "jane"]);
    for (const [query, found] of [
      ["q=SALES", ["jane"]],
      ["q=ann%40", ["billing"]],
      ["q=jane%40company", ["jane"]],
      ["status=failed", ["billing"]],
      ["q=nobody", []],
    ] as const)
      expect(names(await get(`/logins?${query}`)), query).to.deep.equal(found);
  });

  it("shows fifty on a page, of however many, with one call for each hundred and one for all rates", async () => {
    for (let index = 0; index < 230; index++) put(`login-${String(index).padStart(3, "0")}`);
    running.api.emails.counts = new Map([["login-000", counts({ sent: 200, bounced_permanent: 8 })]]);
    running.api.emails.bounces = [bounce("a@x.example", { username: "login-000" })];
    const before = running.calls();
    const first = await get("/logins");
    expect(running.calls() - before).to.equal(3 + 1);
    expect(names(first)).to.have.length(50);
    expect(first).to.include("4%");
    expect(names(await get("/logins?page=5"))).to.have.length(30);
    expect(running.calls() - before).to.equal(3 + 1); // what was asked seconds ago is not asked again
  });

  it("looks at one login with four calls, and with one each time its state is fetched", async () => {
    put("jane");
    const before = running.calls();
    await get("/logins/jane");
    expect(running.calls() - before).to.equal(4);
    for (let look = 1; look <= 5; look++) {
      await get("/logins/jane/state");
      expect(running.calls() - before).to.equal(4 + look);
    }
  });

  it("is no longer fetched once nothing will change by itself", async () => {
    put("jane", { status: S("pending") });
    expect((await running.browser.get("/logins/jane/state")).headers["x-live"]).to.equal(undefined);
    put("jane", { status: S("active") });
    expect((await running.browser.get("/logins/jane/state")).headers["x-live"]).to.equal("end");
  });

  it("says before each action what will happen, and does it with the button below", async () => {
    put("jane");
    const html = await get("/logins/jane");
    for (const label of ["Disable", "Rotate", "Password was stolen", "Remove"])
      expect(html).to.match(
        new RegExp(`<summary[^>]*>${label}</summary><div[^>]*><p>[^<]{60,}</p><form method="post"`),
      );
    expect(await act("/logins/jane/disable", [], "/logins/jane")).to.include("Stopping");
    expect(await act("/logins/jane/enable", [], "/logins/jane")).to.include("jane is being turned on");
    put("jane");
    expect(await act("/logins/jane/rotate", [], "/logins/jane")).to.include("Active, rotating");
    expect(await act("/logins/jane/compromised", [], "/logins/jane")).to.include("its login replaced");
    expect(await act("/logins/jane/remove", [], "/logins/jane")).to.include("jane is removed");
    expect(await get("/logins")).to.include("No logins yet");
  });

  it("says why something was not done, in the words of the form", async () => {
    put("jane", { status: S("disabled"), verified_status: S("denied") });
    const html = await act("/logins/jane/rotate", [], "/logins/jane");
    expect(html).to.match(/role="alert">[^<]*is disabled, so it gets no new password/);
    expect(html).to.include("use “Password was stolen”");
    expect(html).not.to.include("--compromised");
  });

  it("changes senders and settings", async () => {
    put("jane");
    const senders = await act(
      "/logins/jane/senders",
      [
        ["add", "news@company.com, *@company.com"],
        ["remove", "jane@company.com"],
      ],
      "/logins/jane",
    );
    expect(senders).to.include("jane sends from news@company.com, *@company.com within seconds.");
    const settings = await act(
      "/logins/jane/settings",
      [
        ["description", "Sales"],
        ["rotationDays", "30"],
      ],
      "/logins/jane",
    );
    expect(settings)
      .to.include("The settings are saved.")
      .and.to.include('value="Sales"')
      .and.to.include('value="30"');
    const cleared = await act("/logins/jane/settings", [["description", ""]], "/logins/jane");
    expect(cleared).not.to.include('value="30"');
  });

  it("shows a password only as the answer to a POST, and saves it for its owner alone", async () => {
    put("jane", {
      ...{
        smtp_username: S("AKIAEXAMPLE0000000"),
        encrypted_password: S("c2VjcmV0"),
        region: S("eu-central-1"),
      },
      iam_user_arn: S("arn:aws:iam::123456789012:user/ses-smtp/x/jane/ses-smtp-user-jane-1"),
    });
    await running.withPassword("the+password", async () => {
      expect((await running.browser.get("/logins/jane/sheet")).status).to.equal(404);
      expect(await get("/logins/jane")).not.to.include("the+password");
      const { status, body, headers } = await running.browser.post("/logins/jane/sheet", [], "/logins/jane");
      expect(status).to.equal(200);
      expect(headers["cache-control"]).to.equal("no-store");
      expect(body).to.include("the+password").and.to.include("Thunderbird");
      const folder = await mkdtemp(join(tmpdir(), "ses-smtp-sheet-"));
      try {
        const file = join(folder, "jane.html");
        const save = () => act("/logins/jane/sheet-file", [["file", file]], "/logins/jane");
        expect(await save()).to.include(`The sheet is in ${file}`);
        expect((await stat(file)).mode & 0o777).to.equal(0o600);
        expect(await readFile(file, "utf8")).to.include("the+password");
        expect(await save()).to.include("already exists");
        expect(await act("/logins/jane/sheet-file", [["file", "jane.html"]], "/logins/jane")).to.include(
          "is not a full path",
        );
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });

  it("runs nothing of what somebody has stored", async () => {
    const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>' href="/x`;
    put("jane", {
      ...{
        description: S(evil),
        status: S("failed"),
        mailbox: S(evil),
        owner_email: S(evil),
        valid_until: S(evil),
      },
      allowed_from_addresses: { L: [S(evil)] },
      failure: { M: { code: S(evil), message: S(evil) } },
    });
    for (const path of [
      "/logins",
      "/logins/jane",
      `/logins?q=${encodeURIComponent(evil)}`,
      "/logins/jane/state",
    ]) {
      const html = await get(path);
      expect(html, path).not.to.match(/<script(?! type="module" src)|<img|"\/x"/);
      expect(html, path).not.to.include('href="/x');
    }
  });
});
