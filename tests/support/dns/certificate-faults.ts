import type { DomainFault } from "./fault";
import { CERTIFICATE_RECORD, DOMAIN, goodZones } from "./good-domain";

const { name: CERTIFICATE, value: VALIDATION } = CERTIFICATE_RECORD;

/** What goes wrong with the record by which ACM renews a certificate. */
export const CERTIFICATE_FAULTS: readonly DomainFault[] = [
  {
    title: "no record for the certificate",
    plant: world => world.remove(CERTIFICATE, "CNAME"),
    ...{
      check: "certificate-record",
      severity: "error",
      what: /^no CNAME record at _a79865eb\w+\.mta-sts\.company\.com: it is not published$/,
    },
    remedy: /_a79865eb\w+\.mta-sts\.company\.com CNAME _424c7224\w+\.mhbtsbpdnt\.acm-validations\.aws\./,
  },
  {
    title: "the record of another certificate",
    plant: world => world.set(CERTIFICATE, "CNAME", "_other.mhbtsbpdnt.acm-validations.aws"),
    ...{
      check: "certificate-record",
      severity: "error",
      what: /is a CNAME of _other\.mhbtsbpdnt\.acm-validations\.aws, not of _424c7224/,
    },
    remedy: /^Change it to _a79865eb/,
  },
  {
    title: "the certificate's record with the domain appended",
    plant: world => {
      world.remove(CERTIFICATE, "CNAME");
      world.add(`${CERTIFICATE}.${DOMAIN}`, "CNAME", VALIDATION);
    },
    ...{
      check: "certificate-record",
      severity: "error",
      what: /^the CNAME record is at _a79865eb\w+\.mta-sts\.company\.com\.company\.com: the DNS provider/,
    },
    remedy: /enter _a79865eb\w+\.mta-sts as its name/,
  },
  {
    title: "a proxied certificate record",
    plant: world => {
      world.remove(CERTIFICATE, "CNAME");
      world.add(CERTIFICATE, "A", "192.0.2.7");
    },
    ...{ check: "certificate-record", severity: "error", what: /has A instead of CNAME/ },
    remedy: /DNS only \(not proxied\)/,
  },
  {
    title: "a certificate's record that was removed a moment ago",
    plant: world => {
      world.cached = goodZones();
      world.remove(CERTIFICATE, "CNAME");
    },
    ...{
      check: "certificate-record",
      severity: "error",
      what: /^no CNAME record at _a79865eb\S+ any more; resolvers still have it/,
    },
  },
];
