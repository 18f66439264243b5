import { parseDocument, stringify } from 'yaml';
import { recipe, type Recipe } from './schema.ts';
import { OptionError } from '../util/errors.ts';

/** More text than any recipe needs; a larger file is a mistake or an attack. */
const maxLength = 16_384;

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
export const recipeFromText = (text: string, name = 'recipe'): Recipe =>
  checkedAs(name, fieldsOf(text, name));

/**
 * The augmentations in a text of the form `{ augmentations: [...] }`: a policy, or a recipe of which the rest is left.
 *
 * @param name Starts the message, usually the file's name.
 * @throws {OptionError} the text does not parse, has no list of augmentations, or one that is not valid.
 */
export function augmentationsFromText(text: string, name = 'policy'): Recipe['augmentations'] {
  const fields = fieldsOf(text, name);
  const { augmentations } = fields as { augmentations?: unknown };
  if (!Array.isArray(augmentations))
    throw new OptionError(
      `${name}: must hold a list of augmentations, as policy.json and recipe.json do. Received the fields ${Object.keys(fields).join(', ')}.`,
    );
  return checkedAs(name, { architecture: { name: 'linear', size: 1 }, augmentations }).augmentations;
}

function checkedAs(name: string, value: object): Recipe {
  try {
    return recipe(value);
  } catch (error) {
    if (error instanceof OptionError) throw new OptionError(`${name}: ${error.message}`, { cause: error });
    throw error;
  }
}

function fieldsOf(text: string, name: string): object {
  if (text.length > maxLength)
    throw new OptionError(`${name}: a recipe has at most ${maxLength} characters. Received ${text.length}.`);
  if (isDeep(text))
    throw new OptionError(`${name}: a recipe nests four levels. Received text that may nest far deeper.`);
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
  return value;
}

/**
 * Whether the text has more brackets, or longer chains of list and key marks in a line, than any recipe. The parser
 * recurses, and a stack that overflows inside it can end the process; indentation alone cannot go that deep in this length.
 */
function isDeep(text: string): boolean {
  const brackets = text.match(/[[{]/g)?.length ?? 0;
  return brackets > 256 || /(?:[-?:][ \t]+(?:[&!][^\s]*[ \t]+)*){8}/.test(text);
}
