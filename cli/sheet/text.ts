import { visible } from "../../mailer/errors/visible";
import { fields } from "../shared/table";
import { USUAL_COLUMNS, wrapLines } from "../shared/wrap";
import { clientSteps } from "./clients";
import { type Sheet, settingRows } from "./sheet";

/** The sheet for a terminal. @param columns of the terminal; undefined: unknown */
export function sheetText(sheet: Sheet, columns: number = USUAL_COLUMNS): string {
  const text = [
    `Mail settings for ${visible(sheet.name)}${sheet.description && ` (${visible(sheet.description)})`}`,
    "",
    fields(settingRows(sheet)),
    ...clientSteps(sheet).flatMap(({ client, steps }) => [
      "",
      client,
      ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ]),
  ].join("\n");
  return wrapLines(text, columns);
}
