/** The mean of 1, 2, 3, ... under weights, such as the lines of an order. */
export function meanCount(weights: readonly number[]): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.reduce((mean, weight, i) => mean + (weight / sum) * (i + 1), 0);
}
