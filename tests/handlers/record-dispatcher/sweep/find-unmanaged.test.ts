import { expect } from "chai";
import { findings } from "../../../../handlers/record-dispatcher/sweep/find";
import type { FindingKind } from "../../../../handlers/record-dispatcher/sweep/finding";
import { HOUR, NOW, type Plant, SETTINGS, sound, swept } from "../../../support/reconciler/swept";

const JOHN = "john.doe";
const at = (time: number) => new Date(time).toISOString();
const { record, user } = sound(JOHN);
const FOREIGN = {
  status: "active",
  allowed_from_addresses: [`${JOHN}@company.com`],
  smtp_username: "AKIATHEIRS",
  encrypted_credentials: "YQ==",
};

/** What is planted, and all that is found. */
const PLANTS: [string, Plant, FindingKind[]][] = [
  [
    "a record that is being adopted",
    { record: { ...record, adopting: { at: at(NOW - 60_000) } }, user, applied: "old" },
    [],
  ],
  [
    "an adoption that was interrupted",
    { record: { ...record, adopting: { at: at(NOW - HOUR) } } },
    ["interrupted_adoption"],
  ],
  ["an adoption without a time", { record: { ...record, adopting: true } }, ["interrupted_adoption"]],
  [
    "another system's login that the manager has not seen",
    { record: FOREIGN },
    ["unmanaged_login", "not_applied"],
  ],
  [
    "another system's login",
    {
      record: FOREIGN,
      lease: { unmanaged: { user: "theirs", key: "AKIATHEIRS" } },
    },
    ["unmanaged_login"],
  ],
  [
    "another system's login that is disabled",
    { record: { ...FOREIGN, status: "disabled" } },
    ["not_applied"],
  ],
  [
    "another system's login that only a person can stop, as its record says",
    {
      record: { ...FOREIGN, status: "failed", failure: { code: "not_adopted", of: { status: "disabled" } } },
      lease: { unmanaged: { user: "theirs", key: "AKIATHEIRS" } },
    },
    ["unmanaged_login"],
  ],
  [
    "a record that is being adopted and is disabled",
    { record: { ...record, status: "disabled", adopting: { at: at(NOW - 60_000) } }, user },
    ["not_applied"],
  ],
];

describe("a sweep, of logins that are not managed,", () => {
  for (const [what, plant, kinds] of PLANTS)
    it(`finds ${kinds.join(", ") || "nothing"} where there is ${what}`, () => {
      const kindsFound = findings(swept({ [JOHN]: plant }), SETTINGS, NOW).map(({ kind }) => kind);
      expect(kindsFound).to.deep.equal(kinds);
    });
});
