import { expect } from "chai";
import { release } from "../../cli/adopt/release";
import { Adoptions, errorOf, nameOf } from "../support/adopt/adoptions";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

describe("a release that fails", function () {
  this.timeout(300_000);
  let adoptions: Adoptions;
  before(async () => {
    const { report } = await sharedSandbox();
    adoptions = new Adoptions(report);
  });
  after(() => adoptions?.destroy());

  const adopted = async (username: string) => {
    const user = await adoptions.existing.byTerraform(`release-${username}`, adoptions.from(username));
    await adoptions.adopt(adoptions.request(username, user.name, { password: user.login.password }));
    return user;
  };
  it("because its new name is taken changes nothing, also if it was taken meanwhile", async () => {
    const username = "name.taken";
    const { login } = await adopted(username);
    const other = await adoptions.existing.byTerraform("is-taken", adoptions.from(username));
    expect(await errorOf(release(username, other.name, adoptions.ports()))).to.include(
      '--name "is-taken": an IAM user has this name already',
    );
    const error = await errorOf(
      release(
        username,
        "taken-meanwhile",
        adoptions.ports(async command => {
          if (nameOf(command) === "UpdateUser") await adoptions.existing.create("taken-meanwhile");
        }),
      ),
    );
    expect(error).to.include("EntityAlreadyExists").and.include("Nothing was changed");
    expect(await adoptions.read(username)).not.to.have.property("adopting");
    expect(await errorOf(release(username, "not a name", adoptions.ports()))).to.include(
      "Nothing was changed",
    );
    await adoptions.requireWorking(login, username, "kept");
  });

  it("takes another name until its user is renamed, and not after", async () => {
    const username = "name.corrected";
    await adopted(username);
    const failing = (failed: string) =>
      adoptions.ports(command => {
        if (nameOf(command) === failed) throw new Error("cut off");
      });
    expect(await errorOf(release(username, "first-name", failing("UpdateUser")))).to.equal("cut off");
    const cutOff = failing("DeleteUserPermissionsBoundary");
    expect(await errorOf(release(username, "second-name", cutOff))).to.equal("cut off");
    expect(await errorOf(release(username, "third-name", adoptions.ports()))).to.include(
      "the IAM user is released as second-name already",
    );
    await release(username, undefined, adoptions.ports());
    expect(await adoptions.user("second-name")).to.include({ Path: "/" });
    expect(await adoptions.read(username)).to.equal(undefined);
  });

  it("of a login that is held, or whose user is gone, is refused; one whose user disappears ends", async () => {
    const username = "release.held";
    const { login } = await adopted(username);
    await adoptions.administrator.putItem({
      PK: "SMTP_HOLD",
      SK: `USER#${username}`,
      kind: "suspended",
      reason: "a test",
    });
    expect(await errorOf(release(username, undefined, adoptions.ports()))).to.include("it is held (a test)");

    const vanishing = "release.gone";
    const gone = await adopted(vanishing);
    const { iam_user_name: name = "" } = (await adoptions.read(vanishing)) ?? {};
    await release(
      vanishing,
      undefined,
      adoptions.ports(async command => {
        if (nameOf(command) === "UpdateUser") await adoptions.existing.remove(name, gone.login);
      }),
    );
    expect(await adoptions.read(vanishing)).to.equal(undefined);
    expect(login.user).not.to.equal(gone.login.user);
  });

  it("because its record asks to stop it says with which command, and ends once that is done", async () => {
    const username = "release.stopped";
    const { login } = await adopted(username);
    const to = "stopped-elsewhere";
    const error = await errorOf(
      release(
        username,
        to,
        adoptions.ports(async command => {
          if (nameOf(command) === "UntagUser")
            await adoptions.administrator.update(username, { status: "disabled" });
        }),
      ),
    );
    expect(error).to.include(`aws iam update-access-key --user-name ${to} --access-key-id ${login.user}`);
    const failed = await adoptions.administrator.waitFor(username, each => each.status === "failed");
    expect(failed.failure?.message).to.include(`--user-name ${to} --access-key-id ${login.user}`);
    await adoptions.existing.deactivate(to, login);
    await release(username, undefined, adoptions.ports());
    expect(await adoptions.read(username)).to.equal(undefined);
  });
});
