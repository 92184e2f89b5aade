/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ConfigSummary } from "../../../../mailer/store";
import type { SetOptions } from "../../../configurations/attributes";
import { fullPath } from "../../full-path";
import { Select } from "../../controls";
import type { FormFields } from "../../form";
import { Field } from "../../layout";

type Server = Partial<Pick<ConfigSummary, "host" | "port" | "secure" | "privateCa" | "cleartext">>;

/** A server as a form was filled in with it, to be shown again. */
export function serverIn({ host, port, secure, cleartext }: Readonly<Record<string, string>>): Server {
  return {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port: Number(port) }),
    ...(secure !== undefined && { secure: secure === "true" }),
    ...(cleartext !== undefined && { cleartext: true }),
  };
}

/** Where mail is handed over, and how the connection is protected. */
export function ServerFields({ provider, server }: { provider: string; server: Server }) {
  const { host = "", port, secure, privateCa, cleartext } = server;
  const isSes = provider === "ses";
  return (
    <>
      <div class="fields">
        <Field
          name="host"
          label="Server"
          hint={isSes ? "Only where it is not the region's own" : "Such as mail.example.com"}
          value={host}
          required={!isSes}
        />
        <Field
          name="port"
          label="Port"
          type="number"
          hint={isSes ? "With a server" : "587 with STARTTLS, 465 with TLS from the start"}
          value={port === undefined ? (isSes ? "" : "587") : String(port)}
          required={!isSes}
        />
        <Select
          name="secure"
          label="Encryption"
          options={[
            ...(isSes ? ([["", "as usual for the port"]] as const) : []),
            ["false", "STARTTLS"],
            ["true", "TLS from the start"],
          ]}
          value={secure === undefined ? "" : String(secure)}
        />
        <Field
          name="caFile"
          label="Certificate authority"
          hint={`A PEM file on this machine, only for a private one${privateCa ? "; one is stored, and is given again with a new password" : ""}`}
          placeholder="~/ca.pem"
        />
      </div>
      {privateCa && <Checkbox name="publicCas" label="Trust public certificate authorities again" />}
      {!isSes && (
        <Checkbox
          name="cleartext"
          label="Send the password also if the server offers no TLS: whoever is on the way can read it"
          checked={cleartext}
        />
      )}
    </>
  );
}

function Checkbox({ name, label, checked }: { name: string; label: string; checked?: true | undefined }) {
  return (
    <div class="field">
      <label class="choice">
        <input type="checkbox" name={name} value="yes" checked={checked} /> {label}
      </label>
    </div>
  );
}

/**
 * What was filled in, as the options of `ses-smtp config set`.
 *
 * @param stored what the form showed
 * @throws UsageError for a file without its full path
 */
export function serverOptions(form: FormFields, stored: Server): SetOptions {
  const [secure, caFile] = [form.text("secure"), form.text("caFile")];
  const isCleartext = form.text("cleartext") !== "";
  const forgetsTls = form.text("publicCas") !== "" || (stored.cleartext === true && !isCleartext);
  return {
    ...form.given(["host", "port"]),
    ...(secure !== "" && { secure: secure === "true" }),
    ...(caFile !== ""
      ? { caFile: fullPath("Certificate authority", caFile) }
      : forgetsTls && { caFile: false }),
    ...(isCleartext && { allowCleartext: true }),
  };
}
