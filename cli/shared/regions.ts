import { REGIONS_WITHOUT_SMTP } from "../../records/ses-regions";
import { UsageError } from "./context";

/**
 * @param otherwise what to do where AWS has added an endpoint since
 * @throws UsageError where SES has no SMTP endpoint in this region
 */
export function requireSmtp(region: string, otherwise: string): void {
  if (!Object.hasOwn(REGIONS_WITHOUT_SMTP, region)) return;
  throw new UsageError(
    "--region",
    `SES has no SMTP endpoint in "${region}"`,
    `use another region, such as eu-central-1, or ${otherwise}`,
  );
}
