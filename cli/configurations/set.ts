import type { ChangeReport, ConfigStore } from "../../mailer/store";
import { attributesOf, checkOptions, inWords, type Provider, type SetOptions } from "./attributes";
import { requireKey, requireSesUsername, type StoreOptions } from "./store";

/**
 * Creates or changes a configuration; other settings stay as they are.
 *
 * @param readPassword asked only where there is a user name
 * @throws UsageError, or as {@link ConfigStore.set}
 */
export async function setConfiguration(
  store: ConfigStore,
  name: string,
  options: SetOptions & StoreOptions,
  readPassword: (provider: Provider) => Promise<string>,
): Promise<ChangeReport> {
  checkOptions(options);
  const existing = (await store.list()).find(config => config.name === name)?.provider;
  const provider = (options.provider ?? existing ?? "ses") as Provider;
  const attributes = await attributesOf(options, provider);
  if (options.username === undefined) return store.set(name, attributes);
  requireKey(options);
  if (provider === "ses") requireSesUsername(options.username);
  return store.set(name, attributes, await readPassword(provider));
}

export function changeText({ name, set, removed, server }: ChangeReport): string {
  const created = set.includes("created_at") ? "created" : "changed";
  const own = removed.includes("credential") ? " It no longer uses a credential." : "";
  const moved = removed.some(name => name !== "credential")
    ? " What it had for its provider before is removed."
    : "";
  const what = inWords(set);
  const bound = server === undefined ? "" : ` The password is sent to ${server} only.`;
  return `Configuration "${name}" ${created}${what && `: ${what}`}.${own}${moved}${bound}`;
}
