declare module "virtual:words/*" {
  /** The German of each English sentence: one, or one for each number. */
  const words: Record<string, string[]>;
  export default words;
}
