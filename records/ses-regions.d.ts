/**
 * Regions with an SES SMTP endpoint, https://docs.aws.amazon.com/general/latest/gr/ses.html (read 2026-11).
 * Sources differ and regions open: callers offer a way round this list.
 */
export declare const SES_REGIONS: readonly string[];
/** The SMTP endpoint of a region, https://docs.aws.amazon.com/general/latest/gr/ses.html. */
export declare function sesSmtpHost(region: string): string;
/** The region that an SES host name is in; undefined for any other host. */
export declare function regionOfHost(host: string): string | undefined;
