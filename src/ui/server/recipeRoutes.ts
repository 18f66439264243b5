import { Hono } from 'hono';
import * as z from 'zod';
import { checkRecipe, readRecipeFile, recipeHelp, saveRecipe } from './recipes.ts';
import { jsonBody, type Shared } from './shared.ts';
import { OptionError } from '../../util/errors.ts';

const checkBody = z.strictObject({ text: z.string() });
const saveBody = z.strictObject({ path: z.string(), text: z.string() });

/** Recipes: what can stand in them, whether one is valid, reading and saving one. */
export function recipeRoutes({ root }: Pick<Shared, 'root'>): Hono {
  const app = new Hono();
  app.get('/recipe/help', (context) => context.json(recipeHelp()));
  app.get('/recipe', async (context) =>
    context.json({ text: await readRecipeFile(root, context.req.query('path') ?? '') }),
  );
  app.post('/recipe/check', async (context) => {
    const parsed = checkBody.safeParse(await jsonBody(context));
    if (!parsed.success) throw new OptionError('recipe: its text is expected as { "text": … }.');
    return context.json(checkRecipe(parsed.data.text));
  });
  app.post('/recipe/save', async (context) => {
    const parsed = saveBody.safeParse(await jsonBody(context));
    if (!parsed.success) throw new OptionError('recipe: expected is { "path": …, "text": … }.');
    saveRecipe(root, parsed.data.path, parsed.data.text);
    return context.json({ path: parsed.data.path });
  });
  return app;
}
