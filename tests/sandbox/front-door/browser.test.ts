import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ListUsersCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";

import {
  ACCOUNT,
  REGION,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { presigned } from "../../support/front-door/presigned";
import { chromium, openForeignPage } from "../../support/front-door/chromium";

/** A request that makes a user where it is accepted. */
function create(name: string, more = ""): string {
  return `/?Action=CreateUser&Version=2010-05-08&UserName=${name}${more}`;
}

/** Presigned with the secret that every sandbox had in the past. */
const OLD = { accessKeyId: ACCOUNT, secretAccessKey: "sandbox", region: REGION, service: "iam" };

/** Everything that a page can send to another origin without that origin's permission. */
function attacks(origin: string): string {
  const url = (name: string, more = "") => `${origin}${create(name, more)}`;
  const template = encodeURIComponent('{"Resources":{}}');
  return `
    <img src="${url("img")}"><img src="${origin}/?Action=CreateStack&StackName=s&TemplateBody=${template}&X-Amz-Signature=0">
    <img src="${presigned(url("presigned"), OLD)}"><img src="${url("v2", `&AWSAccessKeyId=${ACCOUNT}&Signature=0`)}">
    <link rel="stylesheet" href="${url("link")}"><script src="${url("script")}"></script>
    <iframe src="data:text/html,<meta http-equiv='refresh' content='0;url=${encodeURIComponent(url("refresh"))}'>"></iframe>
    <iframe name="sink"></iframe>
    <form id="form" method="post" target="sink" action="${origin}/">
      <input name="Action" value="CreateUser"><input name="UserName" value="form">
    </form>
    <script>
      fetch(${JSON.stringify(url("no-cors"))}, { mode: "no-cors", method: "POST", body: "a=b" }).catch(() => 0);
      fetch(${JSON.stringify(url("cors"))}, { method: "PUT", headers: { "x-amz-target": "t" } }).catch(() => 0);
      navigator.sendBeacon(${JSON.stringify(url("beacon"))});
      new WebSocket(${JSON.stringify(url("socket").replace("http", "ws"))});
      document.getElementById("form").submit();
      setTimeout(() => fetch("/done"), 2000);
    </script>`;
}

describe("a page of a foreign site in a browser", () => {
  const browser = chromium();
  let fixture: FrontDoorFixture;
  before(async function () {
    if (browser === undefined) {
      console.log("      skipped: no Chromium on PATH (Debian and Ubuntu: apt install chromium)");
      this.skip();
    }
    fixture = await startFrontDoorFixture();
  });
  after(() => fixture?.close());

  it("sends all these requests to a server that accepts them", async () => {
    const seen: string[] = [];
    const server: Server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response
        .writeHead(200, { "access-control-allow-origin": "*", "access-control-allow-headers": "*" })
        .end();
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await openForeignPage(browser ?? "", attacks(origin));
    server.closeAllConnections();
    server.close();
    const names = [
      "img",
      "presigned",
      "v2",
      "link",
      "script",
      "refresh",
      "no-cors",
      "cors",
      "beacon",
      "socket",
    ];
    expect(names.filter(name => !seen.some(line => line.includes(`UserName=${name}`)))).to.deep.equal([]);
    expect(seen.some(line => line.startsWith("GET /?Action=CreateStack"))).to.equal(true);
    expect(seen).to.include("POST /");
  });

  for (const [name, origin] of [
    ["the front door", () => fixture.door.url],
    ["the front door as localhost", () => fixture.door.url.replace("127.0.0.1", "localhost")],
    ["the emulator's own port", () => fixture.emulator.url],
  ] as const) {
    it(`makes nothing at ${name}`, async () => {
      const paths = await openForeignPage(browser ?? "", attacks(origin()));
      expect(paths).to.include("/done");
      expect((await fixture.iam.send(new ListUsersCommand({}))).Users).to.deep.equal([]);
    });
  }
});
