/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Credential } from "../../../api/credentials";
import type { ConsoleContext } from "../../context";
import { ActionForm, ConfirmForm } from "../../layout";
import { keepPeriod } from "../../period";
import { SettingFields } from "./settings-fields";

interface Props {
  context: ConsoleContext;
  login: Credential;
}

/** The period of the figures on its page stays the chosen one. */
export function pathOf({ name }: Pick<Credential, "name">, action = ""): string {
  return keepPeriod(`/logins/${encodeURIComponent(name)}${action}`);
}

/** Showing or saving the password. */
export function PasswordActions({ context, login }: Props) {
  if (login.username === undefined) return null;
  return (
    <>
      <h2>Set-up sheet</h2>
      <p>
        Everything a mail client needs, with the password. It is decrypted with your own AWS permission, shown
        once, and kept nowhere.
      </p>
      <ActionForm
        action={pathOf(login, "/sheet")}
        context={context}
        label="Show the sheet with the password"
      />
    </>
  );
}

/** What can be done to a login, each saying first what will happen. */
export function Actions({ context, login }: Props) {
  const { status, suspended } = login;
  const isOn = status === "active" || status === "pending";
  return (
    <div class="actions stack">
      {isOn ? <Disable context={context} login={login} /> : <Enable context={context} login={login} />}
      {status === "active" && suspended === undefined && <Rotate context={context} login={login} />}
      <Stolen context={context} login={login} />
      <ConfirmForm
        action={pathOf(login, "/remove")}
        context={context}
        label="Remove"
        confirm={`Remove ${login.name} permanently`}
        tone="danger"
        what="The login stops within seconds. Its IAM user, its keys, its password and its record are deleted permanently; a login that is added again with this name gets another password. To stop it for a while, disable it."
      />
    </div>
  );
}

function Disable({ context, login }: Props) {
  return (
    <ConfirmForm
      action={pathOf(login, "/disable")}
      context={context}
      label="Disable"
      confirm={`Disable ${login.name}`}
      what="Sending is denied within seconds, also on connections that are open, and then its keys are made inactive. Password and settings are kept: enabling turns the same login on again."
    />
  );
}

function Enable({ context, login }: Props) {
  const hold =
    login.suspended === undefined
      ? ""
      : ` It was put on hold (${login.suspended.reason}); this lifts the hold.`;
  return (
    <ConfirmForm
      action={pathOf(login, "/enable")}
      context={context}
      label="Enable"
      confirm={`Enable ${login.name}`}
      tone="primary"
      what={`The login may send again as soon as the server accepts it, usually within a minute.${hold}`}
    />
  );
}

function Rotate({ context, login }: Props) {
  const { rotationGraceDays, previousUntil } = login;
  const grace = rotationGraceDays === undefined ? "the stack's grace period" : `${rotationGraceDays} days`;
  const isGrace = previousUntil !== undefined && Date.parse(previousUntil) > context.now().getTime();
  const what = isGrace
    ? `The login before the current one still works until ${previousUntil}. The new password is made after that: an IAM user has at most two keys.`
    : `A second password is made, and published once the server has accepted it. The current one keeps working for ${grace}, so that nothing is interrupted: give the new one to whoever uses it within that time.`;
  return (
    <ConfirmForm
      action={pathOf(login, "/rotate")}
      context={context}
      label="Rotate"
      confirm={`Rotate the password of ${login.name}`}
      what={what}
    />
  );
}

function Stolen({ context, login }: Props) {
  return (
    <ConfirmForm
      action={pathOf(login, "/compromised")}
      context={context}
      label="Password was stolen"
      confirm={`Stop ${login.name} and replace its login`}
      tone="danger"
      what="Everything that sends with this login stops at once, open connections too. Its IAM user is deleted; if the login was on, a new one with another password is made. There is no grace period: whoever uses it needs the new password."
    />
  );
}

/** The addresses that it may send from. */
export function SendersForm({ context, login }: Props) {
  const { allowedFromAddresses } = login;
  return (
    <ActionForm action={pathOf(login, "/senders")} context={context} label="Change the senders">
      {allowedFromAddresses.length > 0 && (
        <fieldset>
          <legend>Remove</legend>
          {allowedFromAddresses.map((address, index) => (
            <label for={`remove-${index}`}>
              <input type="checkbox" id={`remove-${index}`} name="remove" value={address} />
              <span class="breaks">{address}</span>
            </label>
          ))}
        </fieldset>
      )}
      <div class="field">
        <label for="field-add">Add</label>
        <textarea id="field-add" name="add" aria-describedby="add-hint" spellcheck={false}></textarea>
        <p class="hint" id="add-hint">
          One on each line: jane@example.com, or *@example.com. What the login sends from an address that is
          removed is refused within seconds.
        </p>
      </div>
    </ActionForm>
  );
}

export function SettingsForm({ context, login }: Props) {
  return (
    <ActionForm action={pathOf(login, "/settings")} context={context} label="Save the settings">
      <SettingFields filled={login as unknown as Record<string, string | number | undefined>} />
    </ActionForm>
  );
}
