/** Builds SVG as text. Text in SVG does not wrap by itself, so its width is estimated. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}="${escapeText(typeof value === "number" ? rounded(value) : (value ?? ""))}"`,
    )
    .join("");
  return children.length === 0 ? `<${name}${list}/>` : `<${name}${list}>${children.join("")}</${name}>`;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, character => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export interface TextStyle {
  readonly size?: number;
  readonly class?: string;
  readonly anchor?: "middle" | "end";
  readonly weight?: "bold" | undefined;
}

export function label(text: string, x: number, y: number, style: TextStyle = {}): string {
  return element(
    "text",
    {
      x,
      y,
      class: style.class,
      "font-size": style.size,
      "text-anchor": style.anchor,
      "font-weight": style.weight,
    },
    escapeText(text),
  );
}

const NARROW = /[iljtfrI.,:;'|!()[\]{} /-]/;
const WIDE = /[mwMW@%]/;

/** In pixels, of a proportional font without serifs: a little more than it is. */
export function textWidth(text: string, size: number, isFixed = false): number {
  if (isFixed) return text.length * size * 0.61;
  const units = [...text].reduce(
    (sum, character) =>
      sum +
      (NARROW.test(character) ? 0.39 : WIDE.test(character) ? 0.98 : /[A-Z]/.test(character) ? 0.74 : 0.63),
    0,
  );
  return units * size;
}

/** Shortened with an ellipsis if it is wider. */
export function fitted(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  let end = text.length;
  while (end > 0 && textWidth(`${text.slice(0, end)}…`, size) > width) end -= 1;
  return `${text.slice(0, end)}…`;
}
