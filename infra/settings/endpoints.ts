import { z } from "zod";
import { isVpcEndpoint, regionOfHost, REGIONS_WITHOUT_SMTP, sesSmtpHost } from "../../records/ses-regions";
import { settingKey, type Issue } from "./issue";

export interface HostAndPort {
  host: string;
  port: number;
}

/** @param example for the remedy */
export function hostAndPort(example: string) {
  return z
    .string()
    .regex(/^[A-Za-z0-9.-]+:\d{1,5}$/, { error: `use host:port, such as "${example}"` })
    .transform(text => ({
      host: text.slice(0, text.lastIndexOf(":")),
      port: Number(text.slice(text.lastIndexOf(":") + 1)),
    }))
    .refine(({ port }) => port >= 1 && port <= 65535, { error: "use a port from 1 to 65535" });
}

interface Endpoints {
  smtpEndpointOverride?: HostAndPort | undefined;
  smtpProbeEndpoint?: HostAndPort | undefined;
}

/**
 * Whether mail clients and the manager can log in where the settings send them.
 * @param region the stack's: an SMTP password works in one region only
 */
export function endpointIssues(
  { smtpEndpointOverride: override, smtpProbeEndpoint: probe }: Endpoints,
  region: string,
): Issue[] {
  return [
    override === undefined ? missingEndpointIssue(region) : undefined,
    override && otherRegionIssue("smtpEndpointOverride", override, region),
    probe && otherRegionIssue("smtpProbeEndpoint", probe, region),
    probeIssue(override, probe, region),
  ].filter(issue => issue !== undefined);
}

function missingEndpointIssue(region: string): Issue | undefined {
  if (REGIONS_WITHOUT_SMTP[region] === undefined) return undefined;
  return {
    key: "aws:region",
    problem: `SES has no SMTP endpoint in ${region}`,
    remedy: `use another region, or set ${settingKey("smtpEndpointOverride")}, such as "${sesSmtpHost(region)}:587" if AWS has opened one`,
  };
}

function otherRegionIssue(setting: string, { host }: HostAndPort, region: string): Issue | undefined {
  const found = regionOfHost(host);
  if (found === undefined || found === region) return undefined;
  return {
    key: settingKey(setting),
    problem: `"${host}" is in ${found} but the stack is in ${region}, and an SMTP password works in one region only`,
    remedy: `use an endpoint in ${region}`,
  };
}

/** The manager is not in a VPC. */
function probeIssue(
  override: HostAndPort | undefined,
  probe: HostAndPort | undefined,
  region: string,
): Issue | undefined {
  const key = settingKey("smtpProbeEndpoint");
  if (probe !== undefined && isVpcEndpoint(probe.host)) {
    return {
      key,
      problem: `"${probe.host}" is a VPC endpoint, which the credential manager cannot reach`,
      remedy: `use a public endpoint such as "${sesSmtpHost(region)}:587"`,
    };
  }
  const needsPublic = probe === undefined && override !== undefined && isVpcEndpoint(override.host);
  if (!needsPublic || REGIONS_WITHOUT_SMTP[region] === undefined) return undefined;
  return {
    key,
    problem: `missing: the credential manager cannot reach the VPC endpoint, and SES has no public SMTP endpoint in ${region}`,
    remedy: "set it to an endpoint that the manager can reach",
  };
}
