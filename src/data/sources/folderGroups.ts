import { basename, dirname, extname, relative, sep } from 'node:path';
import { DataError, OptionError } from '../../util/errors.ts';

/** How the group of a picture or a text is told from where it stands: by its file's name, or by the folder within its class. */
const RULES = {
  prefix: (_: string, path: string): string | undefined => {
    const name = basename(path, extname(path));
    return name.includes('_') ? name.slice(0, name.lastIndexOf('_')) : undefined;
  },
  folder: (classFolder: string, path: string): string | undefined => {
    const inside = relative(classFolder, dirname(path));
    return inside === '' ? undefined : inside.split(sep)[0];
  },
} as const;

const LACKING = {
  prefix: 'an underscore in their names ("rose-7_012" is of the group "rose-7")',
  folder: 'folders within the class folders, one for each group',
} as const;

/**
 * The group of each picture or text of a folder of class folders. One without a group is a group of its own. A group may
 * reach over several classes.
 *
 * @param rule `prefix`: the file's name before its last underscore; `folder`: the folder below that of the class.
 * @param isTraining Whether there must be groups.
 * @param what What the files are, for messages.
 * @throws {OptionError} Another rule. @throws {DataError} No file of training has a group.
 */
export function folderGroups(
  files: readonly { readonly path: string; readonly classFolder: string }[],
  rule: string,
  root: string,
  isTraining: boolean,
  what: 'pictures' | 'texts' = 'pictures',
): string[] {
  const groupOf = Object.hasOwn(RULES, rule) ? RULES[rule as keyof typeof RULES] : undefined;
  if (!groupOf)
    throw new OptionError(
      `group: of ${what} it must be prefix (the file's name before its last underscore) or folder (that below the class's). Received "${rule}".`,
    );
  const groups = files.map(({ path, classFolder }) => groupOf(classFolder, path));
  if (isTraining && groups.every((group) => group === undefined))
    throw new DataError(
      `${root}: with --group ${rule} the ${what} must have ${LACKING[rule as keyof typeof LACKING]}. Found none.`,
    );
  return groups.map((group, i) => group ?? relative(root, files[i]!.path));
}
