import { RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";

import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import { openDeliveries, type Deliveries } from "../../support/emulator/deliveries";

describe("a delivery inside the emulator", () => {
  let on: Deliveries;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    on = await openDeliveries();
  });
  after(() => on?.bench.close());

  describe("by an HTTP API to a function", () => {
    let name: string;
    let api: string;

    before(async () => {
      const created = await on.createFunction();
      name = created.name;
      api = await on.createApi(created.arn, ["GET /hello/{who}", "POST /hello/{who}", "$default"]);
    });

    const sources: [string, string, boolean][] = [
      ["every stage and method of the route", "/*/*/hello/{who}", true],
      ["the route's stage and method", "/$default/GET/hello/{who}", true],
      ["the whole API", "/*", true],
      ["another method", "/*/POST/hello/{who}", false],
      ["another path", "/*/*/goodbye", false],
      ["another stage", "/live/*/hello/{who}", false],
      ["the default route", "/*/$default", false],
    ];

    it("gets a 500 response without a permission", async () => {
      expect(await call("/hello/you")).to.deep.equal({
        status: 500,
        body: '{"message":"Internal Server Error"}',
      });
      expect(await on.bench.log()).to.include("to apigateway.amazonaws.com for arn:aws:execute-api:");
    });

    for (const [what, source, expected] of sources) {
      it(`is ${expected ? "allowed" : "refused"} with a permission for ${what}`, async () => {
        await on.permit(name, "apigateway.amazonaws.com", apiArn(source));
        try {
          expect((await call("/hello/you")).status).to.equal(expected ? 200 : 500);
        } finally {
          await on.bench.lambda.send(
            new RemovePermissionCommand({ FunctionName: name, StatementId: "test" }),
          );
        }
      });
    }

    it("is allowed for the default route by its name", async () => {
      await on.permit(name, "apigateway.amazonaws.com", apiArn("/*/$default"));
      expect(await call("/something/else")).to.deep.equal({ status: 200, body: "served" });
    });

    it("with credentials needs a role that trusts API Gateway and may invoke it, and no permission", async () => {
      const { arn } = await on.createFunction();
      for (const [service, actions, status] of [
        ["lambda.amazonaws.com", "lambda:InvokeFunction", 500],
        ["apigateway.amazonaws.com", "lambda:GetFunction", 500],
        ["apigateway.amazonaws.com", "lambda:InvokeFunction", 200],
      ] as const) {
        const role = await on.bench.createRole(`credentials-${on.next()}`, { service, actions });
        const own = await on.createApi(arn, ["GET /hello"], {}, role);
        const url = `/_aws/execute-api/${own}/$default/hello`;
        const answer = await on.bench.request("execute-api", { method: "GET", path: url });
        expect(answer.status, `${service} ${actions}`).to.equal(status);
      }
    });

    const apiArn = (source: string) => `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${api}${source}`;

    async function call(path: string) {
      const url = `/_aws/execute-api/${api}/$default${path}`;
      const { status, body } = await on.bench.request("execute-api", { method: "GET", path: url });
      return { status, body };
    }
  });
});
