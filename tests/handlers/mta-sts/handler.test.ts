import { expect } from "chai";
import { mtaStsPolicy } from "../../../dns/mta-sts";
import { createHandler } from "../../../handlers/mta-sts/handler";
import { recordedLog } from "../../support/logging/recorded-log";

const CONTENT = mtaStsPolicy("company.com", {
  mtaStsMode: "enforce",
  mtaStsMx: ["mx1.company.com"],
  mtaStsMaxAge: 604_800,
})?.content;

describe("the function that serves the MTA-STS policy", () => {
  const handlerWith = (MTA_STS_POLICY: string) => {
    const { log, entries } = recordedLog("smtp-mta-sts");
    return { handle: createHandler({ MTA_STS_POLICY }, log), entries };
  };

  it("returns it byte for byte, as text", async () => {
    const { handle, entries } = handlerWith(JSON.stringify(CONTENT));
    expect(await handle({}, {})).to.deep.equal({
      statusCode: 200,
      headers: { "content-type": "text/plain" },
      body: "version: STSv1\r\nmode: enforce\r\nmx: mx1.company.com\r\nmax_age: 604800\r\n",
    });
    expect(entries.map(({ message }) => message)).to.deep.equal(["done"]);
  });

  it("fails at its start without a policy, or with one that is no JSON string", () => {
    expect(() => handlerWith("")).to.throw("MTA_STS_POLICY");
    expect(() => handlerWith("{}")).to.throw("MTA_STS_POLICY must be a JSON string");
  });
});
