import { expect } from "chai";
import { adopt } from "../../cli/adopt/adopt";
import { Adoptions, errorOf, isWrite, nameOf } from "../support/adopt/adoptions";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

describe("an adoption while somebody else does something", function () {
  this.timeout(300_000);
  let adoptions: Adoptions;
  before(async () => {
    const { report } = await sharedSandbox();
    adoptions = new Adoptions(report);
  });
  after(() => adoptions?.destroy());

  it("because another run has its lease changes nothing more, and is continued", async () => {
    for (const [index, stolenBefore] of ["TagUser", "UpdateUser", "RemoveUserFromGroup"].entries()) {
      const username = `stolen.${index}`;
      const user = await adoptions.existing.byConsole(`stolen-${index}`);
      const request = adoptions.request(username, user.name, { password: user.login.password });
      let isStolen = false;
      const after: string[] = [];
      const ports = adoptions.ports(async command => {
        if (isStolen && isWrite(command)) after.push(nameOf(command));
        if (nameOf(command) !== stolenBefore || isStolen) return;
        isStolen = true;
        await adoptions.stealLease(username);
      });
      // The lease is looked at before each call.
      const clock = { ...ports.clock, now: () => Date.now() + (isStolen ? 20_000 : 0) };
      const error = await errorOf(adopt(request, { ...ports, clock }));
      expect(error).to.include("another run has taken over").and.include("run the same command again");
      // Only the lease, which is not changed because it is another's.
      expect(
        after.filter(name => name !== "UpdateItem"),
        stolenBefore,
      ).to.deep.equal([]);
      await adoptions.requireWorking(user.login, username, `stolen before ${stolenBefore}`);
      await adoptions.endLease(username);
      await adoptions.adopt(request);
      await adoptions.requireAdopted(username, user.login, "active", `stolen before ${stolenBefore}`);
    }
  });

  it("because another user is being adopted under the name, or it has a login, changes nothing", async () => {
    const username = "taken";
    const [one, other] = [await adoptions.make(username), await adoptions.make(`${username}.other`)];
    await errorOf(
      adoptions.adopt(one.request, command => {
        if (nameOf(command) === "UpdateUser" || nameOf(command) === "DeleteUserPermissionsBoundary")
          throw new Error("killed");
      }),
    );
    const request = { ...other.request, username };
    expect(await errorOf(adoptions.adopt(request))).to.include(
      `the IAM user ${one.name} is being adopted as it: finish that first (ses-smtp credential adopt ${one.name} --as ${username})`,
    );
    await adoptions.adopt(one.request);
    expect(await errorOf(adoptions.adopt(request))).to.include("it has a login already");
    expect(await adoptions.stateOf(other.name)).to.deep.equal(other.before);
    await adoptions.requireWorking(other.login, `${username}.other`, "refused");
  });

  it("of a record that is removed meanwhile is undone, and says how to stop its login", async () => {
    const username = "removed";
    const { name, login, request, before } = await adoptions.make(username);
    const error = await errorOf(
      adoptions.adopt(request, async command => {
        if (nameOf(command) === "TagUser") await adoptions.administrator.remove(username);
      }),
    );
    expect(error)
      .to.include("Everything was undone")
      .and.include(`aws iam update-access-key --user-name ${name} --access-key-id ${login.user}`);
    expect(await adoptions.stateOf(name)).to.deep.equal(before);
    expect(await adoptions.read(username)).to.equal(undefined);
  });

  it("of one user by two administrators at once is done once", async () => {
    const username = "twice";
    const { login, request } = await adoptions.make(username);
    const ended = await Promise.all([0, 1].map(() => errorOf(adoptions.adopt(request))));
    expect(ended.filter(error => error === "no error")).to.have.length(1);
    expect(ended.find(error => error !== "no error")).to.include("it has a login already");
    await adoptions.requireAdopted(username, login, "active", "adopted once");
    await adoptions.requireWorking(login, username, "adopted once");
  });

  it("leaves the record's list as it is; one that is finished takes the list that was given", async () => {
    const username = "listed";
    const from = adoptions.from(username);
    const user = await adoptions.existing.byOtherSystem(username, `*@${from.split("@")[1]}`, "ours");
    const list = (await adoptions.read(username))?.allowed_from_addresses;
    const request = adoptions.request(username, user.name);
    const error = await errorOf(
      adoptions.adopt(request, async command => {
        if (nameOf(command) !== "UpdateUser") return;
        expect(await adoptions.read(username)).to.deep.include({ allowed_from_addresses: list });
        throw new Error("not allowed");
      }),
    );
    expect(error).to.include("Everything was undone");
    expect(await adoptions.read(username)).to.deep.include({ allowed_from_addresses: list });
    await adoptions.adopt(request);
    expect(await adoptions.read(username)).to.deep.include({ allowed_from_addresses: [from] });
  });

  it("and whose record asked to stop its login before is finished, and then stopped like any other", async () => {
    const username = "disabled";
    const user = await adoptions.existing.byOtherSystem(username, adoptions.from(username), "ours");
    await adoptions.administrator.update(username, { status: "disabled" });
    await adoptions.administrator.waitFor(username, each => each.failure?.code === "not_adopted");
    await adoptions.requireWorking(user.login, username, "not adopted");
    await adoptions.adopt(adoptions.request(username, user.name));
    const record = await adoptions.administrator.waitFor(username, each => each.status === "disabled");
    expect(record).not.to.have.any.keys("failure", "adopting");
    await adoptions.client.waitForReply(535, () => adoptions.client.logIn(user.login));
  });
});
