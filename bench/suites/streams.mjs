// Random numbers, by number.
import { Stream, streamFor } from '../../dist/src/core/random/stream.js';
import { keep, task } from './task.mjs';

const COUNT = 100_000;

export function tasks() {
  const stream = new Stream('bench/streams');
  let key = 0;
  return [
    task('word', () => {
      let all = 0;
      for (let i = 0; i < COUNT; i++) all ^= stream.word();
      keep(all);
      return COUNT;
    }),
    task('fraction', () => {
      let all = 0;
      for (let i = 0; i < COUNT; i++) all += stream.fraction();
      keep(all);
      return COUNT;
    }),
    task('a new stream and its first word', () => {
      for (let i = 0; i < 100; i++) keep(streamFor(42, 'orders', key++).word());
      return 100;
    }),
  ];
}
