import { expect } from "chai";

import { SECRET_HEADER } from "../../../sandbox/emulator/health";
import { signedHeaders } from "../../../sandbox/shared/sigv4";
import {
  ACCOUNT,
  REGION,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { presigned } from "../../support/front-door/presigned";
import { rawRequest, webSocketStatus } from "../../support/front-door/raw-request";

const LIST = "/?Action=ListUsers&Version=2010-05-08";

describe("what a web page could send", () => {
  let fixture: FrontDoorFixture;
  before(async () => {
    fixture = await startFrontDoorFixture();
  });
  after(() => fixture?.close());

  /** Headers with which each port answers, so that what is added to them is what is refused. */
  const ports = {
    "the front door": () => {
      const { url, secretAccessKey } = fixture.door;
      const scope = { accessKeyId: ACCOUNT, secretAccessKey, region: REGION, service: "iam" };
      const host = new URL(url).host;
      const sign = (more: { host?: string } = {}, method = "GET") =>
        signedHeaders({ method, url: LIST, headers: { host, ...more }, body: "" }, scope);
      return { url, sign };
    },
    "the emulator's own port": () => {
      const { url, secret } = fixture.emulator;
      const credential = `Credential=${ACCOUNT}/20260101/${REGION}/iam/aws4_request`;
      const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0`;
      const host = new URL(url).host;
      const sign = (more: { host?: string } = {}) => ({
        host,
        [SECRET_HEADER]: secret,
        authorization,
        ...more,
      });
      return { url, sign };
    },
  };

  for (const [name, port] of Object.entries(ports)) {
    describe(`is refused by ${name}`, () => {
      const status = async (headers: Record<string, string>, method = "GET") =>
        (await rawRequest(`${port().url}${LIST}`, headers, method)).status;

      it("and a signed request is not, without a header that admits web pages", async () => {
        const { url, sign } = port();
        const response = await rawRequest(`${url}${LIST}`, sign());
        expect(response.status).to.equal(200);
        expect(Object.keys(response.headers).filter(header => /^access-control/.test(header))).to.deep.equal(
          [],
        );
      });

      it("as an image, link or form: without a signature", async () => {
        expect(await status({})).to.equal(403);
        const form = { "content-type": "application/x-www-form-urlencoded" };
        expect(await status(form, "POST")).to.equal(403);
      });

      it("with an Origin", async () => {
        expect(await status({ ...port().sign(), origin: "https://evil.example" })).to.equal(403);
        expect(await status({ ...port().sign(), origin: "null" })).to.equal(403);
      });

      it("for a foreign host name (DNS rebinding)", async () => {
        const host = `evil.example:${new URL(port().url).port}`;
        expect(await status(port().sign({ host }))).to.equal(403);
      });

      it("as a preflight request", async () => {
        const response = await rawRequest(
          `${port().url}${LIST}`,
          { "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
          "OPTIONS",
        );
        expect(response.status).to.equal(403);
        expect(response.headers).to.not.have.property("access-control-allow-origin");
      });

      it("with a signature in the query", async () => {
        for (const query of [
          "X-Amz-Signature=0",
          `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${ACCOUNT}/20260101/${REGION}/iam/aws4_request&X-Amz-Signature=0`,
          `AWSAccessKeyId=${ACCOUNT}&Signature=0&SignatureVersion=2`,
        ]) {
          const response = await rawRequest(`${port().url}${LIST}&${query}`);
          expect(response.status, query).to.equal(403);
        }
      });

      it("as a presigned URL, made with the secret that all sandboxes once had, or with this one's own", async () => {
        const { secretAccessKey } = fixture.door;
        const scope = { accessKeyId: ACCOUNT, region: REGION, service: "iam" };
        for (const secret of ["sandbox", secretAccessKey]) {
          const url = presigned(`${port().url}${LIST}`, { ...scope, secretAccessKey: secret });
          expect((await rawRequest(url)).status).to.equal(403);
        }
      });

      it("as a WebSocket", async () => {
        const headers = name === "the front door" ? {} : { [SECRET_HEADER]: fixture.emulator.secret };
        expect(await webSocketStatus(port().url, headers)).to.match(/^(?:HTTP\/1\.1 403 .*)?$/);
      });
    });
  }

  it("is refused by the front door from another site, also when signed", async () => {
    const { url, sign } = ports["the front door"]();
    for (const [site, expected] of [
      ["cross-site", 403],
      ["same-site", 403],
      ["none", 200],
    ] as const) {
      const response = await rawRequest(`${url}${LIST}`, { ...sign(), "sec-fetch-site": site });
      expect(response.status, site).to.equal(expected);
    }
  });

  it("is answered by the emulator's health path only, by which nothing can be changed", async () => {
    const { url } = fixture.emulator;
    expect((await rawRequest(`${url}/_ministack/health`)).status).to.equal(200);
    expect((await rawRequest(`${url}/_ministack/health`, {}, "POST")).status).to.equal(403);
    expect((await rawRequest(`${url}/_ministack/reset`, {}, "POST")).status).to.equal(403);
    expect((await rawRequest(`${url}/health`)).status).to.equal(403);
    expect(
      (await rawRequest(`${url}/_ministack/health`, { origin: "https://evil.example" })).status,
    ).to.equal(403);
  });

  it("does not reach the emulator with the secret that functions have", async () => {
    const headers = { [SECRET_HEADER]: fixture.door.secretAccessKey };
    expect((await rawRequest(`${fixture.emulator.url}${LIST}`, headers)).status).to.equal(403);
  });
});
