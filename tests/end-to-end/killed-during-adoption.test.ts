import { expect } from "chai";
import type { AdoptRequest } from "../../cli/adopt/ports";
import { release } from "../../cli/adopt/release";
import { inParallel } from "../../handlers/shared/in-parallel";
import { LEASE_PK } from "../../records/keys";
import { Adoptions, isWrite, nameOf } from "../support/adopt/adoptions";
import type { ExistingUser } from "../support/adopt/existing-users";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

/** As a killed process: this call and all later ones are never made. */
class Killed extends Error {
  override readonly name = "Killed";
}

function isOfLease(command: object): boolean {
  const { Key } = (command as { input?: { Key?: { PK?: { S?: string } } } }).input ?? {};
  return Key?.PK?.S === LEASE_PK;
}

/** More than an adoption changes. */
const MAX_WRITES = 14;
const AT_ONCE = 4;

/** The changes that every adoption makes. */
const MOVING = ["TransactWriteItems", "PutUserPolicy", "TagUser", "PutUserPermissionsBoundary", "UpdateUser"];

/** A login that somebody else made, and how it is adopted. */
interface Scenario {
  what: string;
  name: string;
  make: (username: string) => Promise<ExistingUser>;
  request: (user: ExistingUser) => Partial<AdoptRequest>;
  verified: string;
  /** The calls that change something. */
  changes: string[];
}

describe("an adoption that is killed", function () {
  this.timeout(600_000);
  let adoptions: Adoptions;
  before(async () => {
    const { report } = await sharedSandbox();
    adoptions = new Adoptions(report);
  });
  after(() => adoptions?.destroy());

  /** Kills a process before it makes the change after this many. How often the lease is renewed is a matter of time. */
  const dyingAfter = (writes: number) => {
    const state = { made: 0, last: "none", isDead: false };
    const intervene = (command: object) => {
      const counts = isWrite(command) && !(state.made > 0 && isOfLease(command));
      state.isDead ||= counts && state.made >= writes;
      if (state.isDead) throw new Killed(nameOf(command));
      if (!counts) return;
      state.made++;
      state.last = nameOf(command);
    };
    return { state, intervene };
  };

  /** @returns undefined if it came to its end */
  const killedAfter = ({ isDead, last }: { isDead: boolean; last: string }) => (isDead ? last : undefined);

  /** One of the processes was killed after each of these changes, and one made them all. */
  const requireEveryChange = (ended: readonly { killedAfter?: string | undefined }[], changes: string[]) => {
    const found = ended.map(each => each.killedAfter);
    expect(found).to.include.members([undefined, "none", "UpdateItem", ...changes]);
  };

  const password = ({ login }: ExistingUser) => ({ password: login.password });
  const SCENARIOS: Scenario[] = [
    {
      what: "of a user of SES's console, with its group",
      name: "console",
      make: username => adoptions.existing.byConsole(`killed-${username}`),
      request: password,
      verified: "active",
      changes: [...MOVING, "RemoveUserFromGroup"],
    },
    {
      what: "of a user whose password nobody has",
      name: "unknown",
      make: username => adoptions.existing.byTerraform(`killed-${username}`, adoptions.from(username)),
      request: () => ({ withoutPassword: true }),
      verified: "unproved",
      changes: [...MOVING, "DeleteUserPolicy"],
    },
    {
      what: "of the other system's record in our layout",
      name: "ours",
      make: username => adoptions.existing.byOtherSystem(username, adoptions.from(username), "ours"),
      request: () => ({ addresses: undefined }),
      verified: "active",
      changes: [...MOVING, "DeleteUserPolicy"],
    },
    {
      what: "of the other system's record in its own layout",
      name: "second",
      make: username => adoptions.existing.byOtherSystem(username, adoptions.from(username), "its own"),
      request: () => ({ addresses: undefined }),
      verified: "active",
      changes: [...MOVING, "DeleteUserPolicy"],
    },
    {
      what: "of a record in both layouts, with other addresses",
      name: "both",
      make: username => adoptions.existing.byOtherSystem(username, `*@${domainOf(username)}`, "both"),
      request: () => ({}),
      verified: "active",
      changes: [...MOVING, "DeleteUserPolicy"],
    },
  ];
  const domainOf = (username: string) => adoptions.from(username).split("@")[1] ?? "";

  /** @returns whether it was killed, and its login */
  const killOnce = async ({ name, make, request }: Scenario, writes: number) => {
    const username = `killed.${name}.${writes}`;
    const user = await make(username);
    const asked = adoptions.request(username, user.name, request(user));
    const { state, intervene } = dyingAfter(writes);
    await adoptions.adopt(asked, intervene).catch(() => undefined);
    const when = `after ${state.made} changes (${state.last})`;
    await adoptions.requireWorking(user.login, username, `killed ${when}`);
    if (state.isDead) {
      await adoptions.endLease(username);
      const record = await adoptions.read(username);
      // Else nothing but the lease was left.
      if (record?.iam_user_name === undefined) await adoptions.adopt(asked);
      await adoptions.requireWorking(user.login, username, `finished ${when}`);
    }
    return { username, when, login: user.login, killedAfter: killedAfter(state) };
  };

  for (const scenario of SCENARIOS)
    it(`${scenario.what} after any of its changes, is finished by the next, and its login works at every moment`, async () => {
      const ended = await inParallel(
        Array.from({ length: MAX_WRITES }, (_, writes) => writes),
        AT_ONCE,
        writes => killOnce(scenario, writes),
      );
      requireEveryChange(ended, scenario.changes);
      await Promise.all(
        ended.map(({ username, login, when }) =>
          adoptions.requireAdopted(username, login, scenario.verified, when),
        ),
      );
    });

  it("as a release, after any of its changes, is finished by the next, and its login works at every moment", async () => {
    const ended = await inParallel(
      Array.from({ length: MAX_WRITES }, (_, writes) => writes),
      AT_ONCE,
      async writes => {
        const username = `released.${writes}`;
        const user = await adoptions.existing.byTerraform(`before-${writes}`, adoptions.from(username));
        await adoptions.adopt(adoptions.request(username, user.name, password(user)));
        const { state, intervene } = dyingAfter(writes);
        const to = `after-${writes}`;
        await release(username, to, adoptions.ports(intervene)).catch(() => undefined);
        const when = `after ${state.made} changes (${state.last})`;
        await adoptions.requireWorking(user.login, username, `killed ${when}`);
        if (state.isDead) {
          await adoptions.endLease(username);
          if ((await adoptions.read(username)) !== undefined) await release(username, to, adoptions.ports());
          await adoptions.requireWorking(user.login, username, `finished ${when}`);
        }
        return { username, user, to, when, killedAfter: killedAfter(state) };
      },
    );
    requireEveryChange(ended, [
      "TransactWriteItems",
      "UpdateUser",
      "DeleteUserPermissionsBoundary",
      "UntagUser",
    ]);
    for (const { username, user, to, when } of ended) {
      expect(await adoptions.read(username), when).to.equal(undefined);
      const released = await adoptions.user(to);
      expect(released, when).to.include({ Path: "/" }).and.not.have.property("PermissionsBoundary");
      expect(released?.Tags ?? [], when).to.deep.equal([]);
      await adoptions.requireWorking(user.login, username, `released ${when}`);
    }
  });
});
