import { parseDocument, stringify } from 'yaml';
import { recipe, type Recipe } from './schema.ts';
import { OptionError } from '../util/errors.ts';

/** More text than any recipe needs; a larger file is a mistake or an attack. */
const maxLength = 65_536;

/** Levels of nesting; a recipe has four. The parser recurses, and a stack that overflows inside it can end the process. */
const maxDepth = 32;

/** The recipe as JSON, two spaces deep. */
export const recipeToJson = (value: Recipe): string => `${JSON.stringify(value, null, 2)}\n`;

/** The recipe as YAML. */
export const recipeToYaml = (value: Recipe): string => stringify(value);

/**
 * A recipe from JSON or YAML (JSON is YAML). Plain data only: aliases beyond a few, deep nesting and custom tags are
 * refused, and nothing is run.
 *
 * @param name Starts the message, usually the file's name.
 * @throws {OptionError} the text does not parse, or the recipe is not valid.
 */
export function recipeFromText(text: string, name = 'recipe'): Recipe {
  if (text.length > maxLength)
    throw new OptionError(`${name}: a recipe has at most ${maxLength} characters. Received ${text.length}.`);
  if (isDeep(text))
    throw new OptionError(`${name}: a recipe nests a few levels. Received more than ${maxDepth}.`);
  let value: unknown;
  try {
    const document = parseDocument(text, { schema: 'core', prettyErrors: true });
    // A tag that the schema does not know is a warning only, and its value would be taken as text.
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem) throw problem;
    value = document.toJS({ maxAliasCount: 10 });
  } catch (error) {
    throw new OptionError(`${name}: must be JSON or YAML. ${(error as Error).message}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OptionError(
      `${name}: must hold the fields of a recipe. Received ${value === null ? 'nothing' : typeof value}.`,
    );
  try {
    return recipe(value);
  } catch (error) {
    if (error instanceof OptionError) throw new OptionError(`${name}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Whether brackets or the dashes of lists in lists nest deeper than any recipe, wherever they stand in the text. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    if (depth > maxDepth) return true;
  }
  return new RegExp(`(?:[-?:][ \\t]+){${maxDepth}}`).test(text);
}
