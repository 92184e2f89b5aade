import { z } from "zod";

/** Settings of what Prometheus reads. */
export const metricsSettings = {
  metricsPrefix: z
    .string()
    // https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels, without the colon, which is for rules.
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,31}$/, {
      error: 'use up to 32 ASCII letters, digits and underscores, such as "ses_smtp"',
    })
    .default("ses_smtp"),
};
