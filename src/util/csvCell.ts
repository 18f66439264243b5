/** A text as a cell of a CSV file: in quotes where a comma, a quote or a line's end would part it. */
export const csvCell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
