import * as pulumi from "@pulumi/pulumi";
import { Certificate, CertificateValidation } from "@pulumi/aws/acm";
import { Api, ApiMapping, DomainName, Route, Stage } from "@pulumi/aws/apigatewayv2";
import { Permission } from "@pulumi/aws/lambda";
import { type MtaStsCertificate, mtaStsHost, mtaStsPolicy } from "../dns/mta-sts";
import { certificateRecord, hostRecord } from "../dns/mta-sts-hosting";
import type { DnsRecord } from "../dns/record";
import type { MtaStsEnvironment } from "../handlers/mta-sts/environment";
import { MTA_STS_ROUTE, MTA_STS_THROTTLE } from "../handlers/shared/api-routes";
import { handlerIn, LambdaFunction } from "./function";
import { functionIntegration } from "./function-integration";
import type { Settings } from "./settings";

const NAME = "smtp-mta-sts";

/** How long an update waits for a certificate whose records are not published yet. */
const MAX_VALIDATION = "10m";

/** Serves the domains' MTA-STS policy. */
export interface MtaStsHosting {
  /** What the domains' zones need for it. */
  readonly records: pulumi.Output<DnsRecord>[];
  readonly outputs: {
    /** With `mtaStsHosting: certificate` or `serve`. */
    mtaStsCertificates: pulumi.Output<MtaStsCertificate>[];
  };
  readonly lambda?: Pick<LambdaFunction<MtaStsEnvironment, []>, "functionArn" | "roleArn" | "logGroupArn">;
}

/**
 * Serves the MTA-STS policy of all domains at https://mta-sts.DOMAIN, if the setting `mtaStsHosting` asks for it, at no
 * standing cost: public certificates of ACM are free (https://aws.amazon.com/certificate-manager/pricing/), and an HTTP
 * API and its custom domain names are billed by request (https://aws.amazon.com/api-gateway/pricing/). An API of its own,
 * so that nobody reaches the one for administrators by these names.
 *
 * In two steps, because a custom domain name takes only a certificate that is issued, and ACM issues it once its record
 * is in DNS (https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html): `certificate` requests them, and
 * `serve` waits ten minutes at most for those that are not issued yet.
 */
export function createMtaStsHosting(settings: Settings): MtaStsHosting {
  const { mtaStsHosting: hosting, domains } = settings;
  const [domain = ""] = domains;
  const policy = mtaStsPolicy(domain, settings);
  if (hosting === "none" || policy === undefined) return { records: [], outputs: { mtaStsCertificates: [] } };
  const certificates = domains.map(requestCertificate);
  const validations = certificates.map(({ record }) => record);
  const outputs = {
    mtaStsCertificates: certificates.map(({ domain, certificate: { arn } }) =>
      pulumi.output({ domain, arn }),
    ),
  };
  if (hosting === "certificate") return { records: validations, outputs };
  const lambda = createFunction(settings, policy.content);
  const stage = createApi(lambda);
  const hosts = certificates.map(certificate => mapDomain(certificate, stage));
  return { records: [...validations, ...hosts], outputs, lambda };
}

interface RequestedCertificate {
  domain: string;
  certificate: Certificate;
  /** ACM also renews the certificate only as long as it is in DNS. */
  record: pulumi.Output<DnsRecord>;
}

function requestCertificate(domain: string): RequestedCertificate {
  const certificate = new Certificate(`${NAME}-${domain}`, {
    domainName: mtaStsHost(domain),
    validationMethod: "DNS",
  });
  const record = certificate.domainValidationOptions.apply(([validation]) => {
    if (validation === undefined) throw new Error(`ACM has no validation record for ${mtaStsHost(domain)}.`);
    return certificateRecord(domain, validation);
  });
  return { domain, certificate, record };
}

function createFunction(settings: Settings, content: string) {
  return new LambdaFunction(NAME, {
    handler: handlerIn<MtaStsEnvironment>("mta-sts"),
    description: "Serves the MTA-STS policy of the stack's domains",
    memoryMb: 128,
    timeoutSeconds: 5,
    uses: [],
    environment: { MTA_STS_POLICY: JSON.stringify(content) },
    settings,
  });
}

/** With one route, and reached by the custom domain names only. */
function createApi(lambda: ReturnType<typeof createFunction>): Stage {
  const api = new Api(NAME, {
    protocolType: "HTTP",
    description: "Serves the MTA-STS policy of the stack's domains",
    disableExecuteApiEndpoint: true,
  });
  const permission = new Permission(NAME, {
    action: "lambda:InvokeFunction",
    function: lambda.functionName,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/$default/${MTA_STS_ROUTE.replace(" ", "")}`,
  });
  const target = functionIntegration(NAME, api, lambda.functionArn, permission);
  const route = new Route(NAME, {
    apiId: api.id,
    routeKey: MTA_STS_ROUTE,
    authorizationType: "NONE",
    target,
  });
  const { rate, burst } = MTA_STS_THROTTLE;
  return new Stage(
    NAME,
    {
      apiId: api.id,
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: rate, throttlingBurstLimit: burst },
    },
    { dependsOn: [route] },
  );
}

/** @returns the record that leads to it */
function mapDomain({ domain, certificate }: RequestedCertificate, stage: Stage): pulumi.Output<DnsRecord> {
  const issued = new CertificateValidation(
    `${NAME}-${domain}`,
    { certificateArn: certificate.arn },
    { customTimeouts: { create: MAX_VALIDATION } },
  );
  const { id, domainNameConfiguration } = new DomainName(`${NAME}-${domain}`, {
    domainName: mtaStsHost(domain),
    domainNameConfiguration: {
      certificateArn: issued.certificateArn,
      endpointType: "REGIONAL",
      securityPolicy: "TLS_1_2",
    },
  });
  new ApiMapping(`${NAME}-${domain}`, { apiId: stage.apiId, domainName: id, stage: stage.id });
  return domainNameConfiguration.targetDomainName.apply(target => hostRecord(domain, target));
}
