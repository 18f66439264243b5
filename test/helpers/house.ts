/**
 * The rules of the house as pure functions: files in, complaints out. `test/architecture.test.ts` runs them over
 * `src/` and over made-up files with one violation each.
 */
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';

/** A source file: its path below `src/`, with forward slashes, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** The rooms from bottom to top. Rooms on one level do not import one another. */
export const levels: readonly (readonly string[])[] = [
  ['util'],
  ['text'],
  ['graph'],
  ['ops'],
  ['onnx'],
  ['runtime'],
  ['layers'],
  ['losses', 'metrics', 'penalties', 'optimizers', 'schedules', 'stopping', 'averaging'],
  ['architectures'],
  ['augmentations'],
  ['data'],
  ['translate'],
  ['recipe'],
  ['train'],
  ['remedies'],
  ['study'],
  ['report'],
  ['serve'],
  ['ui'],
  ['cli'],
  ['index.ts', 'index.browser.ts'],
];

/** Rooms that may import less than everything below them. */
const onlyFrom: Readonly<Record<string, readonly string[]>> = {
  data: ['util', 'text'],
  translate: ['util', 'text', 'data'],
};

/** Where Node's modules and native packages may be imported. */
const nodePlaces = [
  'runtime/node',
  'data/sources/',
  'translate/',
  'study/executors/',
  'serve/',
  'ui/server/',
  'cli/',
];
const nativePackages = ['onnxruntime-node', 'sharp', 'csv-parse'];

/** Pages: Vite bundles what they import, and refuses a module of Node. */
const pages = 'ui/pages/';

/** Where the packages of browsers may be imported. */
const webPlaces = ['runtime/web'];
const webPackages = ['onnxruntime-web'];

/** Packages that begin at a room: the rooms below know nothing of schemas and file formats. */
const packageFrom: Readonly<Record<string, string>> = { zod: 'recipe', yaml: 'recipe' };

/** Rooms in which a file is a thing and has the name of the thing. */
const registries = [
  'ops',
  'layers',
  'losses',
  'metrics',
  'penalties',
  'optimizers',
  'schedules',
  'stopping',
  'averaging',
  'architectures',
  'augmentations',
  'remedies',
];

/** First line of a file in a registry that is no thing itself. */
export const sharedComment = '// shared within this room';

const maxLines = 400;

const isTest = (path: string) => path.endsWith('.test.ts');
const roomOf = (path: string) => path.split('/')[0]!;
const levelOf = (room: string) => levels.findIndex((rooms) => rooms.includes(room));
/** `sharp` of `sharp`, `@a/b` of `@a/b/c`. */
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Everything a file imports: static imports, re-exports, `import()` and `require()` of a text, import types. */
export function importsOf(file: SourceFile): string[] {
  const specifiers: string[] = [];
  const add = (node: ts.Node | undefined) => {
    if (node && ts.isStringLiteralLike(node)) specifiers.push(node.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) add(node.expression);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    else if (ts.isCallExpression(node)) {
      const { kind } = node.expression;
      const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
      if (kind === ts.SyntaxKind.ImportKeyword || isRequire) add(node.arguments[0]);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return specifiers;
}

/** The names of the values (no types) that a file exports; `default` for a default export. */
export function exportedNames(file: SourceFile): string[] {
  const names: string[] = [];
  for (const statement of parse(file).statements) {
    if (ts.isExportAssignment(statement)) names.push('default');
    if (ts.isExportDeclaration(statement) && !statement.isTypeOnly && statement.exportClause) {
      const clause = statement.exportClause;
      if (ts.isNamespaceExport(clause)) names.push(clause.name.text);
      else names.push(...clause.elements.filter((e) => !e.isTypeOnly).map((e) => e.name.text));
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
    if (!has(ts.SyntaxKind.ExportKeyword) || has(ts.SyntaxKind.DeclareKeyword)) continue;
    if (has(ts.SyntaxKind.DefaultKeyword)) names.push('default');
    else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) names.push(...boundNames(name));
    } else if (
      (ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isEnumDeclaration(statement)) &&
      statement.name
    )
      names.push(statement.name.text);
  }
  return names;
}

/** Imports that point up, sideways to a room of the same level, or out of `src/`. */
export function checkDirection(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    if (levelOf(room) < 0) return [`${file.path}: "${room}" is no room. Known: ${levels.flat().join(', ')}.`];
    // Tests stand beside what they test and may use the rooms above to test it.
    if (isTest(file.path)) return [];
    return importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .flatMap((specifier) => {
        const target = posix.join(posix.dirname(file.path), specifier);
        const targetRoom = roomOf(target);
        const complain = (why: string) => [`${file.path}: imports ${target}, ${why}.`];
        if (target.startsWith('../')) return complain('which is outside src');
        if (targetRoom === room) return [];
        if (levelOf(targetRoom) < 0) return complain('which is in no room');
        if (levelOf(targetRoom) > levelOf(room)) return complain(`but ${room} is below ${targetRoom}`);
        if (levelOf(targetRoom) === levelOf(room))
          return complain(`but ${room} and ${targetRoom} are siblings`);
        const allowed = onlyFrom[room];
        if (allowed && !allowed.includes(targetRoom))
          return complain(`but ${room} imports only ${allowed.join(', ')}`);
        return [];
      });
  });
}

/** Node's modules and native packages outside their places, and packages below the room they begin at. */
export function checkPackages(
  files: readonly SourceFile[],
  dependencies: Readonly<Record<string, string>>,
): string[] {
  return files
    .filter((file) => !isTest(file.path) && !file.path.startsWith(pages))
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !specifier.startsWith('.'))
        .flatMap((specifier) => {
          const complain = (why: string) => [`${file.path}: imports ${specifier}, ${why}.`];
          const name = packageOf(specifier);
          const mayUseNode = nodePlaces.some((place) => file.path.startsWith(place));
          if (isBuiltin(specifier) || nativePackages.includes(name))
            return mayUseNode ? [] : complain(`which is allowed only in ${nodePlaces.join(', ')}`);
          if (webPackages.includes(name) && !webPlaces.some((place) => file.path.startsWith(place)))
            return complain(`which is allowed only in ${webPlaces.join(', ')}`);
          if (!Object.hasOwn(dependencies, name)) return complain('which is not among the dependencies');
          const first = packageFrom[name];
          if (first && levelOf(roomOf(file.path)) < levelOf(first))
            return complain(`which is allowed from ${first} upwards`);
          return [];
        }),
    );
}

/** Files of a registry room that do not export a value of their own name. */
export function checkNames(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const name = posix.basename(file.path, '.ts');
    if (!registries.includes(roomOf(file.path)) || isTest(file.path)) return [];
    if (name === 'index' || name === 'types' || file.text.startsWith(sharedComment)) return [];
    const exported = exportedNames(file);
    if (exported.includes(name)) return [];
    return [
      `${file.path}: exports no value named "${name}" (it exports: ${exported.join(', ') || 'none'}). ` +
        `Rename one of them, or begin the file with "${sharedComment}".`,
    ];
  });
}

/** Source files that are too long to be read at a sitting. Tests may be longer. */
export function checkLength(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => !isTest(file.path))
    .flatMap((file) => {
      const lines = file.text.replace(/\n$/, '').split('\n').length;
      return lines > maxLines ? [`${file.path}: ${lines} lines. At most ${maxLines}.`] : [];
    });
}

function parse(file: SourceFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2022, true);
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}
