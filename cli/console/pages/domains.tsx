/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { StackOutputs } from "../../api/stack-outputs";
import { diagnose } from "../../doctor/diagnose";
import type { Diagnosis } from "../../doctor/findings/run";
import { DNS_FORMATS, dnsFormatted, dnsReport, dnsValue, forDomain } from "../../domains/report";
import { CommandError } from "../../shared/context";
import type { ConsoleContext } from "../context";
import { type ConsolePage, consolePage } from "../environment";
import { EmptyState, Layout, Live } from "../layout";
import { page } from "../respond";
import { DomainRecords } from "./domain-records";
import { type DiagnosisState, Findings } from "./findings";

type Check = (...given: Parameters<typeof diagnose>) => Promise<Diagnosis>;

/** What the domains need in DNS, and what doctor finds about them, the account and the stack. */
export function domainsPage(context: ConsoleContext, check: Check = diagnose): ConsolePage {
  const outputs = async () => (await context.outputs()) as StackOutputs;
  let state: DiagnosisState | undefined;
  const start = async (): Promise<DiagnosisState> => {
    const stack = await outputs();
    const dnsServer = process.env.SES_SMTP_DNS_SERVERS;
    state = { kind: "running", since: context.now() };
    void check(stack, { ...(dnsServer && { dnsServer }) }).then(
      diagnosis => {
        state = { kind: "done", at: context.now(), diagnosis };
      },
      (error: unknown) => {
        const reason = error instanceof CommandError ? error.message : "the terminal has the details";
        state = { kind: "failed", at: context.now(), reason };
      },
    );
    return state;
  };
  return (
    consolePage()
      .get("/", async c => {
        const report = dnsReport(await outputs());
        const now = state ?? (await start());
        return page(
          c,
          <Layout title="Domains" current="domains" context={context}>
            {now.kind === "running" ? (
              <Live src="/domains/findings">
                <Findings state={now} />
              </Live>
            ) : (
              <Findings state={now} />
            )}
            {report.verification.length === 0 ? (
              <EmptyState title="The stack sends from no domain">
                <p>
                  Add one to the setting <code>domains</code> and deploy (<code>pulumi up</code>).
                </p>
              </EmptyState>
            ) : (
              report.verification.map(({ domain, note }) => (
                <DomainRecords domain={domain} note={note} report={forDomain(report, domain)} />
              ))
            )}
          </Layout>,
        );
      })
      .get("/findings", async c => {
        const now = state ?? (await start());
        if (now.kind !== "running") c.header("x-live", "end");
        return c.html(<Findings state={now} />);
      })
      // Reads only, so that it works with --read-only too; a foreign page cannot open it.
      .get("/check", async c => {
        if (state?.kind !== "running") await start();
        return c.redirect("/domains", 303);
      })
      .get("/records/:format", async c => {
        const format = DNS_FORMATS.find(each => each === c.req.param("format"));
        if (format === undefined) return c.notFound();
        const domain = c.req.query("domain");
        const report = forDomain(dnsReport(await outputs()), domain);
        const text = dnsFormatted(format, report) ?? JSON.stringify(dnsValue(format, report), null, 2);
        const ending = format === "bind" ? "zone" : format === "table" ? "txt" : "json";
        c.header("content-disposition", `attachment; filename="dns-records.${ending}"`);
        return c.text(`${text}\n`);
      })
  );
}
