import type { DomainFault } from "./fault";
import { DOMAIN, goodZones, zoneIn } from "./good-domain";
import type { World } from "./world";

const TOKEN = `token1._domainkey.${DOMAIN}`;
const MAIL = `mail.${DOMAIN}`;
const MTA_STS = `_mta-sts.${DOMAIN}`;
const TLS_RPT = `_smtp._tls.${DOMAIN}`;

function policyLine(world: World, line: RegExp, replacement: string): void {
  const body = world.policy.body.replace(line, replacement);
  if (body === world.policy.body) throw new Error(`no line ${line.source}`);
  world.policy.body = body;
}

export const DKIM_FAULTS: readonly DomainFault[] = [
  {
    title: "no record for a DKIM token",
    plant: world => world.remove(TOKEN, "CNAME"),
    ...{
      check: "dkim",
      severity: "error",
      what: /no CNAME record at token1\._domainkey\.company\.com: it is not published/,
    },
    remedy: /token1\._domainkey\.company\.com CNAME token1\.dkim\.amazonses\.com\..*up to 900 s later/,
  },
  {
    title: "the key of another region",
    plant: world => {
      world.dkimNow = { tokens: ["token1", "token2", "token3"], zone: "dkim.eu-central-2.amazonses.com" };
    },
    ...{ check: "dkim", severity: "error", what: /not of token1\.dkim\.eu-central-2\.amazonses\.com/ },
  },
  {
    title: "the tokens of an identity that was deleted",
    plant: world => {
      world.dkimNow = { tokens: ["new1", "token2", "token3"], zone: "dkim.amazonses.com" };
    },
    ...{ check: "dkim", severity: "error", what: /no CNAME record at new1\._domainkey/ },
  },
  {
    title: "no key behind the record",
    plant: world => world.remove("token1.dkim.amazonses.com", "TXT"),
    ...{ check: "dkim", severity: "error", what: /token1\.dkim\.amazonses\.com has no key/ },
  },
  {
    title: "a DKIM record with the domain appended",
    plant: world => {
      world.remove(TOKEN, "CNAME");
      world.add(`${TOKEN}.${DOMAIN}`, "CNAME", "token1.dkim.amazonses.com");
    },
    ...{
      check: "dkim",
      severity: "error",
      what: /the CNAME record is at token1\._domainkey\.company\.com\.company\.com/,
    },
    remedy: /enter token1\._domainkey as its name/,
  },
  {
    title: "a DKIM record without _domainkey",
    plant: world => {
      world.remove(TOKEN, "CNAME");
      world.add(`token1.${DOMAIN}`, "CNAME", "token1.dkim.amazonses.com");
    },
    ...{ check: "dkim", severity: "error", what: /is at token1\.company\.com, where nobody looks/ },
  },
  {
    title: "a TXT record instead of the CNAME",
    plant: world => {
      world.remove(TOKEN, "CNAME");
      world.add(TOKEN, "TXT", "token1.dkim.amazonses.com");
    },
    ...{ check: "dkim", severity: "error", what: /has TXT instead of CNAME/ },
  },
  {
    title: "a proxied DKIM record",
    plant: world => {
      world.remove(TOKEN, "CNAME");
      world.add(TOKEN, "A", "192.0.2.7");
    },
    ...{ check: "dkim", severity: "error", what: /has A instead of CNAME/, remedy: /DNS only/ },
  },
  {
    title: "a record that resolvers do not see yet",
    plant: world => {
      world.cached = goodZones();
      const zone = zoneIn(world.cached, DOMAIN);
      zone.records = zone.records.filter(({ name }) => name !== TOKEN);
    },
    ...{
      check: "dkim",
      severity: "warning",
      what: /published, but the resolver still has .* for at most 900 s/,
      remedy: /Wait/,
    },
  },
];

export const MAIL_FROM_FAULTS: readonly DomainFault[] = [
  {
    title: "no MX of the MAIL FROM subdomain",
    plant: world => world.remove(MAIL, "MX"),
    ...{ check: "mail-from", severity: "error", what: /mail\.company\.com has TXT instead of MX/ },
    remedy: /10 feedback-smtp\.eu-central-1\.amazonses\.com/,
  },
  {
    title: "a second MX of the MAIL FROM subdomain",
    plant: world => world.add(MAIL, "MX", "20 mx.other.net"),
    ...{ check: "mail-from", severity: "error", what: /2 MX records/ },
  },
  {
    title: "the MX of another region",
    plant: world => world.set(MAIL, "MX", "10 feedback-smtp.us-east-1.amazonses.com"),
    ...{ check: "mail-from", severity: "error", what: /has the MX feedback-smtp\.us-east-1/ },
  },
];

export const MTA_STS_FAULTS: readonly DomainFault[] = [
  {
    title: "no MTA-STS record",
    plant: world => world.remove(MTA_STS, "TXT"),
    ...{ check: "mta-sts", severity: "warning", what: /no TXT record at _mta-sts/ },
    witness: { part: "mta_sts", valid: false },
  },
  {
    title: "an id with a hyphen",
    plant: world => world.set(MTA_STS, "TXT", "v=STSv1; id=2026-01-01;"),
    ...{ check: "mta-sts", severity: "error", what: /cannot be used: v=STSv1; id=2026-01-01/ },
    witness: { part: "mta_sts", valid: false },
  },
  {
    title: "two MTA-STS records",
    plant: world => world.add(MTA_STS, "TXT", "v=STSv1; id=2;"),
    ...{ check: "mta-sts", severity: "error", what: /2 MTA-STS records/ },
    witness: { part: "mta_sts", valid: false },
  },
  {
    title: "an id that is not the policy's",
    plant: world => world.set(MTA_STS, "TXT", "v=STSv1; id=20250101;"),
    ...{ check: "mta-sts", severity: "warning", what: /has the id 20250101, not/ },
    witness: { part: "mta_sts", valid: true },
  },
  {
    title: "no address of the policy's host",
    plant: world => world.remove(`mta-sts.${DOMAIN}`, "A"),
    ...{ check: "mta-sts", severity: "error", what: /mta-sts\.company\.com has no address/ },
  },
  {
    title: "a policy that is not there",
    plant: world => (world.policy.status = 404),
    ...{ check: "mta-sts", severity: "error", what: /answers with status 404/ },
  },
  {
    title: "a policy as a web page",
    plant: world => (world.policy.contentType = "text/html"),
    ...{ check: "mta-sts", severity: "error", what: /content type "text\/html"/ },
  },
  {
    title: "an invalid policy",
    plant: world => policyLine(world, /mode: enforce/, "mode: strict"),
    ...{ check: "mta-sts", severity: "error", what: /mode "strict" is not testing, enforce or none/ },
    witness: { part: "mta_sts", valid: false },
  },
  {
    title: "an MX that the policy does not list",
    plant: world => world.add(DOMAIN, "MX", "30 mx9.company.com"),
    ...{ check: "mta-sts", severity: "error", what: /does not list its MX mx9\.company\.com/ },
  },
  {
    title: "an MX two labels below a wildcard",
    plant: world => world.set(DOMAIN, "MX", "20 a.in.backup.net", "20"),
    ...{ check: "mta-sts", severity: "error", what: /does not list its MX a\.in\.backup\.net/ },
  },
  {
    title: "a short max_age",
    plant: world => policyLine(world, /max_age: \d+/, "max_age: 86400"),
    ...{ check: "mta-sts", severity: "warning", what: /kept for 86400 s only/ },
  },
  {
    title: "a policy in testing",
    plant: world => policyLine(world, /mode: enforce/, "mode: testing"),
    ...{ check: "mta-sts", severity: "note", what: /is in testing/ },
  },
  {
    title: "another policy than the stack's",
    plant: world => policyLine(world, /max_age: \d+/, "max_age: 2000000"),
    ...{ check: "mta-sts", severity: "warning", what: /serves another policy/ },
  },
];

export const OTHER_FAULTS: readonly DomainFault[] = [
  {
    title: "no TLS-RPT record",
    plant: world => world.remove(TLS_RPT, "TXT"),
    ...{ check: "tls-rpt", severity: "warning", what: /no TXT record at _smtp\._tls/ },
    witness: { part: "smtp_tls_reporting", valid: false },
  },
  {
    title: "a TLS-RPT record without mailto:",
    plant: world => world.set(TLS_RPT, "TXT", "v=TLSRPTv1; rua=tls@company.com;"),
    ...{ check: "tls-rpt", severity: "error", what: /no valid rua/ },
    witness: { part: "smtp_tls_reporting", valid: false },
  },
  {
    title: "two TLS-RPT records",
    plant: world => world.add(TLS_RPT, "TXT", "v=TLSRPTv1; rua=mailto:b@company.com"),
    ...{ check: "tls-rpt", severity: "error", what: /2 TLS-RPT records/ },
    witness: { part: "smtp_tls_reporting", valid: false },
  },
  {
    title: "a name server without an address",
    plant: world => {
      world.add(DOMAIN, "NS", "ns1.company.com");
      world.add(DOMAIN, "NS", "ns2.nowhere.example");
    },
    ...{
      check: "name-servers",
      severity: "warning",
      what: /ns2\.nowhere\.example of company\.com has no address/,
    },
  },
  {
    title: "name servers that do not know the zone",
    plant: world => (world.fault = (_name, _type, recursive) => (recursive ? undefined : "lame")),
    ...{
      check: "name-servers",
      severity: "warning",
      what: /can be asked from here: ns1\.company\.com \(it is not an authoritative/,
    },
  },
  {
    title: "a domain that is not registered",
    plant: world => (world.zones = world.zones.filter(({ name }) => name !== DOMAIN)),
    ...{ check: "name-servers", severity: "error", what: /no zone for company\.com was found/ },
  },
  {
    title: "a resolver that fails",
    plant: world => (world.fault = () => "SERVFAIL"),
    ...{ check: "dkim", severity: "error", what: /could not be checked: CNAME token1.*SERVFAIL/ },
  },
];
