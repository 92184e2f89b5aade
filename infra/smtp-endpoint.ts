import type * as pulumi from "@pulumi/pulumi";
import { sesSmtpHost } from "../records/ses-regions";
import type { Settings } from "./settings";

/** What a mail client needs besides the login; ports by how TLS begins. */
export interface SmtpEndpoint {
  host: string;
  ports: { starttls: number[]; tls: number[] };
}

/** https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html; the first of each is the one to try first. */
const SES_PORTS = { starttls: [587, 2587, 25], tls: [465, 2465] };

/** The region's endpoint, or the one that the settings give instead. */
export function smtpEndpoint(
  { smtpEndpointOverride }: Settings,
  region: pulumi.Output<string>,
): pulumi.Output<SmtpEndpoint> {
  return region.apply(name =>
    smtpEndpointOverride === undefined
      ? { host: sesSmtpHost(name), ports: SES_PORTS }
      : { host: smtpEndpointOverride.host, ports: { starttls: [smtpEndpointOverride.port], tls: [] } },
  );
}
