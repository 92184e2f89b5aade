import { expect } from "chai";
import { UNATTRIBUTED } from "../../../../records/email-events";
import { startApi } from "../../../support/api/call";
import { bounce, counts } from "../../../support/api/recorded-emails";
import { parsePrometheus } from "../../../support/api/prometheus-parser";

describe("what Prometheus reads from the API", function () {
  this.timeout(120_000); // the parser is installed once

  const filled = (environment: Record<string, string> = {}) => {
    const api = startApi({ environment });
    api.emails.totals = new Map([
      ["jane", counts({ sent: 100, delivered: 90, bounced_permanent: 4, bounced_transient: 3 })],
      ['b"ob\\n', counts({ sent: 20, complaints: 2, bounced_undetermined: 1 })],
      [UNATTRIBUTED, counts({ sent: 5 })],
    ]);
    api.emails.bounces = [bounce("private@one.example", { username: "jane" })];
    api.emails.suppressions = [
      { email: "private@one.example", reason: "bounce", source: "ses", created_at: "" },
      { email: "other@one.example", reason: "manual", source: "ann", created_at: "" },
    ];
    return api;
  };
  const scrape = async (api: ReturnType<typeof startApi>) => {
    const { statusCode, headers, text } = await api.call("getPrometheus");
    expect(statusCode).to.equal(200);
    expect(headers["content-type"]).to.equal("text/plain; version=0.0.4; charset=utf-8");
    return parsePrometheus(text);
  };

  // Proves R7.3
  it("is understood by Prometheus's own parser, with these names, types and values", async () => {
    const families = await scrape(filled());
    const plain = families.flatMap(({ name, type, samples }) =>
      samples
        .filter(({ labels }) => Object.keys(labels).length === 0)
        .map(({ value }) => [name, type, value]),
    );
    expect(plain).to.deep.equal([
      ["ses_smtp_email_sent", "counter", 125],
      ["ses_smtp_email_delivered", "counter", 90],
      ["ses_smtp_email_bounces", "counter", 8],
      ["ses_smtp_email_complaints", "counter", 2],
      ["ses_smtp_email_suppressions", "gauge", 2],
      ["ses_smtp_email_quota_used", "gauge", 4711],
      ["ses_smtp_email_quota_max", "gauge", 50000],
    ]);
    const samples = families.flatMap(({ samples }) => samples.map(({ name }) => name));
    expect(samples).to.include.members([
      ...["ses_smtp_email_sent_total", "ses_smtp_email_bounces_total", "ses_smtp_email_complaints_total"],
    ]);
  });

  it("names the login in a label, whatever characters it has, and never a recipient", async () => {
    const api = filled();
    const families = await scrape(api);
    const sent = families.find(({ name }) => name === "ses_smtp_email_login_sent")?.samples;
    expect(sent?.map(({ labels, value }) => [labels.username, value])).to.deep.equal([
      ["", 5],
      ['b"ob\\n', 20],
      ["jane", 100],
    ]);
    expect((await api.call("getPrometheus")).text).not.to.include("one.example");
  });

  // Proves P-prometheus.1, P-prometheus.2, P-prometheus.3, P-prometheus.4
  it("has the four names of the older application with its prefix", async () => {
    const families = await scrape(filled({ METRICS_PREFIX: "prism" }));
    const samples = families.flatMap(({ samples }) => samples.map(({ name, value }) => [name, value]));
    expect(samples).to.deep.include.members([
      ["prism_email_sent_total", 125],
      ["prism_email_bounces_total", 8],
      ["prism_email_complaints_total", 2],
      ["prism_email_suppressions_total", 2],
    ]);
  });

  it("has no quota while SES does not tell, and is an error, not zeros, if the table does not answer", async () => {
    const api = startApi({ beforeSes: () => Promise.reject(new Error("not now")) });
    expect((await api.call("getPrometheus")).text).not.to.include("quota");
    Object.defineProperty(api.emails, "totals", {
      get() {
        throw Object.assign(new Error("busy"), { name: "ThrottlingException" });
      },
    });
    expect((await api.call("getPrometheus")).statusCode).to.equal(503);
  });
});
