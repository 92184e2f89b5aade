import {
  type CertificateDetail,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  RequestCertificateCommand,
  type ValidationMethod,
} from "@aws-sdk/client-acm";
import type { CertificateArgs } from "@pulumi/aws/acm";

import type { Context } from "../../context";
import type { Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const certificate = resource<CertificateArgs>({
  replaceOn: ["domainName", "subjectAlternativeNames", "validationMethod", "keyAlgorithm"],
  withoutEffect: ["options", "tags"],
  async create(inputs, { clients }) {
    const { CertificateArn = "" } = await clients.acm.send(
      new RequestCertificateCommand({
        DomainName: inputs.domainName,
        ValidationMethod: inputs.validationMethod as ValidationMethod | undefined,
        SubjectAlternativeNames: inputs.subjectAlternativeNames,
        KeyAlgorithm: inputs.keyAlgorithm as undefined,
      }),
    );
    return { id: CertificateArn, outs: {} };
  },
  async complete(id, _, context) {
    return outsOf(await describeCertificate(id, context));
  },
  async read({ id }, context) {
    const found = await ignoreNotFound(describeCertificate(id, context));
    return found && outsOf(found);
  },
  async update({ outs }) {
    return outs;
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.acm.send(new DeleteCertificateCommand({ CertificateArn: id })));
  },
});

export async function describeCertificate(
  CertificateArn: string,
  { clients }: Context,
): Promise<CertificateDetail> {
  const { Certificate = {} } = await clients.acm.send(new DescribeCertificateCommand({ CertificateArn }));
  return Certificate;
}

function outsOf({ CertificateArn, Status, DomainValidationOptions = [] }: CertificateDetail): Properties {
  return {
    arn: CertificateArn,
    status: Status,
    domainValidationOptions: DomainValidationOptions.map(({ DomainName, ResourceRecord }) => ({
      domainName: DomainName,
      resourceRecordName: ResourceRecord?.Name,
      resourceRecordType: ResourceRecord?.Type,
      resourceRecordValue: ResourceRecord?.Value,
    })),
  };
}
