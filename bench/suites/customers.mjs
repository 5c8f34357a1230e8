// customers as BSON from their numbers alone, by customer.
import { keep, task } from './task.mjs';
import { bsonTask } from './world.mjs';

export function tasks({ maker, customers }) {
  let buffer = new Uint8Array(0);
  const make = () =>
    maker.makeCustomers(customers, (bytes) => {
      if (buffer.length < bytes) buffer = new Uint8Array(bytes);
      return buffer;
    });
  const { bytes } = make();
  return [
    task('the encoder', () => {
      const made = make();
      keep(made.bytes.length);
      return made.documents;
    }),
    bsonTask(bytes.slice()),
  ];
}
