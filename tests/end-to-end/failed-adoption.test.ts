import { expect } from "chai";
import { release } from "../../cli/adopt/release";
import { Adoptions, errorOf, isWrite, nameOf } from "../support/adopt/adoptions";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

/** An answer that was lost: the call has been made. */
class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

describe("an adoption that fails", function () {
  this.timeout(300_000);
  let adoptions: Adoptions;
  before(async () => {
    const { report } = await sharedSandbox();
    adoptions = new Adoptions(report);
  });
  after(() => adoptions?.destroy());

  for (const denied of ["TagUser", "PutUserPermissionsBoundary", "UpdateUser"])
    it(`because AWS denies ${denied} is undone: user and table are as they were`, async () => {
      const username = `denied.${denied.slice(0, 6)}`;
      const { name, login, request, before } = await adoptions.make(username);
      let times = 0;
      const error = await errorOf(
        adoptions.adopt(request, command => {
          if (nameOf(command) === denied && times++ === 0) throw new Error("AccessDenied: not allowed");
        }),
      );
      expect(error).to.match(/not allowed\. Everything was undone: \S+ is as it was\.$/);
      expect(await adoptions.stateOf(name)).to.deep.equal(before);
      expect(await adoptions.read(username)).to.equal(undefined);
      await adoptions.requireWorking(login, username, "undone");
    });

  it("keeps the policy that a released user has under the name of ours", async () => {
    const username = "denied.again";
    const { name, login, request } = await adoptions.make(username);
    await adoptions.adopt(request);
    await release(username, name, adoptions.ports());
    const before = await adoptions.stateOf(name);
    await adoptions.requireWorking(login, username, "released");
    const error = await errorOf(
      adoptions.adopt(request, command => {
        if (nameOf(command) === "UpdateUser") throw new Error("not allowed");
      }),
    );
    expect(error).to.include("Everything was undone");
    expect(await adoptions.stateOf(name)).to.deep.equal(before);
    await adoptions.requireWorking(login, username, "undone");
  });

  it("by losing the answer to any of its changes is undone, or finished by the next, and its login works", async () => {
    let lost = 0;
    for (let writes = 1; ; writes++) {
      const username = `lost.${writes}`;
      const { name, login, request, before } = await adoptions.make(username);
      let made = 0;
      let last = "none";
      const error = await errorOf(
        adoptions.adopt(request, command => {
          if (!isWrite(command) || ++made !== writes) return undefined;
          return () => {
            last = nameOf(command);
            throw new TimeoutError(`lost ${last}`);
          };
        }),
      );
      await adoptions.requireWorking(login, username, `after ${error}`);
      if (made < writes) break;
      lost++;
      const record = await adoptions.read(username);
      if (/Everything was undone/.test(error)) {
        expect(record, error).to.equal(undefined);
        expect(await adoptions.stateOf(name), error).to.deep.equal(before);
      } else if (record?.adopting !== undefined) {
        expect(record, error).to.have.nested.property("adopting.verified", true);
        expect(error).to.match(/The login works; run the same command again to finish\.$/);
      }
      if (record?.iam_user_name === undefined) {
        await adoptions.endLease(username);
        await adoptions.adopt(request);
      }
      await adoptions.requireAdopted(username, login, "active", `after ${error}`);
    }
    expect(lost, "changes of an adoption").to.be.greaterThan(7);
  });

  it("because its user disappears half-way leaves nothing behind, and one of a user that does not exist changes nothing", async () => {
    const username = "vanishing";
    const { name, login, request } = await adoptions.make(username);
    const error = await errorOf(
      adoptions.adopt(request, async command => {
        if (nameOf(command) === "PutUserPermissionsBoundary") await adoptions.existing.remove(name, login);
      }),
    );
    expect(error)
      .to.include("cannot be found")
      .and.include("Everything was undone")
      .and.include("no longer exists");
    expect(await adoptions.read(username)).to.equal(undefined);
    expect(await errorOf(adoptions.adopt(request))).to.include(`IAM user "${name}": no such user`);
  });

  it("because its user was deleted and made again by somebody leaves the new one as it is", async () => {
    const username = "reborn";
    const { name, login, request } = await adoptions.make(username);
    await errorOf(
      adoptions.adopt(request, command => {
        if (nameOf(command) === "PutUserPermissionsBoundary") throw new Error("killed");
        if (nameOf(command) === "UntagUser") throw new Error("killed");
      }),
    );
    expect(await adoptions.read(username)).to.have.nested.property("adopting.user", name);
    await adoptions.existing.remove(name, login);
    const reborn = await adoptions.existing.byTerraform(name, adoptions.from(username));
    const before = await adoptions.stateOf(name);
    const error = await errorOf(adoptions.adopt({ ...request, password: reborn.login.password }));
    expect(error).to.include("no longer exists; a user that has its name now is another one");
    expect(await adoptions.stateOf(name)).to.deep.equal(before);
    expect(await adoptions.read(username)).to.equal(undefined);
    await adoptions.adopt({ ...request, password: reborn.login.password });
    await adoptions.requireAdopted(username, reborn.login, "active", "adopted as a new one");
  });

  it("because what has begun can no longer be adopted is undone by the next", async () => {
    const username = "changed";
    const { name, login, request, before } = await adoptions.make(username);
    await errorOf(
      adoptions.adopt(request, command => {
        if (nameOf(command) === "UpdateUser" || nameOf(command) === "DeleteUserPermissionsBoundary")
          throw new Error("killed");
      }),
    );
    await adoptions.existing.putPolicy(name, "more", { Action: "s3:GetObject", Resource: "*" });
    const error = await errorOf(adoptions.adopt(request));
    expect(error).to.include("may do s3:GetObject").and.include("Everything was undone");
    await adoptions.existing.removePolicy(name, "more");
    expect(await adoptions.stateOf(name)).to.deep.equal(before);
    expect(await adoptions.read(username)).to.equal(undefined);
    await adoptions.requireWorking(login, username, "undone");
  });
});
