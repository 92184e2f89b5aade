/** What an operation answers: JSON, or a text with a type of its own. */
export interface Answer {
  status: 200 | 201 | 204;
  body?: object;
  /** Instead of a body. */
  text?: { type: string; content: string };
  headers?: Record<string, string>;
}
