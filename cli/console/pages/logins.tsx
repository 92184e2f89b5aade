/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { addLogin } from "../../logins/add";
import { requireUsername } from "../../logins/open";
import { afterGrace, requestRotation } from "../../logins/rotation";
import { changeSenders } from "../../logins/senders";
import { changeSettings, inputsOf, SETTINGS, settingsPatch } from "../../logins/settings";
import { loginSheet } from "../../logins/sheet";
import { sheetHtml } from "../../sheet/html";
import { writeNew } from "../../sheet/write";
import type { NoticeText } from "../access/sessions";
import { chosen } from "../choice";
import type { ConsoleContext } from "../context";
import { type ConsoleEnv, type ConsolePage, consolePage } from "../environment";
import { FormFields } from "../form";
import { fullPath } from "../full-path";
import { isExpected, outcomeOf } from "../outcome";
import { periodOf } from "../period";
import { page, seeOther } from "../respond";
import { inFormWords } from "../text";
import { pathOf } from "./logins/actions";
import { addForm } from "./logins/add";
import { loginDetail, loginState, noLogin } from "./logins/detail";
import { loginList, STATUSES } from "./logins/list";
import { USUAL_PERIOD } from "./logins/read";
import { sheetPage } from "./logins/sheet";
import { stateOf } from "./logins/state";

/** The SMTP logins: list, one login, and what can be done to it. */
export function loginsPage(context: ConsoleContext): ConsolePage {
  const { credentials } = context;
  const pages = consolePage();

  pages.get("/", async c => {
    const { q = "", status: given, page: number = "1", used } = c.req.query();
    const status = chosen("State", given, STATUSES) ?? "";
    const query = { q: q.trim(), status, page: Number(number) || 1, used: used === "1" } as const;
    return page(c, await loginList(context, query));
  });
  // No username has a tilde.
  pages.get("/~add", c => page(c, addForm(context)));
  pages.post("/", async c => {
    const form = await FormFields.of(c);
    const name = form.text("name");
    const settings = form.given(SETTINGS);
    try {
      await addLogin(credentials, { name, from: form.list("from"), inputs: inputsOf(settings) });
    } catch (error) {
      if (!isExpected(error)) throw error;
      return page(c, addForm(context, { name, from: form.text("from"), ...settings }, error.message), 400);
    }
    return seeOther(c, pathOf({ name }), {
      tone: "good",
      text: `${name} is requested. It works in about 20 seconds.`,
    });
  });
  pages.get("/:name", async c => {
    const period = periodOf(c, USUAL_PERIOD);
    const login = await credentials.find(nameOf(c));
    if (login === undefined) return page(c, noLogin(context, nameOf(c)), 404);
    return page(c, await loginDetail(context, login, period));
  });
  pages.get("/:name/state", async c => {
    const login = await credentials.find(nameOf(c));
    if (login === undefined) return c.text("There is no such login.\n", 404);
    if (stateOf(login, context.now()).isSettled) c.header("x-live", "end");
    return c.html(await loginState(context, login));
  });

  const action = (path: string, work: (name: string, form: FormFields) => Promise<NoticeText>) =>
    pages.post(`/:name/${path}`, c => acted(c, work));
  action("disable", async name => {
    await credentials.act(name, "disable");
    return { tone: "good", text: `${name} is being stopped.` };
  });
  action("enable", async name => {
    await credentials.act(name, "enable");
    return { tone: "good", text: `${name} is being turned on.` };
  });
  action("rotate", async name => {
    const { waitsFor } = await requestRotation(credentials, name, false);
    if (waitsFor !== undefined) return { tone: "warn", text: inFormWords(afterGrace(name, waitsFor)) };
    return { tone: "good", text: `A new password for ${name} is requested; the current one keeps working.` };
  });
  action("compromised", async name => {
    await requestRotation(credentials, name, true);
    return { tone: "good", text: `${name} is being stopped, and its login replaced.` };
  });
  action("senders", async (name, form) => {
    const change = { add: form.list("add"), remove: form.all("remove"), only: false };
    const changed = await changeSenders(credentials, name, change);
    if (changed === undefined) return { tone: "neutral", text: "There was nothing to change." };
    return {
      tone: "good",
      text: `${name} sends from ${changed.allowedFromAddresses.join(", ")} within seconds.`,
    };
  });
  action("settings", async (name, form) => {
    const texts = Object.fromEntries(SETTINGS.map(setting => [setting, form.text(setting)]));
    await changeSettings(credentials, name, settingsPatch(texts));
    return { tone: "good", text: "The settings are saved." };
  });
  pages.post("/:name/remove", async c => {
    const name = nameOf(c);
    await credentials.remove(name);
    return seeOther(c, "/logins", {
      tone: "good",
      text: `${name} is removed; its login stops within seconds.`,
    });
  });
  pages.post("/:name/sheet", async c => {
    const { secret, sheet } = await loginSheet(context, nameOf(c));
    return page(c, sheetPage(context, secret, sheet));
  });
  action("sheet-file", async (name, form) => {
    const file = fullPath("File", form.text("file"));
    const { sheet } = await loginSheet(context, name);
    await writeNew("--html", file, sheetHtml(sheet));
    return { tone: "good", text: `The sheet is in ${file}. It contains the password: keep it private.` };
  });
  return pages;
}

/** Carries out a change, and goes back to the login with what happened, or why it did not. */
async function acted(
  c: Context<ConsoleEnv>,
  work: (name: string, form: FormFields) => Promise<NoticeText>,
): Promise<Response> {
  const name = nameOf(c);
  return seeOther(c, pathOf({ name }), await outcomeOf(async () => work(name, await FormFields.of(c))));
}

function nameOf(c: Context<ConsoleEnv>): string {
  const name = c.req.param("name") ?? "";
  requireUsername(name);
  return name;
}
