/** Errors that go from thread to thread come out as what they were. */
import { expect, it } from 'vitest';
import { option } from '../../src/core/options/table.js';
import { fromMessage, toMessage } from '../../src/engine/pool/error-message.js';
import { Stopped } from '../../src/engine/sinks/load-control.js';
import { messageOf, SettingsError, ZavaError } from '../../src/errors.js';
import { Refused } from '../../src/mongodb/failures.js';

/** As the structured clone of a message between threads does. */
const sent = (error: unknown): Error => fromMessage(structuredClone(toMessage(error)));

it.each([
  [new ZavaError('The work failed.'), ZavaError],
  [new SettingsError('--seed is x; allowed is a number.'), SettingsError],
  [new Stopped(), Stopped],
])('%s keeps its class, name and message', (error, Class) => {
  const arrived = sent(error);
  expect(arrived).toBeInstanceOf(Class);
  expect(arrived).toMatchObject({ name: error.name, message: error.message });
  expect({ ...arrived }).toEqual({ ...error });
});

it('a setting that is wrong keeps what is wrong with it, and its words for each reader', () => {
  const arrived = sent(
    new SettingsError({ setting: option('seed'), value: 'x', allowed: 'a number' }),
  ) as SettingsError;
  expect(arrived).toMatchObject({ setting: 'seed', value: 'x', allowed: 'a number' });
  expect(messageOf(arrived, 'command line')).toBe("--seed is 'x'; allowed is a number.");
  expect(arrived.message).toBe("seed is 'x'; allowed is a number.");
});

it('an error of a class that is not known arrives as the nearest one, with its fields', () => {
  const arrived = sent(new Refused('The server refused a row.', 14_031));
  expect(arrived).toBeInstanceOf(ZavaError);
  expect(arrived).toMatchObject({ message: 'The server refused a row.', code: 14_031 });
});

it('a fault of the program keeps its stack, whatever else it carries', () => {
  const fault = Object.assign(new TypeError('x is not a function'), { x: () => {} });
  const arrived = sent(fault);
  expect(arrived).not.toBeInstanceOf(ZavaError);
  expect(arrived).toMatchObject({ name: 'TypeError', message: fault.message, stack: fault.stack });
  expect(sent('text').message).toBe('text');
});
