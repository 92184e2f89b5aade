import { request } from "node:http";
import { expect } from "chai";
import { sharedSandbox } from "../../support/sandbox/shared-sandbox";

/** fetch cannot set Host or Origin headers. */
function statusOf(
  url: string,
  headers: Record<string, string>,
  method = "POST",
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, response => {
      response.resume();
      resolve(response.statusCode);
    })
      .once("error", reject)
      .end();
  });
}

describe("the front door and web pages", () => {
  let url: string;

  before(async () => {
    url = (await sharedSandbox()).report.emulator;
  });

  it("rejects a request from a web page", async () => {
    expect(await statusOf(url, { origin: "https://evil.example" })).to.equal(403);
  });

  it("rejects a CORS preflight request", async () => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
    expect(await statusOf(url, headers, "OPTIONS")).to.equal(403);
  });

  it("rejects a foreign host name (DNS rebinding)", async () => {
    expect(await statusOf(url, { host: "evil.example" })).to.equal(403);
  });
});
