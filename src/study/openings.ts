/**
 * The memory of opened test parts, beyond one study: a test part that was looked at once is not unseen any more, whichever
 * study did.
 */
export interface TestOpenings {
  /** How often a test part was opened for other recipes than these. The same ones again show nothing new. */
  before(test: string, recipes: readonly string[]): number;
  /** Remembers an opening. */
  add(test: string, recipes: readonly string[]): void;
}
