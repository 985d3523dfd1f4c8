/** What we use of jStat, which has no types of its own. */
declare module 'jstat' {
  /** Student's t distribution; `freedom` need not be whole. */
  interface StudentT {
    cdf(t: number, freedom: number): number;
    inv(probability: number, freedom: number): number;
  }
  /** Student's t distribution around another mean: of t where there is an effect. */
  interface NoncentralT {
    cdf(t: number, freedom: number, noncentrality: number): number;
  }
  const jStat: { readonly studentt: StudentT; readonly noncentralt: NoncentralT };
  export default { jStat };
}
