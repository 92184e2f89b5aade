import type { Counts } from "../../email-events/models";
import { shownUsername, sumOf } from "./shares";
import type { Quota } from "../../shared/ses-account";

/** What Prometheus reads. */
export interface Exposed {
  /** Of each login, since the beginning. */
  totals: ReadonlyMap<string, Counts>;
  /** Entries in force. */
  suppressions: number;
  quota: Quota | undefined;
}

interface Sample {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

interface Family {
  name: string;
  type: "counter" | "gauge";
  help: string;
  samples: readonly Sample[];
}

export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** The application that this stack's users may come from named all four with `_total`, the gauge included. */
const PREFIX_WITH_TOTAL = "prism";

/**
 * Prometheus's text format (https://prometheus.io/docs/instrumenting/exposition_formats/). Labels name logins and never
 * a recipient. The counters never go down: they are totals that no expiry touches.
 */
export function prometheusText(prefix: string, exposed: Exposed): string {
  return familiesOf(prefix, exposed).map(textOf).join("");
}

function familiesOf(prefix: string, { totals, suppressions, quota }: Exposed): Family[] {
  const all = sumOf(totals.values());
  const logins = [...totals].sort(([a], [b]) => (a < b ? -1 : 1));
  const perLogin = (value: (counts: Counts) => number): Sample[] =>
    logins.map(([username, counts]) => ({
      labels: { username: shownUsername(username) ?? "" },
      value: value(counts),
    }));
  const counter = (name: string, help: string, samples: readonly Sample[]): Family => ({
    ...{ name: `${prefix}_email_${name}_total`, type: "counter", help, samples },
  });
  const gauge = (name: string, help: string, value: number): Family => ({
    ...{ name: `${prefix}_email_${name}`, type: "gauge", help, samples: [{ value }] },
  });
  const listed = "Addresses on the suppression list";
  return [
    counter("sent", "Recipients that mail was sent to", [{ value: all.sent }]),
    counter("delivered", "Recipients whose server accepted the mail", [{ value: all.delivered }]),
    counter("bounces", "Recipients whose mail bounced", [{ value: bouncesOf(all) }]),
    counter("bounces_by_type", "Recipients whose mail bounced, by type", [
      { labels: { type: "permanent" }, value: all.bounced_permanent },
      { labels: { type: "transient" }, value: all.bounced_transient },
      { labels: { type: "undetermined" }, value: all.bounced_undetermined },
    ]),
    counter("complaints", "Recipients who complained", [{ value: all.complaints }]),
    counter(
      "login_sent",
      "Recipients that mail was sent to, by login; an empty name: no login of the stack",
      perLogin(({ sent }) => sent),
    ),
    counter("login_bounces", "Recipients whose mail bounced, by login", perLogin(bouncesOf)),
    counter(
      "login_complaints",
      "Recipients who complained, by login",
      perLogin(({ complaints }) => complaints),
    ),
    gauge("suppressions", listed, suppressions),
    ...(prefix === PREFIX_WITH_TOTAL ? [gauge("suppressions_total", listed, suppressions)] : []),
    ...(quota === undefined
      ? []
      : [
          gauge("quota_used", "Recipients of the whole account in the last 24 hours", quota.used),
          gauge("quota_max", "Recipients that SES allows the account in 24 hours", quota.max),
        ]),
  ];
}

function bouncesOf({ bounced_permanent, bounced_transient, bounced_undetermined }: Counts): number {
  return bounced_permanent + bounced_transient + bounced_undetermined;
}

function textOf({ name, type, help, samples }: Family): string {
  const lines = samples.map(({ labels = {}, value }) => `${name}${labelsText(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
