import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { expect } from "chai";

import { signedHeaders } from "../../../sandbox/shared/sigv4";
import {
  ACCOUNT,
  REGION,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { createRoleCaller } from "../../support/front-door/role-caller";

interface Identity {
  type: string;
  arn: string;
  sessionContext?: { sessionIssuer: { arn: string } };
}

describe("an event of CloudTrail", () => {
  let fixture: FrontDoorFixture;
  before(async () => {
    fixture = await startFrontDoorFixture(undefined, { CLOUDTRAIL_RECORDING: "1" });
  });
  after(() => fixture?.close());

  it("names the role's session for a function's call, and no role for the developer's", async () => {
    const role = await createRoleCaller(fixture, "creator", "/app/");
    await role.permit({ Action: "iam:CreateUser" });
    const iam = new IAMClient(role.config);
    await iam.send(new CreateUserCommand({ UserName: "by-role" }));
    iam.destroy();
    await fixture.iam.send(new CreateUserCommand({ UserName: "by-developer" }));

    const byRole = await callerOf("by-role");
    expect(byRole.type).to.equal("AssumedRole");
    expect(byRole.arn).to.equal(`arn:aws:sts::${ACCOUNT}:assumed-role/creator/worker`);
    expect(byRole.sessionContext?.sessionIssuer.arn).to.equal(`arn:aws:iam::${ACCOUNT}:role/app/creator`);
    expect((await callerOf("by-developer")).type).to.not.equal("AssumedRole");
  });

  async function callerOf(userName: string): Promise<Identity> {
    const { url, secretAccessKey } = fixture.door;
    const headers = {
      host: new URL(url).host,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
    };
    const scope = { accessKeyId: ACCOUNT, secretAccessKey, region: REGION, service: "cloudtrail" };
    const signed = signedHeaders({ method: "POST", url: "/", headers, body: "{}" }, scope);
    const response = await fetch(url, { method: "POST", headers: signed, body: "{}" });
    const { Events } = (await response.json()) as {
      Events: { CloudTrailEvent: string }[];
    };
    const found = Events.find(({ CloudTrailEvent }) => CloudTrailEvent.includes(`"${userName}"`));
    return (JSON.parse(found?.CloudTrailEvent ?? "{}") as { userIdentity: Identity }).userIdentity;
  }
});
