import type { DomainFault } from "./fault";
import { DOMAIN } from "./good-domain";

const part = "spf" as const;
const INVALID = { part, valid: false };
const VALID = { part, valid: true };
const include = (count: number) =>
  Array.from({ length: count }, (_, index) => `include:s${index}.vendor.net`);

export const SPF_FAULTS: readonly DomainFault[] = [
  {
    title: "no SPF record",
    plant: world => world.remove(DOMAIN, "TXT", "v=spf1"),
    ...{
      check: "spf",
      severity: "warning",
      what: /company\.com: it is not published/,
      remedy: /include:amazonses\.com/,
    },
    witness: INVALID,
  },
  {
    title: "two SPF records",
    plant: world => world.add(DOMAIN, "TXT", "v=spf1 ip4:192.0.2.1 -all"),
    ...{ check: "spf", severity: "error", what: /2 SPF records/ },
    remedy: /"v=spf1 include:amazonses\.com ip4:192\.0\.2\.1 -all"/,
    witness: INVALID,
  },
  {
    title: "more than ten lookups",
    plant: world => {
      world.spf(`v=spf1 include:amazonses.com ${include(10).join(" ")} ~all`);
      world.addZone(
        "vendor.net",
        ...include(10).map(text => ({
          name: text.replace("include:", ""),
          type: "TXT" as const,
          value: "v=spf1 ip4:192.0.2.0/24 -all",
        })),
      );
    },
    ...{ check: "spf", severity: "error", what: /causes 11 DNS lookups, more than 10/ },
    remedy: /include:/,
    witness: INVALID,
  },
  {
    title: "lookups in an include of an include",
    plant: world => {
      world.spf("v=spf1 include:amazonses.com include:deep.vendor.net ~all");
      world.addZone(
        "vendor.net",
        { name: "deep.vendor.net", type: "TXT", value: `v=spf1 ${include(10).join(" ")} -all` },
        ...include(10).map(text => ({
          name: text.replace("include:", ""),
          type: "TXT" as const,
          value: "v=spf1 ip4:192.0.2.0/24 -all",
        })),
      );
    },
    ...{
      check: "spf",
      severity: "error",
      what: /causes 12 DNS lookups/,
      remedy: /include:deep\.vendor\.net \(11\)/,
    },
    witness: INVALID,
  },
  {
    title: "three terms that find nothing",
    plant: world =>
      world.spf("v=spf1 include:amazonses.com a:no1.company.com a:no2.company.com a:no3.company.com ~all"),
    ...{ check: "spf", severity: "error", what: /3 terms .* find nothing: a:no1/ },
    witness: INVALID,
  },
  {
    title: "one term that finds nothing",
    plant: world => world.spf("v=spf1 include:amazonses.com a:no1.company.com ~all"),
    ...{ check: "spf", severity: "warning", what: /finds nothing: a:no1/ },
    witness: VALID,
  },
  {
    title: "an include without an SPF record",
    plant: world => world.spf("v=spf1 include:amazonses.com include:nobody.example ~all"),
    ...{ check: "spf", severity: "error", what: /include:nobody\.example has no SPF record/ },
    witness: INVALID,
  },
  {
    title: "an unknown mechanism",
    plant: world => world.spf("v=spf1 include:amazonses.com ipv4:192.0.2.1 ~all"),
    ...{ check: "spf", severity: "error", what: /ipv4:192\.0\.2\.1: unknown mechanism/ },
    witness: INVALID,
  },
  {
    title: "an invalid network",
    plant: world => world.spf("v=spf1 include:amazonses.com ip4:192.0.2.256 ~all"),
    ...{ check: "spf", severity: "error", what: /ip4:192\.0\.2\.256: not an IPv4 network/ },
    witness: INVALID,
  },
  {
    title: "an include that leads back",
    plant: world => {
      world.spf("v=spf1 include:amazonses.com include:loop.vendor.net ~all");
      world.addZone("vendor.net", {
        name: "loop.vendor.net",
        type: "TXT",
        value: `v=spf1 include:${DOMAIN} -all`,
      });
    },
    ...{ check: "spf", severity: "error", what: /include:company\.com leads back/ },
    witness: INVALID,
  },
  {
    title: "+all",
    plant: world => world.spf("v=spf1 include:amazonses.com +all"),
    ...{ check: "spf", severity: "error", what: /ends with \+all/ },
  },
  {
    title: "no all",
    plant: world => world.spf("v=spf1 include:amazonses.com"),
    ...{ check: "spf", severity: "warning", what: /has no all/ },
    witness: VALID,
  },
  {
    title: "a term after all",
    plant: world => world.spf("v=spf1 include:amazonses.com ~all ip4:192.0.2.1"),
    ...{ check: "spf", severity: "warning", what: /ip4:192\.0\.2\.1 comes after all/ },
    witness: VALID,
  },
  {
    title: "ptr",
    plant: world => world.spf("v=spf1 include:amazonses.com ptr ~all"),
    ...{ check: "spf", severity: "warning", what: /ptr is slow/ },
    witness: VALID,
  },
  {
    title: "an SPF record without SES",
    plant: world => world.spf("v=spf1 ip4:192.0.2.1 -all"),
    ...{ check: "spf", severity: "warning", what: /does not include amazonses\.com/ },
    remedy: /"v=spf1 ip4:192\.0\.2\.1 include:amazonses\.com -all"/,
    witness: VALID,
  },
  {
    title: "an include whose server fails",
    plant: world => {
      world.spf("v=spf1 include:amazonses.com include:down.vendor.net ~all");
      world.fault = name => (name === "down.vendor.net" ? "SERVFAIL" : undefined);
    },
    ...{
      check: "spf",
      severity: "error",
      what: /include:down\.vendor\.net could not be looked up: .*SERVFAIL/,
    },
    witness: INVALID,
  },
  {
    title: "no SPF record at the MAIL FROM subdomain",
    plant: world => world.remove(`mail.${DOMAIN}`, "TXT"),
    ...{ check: "spf", severity: "warning", what: /mail\.company\.com has MX instead of TXT/ },
  },
];
