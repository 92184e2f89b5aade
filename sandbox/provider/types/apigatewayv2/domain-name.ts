import {
  CreateDomainNameCommand,
  DeleteDomainNameCommand,
  type DomainNameConfiguration,
  type EndpointType,
  GetDomainNameCommand,
  type SecurityPolicy,
  UpdateDomainNameCommand,
} from "@aws-sdk/client-apigatewayv2";
import type { DomainNameArgs } from "@pulumi/aws/apigatewayv2";

import type { Context } from "../../context";
import { idOf, type Plain, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";
import { describeCertificate } from "../acm/certificate";

export const domainName = resource<DomainNameArgs>({
  replaceOn: ["domainName"],
  withoutEffect: ["tags"],
  computedWithin: { domainNameConfiguration: ["targetDomainName", "hostedZoneId"] },
  async create(inputs, context) {
    const DomainNameConfigurations = [await configurationOf(inputs, context)];
    const created = await context.clients.apis.send(
      new CreateDomainNameCommand({ DomainName: inputs.domainName, DomainNameConfigurations }),
    );
    return { id: inputs.domainName, outs: outsOf(inputs, created.DomainNameConfigurations, context) };
  },
  async read({ id, inputs }, context) {
    const found = await ignoreNotFound(
      context.clients.apis.send(new GetDomainNameCommand({ DomainName: id })),
    );
    return found && outsOf(inputs, found.DomainNameConfigurations, context);
  },
  async update({ id }, inputs, context) {
    const DomainNameConfigurations = [await configurationOf(inputs, context)];
    const updated = await context.clients.apis.send(
      new UpdateDomainNameCommand({ DomainName: id, DomainNameConfigurations }),
    );
    return outsOf(inputs, updated.DomainNameConfigurations, context);
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.apis.send(new DeleteDomainNameCommand({ DomainName: id })));
  },
});

/**
 * API Gateway takes only certificates that are issued and name the domain
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html); the emulator takes
 * any.
 */
async function configurationOf(
  { domainName: name, domainNameConfiguration }: Plain<DomainNameArgs>,
  context: Context,
): Promise<DomainNameConfiguration> {
  const { certificateArn, endpointType, securityPolicy } = domainNameConfiguration;
  const CertificateArn = idOf(certificateArn);
  const {
    Status,
    DomainName,
    SubjectAlternativeNames = [],
  } = await describeCertificate(CertificateArn, context);
  if (Status !== "ISSUED") throw new Error(`The certificate ${CertificateArn} is not issued: ${Status}.`);
  if (![DomainName, ...SubjectAlternativeNames].includes(name))
    throw new Error(`The certificate ${CertificateArn} does not name ${name}.`);
  return {
    CertificateArn,
    EndpointType: endpointType as EndpointType,
    SecurityPolicy: securityPolicy as SecurityPolicy,
  };
}

function outsOf(
  { domainNameConfiguration }: Plain<DomainNameArgs>,
  [found]: readonly DomainNameConfiguration[] = [],
  { region }: Context,
): Properties {
  return {
    arn: `arn:aws:apigateway:${region}::/domainnames`,
    domainNameConfiguration: {
      ...domainNameConfiguration,
      targetDomainName: found?.ApiGatewayDomainName,
      hostedZoneId: found?.HostedZoneId,
    },
  };
}
