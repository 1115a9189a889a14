import type { Tree } from '@nx/devkit';
import ts from 'typescript';

const EVENTS = 'libs/contracts/src/events';

/** A topic, read from the source of its contract: `export const chargesDecided = defineTopic({ … })`. */
export interface TopicSource {
  readonly constant: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** Event types: `peaje.charge.approved.v1`. */
  readonly types: readonly string[];
  readonly file: string;
  /** The position in the file where a new group is added. */
  readonly groupsEnd: number;
}

/** Every topic of the contracts, read from their source, so the contracts need not be built. */
export function topicSources(tree: Tree): TopicSource[] {
  return tree.children(EVENTS).flatMap((name) => topicsIn(tree, `${EVENTS}/${name}`));
}

/** Adds the group to its topic's contract: the only line of shared code that a new consumer changes. */
export function addGroup(tree: Tree, { file, groups, groupsEnd }: TopicSource, group: string): void {
  const text = tree.read(file, 'utf8')!;
  const element = `${groups.length > 0 ? ', ' : ''}'${group}'`;
  tree.write(file, text.slice(0, groupsEnd) + element + text.slice(groupsEnd));
}

function topicsIn(tree: Tree, file: string): TopicSource[] {
  const source = ts.createSourceFile(file, tree.read(file, 'utf8') ?? '', ts.ScriptTarget.Latest, true);
  return source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap((declaration, _, all) => topicOf(declaration, file, all) ?? []);
}

function topicOf(
  { name: constant, initializer }: ts.VariableDeclaration,
  file: string,
  declarations: readonly ts.VariableDeclaration[],
): TopicSource | null {
  if (!initializer || !ts.isCallExpression(initializer)) return null;
  const [definition] = initializer.arguments;
  if (initializer.expression.getText() !== 'defineTopic' || !definition) return null;
  if (!ts.isObjectLiteralExpression(definition)) return null;
  const [name, groups, given] = ['name', 'groups', 'events'].map((field) => valueOf(definition, field));
  // Topics may share their events.
  const events =
    given && ts.isIdentifier(given)
      ? declarations.find((one) => one.name.getText() === given.text)?.initializer
      : given;
  if (!name || !ts.isStringLiteral(name)) return null;
  if (!groups || !ts.isArrayLiteralExpression(groups)) return null;
  if (!events || !ts.isObjectLiteralExpression(events)) return null;
  return {
    constant: constant.getText(),
    name: name.text,
    groups: groups.elements.filter(ts.isStringLiteral).map(({ text }) => text),
    types: events.properties.map((property) => property.name).flatMap((key) => textOf(key) ?? []),
    file,
    groupsEnd: groups.elements.end,
  };
}

const valueOf = (object: ts.ObjectLiteralExpression, field: string): ts.Expression | undefined =>
  object.properties.filter(ts.isPropertyAssignment).find(({ name }) => textOf(name) === field)?.initializer;

const textOf = (name: ts.PropertyName | undefined): string | undefined =>
  name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined;
