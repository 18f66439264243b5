import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { insideFolder } from './insideFolder.ts';
import { registry } from '../../recipe/registry.ts';
import { recipeJsonSchema } from '../../recipe/jsonSchema.ts';
import { recipeFromText, recipeToJson, recipeToYaml } from '../../recipe/text.ts';
import { OptionError } from '../../util/errors.ts';

/** The schema of a recipe and the names that it can use, with what each is. */
export function recipeHelp() {
  return {
    schema: recipeJsonSchema(),
    names: {
      architecture: Object.entries(registry.architectures).map(([name, { sizeRange }]) => ({
        name,
        sizeRange,
      })),
      augmentations: Object.entries(registry.augmentations).map(([name, { explanation, defaults }]) => ({
        name,
        explanation,
        defaults,
      })),
      loss: Object.keys(registry.losses),
      optimizer: Object.keys(registry.optimizers),
      schedule: Object.keys(registry.schedules),
      averaging: Object.keys(registry.averaging),
    },
  };
}

/** Whether a text is a recipe: completed, or what is wrong with it. */
export function checkRecipe(text: string): { readonly recipe: string } | { readonly error: string } {
  try {
    return { recipe: recipeToJson(recipeFromText(text)) };
  } catch (error) {
    if (error instanceof OptionError) return { error: error.message };
    throw error;
  }
}

const fileName = /\.(json|ya?ml)$/i;
const maxBytes = 64_000;

/** The text of a recipe's file. @throws {OptionError} no such file inside the folder, or one that is no recipe's. */
export async function readRecipeFile(root: string, path: string): Promise<string> {
  const file = insideFolder(root, path);
  if (!fileName.test(file))
    throw new OptionError(`recipe: must be a .json, .yaml or .yml file. Received "${path}".`);
  const { size } = await stat(file);
  if (size > maxBytes) throw new OptionError(`recipe: has at most ${maxBytes} bytes. Received ${size}.`);
  return readFile(file, 'utf8');
}

/** Folders with these hold results, of which a recipe is one. */
const results = ['journal.jsonl', 'study.json', 'diagnosis.json', 'fit.json', 'probe.json'];

/**
 * Writes a recipe into the folder, completed: as YAML where its name says so, else as JSON.
 *
 * @throws {OptionError} it is not valid, the path leads outside, or something else than a recipe would be overwritten.
 */
export function saveRecipe(root: string, path: string, text: string): void {
  if (!fileName.test(path))
    throw new OptionError(`recipe: its name must end in .json, .yaml or .yml. Received "${path}".`);
  const recipe = recipeFromText(text, basename(path));
  const file = insideFolder(root, path, 'new');
  const folder = dirname(file);
  if (!existsSync(folder)) throw new OptionError(`recipe: the folder of ${path} must be there. It is not.`);
  if (results.some((name) => existsSync(join(folder, name))))
    throw new OptionError(`recipe: ${dirname(path)} holds the results of a run. Choose a place beside it.`);
  if (existsSync(file) && !isRecipe(readFileSync(file, 'utf8')))
    throw new OptionError(`recipe: ${path} is there and holds something else. Choose another name.`);
  // Under another name first, so that no half file ever bears this one.
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, /json$/i.test(path) ? recipeToJson(recipe) : recipeToYaml(recipe));
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

const isRecipe = (text: string): boolean => 'recipe' in checkRecipe(text);
