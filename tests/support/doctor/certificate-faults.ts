import type { CertificateState } from "../../../sandbox/front-door/certificates";
import type { DoctorFault } from "./fault";

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS + DAY_MS / 2);

const state =
  (change: CertificateState): DoctorFault["plant"] =>
  async ({ sandbox, outputs }) => {
    const [certificate] = outputs.mtaStsCertificates ?? [];
    if (certificate === undefined) throw new Error("The stack has no certificate.");
    return sandbox.frontDoor.certificates.set(certificate.arn, change);
  };

const renewal = (
  RenewalStatus: "FAILED" | "PENDING_VALIDATION",
  RenewalStatusReason?: "CAA_ERROR",
): CertificateState["RenewalSummary"] => ({
  ...{ RenewalStatus, RenewalStatusReason },
  ...{ DomainValidationOptions: [], UpdatedAt: new Date() },
});

/** What becomes of the certificate of the MTA-STS policy while nobody looks. */
export const CERTIFICATE_FAULTS: readonly DoctorFault[] = [
  {
    what: "a certificate that ACM has not issued yet",
    plant: state({ Status: "PENDING_VALIDATION" }),
    ...{ check: "certificates", severity: "warning" },
    says: /^the certificate of mta-sts\.company\.com is not issued yet/,
    remedy: /^Publish the record that `ses-smtp dns` prints/,
  },
  {
    what: "a certificate that ACM did not issue",
    plant: state({ Status: "FAILED", FailureReason: "CAA_ERROR" }),
    ...{ check: "certificates", severity: "error" },
    says: /^the certificate of mta-sts\.company\.com was not issued: CAA_ERROR$/,
    remedy: /^Let a CAA record of the domain allow amazon\.com/,
  },
  {
    what: "a certificate that has ended",
    plant: state({ Status: "EXPIRED", NotAfter: inDays(-2) }),
    ...{ check: "certificates", severity: "error" },
    says: /^the certificate of mta-sts\.company\.com is EXPIRED$/,
    remedy: /^Set mtaStsHosting to none and run `pulumi up`/,
  },
  {
    what: "a certificate that ACM cannot renew",
    plant: state({ NotAfter: inDays(40), RenewalSummary: renewal("PENDING_VALIDATION") }),
    ...{ check: "certificates", severity: "warning" },
    says: /^ACM cannot renew the certificate of mta-sts\.company\.com: it does not find its record; it ends in 40 days$/,
    remedy: /^Publish the record/,
  },
  {
    what: "a certificate whose renewal failed",
    plant: state({ NotAfter: inDays(20), RenewalSummary: renewal("FAILED", "CAA_ERROR") }),
    ...{ check: "certificates", severity: "error" },
    says: /^ACM could not renew the certificate of mta-sts\.company\.com: CAA_ERROR; it ends in 20 days$/,
    remedy: /^Let a CAA record/,
  },
  {
    what: "a certificate that should have been renewed",
    plant: state({ NotAfter: inDays(10), RenewalEligibility: "ELIGIBLE" }),
    ...{ check: "certificates", severity: "warning" },
    says: /^the certificate of mta-sts\.company\.com is not renewed yet: it ends in 10 days$/,
    remedy: /`aws acm describe-certificate`/,
  },
];
