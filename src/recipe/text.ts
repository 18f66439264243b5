import { parse, stringify } from 'yaml';
import { recipe, type Recipe } from './schema.ts';
import { OptionError } from '../util/errors.ts';

/** More text than any recipe needs; a larger file is a mistake or an attack. */
const maxLength = 1_000_000;

/** The recipe as JSON, two spaces deep. */
export const recipeToJson = (value: Recipe): string => `${JSON.stringify(value, null, 2)}\n`;

/** The recipe as YAML. */
export const recipeToYaml = (value: Recipe): string => stringify(value);

/**
 * A recipe from JSON or YAML (JSON is YAML). Plain data only: aliases beyond a few, custom tags and code are refused.
 *
 * @param name Starts the message, usually the file's name.
 * @throws {OptionError} the text does not parse, or the recipe is not valid.
 */
export function recipeFromText(text: string, name = 'recipe'): Recipe {
  if (text.length > maxLength)
    throw new OptionError(`${name}: a recipe has at most ${maxLength} characters. Received ${text.length}.`);
  let value: unknown;
  try {
    value = parse(text, { schema: 'core', maxAliasCount: 10, prettyErrors: true, customTags: [] });
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
