import { visible } from "../../mailer/errors/visible";
import { fields } from "../shared/table";
import { clientSteps } from "./clients";
import { type Sheet, settingRows } from "./sheet";

/** The sheet for a terminal. */
export function sheetText(sheet: Sheet): string {
  return [
    `Mail settings for ${visible(sheet.name)}${sheet.description && ` (${visible(sheet.description)})`}`,
    "",
    fields(settingRows(sheet)),
    ...clientSteps(sheet).flatMap(({ client, steps }) => [
      "",
      client,
      ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ]),
  ].join("\n");
}
