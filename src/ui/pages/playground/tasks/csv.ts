/** A mistake in a file, told so that it can be mended. */
export class CsvError extends Error {}

export interface Csv {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a browser's memory and a visitor's patience allow. */
export const csvLimits = { bytes: 5_000_000, rows: 10_000, columns: 100 } as const;

/**
 * The rows of a CSV text (RFC 4180) with a header line. Fields are separated by commas, or by semicolons or tabs where the
 * header has such and no comma; white space around them is left out, and so are empty lines.
 *
 * @throws {CsvError} Naming the line: a broken quote, a row with more or fewer fields than the header, a column without a
 * name or with another's; a file without rows, or over the limits.
 */
export function parseCsv(text: string): Csv {
  const source = text.replace(/^\ufeff/, '');
  if (source.includes('\0'))
    throw new CsvError('The file must be text. It holds zero bytes. Is it a spreadsheet? Save it as CSV.');
  const lines = records(source, delimiterOf(source));
  const [header, ...rows] = lines;
  if (!header) throw new CsvError('A header line and rows are expected. The file is empty.');
  const columns = checkedHeader(header.fields);
  if (rows.length === 0)
    throw new CsvError('Rows are expected below the header. The file has the header only.');
  if (rows.length > csvLimits.rows)
    throw new CsvError(
      `At most ${csvLimits.rows} rows can be used here. The file has ${rows.length}. Take a sample of them, or use "hibiscus study".`,
    );
  const wrong = rows.find(({ fields }) => fields.length !== columns.length);
  if (wrong)
    throw new CsvError(
      `Line ${wrong.line}: ${columns.length} fields are expected, as in the header. There are ${wrong.fields.length}. Quote fields that hold the separator, or mend the row.`,
    );
  return { columns, rows: rows.map(({ fields }) => fields) };
}

function delimiterOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text)![0];
  return header.includes(',') ? ',' : header.includes(';') ? ';' : header.includes('\t') ? '\t' : ',';
}

function checkedHeader(fields: readonly string[]): readonly string[] {
  if (fields.length < 2)
    throw new CsvError(
      `At least two columns are needed: one to predict, one to predict it from. The header has "${fields[0] ?? ''}".`,
    );
  if (fields.length > csvLimits.columns)
    throw new CsvError(
      `At most ${csvLimits.columns} columns can be used here. The header has ${fields.length}.`,
    );
  fields.forEach((name, i) => {
    if (name === '') throw new CsvError(`Line 1: every column needs a name. Column ${i + 1} has none.`);
    if (fields.indexOf(name) !== i)
      throw new CsvError(`Line 1: columns need different names. "${name}" stands there twice.`);
  });
  const value = fields.find((name) => /^[+-]?\d*\.\d+$/.test(name));
  if (value !== undefined)
    throw new CsvError(`Line 1 must name the columns. It holds the value "${value}". Add a header line.`);
  return fields;
}

interface Line {
  readonly fields: string[];
  readonly line: number;
}

function records(text: string, delimiter: string): Line[] {
  const found: Line[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const begun = line;
    const fields: string[] = [];
    for (;;) {
      const quote = /^[^\S\r\n]*"/.exec(text.slice(at, at + 80));
      if (quote && !(delimiter === '\t' && quote[0].includes('\t'))) {
        const opened = line;
        let field = '';
        at += quote[0].length;
        for (;;) {
          const close = text.indexOf('"', at);
          if (close < 0)
            throw new CsvError(
              `Line ${opened}: a quote that opens must close. The file ends inside it. Close it, or double it ("").`,
            );
          field += text.slice(at, close);
          at = close + 1;
          if (text[at] !== '"') break;
          field += '"';
          at++;
        }
        line += field.split(/\r\n|\r|\n/).length - 1;
        while (at < text.length && /[ \t]/.test(text[at]!) && text[at] !== delimiter) at++;
        if (at < text.length && text[at] !== delimiter && text[at] !== '\r' && text[at] !== '\n')
          throw new CsvError(
            `Line ${line}: a field must end after its closing quote. ${JSON.stringify(text[at])} follows. Double quotes inside a field ("").`,
          );
        fields.push(field.trim());
      } else {
        let end = at;
        while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r')
          end++;
        fields.push(text.slice(at, end).trim());
        at = end;
      }
      if (text[at] !== delimiter) break;
      at++;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    line++;
    if (fields.length > 1 || fields[0] !== '') found.push({ fields, line: begun });
  }
  return found;
}
