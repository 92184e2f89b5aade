import { request } from "node:http";
import { expect } from "chai";
import { sharedSandbox } from "../../support/sandbox/shared-sandbox";

/** fetch would not let a Host or an Origin be forged. */
function statusOf(
  url: string,
  headers: Record<string, string>,
  method = "POST",
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, answer => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once("error", reject)
      .end();
  });
}

describe("the front door, to a web page that a browser has open", () => {
  let url: string;

  before(async () => {
    url = (await sharedSandbox()).report.emulator;
  });

  it("refuses a request that a page makes", async () => {
    expect(await statusOf(url, { origin: "https://evil.example" })).to.equal(403);
  });

  it("does not allow another origin in advance", async () => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
    expect(await statusOf(url, headers, "OPTIONS")).to.equal(403);
  });

  it("refuses a name that was made to lead here", async () => {
    expect(await statusOf(url, { host: "evil.example" })).to.equal(403);
  });
});
