import type * as pulumi from "@pulumi/pulumi";
import { isVpcEndpoint, sesSmtpHost } from "../records/ses-regions";
import { isImplicitTlsPort, SES_SMTP_PORTS } from "../records/smtp-ports";
import type { HostAndPort } from "./settings/endpoints";
import type { Settings } from "./settings";

/** What a mail client needs besides the login; ports by how TLS begins. */
export interface SmtpEndpoint {
  host: string;
  ports: { starttls: number[]; tls: number[] };
}

type EndpointSettings = Pick<Settings, "smtpEndpointOverride" | "smtpProbeEndpoint" | "smtpCaFile">;

/** The region's endpoint, or the one that the settings give instead. */
export function smtpEndpoint(
  { smtpEndpointOverride: override }: EndpointSettings,
  region: pulumi.Output<string>,
): pulumi.Output<SmtpEndpoint> {
  return region.apply(name => {
    if (override === undefined) return { host: sesSmtpHost(name), ports: SES_SMTP_PORTS };
    const { host, port } = override;
    const ports = isImplicitTlsPort(port) ? { starttls: [], tls: [port] } : { starttls: [port], tls: [] };
    return { host, ports };
  });
}

/**
 * The environment variables of a function that verifies logins. It runs outside any VPC and cannot reach a VPC
 * endpoint, so it then uses the region's public endpoint, which knows the same logins.
 */
export function smtpVariables(settings: EndpointSettings, region: pulumi.Output<string>) {
  const { smtpEndpointOverride: override, smtpProbeEndpoint, smtpCaFile } = settings;
  const reachable = override && isVpcEndpoint(override.host) ? undefined : override;
  const probe: HostAndPort | undefined = smtpProbeEndpoint ?? reachable;
  return {
    SMTP_HOST: smtpEndpoint(settings, region).host,
    SMTP_PROBE_HOST: region.apply(name => probe?.host ?? sesSmtpHost(name)),
    SMTP_PORT: String(probe?.port ?? SES_SMTP_PORTS.starttls[0]),
    // The region's own endpoint has a certificate of a public CA, which a CA file would exclude.
    ...(probe === undefined || smtpCaFile === undefined ? {} : { SMTP_CA: smtpCaFile }),
  };
}
