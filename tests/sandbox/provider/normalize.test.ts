import { expect } from "chai";

import {
  holdsSecret,
  holdsUnknown,
  normalizeAll,
  SIGNATURE,
  UNKNOWN,
} from "../../../sandbox/provider/normalize";

const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });

describe("a value in wire form", () => {
  it("loses its secret marks at every depth when normalized", () => {
    expect(normalizeAll({ a: secret({ b: [secret("c")] }), d: { e: secret(1) } })).to.deep.equal({
      a: { b: ["c"] },
      d: { e: 1 },
    });
  });

  it("is secret if any part of it is", () => {
    expect(holdsSecret({ a: [{ b: secret("c") }] })).to.equal(true);
    expect(holdsSecret({ a: [{ b: "c" }] })).to.equal(false);
  });

  it("represents an unknown as a symbol, distinct from any value", () => {
    const inputs = normalizeAll({ a: ["04da6b54-80e4-46f7-96ec-b56ff0331ba9"], b: "known" });
    expect(inputs.a).to.deep.equal([UNKNOWN]);
    expect([holdsUnknown(inputs.a), holdsUnknown(inputs.b)]).to.deep.equal([true, false]);
  });

  it("becomes an id if it is a resource reference, and absent if it is null", () => {
    const role = { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:…", id: "worker-role" };
    expect(normalizeAll({ role, none: null })).to.deep.equal({ role: "worker-role" });
  });

  it("becomes files if it is an archive of assets", () => {
    const asset = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "code" };
    const code = { [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", assets: { "a.js": asset } };
    expect(normalizeAll({ code })).to.deep.equal({
      code: {
        kind: "archive",
        path: undefined,
        assets: { "a.js": { kind: "asset", text: "code", path: undefined } },
      },
    });
  });
});
