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
import { MAX_SECRET_BYTES } from "../../shared/secret-input";
import type { ConsoleContext } from "../context";
import { type ConsoleEnv, type ConsolePage, consolePage } from "../environment";
import { FormFields } from "../form";
import { isExpected, outcomeOf } from "../outcome";
import { page, seeOther } from "../respond";
import { addForm, type Kind, kindOf } from "./configurations/add";
import { configurationDetail } from "./configurations/detail";
import { ConfigurationList, configurationPath } from "./configurations/list";
import { configurations, described, storeOf } from "./configurations/read";
import { otherProvider, providerForm, providerOptions, type Refused } from "./configurations/provider";
import { serverOptions } from "./configurations/server-fields";
import { allLogins } from "./logins/read";

const NEW = ["from", "fromName", "region", "credential"] as const;
const SETTINGS = ["from", "fromName", "region", "configurationSet", "host", "port"] as const;
/** What a refused form is shown with again. */
const SHOWN_AGAIN = [...NEW, "name", "username", "host", "port", "secure", "cleartext"] as const;

/** The mail configurations that applications load from the table. */
export function configurationsPage(context: ConsoleContext): ConsolePage {
  const pages = consolePage();
  pages.get("/", async c =>
    page(c, <ConfigurationList context={context} all={await configurations(context)} />),
  );
  // No configuration's name has a tilde.
  pages.get("/~add", async c => {
    const kind = kindOf(c.req.query("with"));
    return page(c, addForm({ context, kind, logins: await loginsFor(context, kind) }));
  });
  pages.post("/", async c => {
    const form = await FormFields.of(c);
    const [name, kind] = [form.text("name"), kindOf(form.text("with"))];
    try {
      const existing = await configurations(context);
      if (existing.some(configuration => configuration.name === name))
        throw new UsageError(
          "Name",
          `${JSON.stringify(name)} already exists`,
          "open it in the list, or use another name",
        );
      const provider = { provider: kind === "smtp" ? "smtp" : "ses" };
      const given = { ...provider, ...form.given(NEW), ...serverOptions(form, {}), ...loginOf(form, "") };
      const text = await set(context, name, given, form.text("password"));
      return seeOther(c, configurationPath({ name }), { tone: "good", text });
    } catch (error) {
      if (!isExpected(error)) throw error;
      const filled = form.given(SHOWN_AGAIN) as Record<string, string>;
      const [logins, problem] = [await loginsFor(context, kind), error.message];
      return page(c, addForm({ context, kind, logins, filled, problem }), 400);
    }
  });
  pages.get("/:name", async c => page(c, await configurationDetail(context, nameOf(c))));
  pages.get("/:name/~provider", async c => page(c, await providerPage(context, nameOf(c))));
  pages.post("/:name/provider", async c => {
    const [name, form] = [nameOf(c), await FormFields.of(c)];
    try {
      const given = providerOptions(form);
      const login = given.provider === "smtp" ? loginOf(form, "") : {};
      const text = await set(context, name, { ...given, ...login }, form.text("password"));
      return seeOther(c, configurationPath({ name }), { tone: "good", text });
    } catch (error) {
      if (!isExpected(error)) throw error;
      const filled = form.given(SHOWN_AGAIN) as Record<string, string>;
      return page(c, await providerPage(context, name, { filled, problem: error.message }), 400);
    }
  });

  const action = (path: string, work: (name: string, form: FormFields) => Promise<string>) =>
    pages.post(`/:name/${path}`, c => acted(c, work));
  action("credential", (name, form) => {
    const credential = form.text("credential");
    if (credential === "") throw new UsageError("Personal login", "missing", "choose one of the list");
    return set(context, name, { credential });
  });
  action("login", async (name, form) => {
    const stored = await described(context, name);
    const given = { ...serverOptions(form, stored), ...loginOf(form, stored.username ?? "") };
    return set(context, name, given, form.text("password"));
  });
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

/** Only where one is to be chosen: the other forms work without the API. */
async function loginsFor(context: ConsoleContext, kind: Kind) {
  return kind === "login" ? allLogins(context) : [];
}

/**
 * The user name of a login that was filled in; none where it stays as it is.
 *
 * @throws UsageError for half a login
 */
function loginOf(form: FormFields, stored: string): { username?: string } {
  const [username, password] = [form.text("username"), form.text("password")];
  if (password === "" && username === stored) return {};
  if (username === "")
    throw new UsageError("SMTP user name", "missing", "fill it in together with the password");
  return { username };
}

async function providerPage(context: ConsoleContext, name: string, before: Refused = {}) {
  const configuration = await described(context, name);
  const kind = otherProvider(configuration) === "ses" ? "login" : "smtp";
  const logins = await loginsFor(context, kind);
  return providerForm({ context, configuration, logins, ...before });
}

/** @returns what was changed, in a sentence */
async function set(context: ConsoleContext, name: string, given: SetOptions, password = ""): Promise<string> {
  if (Object.keys(given).length === 0) return "There was nothing to change.";
  const { store, options } = await storeOf(context);
  const report: ChangeReport = await withReadableErrors(options, () =>
    setConfiguration(store, name, { ...options, ...given }, async provider =>
      provider === "ses" ? requirePassword(password) : requireText(password),
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

/** Of any other server. @throws UsageError */
function requireText(password: string): string {
  if (password !== "" && Buffer.byteLength(password) <= MAX_SECRET_BYTES) return password;
  throw password === ""
    ? new UsageError("SMTP password", "missing", "fill it in together with the user name")
    : new UsageError("SMTP password", `more than ${MAX_SECRET_BYTES} bytes`, "use a shorter one");
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
