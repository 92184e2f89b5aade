import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { endpointIssues } from "../../infra/settings/endpoints";
import { smtpEndpoint, smtpVariables } from "../../infra/smtp-endpoint";
import { REGIONS_WITHOUT_SMTP, SES_REGIONS } from "../../records/ses-regions";

const VPC_HOST = "vpce-0123abcd.email-smtp.eu-central-1.vpce.amazonaws.com";
const REGION = "eu-central-1";

const at = (text: string) => {
  const [host = "", port] = text.split(":");
  return { host, port: Number(port) };
};
const issuesOf = (override?: string, probe?: string, region = REGION) =>
  endpointIssues(
    {
      smtpEndpointOverride: override === undefined ? undefined : at(override),
      smtpProbeEndpoint: probe === undefined ? undefined : at(probe),
    },
    region,
  ).map(({ key, problem, remedy }) => `${key}: ${problem}; ${remedy}`);

describe("the SMTP endpoint", () => {
  it("is missing in Cape Town, Jakarta, Milan and Bahrain, among others", () => {
    const certain = Object.keys(REGIONS_WITHOUT_SMTP).filter(
      region => REGIONS_WITHOUT_SMTP[region] === "documented",
    );
    expect(certain.sort()).to.deep.equal(["af-south-1", "ap-southeast-3", "eu-south-1", "me-south-1"]);
    expect(SES_REGIONS).to.include.members(Object.keys(REGIONS_WITHOUT_SMTP));
  });

  for (const region of Object.keys(REGIONS_WITHOUT_SMTP)) {
    it(`of ${region} does not exist, so the region is refused unless an endpoint is set`, () => {
      const [issue, ...others] = issuesOf(undefined, undefined, region);
      expect(others).to.deep.equal([]);
      expect(issue).to.equal(
        `aws:region: SES has no SMTP endpoint in ${region}; use another region, or set ses-smtp:smtpEndpointOverride, ` +
          `such as "email-smtp.${region}.amazonaws.com:587" if AWS has opened one`,
      );
      expect(issuesOf(`email-smtp.${region}.amazonaws.com:587`, undefined, region)).to.deep.equal([]);
    });
  }

  for (const host of [
    "email-smtp.eu-west-1.amazonaws.com",
    "email-smtp-fips.eu-west-1.amazonaws.com",
    "Email-SMTP.EU-West-1.amazonaws.com",
    "vpce-0123abcd.email-smtp.eu-west-1.vpce.amazonaws.com",
    "vpce-0123abcd-eu-west-1a.email-smtp.eu-west-1.vpce.amazonaws.com",
  ]) {
    it(`of another region is refused: ${host}`, () => {
      const [issue, ...others] = issuesOf(`${host}:587`);
      expect(others).to.deep.equal([]);
      expect(issue).to.equal(
        `ses-smtp:smtpEndpointOverride: "${host}" is in eu-west-1 but the stack is in eu-central-1, and an SMTP ` +
          "password works in one region only; use an endpoint in eu-central-1",
      );
    });
  }

  it("of the stack's region, or of a relay of one's own, is accepted", () => {
    for (const host of ["email-smtp.eu-central-1.amazonaws.com", VPC_HOST, "relay.company.com", "localhost"])
      expect(issuesOf(`${host}:587`)).to.deep.equal([]);
  });

  it("has a TLS port where the override names one, and a STARTTLS port otherwise", async () => {
    const portsOf = (port: number) =>
      valueOf(
        smtpEndpoint({ smtpEndpointOverride: { host: "relay", port } }, pulumi.output(REGION)).apply(
          ({ ports }) => ports,
        ),
      );
    for (const port of [465, 2465]) expect(await portsOf(port)).to.deep.equal({ starttls: [], tls: [port] });
    for (const port of [25, 587, 2587, 8025])
      expect(await portsOf(port)).to.deep.equal({ starttls: [port], tls: [] });
  });
});

describe("the endpoint at which logins are verified", () => {
  const variables = async (settings: { override?: string; probe?: string; ca?: string }) => {
    const { override, probe, ca } = settings;
    return valueOf(
      pulumi.output(
        smtpVariables(
          {
            ...(override === undefined ? {} : { smtpEndpointOverride: at(override) }),
            ...(probe === undefined ? {} : { smtpProbeEndpoint: at(probe) }),
            ...(ca === undefined ? {} : { smtpCaFile: ca }),
          },
          pulumi.output(REGION),
        ),
      ),
    );
  };
  const PUBLIC = "email-smtp.eu-central-1.amazonaws.com";

  it("is the region's own by default", async () => {
    expect(await variables({})).to.deep.equal({
      SMTP_HOST: PUBLIC,
      SMTP_PROBE_HOST: PUBLIC,
      SMTP_PORT: "587",
    });
  });

  it("is the override, at its port and with its CA", async () => {
    expect(await variables({ override: "localhost:2465", ca: "PEM" })).to.deep.equal({
      SMTP_HOST: "localhost",
      SMTP_PROBE_HOST: "localhost",
      SMTP_PORT: "2465",
      SMTP_CA: "PEM",
    });
  });

  it("is the region's public one beside a VPC endpoint, which only clients in the VPC can reach", async () => {
    expect(await variables({ override: `${VPC_HOST}:2465`, ca: "PEM" })).to.deep.equal({
      SMTP_HOST: VPC_HOST,
      SMTP_PROBE_HOST: PUBLIC,
      SMTP_PORT: "587",
    });
  });

  it("is the one that the settings give, whatever clients use", async () => {
    expect(
      await variables({ override: `${VPC_HOST}:587`, probe: "probe.company.com:465", ca: "PEM" }),
    ).to.deep.equal({
      SMTP_HOST: VPC_HOST,
      SMTP_PROBE_HOST: "probe.company.com",
      SMTP_PORT: "465",
      SMTP_CA: "PEM",
    });
  });

  it("cannot be a VPC endpoint, or in another region", () => {
    expect(issuesOf(undefined, `${VPC_HOST}:587`)).to.deep.equal([
      `ses-smtp:smtpProbeEndpoint: "${VPC_HOST}" is a VPC endpoint, which the credential manager cannot reach; use a public endpoint such as "${PUBLIC}:587"`,
    ]);
    expect(issuesOf(undefined, "email-smtp.eu-west-1.amazonaws.com:587")[0]).to.include(
      'ses-smtp:smtpProbeEndpoint: "email-smtp.eu-west-1.amazonaws.com" is in eu-west-1 but the stack is in',
    );
  });

  it("must be set beside a VPC endpoint in a region without a public one", () => {
    const host = "vpce-0123abcd.email-smtp.me-central-1.vpce.amazonaws.com:587";
    expect(issuesOf(host, undefined, "me-central-1")[0]).to.include("ses-smtp:smtpProbeEndpoint: missing:");
    expect(issuesOf(host, "probe.company.com:587", "me-central-1")).to.deep.equal([]);
  });
});

function valueOf<T>(output: pulumi.Output<T>): Promise<pulumi.Unwrap<T>> {
  return new Promise(resolve => output.apply(value => resolve(value as pulumi.Unwrap<T>)));
}
