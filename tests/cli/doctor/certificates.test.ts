import { expect } from "chai";
import { type FoundCertificate, judgeCertificates } from "../../../cli/doctor/stack/certificates";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-11-27T12:00:00Z");
const inDays = (days: number) => new Date(NOW + days * DAY_MS);

type Certificate = NonNullable<FoundCertificate["found"]>;
const GOOD: Certificate = { Status: "ISSUED", NotAfter: inDays(197), RenewalEligibility: "ELIGIBLE" };

const renewal = (RenewalStatus: string, RenewalStatusReason?: string) => ({
  RenewalSummary: { RenewalStatus, RenewalStatusReason, DomainValidationOptions: [], UpdatedAt: inDays(-1) },
});

const judge = (change: object) =>
  judgeCertificates([{ domain: "company.com", found: { ...GOOD, ...change } }], NOW);

describe("doctor about the certificates of the MTA-STS policy", () => {
  for (const [title, change] of [
    ["one that is issued", {}],
    ["one that ACM is renewing", { NotAfter: inDays(44), ...renewal("PENDING_AUTO_RENEWAL") }],
    ["one that ACM has renewed", { NotAfter: inDays(200), ...renewal("SUCCESS") }],
    ["one that nothing uses yet", { RenewalEligibility: "INELIGIBLE" }],
  ] as const)
    it(`finds nothing wrong with ${title}`, () => {
      expect(judge(change)).to.deep.equal([]);
    });

  const cases: readonly (readonly [title: string, change: object, said: RegExp, remedy: RegExp])[] = [
    [
      "one that waits for its record",
      { Status: "PENDING_VALIDATION", NotAfter: undefined },
      /^warning: the certificate of mta-sts\.company\.com is not issued yet: ACM has not found its record$/,
      /^Publish the record that `ses-smtp dns` prints/,
    ],
    [
      "one whose record did not come",
      { Status: "VALIDATION_TIMED_OUT" },
      /^error: .* was not issued: ACM has not found its record for three days$/,
      /`pulumi refresh` and `pulumi up`/,
    ],
    [
      "one that a CAA record forbids",
      { Status: "FAILED", FailureReason: "CAA_ERROR" },
      /^error: .* was not issued: CAA_ERROR$/,
      /^Let a CAA record of the domain allow amazon\.com/,
    ],
    [
      "one that failed without a reason",
      { Status: "FAILED" },
      /^error: .* was not issued: ACM gives no reason$/,
      /^Set mtaStsHosting to none/,
    ],
    ["one that has ended", { Status: "EXPIRED", NotAfter: inDays(-1) }, /^error: .* is EXPIRED$/, /^Set mta/],
    ["one that was revoked", { Status: "REVOKED" }, /^error: .* is REVOKED$/, /requests another/],
    [
      "a renewal that does not find the record",
      { NotAfter: inDays(40), ...renewal("PENDING_VALIDATION") },
      /^warning: ACM cannot renew the certificate .*: it does not find its record; it ends in 40 days$/,
      /^Publish the record/,
    ],
    [
      "a renewal that does not find the record, in the last week",
      { NotAfter: inDays(6), ...renewal("PENDING_VALIDATION") },
      /^error: ACM cannot renew .*; it ends in 6 days$/,
      /^Publish the record/,
    ],
    [
      "a renewal that failed",
      { NotAfter: inDays(20), ...renewal("FAILED", "CAA_ERROR") },
      /^error: ACM could not renew .*: CAA_ERROR; it ends in 20 days$/,
      /^Let a CAA record/,
    ],
    [
      "a renewal that is late",
      { NotAfter: inDays(29), ...renewal("PENDING_AUTO_RENEWAL") },
      /^warning: .* is not renewed yet: it ends in 29 days$/,
      /`aws acm describe-certificate`/,
    ],
    ["a renewal that is very late", { NotAfter: inDays(1) }, /^error: .* ends in 1 day$/, /Health Dashboard/],
    [
      "one that ends, and that nothing uses",
      { NotAfter: inDays(20), RenewalEligibility: "INELIGIBLE" },
      /^warning: ACM does not renew .*, because nothing uses it; it ends in 20 days$/,
      /^Set mtaStsHosting to serve/,
    ],
  ];
  for (const [title, change, said, remedy] of cases)
    it(`names ${title}`, () => {
      const details = judge(change);
      expect(details.map(({ severity, what }) => `${severity}: ${what}`))
        .to.have.length(1)
        .and.satisfy(([first]: string[]) => said.test(first ?? ""), String(said));
      expect(details[0]?.remedy).to.match(remedy);
    });

  it("names one that does not exist, and says of which domain", () => {
    const [detail, ...more] = judgeCertificates(
      [
        { domain: "company.com", found: GOOD },
        { domain: "brand.example", found: undefined },
      ],
      NOW,
    );
    expect(more).to.deep.equal([]);
    expect(detail).to.include({
      severity: "error",
      what: "the certificate of mta-sts.brand.example does not exist",
    });
  });
});
