import { expect } from "chai";
import { AwsModel, BOUNDARY_ARN, type ModelSettings, ROLE, STACK } from "../support/aws-model";
import type { UserState } from "../support/aws-model/iam-state";
import { userPath, userTags } from "../../handlers/shared/iam-names";

const NAME = "ses-smtp-user-john-1767225600";
const MADE = { UserName: NAME, Path: userPath(STACK, "john"), PermissionsBoundary: BOUNDARY_ARN };

/** Documented behavior of IAM, so that what tests show on the model also applies to IAM. */
describe("the model of IAM", () => {
  function account(settings: ModelSettings = {}) {
    const model = new AwsModel(settings);
    const call = (operation: string, input: object = {}) =>
      model.iam.call(operation, { UserName: NAME, ...input }) as {
        AccessKey: { AccessKeyId: string };
        Users: object[];
        Marker?: string;
        IsTruncated: boolean;
      };
    const refuses = (operation: string, input: object, name: string) =>
      expect(() => call(operation, input))
        .to.throw()
        .with.property("name", name);
    return { model, call, refuses };
  }

  it("lets a user have two keys, inactive ones included", () => {
    const { call, refuses } = account();
    call("CreateUser", MADE);
    const { AccessKey } = call("CreateAccessKey");
    call("UpdateAccessKey", { AccessKeyId: AccessKey.AccessKeyId, Status: "Inactive" });
    call("CreateAccessKey");
    refuses("CreateAccessKey", {}, "LimitExceededException");
  });

  it("ignores case in names", () => {
    const { call, refuses } = account();
    call("CreateUser", MADE);
    refuses("CreateUser", { ...MADE, UserName: NAME.toUpperCase() }, "EntityAlreadyExistsException");
  });

  it("creates a user only below our path and with the boundary", () => {
    const { refuses } = account();
    refuses("CreateUser", { ...MADE, PermissionsBoundary: undefined }, "AccessDenied");
    refuses("CreateUser", { ...MADE, Path: "/" }, "AccessDenied");
  });

  const attachments: Record<string, (model: AwsModel) => Partial<UserState>> = {
    "a login profile": () => ({ added: { password: [""] } }),
    "access keys": model => ({ keys: [model.iam.newKey()] }),
    "signing certificates": () => ({ added: { certificates: ["c"] } }),
    "SSH public keys": () => ({ added: { sshKeys: ["s"] } }),
    "service-specific credentials": () => ({ added: { serviceCredentials: ["s"] } }),
    "MFA devices": () => ({ added: { mfaDevices: ["arn:aws:iam::123456789012:mfa/m"] } }),
    "inline policies": () => ({ inline: { p: "{}" } }),
    "attached policies": () => ({ attached: ["arn"] }),
    "group memberships": () => ({ groups: ["/g"] }),
  };
  for (const [what, attach] of Object.entries(attachments)) {
    it(`does not delete a user with ${what}`, () => {
      const { model, refuses } = account();
      model.iam.put({ name: NAME, path: MADE.Path, ...attach(model) });
      refuses("DeleteUser", {}, "DeleteConflictException");
    });
  }

  it("lets the role put only our boundary, our tags, and a policy on a user within our boundary", () => {
    const { model, call, refuses } = account();
    model.iam.put({ name: NAME, path: MADE.Path });
    const policy = { PolicyName: "p", PolicyDocument: "{}" };
    refuses("PutUserPolicy", policy, "AccessDenied");
    refuses("PutUserPermissionsBoundary", { PermissionsBoundary: "arn:other" }, "AccessDenied");
    call("PutUserPermissionsBoundary", { PermissionsBoundary: BOUNDARY_ARN });
    call("PutUserPolicy", policy);
    const Tags = userTags(STACK, "john");
    refuses("TagUser", { Tags: [...Tags, { Key: "team", Value: "x" }] }, "AccessDenied");
    refuses("TagUser", { Tags: userTags("other", "john") }, "AccessDenied");
    call("TagUser", { Tags });
    expect(call("GetUser")).to.have.nested.property("User.Tags").that.deep.equals(Tags);
  });

  it("names the boundary if its policy does not exist", () => {
    const { call } = account({ boundaryExists: false });
    expect(() => call("CreateUser", MADE)).to.throw(`Scope ARN: ${BOUNDARY_ARN} does not exist`);
  });

  it("limits a user's inline policies to 2,048 characters in total, white space not counted", () => {
    const { call, refuses } = account();
    call("CreateUser", MADE);
    const put = (PolicyName: string, size: number) => ({
      PolicyName,
      PolicyDocument: `${"x".repeat(size)} \n `,
    });
    call("PutUserPolicy", put("one", 2_000));
    refuses("PutUserPolicy", put("two", 49), "LimitExceededException");
    call("PutUserPolicy", put("two", 48));
  });

  it("enforces the account's quota of users", () => {
    const { refuses } = account({ userQuota: 0 });
    refuses("CreateUser", MADE, "LimitExceededException");
  });

  it("lists in pages, without tags and boundary", () => {
    const { model, call } = account({ pageSize: 2 });
    for (const name of ["a", "b", "c"])
      model.iam.put({ name, path: "/x/", tags: [{ Key: "k", Value: "v" }] });
    const first = call("ListUsers", { PathPrefix: "/x/" });
    expect(first.Users).to.have.length(2);
    expect(first.Users[0]).not.to.have.any.keys("Tags", "PermissionsBoundary");
    expect(first.IsTruncated).to.equal(true);
    const last = call("ListUsers", { PathPrefix: "/x/", Marker: first.Marker });
    expect([last.Users.length, last.IsTruncated, last.Marker]).to.deep.equal([1, false, undefined]);
  });

  it("denies, for a user that does not exist, what is not granted without a path", () => {
    const { refuses } = account();
    refuses("GetUser", {}, "NoSuchEntityException");
    for (const operation of ["ListAccessKeys", "DeleteUser", "PutUserPolicy", "CreateAccessKey"]) {
      refuses(operation, {}, "AccessDenied");
    }
    const strict = account({ role: { ...ROLE, pathlessGranted: false } });
    strict.refuses("GetUser", {}, "AccessDenied");
  });

  it("denies everything about a user elsewhere", () => {
    const { model, refuses } = account();
    model.iam.put({ name: NAME, path: "/ses-smtp/other/john/" });
    for (const operation of ["GetUser", "DeleteUser", "CreateAccessKey"])
      refuses(operation, {}, "AccessDenied");
  });

  it("may give stale answers, and not know a new user yet", async () => {
    let lag = 0;
    const { model, call, refuses } = account({ lag: () => lag });
    await model.time.run(60_000);
    call("CreateUser", MADE);
    lag = 5_000;
    expect(call("ListUsers", {})).to.have.property("Users").that.deep.equals([]);
    refuses("GetUser", {}, "NoSuchEntityException");
    refuses("PutUserPolicy", { PolicyName: "p", PolicyDocument: "{}" }, "AccessDenied");
    await model.time.run(5_000);
    expect(call("GetUser")).to.have.nested.property("User.UserName", NAME);
  });
});
