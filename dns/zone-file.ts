import { type DnsRecord, recordData, TTL_SECONDS } from "./record";

/** The records in the zone file format of RFC 1035 §5, after the notes as comments. */
export function zoneFile(records: readonly DnsRecord[], notes: readonly string[] = []): string {
  const lines = records.map(
    record => `; ${record.purpose}\n${record.name}. ${TTL_SECONDS} IN ${record.type} ${recordData(record)}\n`,
  );
  return [...notes.map(note => `; ${note}\n`), ...lines].join("");
}
