import { basename, join, relative } from 'node:path';
import { classTarget } from '../classes.ts';
import { DataError } from '../../util/errors.ts';
import { inParallel } from './decodeAll.ts';
import { folderGroups } from './folderGroups.ts';
import { FolderReader, shownPath, someOf } from './listFiles.ts';
import { requireKnownClass } from './partFolders.ts';
import { readTextFile, reasonOf } from './textFile.ts';
import { requireTwoClasses, unknownLabel, type RawTexts } from './textPart.ts';

/** File names of documents. */
export const isTextName = (path: string): boolean => /\.txt(\.gz)?$/i.test(basename(path));

/** Unreadable texts that a note names one by one. */
const mostNamed = 20;

export interface TextFolderOptions {
  /** 'prefix' or 'folder', as of pictures. Default: none has a group. */
  readonly group?: string;
  /**
   * Whether a file that is no text is left out, with a note, or refused. Default 'refuse': of files in another encoding
   * those with accents would be left out, and the rest be no fair sample.
   */
  readonly unreadable?: 'skip' | 'refuse';
}

interface Document {
  readonly path: string;
  readonly className: string;
  readonly classFolder: string;
}

/**
 * Reads a folder of class folders with one text a `.txt` file, at any depth below its class folder.
 *
 * @param root The folder that was named: links may not leave it, and origins are told from there.
 * @param classes Those of training, of a further part; a training part has its own, the names of its folders.
 * @throws {DataError} No texts, one class only, a class without texts or that training lacks; naming file and line: a
 *   file that is binary or not UTF-8.
 */
export async function readTextFolder(
  folder: string,
  root: string,
  options: TextFolderOptions = {},
  classes?: readonly string[],
): Promise<RawTexts> {
  const { documents, folders, notes } = await listDocuments(folder, root, classes);
  const own = classes ?? folders;
  if (documents.length === 0)
    throw new DataError(
      `${folder}: texts (.txt) in class folders are expected. Found none in ${folders.length} folders.`,
    );
  if (!classes) requireTwoClasses(folder, own);
  const read = await readDocuments(documents, root, options, notes);
  const lacking = classes ? undefined : own.find((name) => !read.some(({ className }) => className === name));
  if (lacking !== undefined)
    throw new DataError(
      `${join(folder, lacking)}: a class folder must hold a readable text (.txt) at least. Found none. Add texts or remove the folder.`,
    );
  return {
    path: folder,
    texts: read.map(({ text }) => text),
    target: classTarget(
      read.map(({ className }) => className),
      own,
      (label) => unknownLabel(folder, label, own),
    ),
    ...(options.group !== undefined && {
      groups: folderGroups(read, options.group, root, !classes, 'texts'),
    }),
    origins: read.map(({ path }) => relative(root, path)),
    notes,
  };
}

async function listDocuments(folder: string, root: string, classes: readonly string[] | undefined) {
  const reader = new FolderReader(root);
  const entries = await reader.entries(folder);
  const folders = entries.filter(({ kind }) => kind === 'folder');
  const documents: Document[] = [];
  const others: string[] = [];
  const loose = entries.filter(({ kind }) => kind === 'file').map(({ path }) => path);
  for (const { name, path } of folders) {
    if (classes) requireKnownClass(folder, name, classes);
    for (const file of await reader.filesBelow(path))
      if (isTextName(file)) documents.push({ path: file, className: name, classFolder: path });
      else others.push(file);
  }
  const notes: string[] = [];
  const note = (left: readonly string[], what: string) => {
    if (left.length > 0)
      notes.push(`${left.length} ${what}: ${someOf(left.map((path) => relative(folder, path)))}.`);
  };
  note(loose, 'files outside class folders ignored');
  note(others, 'files of other kinds than .txt ignored');
  note(reader.refusedLinks, 'symbolic links that leave the folder not followed');
  note(reader.tooDeep, 'folders more than 32 deep not read');
  return { documents, folders: folders.map(({ name }) => name), notes };
}

async function readDocuments(
  documents: readonly Document[],
  root: string,
  { unreadable = 'refuse' }: TextFolderOptions,
  notes: string[],
): Promise<(Document & { readonly text: string })[]> {
  const texts = new Array<string | undefined>(documents.length);
  const failures: { readonly index: number; readonly error: unknown }[] = [];
  await inParallel(documents, async ({ path }, index) => {
    try {
      texts[index] = await readTextFile(path);
    } catch (error) {
      failures.push({ index, error });
    }
  });
  failures.sort((a, b) => a.index - b.index);
  if (unreadable === 'refuse' && failures[0]) {
    const { error } = failures[0];
    if (!(error instanceof DataError)) throw error;
    const others = failures.length - 1;
    throw new DataError(
      `${error.message}${others > 0 ? ` ${others} other ${others === 1 ? 'file is' : 'files are'} no text either.` : ''} --unreadable skip leaves such files out.`,
      { cause: error },
    );
  }
  if (failures.length > 0) {
    const named = failures.slice(0, mostNamed).map(({ index, error }) => {
      const { path } = documents[index]!;
      return `${shownPath(relative(root, path))} (${reasonOf(error, path)})`;
    });
    const more = failures.length - named.length;
    notes.push(
      `${failures.length} unreadable ${failures.length === 1 ? 'text' : 'texts'} skipped: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    );
  }
  return documents.flatMap((document, i) =>
    texts[i] === undefined ? [] : [{ ...document, text: texts[i] }],
  );
}
