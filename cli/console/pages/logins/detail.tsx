/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Credential } from "../../../api/credentials";
import type { ConsoleContext } from "../../context";
import { Address } from "../../controls";
import { Badge, Facts, Layout, Live, Notice, Table, Time } from "../../layout";
import { MailCharts } from "../../mail-charts";
import { PeriodLinks, type PeriodName, PERIODS } from "../../period";
import { rotationDaysOf } from "../../stack-settings";
import { counted, percent } from "../../text";
import { Actions, PasswordActions, pathOf, SendersForm, SettingsForm } from "./actions";
import { Used } from "./list";
import { lastUseOf, reportOf } from "./read";
import { NextRotation, Progress, stateOf } from "./state";

/** One login: its state, which updates itself, and all that can be done to it. */
export async function loginDetail(context: ConsoleContext, login: Credential, period: PeriodName) {
  const [report, use] = await Promise.all([reportOf(context, login.name, period), lastUseOf(context, login)]);
  const { bounces, complaints, figures } = report;
  return (
    <Layout title={login.name} current="logins" context={context}>
      <Live src={pathOf(login, "/state")}>{await loginState(context, login)}</Live>
      <PasswordActions context={context} login={login} />
      <h2>Its mail of the last {PERIODS[period].words}</h2>
      <PeriodLinks path={`/logins/${encodeURIComponent(login.name)}`} current={period} />
      <Facts
        facts={[
          ["Sent", `to ${counted(bounces.sent, "recipient")}`],
          ["Bounces", bounces.verdict.detail],
          ["Complaints", `${complaints.total} (${percent(complaints.complaint_rate)})`],
          ["Last used", <Used use={use} />],
        ]}
      />
      {use.kind === "unknown" && <p class="hint">{use.why}</p>}
      {figures !== undefined && figures.sent > 0 && (
        <MailCharts figures={figures} period={period}>
          SES judges the mail of the whole account, not that of one login.
        </MailCharts>
      )}
      {bounces.recent_bounces.length > 0 && (
        <Table
          caption={`Latest bounces of the last ${PERIODS[period].words}`}
          columns={[
            { name: "Recipient", breaks: true },
            { name: "Kind" },
            { name: "When" },
            { name: "Why", breaks: true },
          ]}
          rows={bounces.recent_bounces.map(bounce => [
            <Address text={bounce.email} />,
            bounce.type,
            <Time at={bounce.timestamp} show="ago" />,
            bounce.diagnostic ?? bounce.subtype,
          ])}
        />
      )}
      <h2>Senders</h2>
      <div class="card">
        <SendersForm context={context} login={login} />
      </div>
      <h2>Settings</h2>
      <div class="card">
        <SettingsForm context={context} login={login} />
      </div>
    </Layout>
  );
}

/** Where a login was, or never has been. */
export function noLogin(context: ConsoleContext, name: string) {
  return (
    <Layout title="No such login" current="logins" context={context}>
      <p>
        There is no login {name}. See <a href="/logins">all logins</a>, or <a href="/logins/~add">add one</a>.
      </p>
    </Layout>
  );
}

/** What changes by itself; also fetched alone. */
export async function loginState(context: ConsoleContext, login: Credential) {
  const now = context.now();
  const { tone, word, detail } = stateOf(login, now);
  const rotationDays = await rotationDaysOf(context);
  const { previousUntil, ruleSenders = [] } = login;
  const isGrace = previousUntil !== undefined && Date.parse(previousUntil) > now.getTime();
  return (
    <>
      <p data-announce>
        <Badge tone={tone}>{word}</Badge>
      </p>
      {detail && <Notice tone={tone === "good" ? "neutral" : tone}>{detail}</Notice>}
      <Progress credential={login} />
      <Facts
        facts={[
          ["Sends from", login.allowedFromAddresses.join(", ")],
          ["By receiving rules", ruleSenders.join(", ")],
          ["Mailbox", login.mailbox],
          ["Description", login.description],
          ["Owner", login.ownerEmail],
          ["SMTP user name", login.username && <span class="mono">{login.username}</span>],
          ["SMTP server", login.smtpHost],
          ["Ends", login.validUntil && <Time at={login.validUntil} />],
          ["Next rotation", <NextRotation credential={login} rotationDays={rotationDays} now={now} />],
          ["Last rotated", login.rotatedAt && <Time at={login.rotatedAt} />],
          ["Previous login works until", isGrace && <Time at={previousUntil} />],
          ["Created", login.createdAt && <Time at={login.createdAt} />],
          [
            "Last changed",
            login.changedBy && (
              <>
                <Time at={login.changedBy.at} show="ago" /> by <span class="mono">{login.changedBy.arn}</span>
              </>
            ),
          ],
          ["Note", login.changedOutsideApi && "Changed since by something other than the API."],
        ]}
      />
      <Actions context={context} login={login} />
    </>
  );
}
