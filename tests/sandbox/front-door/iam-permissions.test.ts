import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import { expect } from "chai";

import {
  ACCOUNT,
  failureOf,
  startFrontDoorFixture,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";
import { createRoleCaller, type RoleCaller } from "../../support/front-door/role-caller";

const PATH = "/ses-smtp/";
const OURS = `arn:aws:iam::${ACCOUNT}:user${PATH}*`;
const DENIED = "AccessDenied";

describe("a role's permissions for IAM", () => {
  let fixture: FrontDoorFixture;
  let role: RoleCaller;
  let iam: IAMClient;
  let boundary: string;
  before(async () => {
    fixture = await startFrontDoorFixture();
    role = await createRoleCaller(fixture, "manager");
    iam = new IAMClient(role.config);
    boundary = await policy("boundary", "ses:*");
  });
  after(async () => {
    iam?.destroy();
    await fixture?.close();
  });

  it("are refused in IAM's words, with the session's ARN", async () => {
    await role.permit({ Action: "s3:*" });
    const error = await iam
      .send(new GetUserCommand({ UserName: "nobody" }))
      .catch((thrown: unknown) => thrown);
    expect(error).to.include({
      name: DENIED,
      message:
        `User: arn:aws:sts::${ACCOUNT}:assumed-role/manager/worker is not authorized to perform: iam:GetUser on ` +
        `resource: arn:aws:iam::${ACCOUNT}:user/nobody because no identity-based policy allows the iam:GetUser action`,
    });
  });

  it("are those on its user for a key's last use, which names no user", async () => {
    await fixture.iam.send(new CreateUserCommand({ UserName: "used", Path: PATH }));
    const { AccessKey } = await fixture.iam.send(new CreateAccessKeyCommand({ UserName: "used" }));
    const lastUsed = (AccessKeyId = "") =>
      failureOf(iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId })));
    await role.permit({ Action: "iam:GetAccessKeyLastUsed", Resource: OURS });
    expect(await lastUsed(AccessKey?.AccessKeyId)).to.equal(undefined);
    expect(await lastUsed("AKIAXXXXXXXXXXXXXXXX"), "of another account").to.equal(DENIED);
    await role.permit({ Action: "iam:GetAccessKeyLastUsed", Resource: OURS.replace(PATH, "/other/") });
    expect(await lastUsed(AccessKey?.AccessKeyId)).to.equal(DENIED);
  });

  it("name an explicit deny", async () => {
    await role.permit({ Action: "*" }, { Effect: "Deny", Action: "iam:ListUsers" });
    const error = await iam.send(new ListUsersCommand({})).catch((thrown: unknown) => thrown);
    expect(String(error)).to.match(
      /iam:ListUsers on resource: \* with an explicit deny in an identity-based policy$/,
    );
  });

  it("are limited by a user's path, also for a user that does not exist yet", async () => {
    await role.permit({ Action: ["iam:CreateUser", "iam:GetUser"], Resource: OURS });
    const create = (UserName: string, Path: string) => iam.send(new CreateUserCommand({ UserName, Path }));
    expect(await failureOf(create("theirs", "/"))).to.equal(DENIED);
    await create("ours", PATH);
    expect((await iam.send(new GetUserCommand({ UserName: "ours" }))).User?.Path).to.equal(PATH);
  });

  it("see the bare name of a user that is gone", async () => {
    await role.permit({ Action: ["iam:CreateUser", "iam:GetUser", "iam:DeleteUser"], Resource: OURS });
    await iam.send(new CreateUserCommand({ UserName: "gone", Path: PATH }));
    await iam.send(new DeleteUserCommand({ UserName: "gone" }));
    const look = () => failureOf(iam.send(new GetUserCommand({ UserName: "gone" })));
    expect(await look()).to.equal(DENIED);
    await role.permit({ Action: "iam:GetUser", Resource: [OURS, `arn:aws:iam::${ACCOUNT}:user/gone`] });
    expect(await look()).to.equal("NoSuchEntityException");
  });

  // Proves R4.1
  it("can require a boundary: that of the request, and that of the user", async () => {
    const Condition = { StringEquals: { "iam:PermissionsBoundary": boundary } };
    await role.permit({ Action: ["iam:CreateUser", "iam:PutUserPolicy"], Condition });
    const create = (UserName: string, PermissionsBoundary?: string) =>
      iam.send(new CreateUserCommand({ UserName, ...(PermissionsBoundary && { PermissionsBoundary }) }));
    expect(await failureOf(create("unbounded"))).to.equal(DENIED);
    expect(await failureOf(create("bounded", await policy("other", "ses:*")))).to.equal(DENIED);
    await create("bounded", boundary);

    const statement = { Effect: "Allow", Action: "ses:SendRawEmail", Resource: "*" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const put = () =>
      iam.send(new PutUserPolicyCommand({ UserName: "bounded", PolicyName: "p", PolicyDocument }));
    await put();
    await fixture.iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: "bounded" }));
    expect(await failureOf(put())).to.equal(DENIED);
  });

  it("can limit tags, and creating a user with tags also needs iam:TagUser", async () => {
    const tagged = (UserName: string, Key: string) =>
      iam.send(new CreateUserCommand({ UserName, Tags: [{ Key, Value: "a" }] }));
    await role.permit({ Action: "iam:CreateUser" });
    expect(await failureOf(tagged("tagged", "team"))).to.equal(DENIED);
    const Condition = { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } };
    await role.permit({ Action: "iam:CreateUser" }, { Action: "iam:TagUser", Condition });
    expect(await failureOf(tagged("tagged", "other"))).to.equal(DENIED);
    await tagged("tagged", "team");
    const tag = (Key: string) =>
      iam.send(new TagUserCommand({ UserName: "tagged", Tags: [{ Key, Value: "b" }] }));
    await tag("team");
    expect(await failureOf(tag("other"))).to.equal(DENIED);
  });

  it("can depend on a tag's value in the request and on the user", async () => {
    await role.permit(
      {
        Action: ["iam:TagUser", "iam:CreateUser"],
        Condition: { StringEquals: { "aws:RequestTag/team": "mail" } },
      },
      { Action: "iam:GetUser", Condition: { StringEquals: { "aws:ResourceTag/team": "mail" } } },
    );
    const create = (UserName: string, Value: string) =>
      iam.send(new CreateUserCommand({ UserName, Tags: [{ Key: "team", Value }] }));
    expect(await failureOf(create("wrong", "web"))).to.equal(DENIED);
    await create("right", "mail");
    await iam.send(new GetUserCommand({ UserName: "right" }));
    await fixture.iam.send(new TagUserCommand({ UserName: "right", Tags: [{ Key: "team", Value: "web" }] }));
    expect(await failureOf(iam.send(new GetUserCommand({ UserName: "right" })))).to.equal(DENIED);
  });

  it("end where the role's own boundary ends", async () => {
    await role.permit({ Action: "iam:*" });
    await iam.send(new ListUsersCommand({}));
    const limit = await policy("limit", "dynamodb:*");
    await fixture.iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: "manager", PermissionsBoundary: limit }),
    );
    const error = await iam.send(new ListUsersCommand({})).catch((thrown: unknown) => thrown);
    expect(String(error)).to.match(/because no permissions boundary allows the iam:ListUsers action$/);
  });

  async function policy(PolicyName: string, Action: string): Promise<string> {
    const Statement = [{ Effect: "Allow", Action, Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    return (
      (await fixture.iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))).Policy?.Arn ?? ""
    );
  }
});
