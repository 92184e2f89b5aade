import type { CertificateValidationArgs } from "@pulumi/aws/acm";

import type { Context } from "../../context";
import type { Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";
import { describeCertificate } from "./certificate";

/**
 * Not a resource of AWS: it waits until a certificate is issued. The emulator issues each at once, as ACM does minutes
 * after the certificate's record is in DNS.
 */
export const certificateValidation = resource<CertificateValidationArgs>({
  replaceOn: ["certificateArn", "validationRecordFqdns"],
  withoutEffect: ["validationRecordFqdns"],
  async create({ certificateArn }, context) {
    return { id: new Date().toISOString(), outs: await requireIssued(certificateArn, context) };
  },
  async read({ inputs: { certificateArn } }, context) {
    return ignoreNotFound(requireIssued(certificateArn, context));
  },
  async delete() {
    // There is nothing to delete.
  },
});

/** @throws Error as the AWS provider does after its time limit */
async function requireIssued(certificateArn: string, context: Context): Promise<Properties> {
  const { Status } = await describeCertificate(certificateArn, context);
  if (Status === "ISSUED") return {};
  throw new Error(`waiting for ACM Certificate (${certificateArn}) to be issued: state ${Status}`);
}
