import { expect } from "chai";
import { type NoticeFacts, noticesDue } from "../../../../handlers/reconciler/notices/due";
import type { Hold } from "../../../../records/hold";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const ROTATION = { rotationDays: 0, graceDays: 7, maxGraceDays: 30 };
const at = (time: number) => new Date(time).toISOString();

const ACTIVE = {
  status: "active",
  verified_status: "active",
  smtp_username: "AKIAONE",
  rotated_at: at(NOW - 30 * DAY),
};
const HOLD: Hold = { kind: "suspended", reason: "Too many complaints", at: at(NOW) };
const failed = (code: string, more: object = {}) => ({
  status: "failed",
  verified_status: "suspended",
  failure: { code, message: "It failed. Fix it.", of: { status: "pending", digest: "0123456789abcdef0123" } },
  ...more,
});
const previous = (since: number, until: number) => ({
  id: "AKIAOLD",
  since: NOW + since,
  until: NOW + until,
});

type Case = [what: string, facts: Partial<NoticeFacts> & { attributes: object; hold?: Hold }, due: string[]];

const CASES: Case[] = [
  ["a login that works", { attributes: ACTIVE }, []],
  ["a rotation in eight days", { attributes: { ...ACTIVE, rotation_days: 38 } }, []],
  ["a rotation within a week", { attributes: { ...ACTIVE, rotation_days: 35 } }, ["rotation_ahead"]],
  [
    "a daily rotation, half a day ahead at most",
    { attributes: { ...ACTIVE, rotation_days: 1, rotated_at: at(NOW - 10 * HOUR) } },
    [],
  ],
  ["a rotation that is due", { attributes: { ...ACTIVE, rotation_days: 20 } }, []],
  [
    "a rotation of a disabled login",
    { attributes: { ...ACTIVE, status: "disabled", rotation_days: 35 } },
    [],
  ],
  ["an end within a week", { attributes: { ...ACTIVE, valid_until: at(NOW + 6 * DAY) } }, ["ending"]],
  ["an end in eight days", { attributes: { ...ACTIVE, valid_until: at(NOW + 8 * DAY) } }, []],
  [
    "an end that has come",
    {
      attributes: {
        status: "disabled",
        valid_until: at(NOW - HOUR),
        failure: { code: "expired", message: "It has passed." },
      },
    },
    ["ended"],
  ],
  ["a login that somebody disabled", { attributes: { status: "disabled", valid_until: at(NOW - HOUR) } }, []],
  ["a suspension", { attributes: failed("suspended"), hold: HOLD }, ["suspended"]],
  ["a suspension of a disabled login", { attributes: { status: "disabled" }, hold: HOLD }, ["suspended"]],
  [
    "a compromise",
    { attributes: { ...ACTIVE, compromised_at: "today" }, compromised: true },
    ["compromised"],
  ],
  ["a record with a mistake", { attributes: failed("invalid_status") }, ["failed"]],
  [
    "a previous login that ends in a day, used an hour ago",
    { attributes: ACTIVE, previous: previous(-6 * DAY, DAY), previousUsedAt: NOW - HOUR },
    ["old_login_in_use"],
  ],
  [
    "a previous login that ends in a day, last used two days ago",
    { attributes: ACTIVE, previous: previous(-6 * DAY, DAY), previousUsedAt: NOW - 2 * DAY },
    [],
  ],
  [
    "a previous login that ends in a day, last used before it was replaced",
    { attributes: ACTIVE, previous: previous(-2 * HOUR, DAY), previousUsedAt: NOW - 3 * HOUR },
    [],
  ],
  [
    "a previous login that ends in two days",
    { attributes: ACTIVE, previous: previous(-5 * DAY, 2 * DAY), previousUsedAt: NOW - HOUR },
    [],
  ],
  [
    "a previous login that is inactive already",
    {
      attributes: ACTIVE,
      previous: { ...previous(-8 * DAY, -DAY), deleteAt: NOW + HOUR },
      previousUsedAt: NOW - HOUR,
    },
    [],
  ],
];

const due = ({ attributes, hold, ...more }: Case[1]) =>
  noticesDue(
    {
      username: "john.doe",
      record: { attributes: { ...attributes }, hold },
      compromised: false,
      previous: undefined,
      previousUsedAt: undefined,
      ...more,
    },
    ROTATION,
    NOW,
  );

describe("the notices that are due", () => {
  for (const [what, facts, kinds] of CASES) {
    const [kind] = kinds;
    it(`${kind === undefined ? "leave out" : `${kind}:`} ${what}`, () => {
      expect(due(facts).map(delivery => [delivery.audience, delivery.notice.kind])).to.deep.equal(
        kinds.map(each => ["administrators", each]),
      );
      const owned = { ...facts, attributes: { ...facts.attributes, owner_email: "jane@example.com" } };
      expect(due(owned).map(delivery => delivery.audience)).to.deep.equal(
        kinds.flatMap(() => ["administrators", "holder"]),
      );
    });
  }

  it("leave out a holder whose address is not one", () => {
    const attributes = {
      ...failed("invalid_status"),
      owner_email: "jane@example.com\r\nBcc: all@example.com",
    };
    expect(due({ attributes }).map(({ audience }) => audience)).to.deep.equal(["administrators"]);
  });

  it("leave to the parked queue's alert what is parked, and tell only the holder", () => {
    const attributes = { ...failed("quota_reached"), owner_email: "jane@example.com" };
    expect(due({ attributes }).map(({ audience }) => audience)).to.deep.equal(["holder"]);
  });

  it("leave a holder in peace whose login works although its record failed", () => {
    const attributes = failed("invalid_status", {
      verified_status: "active",
      owner_email: "jane@example.com",
    });
    expect(due({ attributes }).map(({ audience, notice }) => [audience, notice])).to.deep.equal([
      [
        "administrators",
        { kind: "failed", code: "invalid_status", message: "It failed. Fix it.", works: true },
      ],
    ]);
  });

  it("say when a login's rotation comes, and how long the current password works", () => {
    const [delivery] = due({ attributes: { ...ACTIVE, rotation_days: 35 } });
    const { at: rotation, until } = delivery?.notice as { at: number; until: number };
    expect(rotation).to.be.within(NOW + 5 * DAY, NOW + 6 * DAY);
    expect(until - rotation).to.equal(7 * DAY);
  });

  it("have an id that tells one occasion from the next, and short enough to be kept", () => {
    const ids = (facts: Case[1]) => due(facts).map(({ id }) => id);
    const first = { attributes: ACTIVE, previous: previous(-6 * DAY, DAY), previousUsedAt: NOW };
    const last = { ...first, previous: previous(-29 * DAY, DAY) };
    expect(ids(first)).not.to.deep.equal(ids(last));
    const again = { ...HOLD, at: at(NOW + DAY) };
    expect(ids({ attributes: failed("suspended"), hold: HOLD })).not.to.deep.equal(
      ids({ attributes: failed("suspended"), hold: again }),
    );
    const byHand = { ...HOLD, at: "", reason: "x".repeat(5_000) };
    expect(ids({ attributes: failed("suspended"), hold: byHand })[0]).to.have.lengthOf(120);
  });

  it("survive a record that holds anything", () => {
    for (const value of [null, 7, [], {}, new Set(["x"]), "\u0000"])
      expect(() =>
        due({
          attributes: { status: "failed", failure: value, valid_until: value, compromised_at: value },
          compromised: true,
        }),
      ).not.to.throw();
  });
});
