import type { CertificateDetail } from "@aws-sdk/client-acm";
import { mtaStsHost } from "../../../dns/mta-sts";
import { DAY_MS } from "../../../records/rotation";
import { type Detail, error, warning } from "../findings/finding";

/** A domain's certificate; undefined: ACM does not know it. */
export interface FoundCertificate {
  domain: string;
  found: CertificateView | undefined;
}

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html */
type CertificateView = Pick<
  CertificateDetail,
  "Status" | "FailureReason" | "NotAfter" | "RenewalEligibility" | "RenewalSummary"
>;

/**
 * ACM renews earlier than this, and tries until the end
 * (https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html).
 */
const MIN_DAYS = 30;

/** The last of ACM's own warnings are then due. */
const URGENT_DAYS = 7;

const WHY =
  "Without a valid certificate, senders cannot fetch the MTA-STS policy: they go on without it, or with the one that they kept.";

const PUBLISH =
  "Publish the record that `ses-smtp dns` prints for it; `ses-smtp doctor --only dns` checks it.";

/** After a certificate that ACM does not issue any more. */
const REQUEST_AGAIN =
  "Set mtaStsHosting to none and run `pulumi up`, then set it back and run it again: it requests another.";

export function judgeCertificates(found: readonly FoundCertificate[], now: number): Detail[] {
  return found.flatMap(each => judgeCertificate(each, now));
}

function judgeCertificate({ domain, found }: FoundCertificate, now: number): Detail[] {
  const name = `the certificate of ${mtaStsHost(domain)}`;
  if (found === undefined)
    return [error(`${name} does not exist`, WHY, "Run `pulumi refresh` and `pulumi up`.")];
  switch (found.Status) {
    case "ISSUED":
      return judgeRenewal(name, found, now);
    case "PENDING_VALIDATION":
      return [
        warning(
          `${name} is not issued yet: ACM has not found its record`,
          `ACM waits for three days after the request. ${WHY}`, // https://docs.aws.amazon.com/acm/latest/userguide/troubleshooting-timed-out.html
          PUBLISH,
        ),
      ];
    case "VALIDATION_TIMED_OUT":
      return [
        error(
          `${name} was not issued: ACM has not found its record for three days`,
          WHY,
          `${PUBLISH} Then run \`pulumi refresh\` and \`pulumi up\`: it requests another.`,
        ),
      ];
    case "FAILED":
      return [
        error(
          `${name} was not issued: ${found.FailureReason ?? "ACM gives no reason"}`,
          WHY,
          `${reasonRemedy(found.FailureReason)}${REQUEST_AGAIN}`,
        ),
      ];
    default:
      return [error(`${name} is ${found.Status ?? "in no known state"}`, WHY, REQUEST_AGAIN)];
  }
}

/** An issued certificate: whether ACM has renewed it in time, and can. */
function judgeRenewal(name: string, found: CertificateView, now: number): Detail[] {
  const { NotAfter, RenewalEligibility, RenewalSummary: { RenewalStatus, RenewalStatusReason } = {} } = found;
  const days = NotAfter === undefined ? Infinity : Math.floor((NotAfter.getTime() - now) / DAY_MS);
  const ends = `it ends in ${days} ${days === 1 ? "day" : "days"}`;
  const isLate = days < MIN_DAYS;
  const severe = days < URGENT_DAYS ? error : warning;
  if (RenewalStatus === "FAILED")
    return [
      error(
        `ACM could not renew ${name}: ${RenewalStatusReason ?? "it gives no reason"}; ${ends}`,
        WHY,
        `${reasonRemedy(RenewalStatusReason)}${PUBLISH} If ACM does not renew it within a day, request another. ${REQUEST_AGAIN}`,
      ),
    ];
  if (RenewalStatus === "PENDING_VALIDATION")
    return [severe(`ACM cannot renew ${name}: it does not find its record; ${ends}`, WHY, PUBLISH)];
  if (!isLate) return [];
  if (RenewalEligibility === "INELIGIBLE")
    return [
      severe(
        `ACM does not renew ${name}, because nothing uses it; ${ends}`,
        WHY,
        "Set mtaStsHosting to serve and run `pulumi up`: ACM renews certificates that are in use.",
      ),
    ];
  return [
    severe(
      `${name} is not renewed yet: ${ends}`,
      `ACM should have renewed it by now. ${WHY}`,
      `${PUBLISH} ACM says more in the AWS Health Dashboard and in \`aws acm describe-certificate\`.`,
    ),
  ];
}

/** https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html */
function reasonRemedy(reason: string | undefined): string {
  return reason === "CAA_ERROR"
    ? "Let a CAA record of the domain allow amazon.com (any of Amazon's four names will do). "
    : "";
}
