import { access, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { dirname } from "node:path";
import { expect } from "chai";
import { startConsole } from "../../../cli/console/server";
import { HttpBrowser } from "../../support/console/http-browser";
import { linkIn, type LocalConsole, startLocalConsole } from "../../support/console/local-console";

describe("access to the console", () => {
  let running: LocalConsole;
  beforeEach(async () => {
    running = await startLocalConsole();
  });
  afterEach(async () => {
    await running.close();
  });

  it("answers the page that was opened, to nobody else's cache or frame", async () => {
    const { status, headers, body } = await running.browser.get("/overview");
    expect(status).to.equal(200);
    expect(body).to.include("<h1>Overview</h1>");
    expect(headers["cache-control"]).to.equal("no-store");
    expect(headers["referrer-policy"]).to.equal("same-origin");
    expect(headers["x-content-type-options"]).to.equal("nosniff");
    expect(headers["content-security-policy"]).to.equal(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers["access-control-allow-origin"]).to.equal(undefined);
  });

  it("has no inline script or style, and loads nothing from elsewhere", async () => {
    const { body } = await running.browser.get("/overview");
    expect(body).not.to.match(/<style|\sstyle=|\son\w+=|javascript:/i);
    expect(body).not.to.match(/<script(?![^>]* src=)/);
    expect(body).not.to.match(/(?:src|href)="(?:https?:)?\/\//);
  });

  describe("the redirect file", () => {
    it("is the owner's alone, in a folder that is the owner's alone, and is removed in the end", async () => {
      const { file } = running.console;
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
      expect((await stat(dirname(file))).mode & 0o777).to.equal(0o700);
      const other = await startLocalConsole();
      await other.close();
      expect(await isThere(other.console.file)).to.equal(false);
      expect(await isThere(file)).to.equal(true);
    });

    it("has a new token once the one before was used, still the owner's alone", async () => {
      const first = await linkIn(running.console.file);
      const answer = await new HttpBrowser(first).open();
      expect(answer.status).to.equal(303);
      const second = await linkIn(running.console.file);
      expect(second).not.to.equal(first);
      expect((await stat(running.console.file)).mode & 0o777).to.equal(0o600);
    });
  });

  describe("the token in its address", () => {
    it("becomes a cookie that scripts cannot read and other sites cannot have sent", async () => {
      const { status, headers } = await new HttpBrowser(running.console.newLink()).open();
      expect(status).to.equal(303);
      expect(headers["referrer-policy"]).to.equal("no-referrer");
      const [cookie = ""] = headers["set-cookie"] ?? [];
      expect(cookie).to.match(
        /^ses_smtp_console_\d+=[\w-]{22}; Path=\/[\w-]{22}\/; HttpOnly; SameSite=Strict$/,
      );
      expect(headers.location).not.to.include("token");
    });

    it("is useless the second time", async () => {
      const link = running.console.newLink();
      expect((await new HttpBrowser(link).open()).status).to.equal(303);
      const again = await new HttpBrowser(link).open();
      expect(again.status).to.equal(403);
      expect(again.headers["set-cookie"]).to.equal(undefined);
    });

    it("is not used up by a HEAD request, and nothing else opens the console", async () => {
      const link = running.console.newLink();
      const browser = new HttpBrowser(link);
      await browser.get(new URL(link).pathname + new URL(link).search, { method: "HEAD" });
      for (const wrong of [`${browser.origin}/open?token=`, `${browser.origin}/open`, `${link}x`])
        expect((await browser.open(wrong)).status).to.equal(403);
      expect((await browser.open()).status).to.equal(303);
    });
  });

  describe("a read", () => {
    const refused: [what: string, headers: Record<string, string | undefined>, status: number][] = [
      ["without the cookie", { cookie: undefined }, 401],
      ["with another cookie", { cookie: "ses_smtp_console_1=x" }, 401],
      ["that another site makes the browser send", { "sec-fetch-site": "cross-site" }, 403],
      ["that a page on another port makes it send", { "sec-fetch-site": "same-site" }, 403],
      ["that does not say who makes it", { "sec-fetch-site": undefined }, 403],
      ["for a name that resolves to this machine (DNS rebinding)", { host: "attacker.example" }, 421],
      ["for localhost, which is not the address that was opened", { host: "localhost" }, 421],
    ];
    for (const [what, headers, status] of refused) {
      it(`is refused ${what}`, async () => {
        const answer = await running.browser.get("/overview", { headers });
        expect(answer.status).to.equal(status);
        expect(answer.body).not.to.include("<h1>");
      });
    }

    it("that the reader has typed is answered", async () => {
      const { status } = await running.browser.get("/overview", { headers: { "sec-fetch-site": "none" } });
      expect(status).to.equal(200);
    });

    it("of another port's name with this port's address is refused", async () => {
      const host = `127.0.0.1:${running.console.port + 1}`;
      expect((await running.browser.get("/overview", { headers: { host } })).status).to.equal(421);
    });

    it("at the root says nothing about where the pages are, signed in or not", async () => {
      const { origin } = running.browser;
      for (const path of ["/", "/overview", "/assets/console.js", "/opened"]) {
        const response = await fetch(`${origin}${path}`, { redirect: "manual" });
        expect(response.status).to.equal(404);
        expect(await response.text()).not.to.include(new URL(running.console.url).pathname);
      }
    });
  });

  describe("a write", () => {
    const to = "/logins";
    const token = () => running.browser.pageToken("/logins/~add");
    const field = (value: string): [string, string][] => [["_page_token", value]];

    const refused: [what: string, headers: Record<string, string | undefined>, status: number][] = [
      ["from another site", { origin: "https://attacker.example" }, 403],
      ["from another port of this machine", { origin: "http://127.0.0.1:1" }, 403],
      ["from localhost with the same port", { origin: "http://localhost" }, 403],
      ["from a sandboxed page", { origin: "null" }, 403],
      ["without an origin", { origin: undefined }, 403],
      ["that the browser calls same-site only", { "sec-fetch-site": "same-site" }, 403],
      ["that the browser says nothing about", { "sec-fetch-site": undefined }, 403],
      ["that the browser calls the user's own", { "sec-fetch-site": "none" }, 403],
      ["without the cookie", { cookie: undefined }, 401],
      ["to another name (DNS rebinding)", { host: "attacker.example" }, 421],
    ];
    for (const [what, headers, status] of refused) {
      it(`is refused ${what}`, async () => {
        const answer = await running.browser.postRaw(to, field(await token()), headers);
        expect(answer.status).to.equal(status);
      });
    }

    it("is refused without the page token, with another session's, or with one in the address", async () => {
      const other = new HttpBrowser(running.console.newLink());
      await other.open();
      const foreign = await other.pageToken("/logins/~add");
      const own = await token();
      for (const [path, fields] of [
        [to, []],
        [to, field("")],
        [to, field(foreign)],
        [`${to}?_page_token=${own}`, []],
      ] as const)
        expect((await running.browser.postRaw(path, [...fields])).status).to.equal(403);
      expect((await running.browser.postRaw(to, field(own))).status).not.to.equal(403);
    });

    it("is refused as text, which a form of another site can send", async () => {
      const answer = await running.browser.get(to, {
        method: "POST",
        headers: { origin: running.browser.origin, "content-type": "text/plain" },
        body: `_page_token=${await token()}`,
      });
      expect(answer.status).to.equal(403);
    });

    it("is refused with --read-only, whatever it has, and its forms say so", async () => {
      const reading = await startLocalConsole({ readOnly: true });
      try {
        const own = await reading.browser.pageToken("/logins/~add");
        const answer = await reading.browser.postRaw(to, field(own));
        expect(answer.status).to.equal(403);
        expect(answer.body).to.include("--read-only");
        const { body } = await reading.browser.get("/logins/~add");
        expect(body).to.match(/<button[^>]* disabled/);
      } finally {
        await reading.close();
      }
    });
  });

  it("cannot be had on a port that is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    let problem = "";
    await startConsole(running.context, port, () => undefined).catch((error: Error) => {
      problem = error.message;
    });
    server.close();
    expect(problem).to.equal(
      `--port: cannot listen on 127.0.0.1:${port} (EADDRINUSE): use another port, or leave it out.`,
    );
  });
});

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
