/** Dividing a whole number by weights so that nothing is lost and nobody is more than one off. */

/**
 * The running shares of `total`: out[i] = floor(total x (w[0] + ... + w[i-1]) / (w[0] + ... + w[n-1])), so that
 * out[i + 1] - out[i] is the share of i, out[0] is 0 and out[n] is `total`.
 * @param weights whole numbers from 0 with a sum from 1 to 2^53.
 * @returns weights.length + 1 numbers.
 */
export function runningShares(total: number, weights: Float64Array): Float64Array {
  const n = weights.length;
  const out = new Float64Array(n + 1);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += weights[i];
  if (!(sum > 0)) throw new RangeError('weights that are all 0 share nothing');
  // A product above 2^53 would round, so the multiplication is done in BigInt: exact at any size.
  const bigTotal = BigInt(total);
  const bigSum = BigInt(sum);
  let before = 0;
  for (let i = 0; i < n; i++) {
    before += weights[i];
    out[i + 1] = Number((bigTotal * BigInt(before)) / bigSum);
  }
  return out;
}
