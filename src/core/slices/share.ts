/** The share of a sample, as people write it. It loads no package. */
import { checked, type Kind } from '../options/kinds.js';
import { option } from '../options/table.js';

/** What it means; NaN where it means nothing. */
function meant(given: string | number): number {
  if (typeof given === 'number') return given;
  const [, digits, percent] = /^(\d*\.?\d+)(%?)$/.exec(given) ?? [];
  return Number(digits) / (percent === '%' ? 100 : 1);
}

export const SHARE: Kind<string | number> = {
  allowed: 'a share above 0 and up to 1, such as 0.05, or a percentage such as 5%',
  test: (value) => {
    const share = typeof value === 'number' || typeof value === 'string' ? meant(value) : 0;
    return share > 0 && share <= 1;
  },
};

/**
 * `0.05`, `5%` or the number to a share above 0 and up to 1.
 * @throws SettingsError
 */
export const shareOf = (given: string | number): number => meant(checked(SHARE, option('sample'), given));
