import { expect } from "chai";
import { type MtaStsOptions, mtaStsPolicy, mtaStsRecord } from "../../dns/mta-sts";

const OPTIONS: MtaStsOptions = {
  mtaStsMode: "testing",
  mtaStsMx: ["mx1.example.com", "*.mail.example.com"],
  mtaStsMaxAge: 604_800,
};

describe("the MTA-STS policy", () => {
  it("is the file of RFC 8461, at the address that senders fetch", () => {
    const policy = mtaStsPolicy("example.com", OPTIONS);
    expect(policy?.url).to.equal("https://mta-sts.example.com/.well-known/mta-sts.txt");
    expect(policy?.content).to.equal(
      "version: STSv1\r\nmode: testing\r\nmx: mx1.example.com\r\nmx: *.mail.example.com\r\nmax_age: 604800\r\n",
    );
  });

  it("has an id of at most 32 letters and digits that changes with each part of the policy, and only then", () => {
    const id = (options: Partial<MtaStsOptions>) =>
      mtaStsPolicy("example.com", { ...OPTIONS, ...options })?.id ?? "";
    const ids = [
      id({}),
      id({ mtaStsMode: "enforce" }),
      id({ mtaStsMx: ["mx2.example.com"] }),
      id({ mtaStsMaxAge: 86_400 }),
    ];
    expect(new Set(ids).size).to.equal(ids.length);
    expect(id({})).to.equal(ids[0]);
    for (const each of ids) expect(each).to.match(/^[A-Za-z0-9]{1,32}$/);
  });

  it("is withdrawn with mode none, with or without servers; without servers there is no other", () => {
    expect(mtaStsPolicy("example.com", { ...OPTIONS, mtaStsMx: [] })).to.equal(undefined);
    const withdrawn = mtaStsPolicy("example.com", { ...OPTIONS, mtaStsMx: [], mtaStsMode: "none" });
    expect(withdrawn?.content).to.equal("version: STSv1\r\nmode: none\r\nmax_age: 604800\r\n");
  });

  it("is announced by a record with the same id", () => {
    const policy = mtaStsPolicy("example.com", OPTIONS);
    if (policy === undefined) throw new Error("no policy");
    expect(mtaStsRecord(policy)).to.include({
      name: "_mta-sts.example.com",
      type: "TXT",
      value: `v=STSv1; id=${policy.id};`,
    });
  });
});
