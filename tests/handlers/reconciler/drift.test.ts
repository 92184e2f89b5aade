import { expect } from "chai";
import { senderPolicy } from "../../../handlers/reconciler/policy";
import { USER_POLICY_NAME, userPath, userTags } from "../../../handlers/shared/iam-names";
import { BOUNDARY_ARN, RESOURCES, ROLE, STACK } from "../../support/aws-model";
import type { UserState } from "../../support/aws-model/iam-state";
import { isOff } from "../../support/histories/invariants";
import { Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const PENDING = { status: "pending", allowed_from_addresses: ["a@company.com"] };
const OTHER_BOUNDARY = "arn:aws:iam::aws:policy/AdministratorAccess";

/** What somebody can change of a user that stays ours by its path and name. */
const drifts: Record<string, Partial<UserState>> = {
  "whose tags were removed": { tags: [] },
  "with another username's tag": { tags: userTags(STACK, "jane") },
  "whose boundary was removed": { boundary: undefined },
  "with another boundary": { boundary: OTHER_BOUNDARY },
  "without tags and boundary": { tags: [], boundary: undefined },
};

/** An active login whose user somebody then changed. */
async function drifted(change: Partial<UserState>): Promise<Stage> {
  const stage = new Stage();
  stage.put(JOHN, PENDING);
  expect(await stage.reconcile(JOHN)).to.equal("done");
  await stage.pass();
  const [user] = stage.users(JOHN);
  stage.model.iam.put({ ...user!, ...change });
  return stage;
}

function expectRight(stage: Stage): UserState {
  const users = stage.users(JOHN);
  expect(users).to.have.length(1);
  expect(users[0]).to.include({ boundary: BOUNDARY_ARN });
  expect(users[0]?.tags).to.have.deep.members(userTags(STACK, JOHN));
  return users[0]!;
}

const failure = (stage: Stage) => stage.record(JOHN)?.failure as { code: string; message: string };
const calls = (stage: Stage) => {
  const made: string[] = [];
  stage.model.faultOf = ({ operation, service }) => {
    if (service === "iam" && !/^(Get|List)/.test(operation)) made.push(operation);
    return undefined;
  };
  return made;
};

describe("a user at our path with our name", () => {
  for (const [what, change] of Object.entries(drifts)) {
    describe(what, () => {
      it("is stopped and put right when its record is disabled", async () => {
        const stage = await drifted(change);
        stage.change(JOHN, { status: "disabled" });
        expect(await stage.reconcile(JOHN)).to.equal("done");
        expect(isOff(expectRight(stage))).to.equal(true);
        expect(stage.record(JOHN)).to.include({ status: "disabled", verified_status: "disabled" });
      });

      it("is removed with its record", async () => {
        const stage = await drifted(change);
        stage.remove(JOHN);
        expect(await stage.reconcile(JOHN)).to.equal("done");
        expect(stage.users(JOHN)).to.deep.equal([]);
      });

      it("is put right and gets a changed list, with no second user and the same login", async () => {
        const stage = await drifted(change);
        const login = stage.record(JOHN)?.smtp_username;
        stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] });
        expect(await stage.reconcile(JOHN)).to.equal("done");
        const { inline, keys } = expectRight(stage);
        expect(inline[USER_POLICY_NAME]).to.equal(senderPolicy(["b@company.com"], RESOURCES));
        expect(keys.map(key => [key.id, key.active])).to.deep.equal([[login, true]]);
        expect(stage.record(JOHN)).to.include({ status: "active", smtp_username: login });
      });

      it("is put right without touching a login whose record did not change, and logged", async () => {
        const stage = await drifted(change);
        const made = calls(stage);
        expect(await stage.reconcile(JOHN)).to.equal("done");
        expectRight(stage);
        expect(made).to.have.members([
          ...("boundary" in change ? ["PutUserPermissionsBoundary"] : []),
          ...("tags" in change ? ["TagUser"] : []),
        ]);
        expect(stage.log.map(({ message }) => message)).to.include("somebody changed this IAM user");
      });
    });
  }

  it("is found without its record's attributes, and gets no second user beside it", async () => {
    const stage = await drifted({ tags: [], boundary: undefined });
    stage.put(JOHN, PENDING);
    await stage.reconcile(JOHN);
    expectRight(stage);
    expect(stage.record(JOHN)).to.include({ status: "active" });
  });
});

describe("disabling a user whose boundary was removed", () => {
  it("puts our boundary first, then Deny, then makes the keys inactive", async () => {
    const stage = await drifted({ boundary: undefined, tags: [] });
    const made = calls(stage);
    stage.change(JOHN, { status: "disabled" });
    await stage.reconcile(JOHN);
    expect(made).to.deep.equal(["PutUserPermissionsBoundary", "PutUserPolicy", "UpdateAccessKey", "TagUser"]);
  });

  it("that may not be put back makes the keys inactive all the same, and the record failed with the reason", async () => {
    const stage = await drifted({ boundary: undefined });
    stage.model.iam.settings.role = { ...ROLE, denied: ["PutUserPermissionsBoundary"] };
    stage.change(JOHN, { status: "disabled" });
    expect(await stage.reconcile(JOHN)).to.equal("done");
    const [user] = stage.users(JOHN);
    expect(user?.keys.map(key => key.active)).to.deep.equal([false]);
    expect(stage.record(JOHN)).to.include({ status: "failed" });
    expect(failure(stage).code).to.equal("drifted");
    expect(failure(stage).message).to.match(
      /Somebody changed the permissions boundary of the IAM user ses-smtp-user-john\.doe-\d+, and AWS denied changing it back: AccessDenied.*PutUserPermissionsBoundary/,
    );
    expect(failure(stage).message).not.to.match(/"pending"/);
  });
});

describe("disabling a user whose tags may not be put back", () => {
  it("denies it first, and keeps it stopped with a failed record", async () => {
    const stage = await drifted({ tags: [] });
    stage.model.iam.settings.role = { ...ROLE, denied: ["TagUser"] };
    stage.change(JOHN, { status: "disabled" });
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.users(JOHN).map(isOff)).to.deep.equal([true]);
    expect(failure(stage)).to.include({ code: "drifted" });
  });
});

describe("a changed list of a user whose boundary may not be put back", () => {
  it("stops the login at once, before anything is retried", async () => {
    const stage = await drifted({ boundary: undefined });
    stage.model.iam.settings.role = { ...ROLE, denied: ["PutUserPermissionsBoundary"] };
    stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] });
    const run = stage.start(JOHN);
    await stage.pass(2_000);
    expect(stage.users(JOHN)[0]?.keys.map(key => key.active)).to.deep.equal([false]);
    await stage.pass(300_000);
    expect(await run).to.equal("done");
    expect(stage.users(JOHN)).to.have.length(1);
    expect(failure(stage)).to.include({ code: "drifted" });
  });

  it("comes back as the same login once the boundary may be put back", async () => {
    const stage = await drifted({ boundary: undefined });
    const login = stage.record(JOHN)?.smtp_username;
    stage.model.iam.settings.role = { ...ROLE, denied: ["PutUserPermissionsBoundary"] };
    stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] });
    await stage.reconcile(JOHN);
    stage.model.iam.settings.role = ROLE;
    stage.change(JOHN, { status: "pending" });
    await stage.pass();
    await stage.reconcile(JOHN);
    expect(expectRight(stage).keys.map(key => [key.id, key.active])).to.deep.equal([[login, true]]);
    expect(stage.record(JOHN)).to.include({ status: "active" });
  });
});

describe("removing a user whose boundary may not be put back", () => {
  it("removes it all the same", async () => {
    const stage = await drifted({ boundary: undefined });
    stage.model.iam.settings.role = { ...ROLE, denied: ["PutUserPermissionsBoundary"] };
    stage.remove(JOHN);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.users(JOHN)).to.deep.equal([]);
  });
});

describe("a boundary whose policy was deleted", () => {
  it("is named in the failure of a new login, with what to do", async () => {
    const stage = new Stage({ boundaryExists: false });
    stage.put(JOHN, PENDING);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(failure(stage)).to.include({ code: "boundary_missing" });
    expect(failure(stage).message).to.include(BOUNDARY_ARN).and.include("pulumi up --refresh");
  });

  it("does not keep a login on that is to be disabled", async () => {
    const stage = await drifted({ boundary: undefined });
    stage.model.iam.settings.boundaryExists = false;
    stage.change(JOHN, { status: "disabled" });
    await stage.reconcile(JOHN);
    expect(stage.users(JOHN)[0]?.keys.map(key => key.active)).to.deep.equal([false]);
    expect(failure(stage)).to.include({ code: "boundary_missing" });
  });
});

describe("a user that somebody moved to another path", () => {
  const moved = async (status: string) => {
    const stage = await drifted({ path: userPath("elsewhere", JOHN) });
    stage.change(JOHN, { status });
    expect(await stage.reconcile(JOHN)).to.equal("done");
    return stage;
  };

  for (const status of ["disabled", "pending"]) {
    it(`is not called ${status}: its password still works, so the record fails and says how to find it`, async () => {
      const stage = await moved(status);
      expect(stage.record(JOHN)).to.include({ status: "failed" }).and.include.keys("encrypted_password");
      expect(failure(stage)).to.include({ code: "login_outside_path" });
      expect(failure(stage).message).to.match(
        /no IAM user below \/ses-smtp\/test\/john\.doe\/ has its access key AKIA\w+.*get-access-key-last-used/,
      );
      expect(stage.users(JOHN), "no second user").to.deep.equal([]);
    });
  }

  it("is called disabled once its password is refused", async () => {
    const stage = await moved("disabled");
    const [user] = [...stage.model.iam.timeline.now.values()];
    stage.model.iam.put({ ...user!, keys: [] });
    stage.change(JOHN, { status: "disabled" });
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.include({ status: "disabled" });
  });
});
