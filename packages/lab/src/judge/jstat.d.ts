/** What we use of jStat, which has no types of its own. */
declare module 'jstat' {
  /** Student's t distribution; `freedom` need not be whole. */
  interface StudentT {
    cdf(t: number, freedom: number): number;
    inv(probability: number, freedom: number): number;
  }
  const jStat: { readonly studentt: StudentT };
  export default { jStat };
}
