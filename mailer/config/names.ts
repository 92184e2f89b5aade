/** How issues name a configuration's settings to whoever has to fix them. */
export interface SettingNames {
  /** @param key as in a configuration object, such as `endpoint.port` */
  nameOf: (key: string) => string;
  /** The remedy for a missing SMTP login. */
  setLogin: string;
  /** The remedy for a region that this version does not list. */
  setEndpoint: string;
}

/** The keys of a configuration object. */
export const CONFIG_KEYS: SettingNames = {
  nameOf: key => key,
  setLogin: "set smtpUsername and smtpPassword",
  setEndpoint: 'set endpoint: { host: "email-smtp.REGION.amazonaws.com", port: 587 }',
};

/** @param names by key; a key that is not listed keeps its name */
export function namesFrom(
  names: Readonly<Record<string, string>>,
  remedies: Pick<SettingNames, "setLogin" | "setEndpoint">,
): SettingNames {
  return { nameOf: key => names[key] ?? key, ...remedies };
}
