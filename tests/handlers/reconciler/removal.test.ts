import { expect } from "chai";
import type { UserState } from "../../support/aws-model/iam-state";
import { ROLE } from "../../support/aws-model";
import { Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const PENDING = { status: "pending", allowed_from_addresses: ["a@company.com"] };

/** Everything that somebody, or AWS, can add to a user of ours, and that this role may remove with it. */
const additions: Record<string, Partial<UserState>> = {
  "a console password": { added: { password: [""] } },
  "signing certificates": { added: { certificates: ["c1", "c2"] } },
  "SSH public keys": { added: { sshKeys: ["k1", "k2"] } },
  "service-specific credentials": { added: { serviceCredentials: ["s1"] } },
  "MFA devices": { added: { mfaDevices: ["arn:aws:iam::123456789012:mfa/a", "GAHT12345678"] } },
  "a quarantine policy": { attached: ["arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"] },
  "inline policies": { inline: { one: "{}", two: "{}" } },
  "groups below our path": { groups: ["/ses-smtp/test/members", "/ses-smtp/test/more"] },
  "all of it": {
    added: {
      password: [""],
      certificates: ["c"],
      sshKeys: ["k"],
      serviceCredentials: ["s"],
      mfaDevices: ["arn:aws:iam::123456789012:mfa/a"],
    },
    attached: ["arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2"],
    groups: ["/ses-smtp/test/members"],
  },
};

/** An active login to whose user something was added. */
async function withAdded(change: Partial<UserState>): Promise<Stage> {
  const stage = new Stage();
  stage.put(JOHN, PENDING);
  expect(await stage.reconcile(JOHN)).to.equal("done");
  await stage.pass();
  const [user] = stage.users(JOHN);
  stage.model.iam.put({ ...user!, ...change });
  return stage;
}

/** The calls to IAM of what runs next. */
function count(stage: Stage): { calls: string[] } {
  const counted = { calls: [] as string[] };
  const { faultOf } = stage.model;
  stage.model.faultOf = call => {
    if (call.service === "iam") counted.calls.push(call.operation);
    return faultOf(call);
  };
  return counted;
}

const thrown = (stage: Stage) =>
  stage.log.filter(({ message }) => message === "thrown").map(({ fields }) => String(fields.error));

describe("a removal", () => {
  for (const [what, change] of Object.entries(additions)) {
    // Proves T3.4-b, T3.4-c, T3.4-d
    it(`removes a user that has ${what}`, async () => {
      const stage = await withAdded(change);
      stage.remove(JOHN);
      expect(await stage.reconcile(JOHN)).to.equal("done");
      expect(stage.users(JOHN)).to.deep.equal([]);
      await stage.pass(300_000); // the wake-up that finds nothing left
      expect(stage.hasLease(JOHN)).to.equal(false);
    });
  }

  // Proves T3.4-b, T3.4-c, T3.4-d
  it("ends the login first: Deny and inactive keys come before anything else, then its keys go", async () => {
    const stage = await withAdded(additions["all of it"]!);
    const { calls } = count(stage);
    stage.remove(JOHN);
    await stage.reconcile(JOHN);
    const changes = calls.filter(operation => !/^(Get|List)/.test(operation));
    expect(changes.slice(0, 3)).to.deep.equal(["PutUserPolicy", "UpdateAccessKey", "DeleteAccessKey"]);
    expect(changes.indexOf("DeleteUserPolicy")).to.be.lessThan(changes.indexOf("DeleteLoginProfile"));
  });

  it("does not look for what others added unless IAM refuses because of it", async () => {
    const stage = await withAdded({});
    const { calls } = count(stage);
    stage.remove(JOHN);
    await stage.reconcile(JOHN);
    expect(calls).not.to.include.members(["ListMFADevices"]);
    expect(calls.length).to.be.lessThan(15);
  });

  it("by the run that created the key is done at once, even if another run writes Deny in between", async () => {
    const stage = new Stage();
    stage.put(JOHN, PENDING);
    let denied = false;
    stage.model.faultOf = ({ operation }) => {
      if (operation === "Login") stage.remove(JOHN);
      const [user] = stage.users(JOHN);
      if (operation === "DeleteUser" && user && !denied) {
        stage.model.iam.put({ ...user, inline: { "ses-smtp": "{}" } }); // then IAM refuses to delete the user
        denied = true;
      }
      return undefined;
    };
    const started = stage.model.time.running;
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(denied).to.equal(true);
    expect(stage.model.time.running - started).to.be.lessThan(20_000);
    expect(stage.users(JOHN)).to.deep.equal([]);
  });

  it("never detaches a quarantine policy from a user that stays", async () => {
    const stage = await withAdded(additions["a quarantine policy"]!);
    for (const status of ["disabled", "pending"]) {
      stage.change(JOHN, { status });
      await stage.reconcile(JOHN);
      await stage.pass();
    }
    expect(stage.users(JOHN)[0]?.attached).to.have.length(1);
  });
});

describe("a removal that IAM refuses because of what we may not remove", () => {
  const blocked = async () => {
    const stage = await withAdded({ groups: ["/admins", "/ses-smtp/test/members"] });
    stage.remove(JOHN);
    return stage;
  };

  it("ends the run at once and names it, instead of trying until time runs out", async () => {
    const stage = await blocked();
    const { calls } = count(stage);
    const started = stage.model.time.running;
    expect(await stage.reconcile(JOHN)).to.equal("thrown");
    expect(stage.model.time.running - started).to.be.lessThan(5_000);
    expect(calls.length).to.be.lessThan(30);
    expect(thrown(stage)).to.have.length(1);
    expect(thrown(stage)[0]).to.match(
      /The IAM user ses-smtp-user-john\.doe-\d+ has no access key and no policy anymore, .*may not remove: the group admins/,
    );
    expect(thrown(stage)[0]).not.to.include("members");
  });

  it("leaves a user that can neither log in nor send", async () => {
    const stage = await blocked();
    await stage.reconcile(JOHN);
    expect(stage.users(JOHN)).to.have.length(1);
    expect(stage.users(JOHN)[0]).to.deep.include({ keys: [], inline: {}, attached: [] });
  });

  it("is done by the next run once somebody removed it", async () => {
    const stage = await blocked();
    await stage.reconcile(JOHN);
    stage.model.iam.put({ ...stage.users(JOHN)[0]!, groups: [] });
    await stage.pass();
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.users(JOHN)).to.deep.equal([]);
  });

  it("is written to the record if there is one, also at once", async () => {
    const stage = new Stage();
    stage.put(JOHN, PENDING);
    stage.model.faultOf = ({ operation }) => {
      const [user] = stage.users(JOHN);
      if (operation === "Login" && user) {
        stage.model.iam.put({ ...user, groups: ["/admins"] });
        stage.change(JOHN, { status: "nonsense" });
      }
      return undefined;
    };
    const { calls } = count(stage);
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.include({ status: "failed" });
    expect(stage.record(JOHN)).to.have.nested.property("failure.code", "removal_blocked");
    expect(stage.record(JOHN))
      .to.have.nested.property("failure.message")
      .that.matches(/the group admins\. Remove what the message names/);
    expect(calls.length).to.be.lessThan(80);
  });

  it("names what this role may not even list", async () => {
    const stage = await withAdded({ added: { sshKeys: ["k"] } });
    stage.model.iam.settings.role = { ...ROLE, denied: ["ListSSHPublicKeys"] };
    stage.remove(JOHN);
    expect(await stage.reconcile(JOHN)).to.equal("thrown");
    expect(thrown(stage)[0]).to.include("any SSH public keys, which it may not list either");
  });
});

describe("a user that is gone", () => {
  // Proves T3.4-f
  it("is recognized by GetUser, where every other call is denied without its path", async () => {
    const stage = await withAdded({});
    const [user] = stage.users(JOHN);
    stage.remove(JOHN);
    stage.model.faultOf = ({ operation }) => {
      if (operation === "DeleteAccessKey")
        stage.model.iam.timeline.remove(user!.name, stage.model.time.running);
      return undefined;
    };
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.users(JOHN)).to.deep.equal([]);
  });

  it("is told apart from one that this role may not touch", async () => {
    const stage = await withAdded({});
    stage.model.iam.settings.role = { ...ROLE, denied: ["DeleteUser"] };
    stage.remove(JOHN);
    expect(await stage.reconcile(JOHN)).to.equal("thrown");
    expect(thrown(stage)[0]).to.include("AccessDenied");
  });
});
