import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { expect } from "chai";

import { ACCOUNT, startFrontDoorFixture, type FrontDoorFixture } from "../../support/front-door/fixture";

function document(resource: string) {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "ses:SendRawEmail", Resource: resource }],
  };
}

describe("the identities behind SMTP logins", () => {
  let doorway: FrontDoorFixture;
  before(async () => {
    doorway = await startFrontDoorFixture();
  });
  after(() => doorway.close());

  it("have the key's secret, its current state and all policies of its user", async () => {
    const { iam, door } = doorway;
    const policy = async (PolicyName: string) => {
      const PolicyDocument = JSON.stringify(document(PolicyName));
      return (await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))).Policy?.Arn;
    };
    const UserName = "known";
    await iam.send(
      new CreateUserCommand({ UserName, Path: "/p/", PermissionsBoundary: await policy("boundary") }),
    );
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: await policy("attached") }));
    const PolicyDocument = JSON.stringify(document("100% & inline"));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "inline", PolicyDocument }));
    await iam.send(new CreateGroupCommand({ GroupName: "team" }));
    const inGroup = JSON.stringify(document("of the group"));
    await iam.send(
      new PutGroupPolicyCommand({ GroupName: "team", PolicyName: "inline", PolicyDocument: inGroup }),
    );
    await iam.send(
      new AttachGroupPolicyCommand({ GroupName: "team", PolicyArn: await policy("attached-to-the-group") }),
    );
    await iam.send(new AddUserToGroupCommand({ UserName, GroupName: "team" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId = "", SecretAccessKey } = AccessKey ?? {};

    const { createdAt, ...identity } = (await door.identities.find(AccessKeyId)) ?? {};
    expect(identity).to.deep.equal({
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      active: true,
      userName: UserName,
      userArn: `arn:aws:iam::${ACCOUNT}:user/p/known`,
    });
    expect(Date.now() - Number(createdAt)).to.be.within(0, 10_000);
    expect(door.identities.createdAt(AccessKeyId)).to.equal(createdAt);
    expect(await door.identities.permissions(UserName)).to.deep.equal({
      userArn: `arn:aws:iam::${ACCOUNT}:user/p/known`,
      policies: [
        document("100% & inline"),
        document("attached"),
        document("of the group"),
        document("attached-to-the-group"),
      ],
      boundary: document("boundary"),
    });

    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
    expect(await door.identities.find(AccessKeyId)).to.include({ active: false });
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    expect(await door.identities.find(AccessKeyId)).to.equal(undefined);
  });

  it("do not exist for an unknown key", async () => {
    expect(doorway.door.identities.createdAt("AKIANEVERISSUED00000")).to.equal(undefined);
    expect(await doorway.door.identities.find("AKIANEVERISSUED00000")).to.equal(undefined);
  });

  it("leave no secret in the call log", () => {
    const calls = JSON.stringify(doorway.door.calls.list());
    expect(calls)
      .to.include("CreateAccessKey")
      .and.not.match(/[0-9a-f]{40}/);
  });
});
