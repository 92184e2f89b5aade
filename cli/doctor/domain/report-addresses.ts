import { isWithin } from "../../../handlers/shared/domain-name";
import type { DnsView } from "../lookup/view";
import { truth, valuesOf } from "../lookup/view";
import { type Detail, warning } from "../findings/finding";
import { once } from "../findings/run";
import { parseDmarc, reportAddresses } from "../records/dmarc";
import { onlyRecord, walkDmarc } from "../records/dmarc-tree";
import type { DomainTarget } from "./target";

interface Recipient {
  /** The domain that the reports go to. */
  recipient: string;
  receivesMail: boolean;
  /** Of another organization, which must agree. */
  agreement?: { name: string; texts: string[] };
}

/** Whether the domains that get the reports receive mail, and have agreed if they are another organization's (RFC 9990 §4). */
export async function observeRecipients(view: DnsView, { domain }: DomainTarget): Promise<Recipient[]> {
  const organization = async (name: string) =>
    (
      await walkDmarc(name, async at => {
        const asked = `_dmarc.${at}`;
        return valuesOf(await view.resolve(asked, "TXT"), `TXT ${asked}`);
      })
    ).organizationalDomain;
  const published = truth(await view.look(`_dmarc.${domain}`, "TXT"));
  const text = onlyRecord(valuesOf(published, `TXT _dmarc.${domain}`));
  if (text === undefined) return [];
  const recipients = [...new Set(reportAddresses(parseDmarc(text)).flatMap(each => each.domain ?? []))];
  const own = once(() => organization(domain));
  const isForeign = async (name: string) =>
    !isWithin(name, domain) && !isWithin(domain, name) && (await organization(name)) !== (await own());
  return Promise.all(
    recipients.map(async recipient => {
      const receivesMail =
        (await hasRecords(view, recipient, "MX")) || (await hasRecords(view, recipient, "A"));
      if (!(await isForeign(recipient))) return { recipient, receivesMail };
      const name = `${domain}._report._dmarc.${recipient}`;
      const texts = valuesOf(await view.resolve(name, "TXT"), `TXT ${name}`);
      return { recipient, receivesMail, agreement: { name, texts } };
    }),
  );
}

async function hasRecords(view: DnsView, name: string, type: "MX" | "A"): Promise<boolean> {
  return valuesOf(await view.resolve(name, type), `${type} ${name}`).length > 0;
}

export function judgeRecipients(recipients: readonly Recipient[]): Detail[] {
  return recipients.flatMap(({ recipient, receivesMail, agreement }) => [
    ...(receivesMail
      ? []
      : [
          warning(
            `${recipient} receives no mail: it has no MX record and no address`,
            "DMARC reports that are sent there are lost.",
            "Correct the address in rua and ruf.",
          ),
        ]),
    ...(agreement === undefined ? [] : judgeAgreement(recipient, agreement)),
  ]);
}

function judgeAgreement(recipient: string, { name, texts }: { name: string; texts: string[] }): Detail[] {
  if (texts.some(text => /^v=DMARC1(?:[ \t]*;|[ \t]*$)/.test(text))) return [];
  const instead = texts.length > 0 ? `, but ${texts[0]?.slice(0, 80)}` : "";
  return [
    warning(
      `${recipient} has not agreed to get DMARC reports: no v=DMARC1 record at ${name}${instead}`,
      "Receivers send no reports to another organization without it (RFC 9990 §4).",
      `Have ${name} TXT "v=DMARC1;" added in the zone of ${recipient}, or use a report address of your own.`,
    ),
  ];
}
