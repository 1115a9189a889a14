interface WordTree {
  readonly [key: string]: string | WordTree;
}

type SameKeys<Tree extends WordTree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends WordTree ? SameKeys<Tree[Key]> : string;
};

/** The words of one view. A key that one language lacks does not compile. */
export const inBoth = <Tree extends WordTree>(es: Tree, en: SameKeys<Tree>) => ({ es, en });
