/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { DnsRecord } from "../../../dns/record";
import type { DnsReport } from "../../shared/dns-text";
import { Copyable, withQuery } from "../controls";

/** What one domain's zone needs, to copy or to download. */
export function DomainRecords({ domain, note, report }: { domain: string; note: string; report: DnsReport }) {
  const id = domain.replace(/[^a-z0-9]/gi, "-");
  const download = (format: string) => withQuery(`/domains/records/${format}`, { domain });
  return (
    <section aria-labelledby={`domain-${id}`}>
      <h2 id={`domain-${id}`}>{domain}</h2>
      <p class="soft">{note}.</p>
      {report.records.map((record, index) => (
        <Record record={record} id={`${id}-${index}`} />
      ))}
      {report.mtaStsPolicies.map(({ url, content }) => (
        <div class="card record">
          <h3>MTA-STS policy</h3>
          <p class="soft">
            To serve at <code>{url}</code>
          </p>
          <pre>{content}</pre>
        </div>
      ))}
      <p class="links">
        Download: <a href={download("bind")}>zone file</a>, <a href={download("route53")}>Route 53</a>,{" "}
        <a href={download("cloudflare")}>Cloudflare</a>, <a href={download("json")}>JSON</a>
      </p>
    </section>
  );
}

function Record({ record: { type, name, value, purpose }, id }: { record: DnsRecord; id: string }) {
  return (
    <div class="card record">
      <h3>
        <span class="badge neutral">{type}</span> {purpose}
      </h3>
      <dl>
        <dt>Name</dt>
        <dd>
          <Copyable id={`name-${id}`} text={name} name={`the name of the ${type} record`} />
        </dd>
        <dt>Value</dt>
        <dd>
          <Copyable id={`value-${id}`} text={value} name={`the value of the ${type} record`} />
        </dd>
      </dl>
    </div>
  );
}
