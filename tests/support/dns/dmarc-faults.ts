import type { DomainFault } from "./fault";
import { DOMAIN } from "./good-domain";

const part = "dmarc" as const;
const INVALID = { part, valid: false };
const VALID = { part, valid: true };
const NAME = `_dmarc.${DOMAIN}`;
const RUA = "rua=mailto:reports@company.com";

export const DMARC_FAULTS: readonly DomainFault[] = [
  {
    title: "no DMARC record",
    plant: world => world.remove(NAME, "TXT"),
    ...{
      check: "dmarc",
      severity: "error",
      what: /no TXT record at _dmarc\.company\.com: it is not published/,
    },
    remedy: /_dmarc\.company\.com TXT "v=DMARC1; p=reject;/,
    witness: INVALID,
  },
  {
    title: "two DMARC records",
    plant: world => world.add(NAME, "TXT", "v=DMARC1; p=none"),
    ...{ check: "dmarc", severity: "error", what: /2 DMARC records/ },
    witness: INVALID,
  },
  {
    title: "a version in the wrong case",
    plant: world => world.dmarc(`v=dmarc1; p=reject; ${RUA}`),
    ...{ check: "dmarc", severity: "error", what: /no DMARC record: v=dmarc1/ },
    witness: INVALID,
  },
  {
    title: "an invalid policy",
    plant: world => world.dmarc("v=DMARC1; p=refuse"),
    ...{ check: "dmarc", severity: "error", what: /p=refuse is invalid/ },
    witness: INVALID,
  },
  {
    title: "no policy and no report address",
    plant: world => world.dmarc("v=DMARC1; adkim=r"),
    ...{ check: "dmarc", severity: "warning", what: /p is missing/ },
    witness: VALID,
  },
  {
    title: "an invalid tag value",
    plant: world => world.dmarc(`v=DMARC1; p=reject; adkim=relaxed; ${RUA}`),
    ...{ check: "dmarc", severity: "warning", what: /adkim=relaxed is invalid; expected r or s/ },
    witness: VALID,
  },
  {
    title: "p=none where the stack wants reject",
    plant: world => world.dmarc(`v=DMARC1; p=none; ${RUA}`),
    ...{
      check: "dmarc",
      severity: "warning",
      what: /is none, weaker than the stack's setting dmarcPolicy: reject/,
    },
    witness: VALID,
  },
  {
    title: "p=none at all",
    plant: world => world.dmarc(`v=DMARC1; p=none; ${RUA}`),
    ...{ check: "dmarc", severity: "note", what: /the DMARC policy of company\.com is none/ },
    witness: VALID,
  },
  {
    title: "a removed tag",
    plant: world => world.dmarc(`v=DMARC1; p=reject; pct=50; ${RUA}`),
    ...{ check: "dmarc", severity: "note", what: /RFC 9989 has removed pct/, remedy: /t=y/ },
    witness: VALID,
  },
  {
    title: "an unknown tag",
    plant: world => world.dmarc(`v=DMARC1; p=reject; report=mailto:a@company.com; ${RUA}`),
    ...{ check: "dmarc", severity: "warning", what: /ignore "report"/ },
    witness: VALID,
  },
  {
    title: "a test policy",
    plant: world => world.dmarc(`v=DMARC1; p=reject; t=y; ${RUA}`),
    ...{ check: "dmarc", severity: "note", what: /t=y marks the policy/ },
    witness: VALID,
  },
  {
    title: "psd=y",
    plant: world => world.dmarc(`v=DMARC1; p=reject; psd=y; ${RUA}`),
    ...{ check: "dmarc", severity: "error", what: /psd=y says that company\.com is a public suffix/ },
  },
  {
    title: "a weaker policy for names that do not exist",
    plant: world => world.dmarc(`v=DMARC1; p=reject; np=none; ${RUA}`),
    ...{ check: "dmarc", severity: "warning", what: /np=none is weaker than p=reject/ },
    witness: VALID,
  },
  {
    title: "strict SPF alignment with a MAIL FROM subdomain",
    plant: world => world.dmarc(`v=DMARC1; p=reject; aspf=s; ${RUA}`),
    ...{ check: "dmarc", severity: "warning", what: /aspf=s/ },
    witness: VALID,
  },
  {
    title: "a report address without mailto:",
    plant: world => world.dmarc("v=DMARC1; p=reject; rua=reports@company.com"),
    ...{ check: "dmarc", severity: "error", what: /mailto: is missing/ },
    witness: INVALID,
  },
  {
    title: "no report address",
    plant: world => world.dmarc("v=DMARC1; p=reject"),
    ...{ check: "dmarc", severity: "note", what: /has no rua/ },
    witness: VALID,
  },
  {
    title: "the domain's name appended to the full name",
    plant: world => {
      const [{ value } = { value: "" }] = world.find(NAME, "TXT");
      world.remove(NAME, "TXT");
      world.add(`${NAME}.${DOMAIN}`, "TXT", value);
    },
    ...{
      check: "dmarc",
      severity: "error",
      what: /at _dmarc\.company\.com\.company\.com: the DNS provider has appended/,
    },
    remedy: /enter _dmarc as its name/,
    witness: INVALID,
  },
  {
    title: "the record at the domain itself",
    plant: world => {
      const [{ value } = { value: "" }] = world.find(NAME, "TXT");
      world.remove(NAME, "TXT");
      world.add(DOMAIN, "TXT", value);
    },
    ...{ check: "dmarc", severity: "error", what: /is at company\.com, where nobody looks/ },
    witness: INVALID,
  },
  {
    title: "a CNAME to nowhere instead of the record",
    plant: world => {
      world.remove(NAME, "TXT");
      world.add(NAME, "CNAME", "dmarc.vendor.example");
    },
    ...{
      check: "dmarc",
      severity: "error",
      what: /is a CNAME of dmarc\.vendor\.example, which has no such TXT/,
    },
    witness: INVALID,
  },
  {
    title: "a report address of an organization that has not agreed",
    plant: world => world.remove(`${DOMAIN}._report._dmarc.analyzer.net`, "TXT"),
    ...{ check: "report-addresses", severity: "warning", what: /analyzer\.net has not agreed/ },
    remedy: /company\.com\._report\._dmarc\.analyzer\.net TXT "v=DMARC1;"/,
  },
  {
    title: "a report address whose domain receives no mail",
    plant: world => world.dmarc("v=DMARC1; p=reject; rua=mailto:reports@quiet.company.com"),
    ...{ check: "report-addresses", severity: "warning", what: /quiet\.company\.com receives no mail/ },
  },
  {
    title: "no own record below an organization that has one",
    plant: world => {
      world.target = { ...world.target, records: world.target.records.map(record => ({ ...record })) };
      world.remove(NAME, "TXT");
      world.addZone("com", {
        name: "_dmarc.com",
        type: "TXT",
        value: "v=DMARC1; p=reject; psd=y; rua=mailto:a@com.example",
      });
    },
    ...{ check: "dmarc", severity: "note", what: /the policy of com applies/ },
  },
];
