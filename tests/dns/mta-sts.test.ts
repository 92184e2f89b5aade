import { expect } from "chai";
import { certificateRecord, hostRecord } from "../../dns/mta-sts-hosting";
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

  it("says that the stack serves it only where it does", () => {
    expect(mtaStsPolicy("example.com", OPTIONS)).to.not.have.property("hosted");
    for (const [mtaStsHosting, hosted] of [
      ["none", undefined],
      ["certificate", undefined],
      ["serve", true],
    ] as const)
      expect(mtaStsPolicy("example.com", { ...OPTIONS, mtaStsHosting })?.hosted).to.equal(hosted);
  });
});

describe("the records of a policy that the stack serves", () => {
  it("are two CNAMEs in the domain's zone, without a final dot", () => {
    const names = { resourceRecordName: "_1a.mta-sts.example.com.", resourceRecordValue: "_2b.acm.aws." };
    expect(certificateRecord("example.com", names)).to.include({
      ...{ for: "example.com", domain: "example.com", type: "CNAME", kind: "mta-sts-certificate" },
      ...{ name: "_1a.mta-sts.example.com", value: "_2b.acm.aws" },
    });
    const host = hostRecord("example.com", "d-1.execute-api.eu-central-1.amazonaws.com");
    expect(host).to.include({
      ...{ for: "example.com", domain: "example.com", type: "CNAME", kind: "mta-sts-host" },
      ...{ name: "mta-sts.example.com", value: "d-1.execute-api.eu-central-1.amazonaws.com" },
    });
  });
});
