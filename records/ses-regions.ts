/**
 * Regions with SES, https://docs.aws.amazon.com/general/latest/gr/ses.html (read 2026-11). Sources differ and regions
 * open: callers offer a way round this list.
 */
export const SES_REGIONS: readonly string[] = [
  "af-south-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ca-central-1",
  "ca-west-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-gov-east-1",
  "us-gov-west-1",
  "us-west-1",
  "us-west-2",
];

/**
 * Regions with SES but without an SMTP endpoint, by how well that is known. `documented`: AWS lists the region as
 * without one (https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html for Cape Town, Milan and Bahrain,
 * https://docs.aws.amazon.com/general/latest/gr/ses.html for Jakarta). `reported`: users found that the host name does
 * not resolve, or that the table of endpoints has no row (2025–2026). `likely`: neither AWS nor anybody else mentions
 * an endpoint, and no other opt-in region has one.
 */
export const REGIONS_WITHOUT_SMTP: Readonly<Record<string, "documented" | "reported" | "likely">> = {
  "af-south-1": "documented",
  "ap-southeast-3": "documented",
  "eu-south-1": "documented",
  "me-south-1": "documented",
  "ap-south-2": "reported",
  "ap-southeast-5": "reported",
  "eu-central-2": "reported",
  "me-central-1": "reported",
  "ca-west-1": "likely",
  "il-central-1": "likely",
};

/** The SMTP endpoint of a region, https://docs.aws.amazon.com/general/latest/gr/ses.html. */
export function sesSmtpHost(region: string): string {
  return `email-smtp.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/**
 * `email-smtp.{region}.amazonaws.com`, or `vpce-….email-smtp.{region}.vpce.amazonaws.com` for a VPC endpoint, which may
 * also name an Availability Zone before `email-smtp`
 * (https://docs.aws.amazon.com/ses/latest/dg/send-email-set-up-vpc-endpoints.html).
 */
const SES_HOST =
  /^(?:(?<endpoint>vpce-[a-z0-9-]+)\.)?email-smtp(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:vpce\.)?amazonaws\.com/i;

/** The region that an SES host name is in; undefined for any other host. */
export function regionOfHost(host: string): string | undefined {
  return SES_HOST.exec(host)?.groups?.region?.toLowerCase();
}

/** Whether a host name belongs to a VPC endpoint of SES: it can be reached from that VPC only. */
export function isVpcEndpoint(host: string): boolean {
  return SES_HOST.exec(host)?.groups?.endpoint !== undefined;
}
