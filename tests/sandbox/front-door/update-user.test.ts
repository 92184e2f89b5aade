import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListGroupsForUserCommand,
  ListSSHPublicKeysCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UpdateUserCommand,
  UploadSSHPublicKeyCommand,
} from "@aws-sdk/client-iam";
import { expect } from "chai";

import {
  ACCOUNT,
  failureOf,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { createRoleCaller } from "../../support/front-door/role-caller";

const PolicyDocument = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "ses:SendRawEmail", Resource: "*" }],
});

describe("UpdateUser in the sandbox", () => {
  let fixture: FrontDoorFixture;
  before(async () => {
    fixture = await startFrontDoorFixture();
  });
  after(() => fixture.close());

  it("gives a user another name and path with all that it has, and its SMTP login goes on", async () => {
    const { iam, door } = fixture;
    const UserName = "before";
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "send", PolicyDocument }));
    await iam.send(new TagUserCommand({ UserName, Tags: [{ Key: "team", Value: "sales" }] }));
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: "not-a-real-one-1" }));
    await iam.send(new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody: "ssh-rsa AAAA" }));
    await iam.send(new CreateGroupCommand({ GroupName: "team" }));
    await iam.send(new AddUserToGroupCommand({ UserName, GroupName: "team" }));
    const { AccessKey: { AccessKeyId = "" } = {} } = await iam.send(new CreateAccessKeyCommand({ UserName }));

    const renamed = { UserName, NewUserName: "After", NewPath: "/ses-smtp/prod/jane/" };
    await iam.send(new UpdateUserCommand(renamed));

    const named = { UserName: "After" };
    const { User } = await iam.send(new GetUserCommand(named));
    expect(User).to.include({
      UserName: "After",
      Path: "/ses-smtp/prod/jane/",
      Arn: `arn:aws:iam::${ACCOUNT}:user/ses-smtp/prod/jane/After`,
    });
    expect(User?.Tags).to.deep.equal([{ Key: "team", Value: "sales" }]);
    expect(await failureOf(iam.send(new GetUserCommand({ UserName })))).to.equal("NoSuchEntityException");
    const { PolicyDocument: kept } = await iam.send(
      new GetUserPolicyCommand({ ...named, PolicyName: "send" }),
    );
    expect(decodeURIComponent(kept ?? "")).to.equal(PolicyDocument);
    expect((await iam.send(new GetLoginProfileCommand(named))).LoginProfile?.UserName).to.equal("After");
    expect((await iam.send(new ListSSHPublicKeysCommand(named))).SSHPublicKeys).to.have.length(1);
    expect((await iam.send(new ListGroupsForUserCommand(named))).Groups).to.have.length(1);
    expect((await iam.send(new ListAccessKeysCommand(named))).AccessKeyMetadata).to.have.length(1);
    expect((await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).UserName).to.equal("After");
    expect(await door.identities.find(AccessKeyId)).to.include({ userName: "After", active: true });
  });

  it("refuses a name that is taken in another case, a path that is none, and a user that does not exist", async () => {
    const { iam } = fixture;
    for (const UserName of ["First", "second"]) await iam.send(new CreateUserCommand({ UserName }));
    const update = (input: Omit<UpdateUserCommand["input"], "UserName">, UserName = "second") =>
      failureOf(iam.send(new UpdateUserCommand({ UserName, ...input })));
    expect(await update({ NewUserName: "FIRST" })).to.equal("EntityAlreadyExistsException");
    expect(await update({ NewUserName: "no spaces" })).to.equal("ValidationError");
    expect(await update({ NewPath: "ses-smtp" })).to.equal("ValidationError");
    expect(await update({ NewPath: "/x/" }, "nobody")).to.equal("NoSuchEntityException");
    await iam.send(new UpdateUserCommand({ UserName: "second", NewUserName: "SECOND" }));
    const { Users = [] } = await iam.send(new ListUsersCommand({}));
    expect(Users.map(({ UserName }) => UserName)).to.include.members(["First", "SECOND"]);
  });

  it("needs the permission on the user as it is and as it will be", async () => {
    const { iam } = fixture;
    const role = await createRoleCaller(fixture, "mover");
    const mover = new IAMClient(role.config);
    try {
      await iam.send(new CreateUserCommand({ UserName: "moved" }));
      const move = () =>
        failureOf(mover.send(new UpdateUserCommand({ UserName: "moved", NewPath: "/ses-smtp/prod/" })));
      const user = (path: string) => `arn:aws:iam::${ACCOUNT}:user${path}moved`;
      for (const Resource of [user("/"), user("/ses-smtp/prod/")]) {
        await role.permit({ Action: "iam:UpdateUser", Resource });
        expect(await move(), Resource).to.equal("AccessDenied");
      }
      await role.permit({ Action: "iam:UpdateUser", Resource: [user("/"), user("/ses-smtp/prod/")] });
      expect(await move()).to.equal(undefined);
    } finally {
      mover.destroy();
    }
  });
});
