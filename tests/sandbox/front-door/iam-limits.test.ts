import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  type ListUsersCommandOutput,
} from "@aws-sdk/client-iam";
import { expect } from "chai";

import { failureOf, startFrontDoorFixture, type FrontDoorFixture } from "../../support/front-door/fixture";

const DOCUMENT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "ses:SendRawEmail", Resource: "*" }],
});

describe("IAM behind the front door", () => {
  let doorway: FrontDoorFixture;
  let users = 0;
  before(async () => {
    doorway = await startFrontDoorFixture();
  });
  after(() => doorway.close());

  async function newUser(boundary?: string): Promise<string> {
    const UserName = `limited-${++users}`;
    await doorway.iam.send(
      new CreateUserCommand({ UserName, Path: "/limits/", PermissionsBoundary: boundary }),
    );
    return UserName;
  }
  /** Sends any IAM command; the client dispatches at run time. */
  const send = (command: object) => failureOf(doorway.iam.send(command as CreateUserCommand));

  it("allows a user at most two access keys, even with three concurrent requests", async () => {
    const UserName = await newUser();
    const all = await Promise.all([1, 2, 3].map(() => send(new CreateAccessKeyCommand({ UserName }))));
    expect(all.filter(failure => failure === undefined)).to.have.length(2);
    expect(all).to.include("LimitExceededException");
  });

  it("does not delete a user with an access key, an inline policy or a group", async () => {
    const UserName = await newUser();
    const { AccessKey } = await doorway.iam.send(new CreateAccessKeyCommand({ UserName }));
    expect(await send(new DeleteUserCommand({ UserName }))).to.equal("DeleteConflictException");
    await doorway.iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: AccessKey?.AccessKeyId }));

    await doorway.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "p", PolicyDocument: DOCUMENT }));
    expect(await send(new DeleteUserCommand({ UserName }))).to.equal("DeleteConflictException");
    await doorway.iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "p" }));

    const GroupName = "a-group";
    await doorway.iam.send(new CreateGroupCommand({ GroupName }));
    await doorway.iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    expect(await send(new DeleteUserCommand({ UserName }))).to.equal("DeleteConflictException");
    await doorway.iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));

    expect(await send(new DeleteUserCommand({ UserName }))).to.equal(undefined);
    expect(await send(new DeleteUserCommand({ UserName }))).to.equal("NoSuchEntityException");
  });

  it("does not delete a policy that is a user's permissions boundary", async () => {
    const { Policy } = await doorway.iam.send(
      new CreatePolicyCommand({ PolicyName: "boundary", PolicyDocument: DOCUMENT }),
    );
    const UserName = await newUser(Policy?.Arn);
    expect(await send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }))).to.equal(
      "DeleteConflictException",
    );
    await doorway.iam.send(new DeleteUserCommand({ UserName }));
    expect(await send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }))).to.equal(undefined);
  });

  it("allows 2,048 characters of inline policies per user, without whitespace", async () => {
    const UserName = await newUser();
    const sized = (length: number) => DOCUMENT.replace("*", "*".padStart(length - DOCUMENT.length + 1, "x"));
    const put = (PolicyName: string, PolicyDocument: string) =>
      send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
    expect(await put("one", sized(1_024).replace("{", "{ \n\t"))).to.equal(undefined);
    expect(await put("two", sized(1_025))).to.equal("LimitExceededException");
    expect(await put("two", sized(1_024))).to.equal(undefined);
    expect(await put("one", sized(1_024))).to.equal(undefined);
  });

  it("treats user names as case-insensitive", async () => {
    const UserName = (await newUser()).toUpperCase();
    expect(await send(new CreateUserCommand({ UserName }))).to.equal("EntityAlreadyExistsException");
  });

  it("does not delete a key of another user", async () => {
    const [mine, theirs] = [await newUser(), await newUser()];
    const { AccessKey } = await doorway.iam.send(new CreateAccessKeyCommand({ UserName: mine }));
    const AccessKeyId = AccessKey?.AccessKeyId;
    expect(await send(new DeleteAccessKeyCommand({ UserName: theirs, AccessKeyId }))).to.equal(
      "NoSuchEntityException",
    );
    expect(await send(new DeleteAccessKeyCommand({ UserName: mine, AccessKeyId }))).to.equal(undefined);
  });

  it("paginates lists, with each user once", async () => {
    await Promise.all([newUser(), newUser(), newUser()]);
    const names: (string | undefined)[] = [];
    let [Marker, pages]: [string | undefined, number] = [undefined, 0];
    do {
      const page: ListUsersCommandOutput = await doorway.iam.send(
        new ListUsersCommand({ PathPrefix: "/limits/", MaxItems: 2, Marker }),
      );
      expect(page.Users?.length).to.be.within(1, 2);
      names.push(...(page.Users ?? []).map(user => user.UserName));
      expect(page.IsTruncated).to.equal(page.Marker !== undefined);
      [Marker, pages] = [page.Marker, pages + 1];
    } while (Marker !== undefined);
    expect(pages).to.be.greaterThan(1);
    expect(new Set(names).size).to.equal(names.length);
    const { Users } = await doorway.iam.send(new ListUsersCommand({ PathPrefix: "/limits/" }));
    expect(names).to.have.members((Users ?? []).map(user => user.UserName));
  });
});
