/** Where a variable comes before a file that was named on the command line: worth a note, as the file is what was meant. */
import { OPTIONS } from '../options/table.js';
import { firstOf, type Lookup } from './environment.js';

const NAMES = ['customers', 'orders', 'start', 'end', 'database'] as const;

type Name = (typeof NAMES)[number];

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** @param key such as `period.start`. */
const valueAt = (file: unknown, key: string): unknown =>
  key.split('.').reduce((value, part) => (isMap(value) ? value[part] : undefined), file);

/**
 * One sentence for each setting of a file in whose place a variable counts.
 * @param flags come before both.
 * @param file what stands in it.
 * @param name how it is called.
 * @param preset the one that counts.
 */
export function overridesOf(
  flags: Readonly<Partial<Record<Name | 'preset', unknown>>>,
  look: Lookup,
  file: unknown,
  name: string,
  preset: string,
): string[] {
  const namesPreset =
    flags.preset === undefined && isMap(file) && (file.preset ?? file.presets) !== undefined;
  return NAMES.flatMap((setting) => {
    const { variables, key } = OPTIONS[setting];
    const variable = flags[setting] === undefined ? firstOf(look, variables) : undefined;
    if (variable === undefined) return [];
    const { value, where } = variable;
    const said = valueAt(file, key);
    if (said !== undefined) {
      return String(said) === value ? [] : [`${where} (${value}) overrides ${key} (${said}) of ${name}.`];
    }
    const isCount = setting === 'customers' || setting === 'orders';
    return isCount && namesPreset
      ? [`${where} (${value}) overrides the ${setting} of preset ${preset} of ${name}.`]
      : [];
  });
}
