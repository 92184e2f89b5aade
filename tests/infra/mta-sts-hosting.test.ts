import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { costReport } from "../../policy-pack/report/report";
import { stackResources } from "../../cost/stack-resources";
import { data } from "../support/policy-pack/pack";
import { program } from "../support/policy-pack/program";

const withHosting = (mtaStsHosting: string, more: Record<string, string> = {}) =>
  program({
    settings: {
      "ses-smtp:domains": '["company.com","brand.example"]',
      "ses-smtp:mtaStsMx": '["mx1.company.com"]',
      "ses-smtp:mtaStsHosting": mtaStsHosting,
      ...more,
    },
  });

const CERTIFICATE = "aws:acm/certificate:Certificate";
const DOMAIN_NAME = "aws:apigatewayv2/domainName:DomainName";
const HOSTS = ["mta-sts.company.com", "mta-sts.brand.example"];

describe("hosting of the MTA-STS policy", () => {
  const inputsOf = (all: readonly Registration[], type: string) =>
    all.filter(each => each.type === type).map(({ inputs }) => inputs);

  it("declares nothing unless it is asked for", async () => {
    for (const all of [await program(), await withHosting("none")])
      expect(all.filter(({ name }) => name.startsWith("smtp-mta-sts"))).to.deep.equal([]);
  });

  it("first requests the certificates only: nobody else's names, validated by DNS", async () => {
    const added = (await withHosting("certificate")).filter(({ name }) => name.startsWith("smtp-mta-sts"));
    expect(added.map(({ type }) => type)).to.deep.equal([CERTIFICATE, CERTIFICATE]);
    expect(inputsOf(added, CERTIFICATE)).to.deep.equal(
      HOSTS.map(domainName => ({ domainName, validationMethod: "DNS" })),
    );
  });

  it("then serves one route by their names only, with TLS 1.2, and keeps the certificates", async () => {
    const [before, all] = [await withHosting("certificate"), await withHosting("serve")];
    const certificates = (given: readonly Registration[]) =>
      given.filter(({ type }) => type === CERTIFICATE).map(({ urn }) => urn);
    expect(certificates(all)).to.deep.equal(certificates(before));
    expect(inputsOf(all, DOMAIN_NAME).map(({ domainName }) => domainName)).to.deep.equal(HOSTS);
    for (const { domainNameConfiguration } of inputsOf(all, DOMAIN_NAME))
      expect(domainNameConfiguration).to.include({ endpointType: "REGIONAL", securityPolicy: "TLS_1_2" });
    const own = all.filter(({ name }) => name.startsWith("smtp-mta-sts"));
    expect(inputsOf(own, "aws:apigatewayv2/api:Api")).to.have.length(1);
    expect(inputsOf(own, "aws:apigatewayv2/api:Api")[0]).to.include({ disableExecuteApiEndpoint: true });
    expect(inputsOf(own, "aws:apigatewayv2/route:Route").map(({ routeKey }) => routeKey)).to.deep.equal([
      "GET /.well-known/mta-sts.txt",
    ]);
    expect(inputsOf(own, "aws:apigatewayv2/apiMapping:ApiMapping")).to.have.length(2);
  });

  it("lets its function do nothing but log and trace", async () => {
    const own = (await withHosting("serve")).filter(({ name }) => name === "smtp-mta-sts");
    const [{ policy } = { policy: "" }] = inputsOf(own, "aws:iam/rolePolicy:RolePolicy");
    const { Statement } = JSON.parse(JSON.stringify(policy)) as { Statement: { Sid: string }[] };
    expect(Statement.map(({ Sid }) => Sid)).to.deep.equal(["Log", "Trace"]);
  });

  it("lets the doctor describe its certificates, and no others as long as a policy can name them", async () => {
    const described = async (domains: readonly string[]) => {
      const all = await withHosting("certificate", { "ses-smtp:domains": JSON.stringify(domains) });
      const [{ policy } = { policy: "" }] = inputsOf(
        all.filter(({ name }) => name === "smtp-doctor"),
        "aws:iam/policy:Policy",
      );
      const { Statement } = JSON.parse(JSON.stringify(policy)) as {
        Statement: { Action: string; Resource: string[] }[];
      };
      return Statement.find(({ Action }) => Action === "acm:DescribeCertificate")?.Resource ?? [];
    };
    const domains = Array.from({ length: 21 }, (_, index) => `d${index}.example`);
    const few = await described(domains.slice(0, 20));
    expect(few).to.have.length(20);
    for (const arn of few) expect(arn).not.to.include("*");
    expect(await described(domains)).to.have.length(1);
    expect((await described(domains))[0]).to.match(/^arn:aws:acm:[^:*]+:[^:*]+:certificate\/\*$/);
  }).timeout(120_000);

  it("costs nothing while nobody asks", async () => {
    const report = (all: readonly Registration[]) => costReport(stackResources(all), data);
    const [without, serving] = [report(await withHosting("none")), report(await withHosting("serve"))];
    const { baselineUsdPerMonth, ifAllotmentsUsedUsdPerMonth } = without;
    expect(baselineUsdPerMonth).to.equal(0);
    expect(serving).to.include({ baselineUsdPerMonth, ifAllotmentsUsedUsdPerMonth, unclassified: 0 });
    expect(serving.free).to.be.above(without.free);
  });

  it("is refused for a name that no certificate can have, and without a policy", async () => {
    const long = `${"a".repeat(57)}.example`;
    const refusal = (settings: Record<string, string>) =>
      withHosting("serve", settings).then(
        () => "",
        (error: Error) => error.message,
      );
    expect(await refusal({ "ses-smtp:domains": JSON.stringify(["company.com", long]) })).to.include(
      `domains[1]: mta-sts.${long} has more than the 64 characters of a certificate's name`,
    );
    expect(await refusal({ "ses-smtp:mtaStsMx": "" })).to.include("has no effect without ses-smtp:mtaStsMx");
  });
});
