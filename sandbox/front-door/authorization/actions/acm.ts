import { jsonOf, textOf, type Mapper } from "../permission";

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscertificatemanager.html */
export const acm: Mapper = request => {
  const resource = textOf(jsonOf(request).CertificateArn) || "*"; // a certificate that is requested has none yet
  return request.action === "" ? undefined : [{ action: `acm:${request.action}`, resource }];
};
