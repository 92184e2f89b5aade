import { type Detail, error, note, warning } from "../findings/finding";
import { type DmarcRecord, REMOVED_TAGS, type ReportAddress, reportAddresses } from "../records/dmarc";

/** Whose record it is, and how the domain sends. */
export interface DmarcContext {
  domain: string;
  /** Whether the stack sends with a MAIL FROM subdomain. */
  hasMailFrom: boolean;
}

const STRENGTH: Readonly<Record<string, number>> = { none: 0, quarantine: 1, reject: 2 };

/** What the tags of a domain's record mean for its mail. */
export function judgeDmarcTags(record: DmarcRecord, found: DmarcContext): Detail[] {
  return [
    ...syntax(record),
    ...policies(record, found.domain),
    ...modes(record, found),
    ...reports(record, found.domain),
  ];
}

function syntax(record: DmarcRecord): Detail[] {
  const { tags, invalid, unknown, garbled, repeated } = record;
  const details = invalid.map(({ tag, value, expected }) =>
    tag === "p"
      ? error(
          `DMARC: p=${value} is invalid; expected ${expected}`,
          reportAddresses(record).some(({ address }) => address !== undefined)
            ? "Receivers treat it as p=none."
            : "Without a report address, receivers ignore the whole record.",
          "Correct p.",
        )
      : warning(
          `DMARC: ${tag}=${value} is invalid; expected ${expected}`,
          `Receivers ignore the tag, so its default applies.`,
          `Correct ${tag}.`,
        ),
  );
  const removed = [...tags.keys()].filter(tag => REMOVED_TAGS.has(tag));
  if (removed.length > 0)
    details.push(
      note(
        `DMARC: RFC 9989 has removed ${removed.join(", ")}`,
        tags.has("pct") && tags.get("pct") !== "100"
          ? "Newer receivers ignore pct and apply the policy to all mail that fails."
          : "Newer receivers ignore it.",
        `Remove ${removed.join(", ")}; to test a policy, use t=y.`,
      ),
    );
  if (garbled.length + unknown.length + repeated.length > 0)
    details.push(
      warning(
        `DMARC: receivers ignore ${[...garbled, ...unknown, ...repeated.map(tag => `the second ${tag}`)].map(each => JSON.stringify(each.slice(0, 60))).join(", ")}`,
        "It is not a tag of RFC 9989, so it does not do what it was meant to do.",
        "Remove it; tags are separated by semicolons.",
      ),
    );
  return details;
}

function policies({ tags, invalid }: DmarcRecord, domain: string): Detail[] {
  const p = tags.get("p")?.toLowerCase();
  if (p === undefined)
    return [
      warning(
        "DMARC: p is missing",
        `Newer receivers treat it as p=none${tags.has("rua") ? "" : "; older ones ignore the record, because it has no report address either"}.`,
        "Add p=none, p=quarantine or p=reject after v=DMARC1;",
      ),
    ];
  if (invalid.some(({ tag }) => tag === "p")) return [];
  const details: Detail[] = [];
  if (p === "none")
    details.push(
      note(
        `the DMARC policy of ${domain} is none`,
        "Mail that others forge is delivered as before; reports tell who sends.",
        "Read the reports for two to four weeks, then go on to quarantine and reject (docs/dns.md).",
      ),
    );
  for (const [tag, whose] of [
    ["sp", "subdomains"],
    ["np", "subdomains that do not exist"],
  ] as const) {
    const value = tags.get(tag)?.toLowerCase();
    if (value !== undefined && (STRENGTH[value] ?? 3) < (STRENGTH[p] ?? 0))
      details.push(
        warning(
          `DMARC: ${tag}=${value} is weaker than p=${p}`,
          `Mail forged with ${whose} of ${domain} is treated more mildly than mail forged with the domain itself.`,
          `Remove ${tag}, or set it to ${p}.`,
        ),
      );
  }
  return details;
}

function modes({ tags }: DmarcRecord, { domain, hasMailFrom }: DmarcContext): Detail[] {
  const details: Detail[] = [];
  if (tags.get("t")?.toLowerCase() === "y")
    details.push(
      note(
        `DMARC: t=y marks the policy of ${domain} as a test`,
        "Receivers apply the next weaker policy (RFC 9989 §4.7).",
        "Remove t=y once the reports show no legitimate mail that fails.",
      ),
    );
  if (tags.get("psd")?.toLowerCase() === "y")
    details.push(
      error(
        `DMARC: psd=y says that ${domain} is a public suffix such as com`,
        "Its subdomains then count as different organizations, so that their mail does not align with it.",
        "Remove psd=y; it is for registries.",
      ),
    );
  if (hasMailFrom && tags.get("aspf")?.toLowerCase() === "s")
    details.push(
      warning(
        "DMARC: aspf=s requires that SPF passes for the very domain of the From address",
        "SPF passes for the MAIL FROM subdomain, so it never aligns; DMARC then rests on DKIM alone.",
        "Use aspf=r.",
      ),
    );
  return details;
}

function reports(record: DmarcRecord, domain: string): Detail[] {
  const addresses = reportAddresses(record);
  const details = addresses.flatMap(each => addressDetails(each));
  if (!addresses.some(({ tag }) => tag === "rua"))
    details.push(
      note(
        `the DMARC record of ${domain} has no rua`,
        "Nobody learns who sends as the domain, and which legitimate mail fails.",
        "Set dmarcReportAddress, and publish the record that `ses-smtp dns` prints then.",
      ),
    );
  return details;
}

function addressDetails({ tag, text, problem, hasSize }: ReportAddress): Detail[] {
  if (problem !== undefined)
    return [
      error(
        `DMARC: ${tag} has ${JSON.stringify(text)}: ${problem}`,
        "No reports arrive there.",
        `Write it as mailto:reports@example.com.`,
      ),
    ];
  return hasSize === true
    ? [
        note(
          `DMARC: ${tag} limits the size of reports (${text})`,
          "RFC 9989 has removed such limits; newer receivers ignore them.",
          "Remove what begins with the exclamation mark.",
        ),
      ]
    : [];
}
