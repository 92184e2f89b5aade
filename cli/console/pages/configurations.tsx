/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import type { ChangeReport } from "../../../mailer/store";
import { passwordProblem } from "../../../mailer/config/login-shape";
import type { SetOptions } from "../../configurations/attributes";
import { migrateConfiguration, type MigrateOptions, migrationText } from "../../configurations/migrate";
import { sendTest } from "../../configurations/send-test";
import { changeText, setConfiguration } from "../../configurations/set";
import { withReadableErrors } from "../../configurations/store";
import { CommandError, UsageError } from "../../shared/context";
import type { ConsoleContext } from "../context";
import { type ConsoleEnv, type ConsolePage, consolePage } from "../environment";
import { FormFields } from "../form";
import { Facts, Layout, Notice } from "../layout";
import { isExpected, outcomeOf } from "../outcome";
import { page, seeOther } from "../respond";
import { inFormWords } from "../text";
import { addForm, EndForms, LoginForms, SettingsForm, TestForm } from "./configurations/forms";
import { ConfigurationList, configurationPath, ConfigurationState, Sender } from "./configurations/list";
import { configurations, storeOf } from "./configurations/read";
import { allLogins } from "./logins/read";

const NEW = ["from", "fromName", "region", "credential"] as const;
const SETTINGS = ["from", "fromName", "region", "configurationSet", "host", "port"] as const;

/** The mail configurations that applications load from the table. */
export function configurationsPage(context: ConsoleContext): ConsolePage {
  const pages = consolePage();
  pages.get("/", async c =>
    page(c, <ConfigurationList context={context} all={await configurations(context)} />),
  );
  // No configuration's name has a tilde.
  pages.get("/~add", async c => page(c, addForm(context, await allLogins(context))));
  pages.post("/", async c => {
    const form = await FormFields.of(c);
    const [name, given] = [form.text("name"), form.given(NEW)];
    try {
      const existing = await configurations(context);
      if (existing.some(configuration => configuration.name === name))
        throw new UsageError(
          "Name",
          `${JSON.stringify(name)} already exists`,
          "open it in the list, or use another name",
        );
      const text = await set(context, name, given);
      return seeOther(c, configurationPath({ name }), { tone: "good", text });
    } catch (error) {
      if (!isExpected(error)) throw error;
      const logins = await allLogins(context);
      return page(c, addForm(context, logins, { name, ...given }, error.message), 400);
    }
  });
  pages.get("/:name", async c => page(c, await detail(context, nameOf(c))));

  const action = (path: string, work: (name: string, form: FormFields) => Promise<string>) =>
    pages.post(`/:name/${path}`, c => acted(c, work));
  action("credential", (name, form) => {
    const credential = form.text("credential");
    if (credential === "") throw new UsageError("Personal login", "missing", "choose one of the list");
    return set(context, name, { credential });
  });
  action("login", (name, form) =>
    set(context, name, { username: form.text("username") }, form.text("password")),
  );
  action("settings", (name, form) => set(context, name, form.given(SETTINGS)));
  const migrate = (options: MigrateOptions) => (name: string, form: FormFields) =>
    migrated(context, name, { ...options, ...form.given(["username"]) }, form.text("password"));
  action("migrate", migrate({}));
  action("undo", migrate({ undo: true }));
  action("forget", migrate({ forget: true }));
  action("test", async (name, form) => {
    const { options } = await storeOf(context);
    const sent = await sendTest({ ...options, to: form.text("to"), config: name }, () => undefined);
    return `Accepted for ${sent.accepted.join(", ")}: message ${sent.messageId}.`;
  });
  pages.post("/:name/remove", async c => {
    const name = nameOf(c);
    const { store, options } = await storeOf(context);
    await withReadableErrors(options, () => store.remove(name));
    return seeOther(c, "/configurations", { tone: "good", text: `The configuration ${name} is removed.` });
  });
  return pages;
}

async function detail(context: ConsoleContext, name: string) {
  const { store, options } = await storeOf(context);
  const [configuration, logins] = await Promise.all([
    withReadableErrors(options, () => store.describe(name)),
    allLogins(context),
  ]);
  const { problems, provider, region, host, port, configurationSet } = configuration;
  return (
    <Layout title={name} current="configurations" context={context}>
      <p>
        <ConfigurationState state={configuration.state} />
      </p>
      {problems.map(problem => (
        <Notice tone={configuration.state === "invalid" ? "bad" : "warn"}>{inFormWords(problem)}</Notice>
      ))}
      <Facts
        facts={[
          ["From", configuration.from],
          ["Sends with", <Sender configuration={configuration} />],
          ["Through", provider === "ses" ? "Amazon SES" : "an SMTP server"],
          ["Region", region],
          ["Server", host === undefined ? undefined : `${host}${port === undefined ? "" : `, port ${port}`}`],
          ["Configuration set", configurationSet],
        ]}
      />
      {configuration.state === "ready" && (
        <>
          <h2>Send a test</h2>
          <TestForm context={context} configuration={configuration} />
        </>
      )}
      <h2>Login</h2>
      <LoginForms context={context} configuration={configuration} logins={logins} />
      <h2>Settings</h2>
      <SettingsForm context={context} configuration={configuration} />
      <h2>End</h2>
      <EndForms context={context} configuration={configuration} />
    </Layout>
  );
}

/** @returns what was changed, in a sentence */
async function set(context: ConsoleContext, name: string, given: SetOptions, password = ""): Promise<string> {
  if (Object.keys(given).length === 0) return "There was nothing to change.";
  const { store, options } = await storeOf(context);
  const report: ChangeReport = await withReadableErrors(options, () =>
    setConfiguration(store, name, { ...options, ...given }, async provider =>
      provider === "ses" ? requirePassword(password) : password,
    ),
  );
  return changeText(report);
}

async function migrated(
  context: ConsoleContext,
  name: string,
  given: MigrateOptions,
  password: string,
): Promise<string> {
  const { store, options } = await storeOf(context);
  const report = await withReadableErrors(options, () =>
    migrateConfiguration(store, name, { ...options, ...given }, async () => requirePassword(password)),
  );
  return migrationText(report, false);
}

/** What no SMTP server of SES would accept, such as a secret access key, is not stored. @throws CommandError */
function requirePassword(password: string): string {
  const problem = passwordProblem(password);
  if (problem !== undefined) throw new CommandError(`SMTP password: ${problem}`);
  return password;
}

/** Carries out a change, and goes back with what happened, or why it did not. */
async function acted(
  c: Context<ConsoleEnv>,
  work: (name: string, form: FormFields) => Promise<string>,
): Promise<Response> {
  const name = nameOf(c);
  const outcome = await outcomeOf(async () => {
    return { tone: "good", text: await work(name, await FormFields.of(c)) };
  });
  return seeOther(c, configurationPath({ name }), outcome);
}

function nameOf(c: Context<ConsoleEnv>): string {
  return c.req.param("name") ?? "";
}
