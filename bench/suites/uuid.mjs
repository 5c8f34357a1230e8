// UUIDs, by UUID: the bits alone, the text as the encoder writes it, and the text as a string.
import { randomUUID } from 'node:crypto';
import { putUuid } from '../../dist/src/core/encode/text.js';
import { Stream } from '../../dist/src/core/random/stream.js';
import { uuidText, variantWord, versionWord } from '../../dist/src/core/random/uuid.js';
import { keep, task } from './task.mjs';

const COUNT = 10_000;
const TEXT_BYTES = 36;

export function tasks() {
  const stream = new Stream('bench/uuid');
  const words = Int32Array.from({ length: COUNT + 3 }, () => stream.word());
  const view = new DataView(new ArrayBuffer(COUNT * TEXT_BYTES + 8));
  return [
    task('version and variant bits', () => {
      let all = 0;
      for (let i = 0; i < COUNT; i++) all ^= versionWord(words[i]) ^ variantWord(words[i + 1]);
      keep(all);
      return COUNT;
    }),
    task('text into a buffer', () => {
      for (let i = 0; i < COUNT; i++) {
        putUuid(view, i * TEXT_BYTES, words[i], words[i + 1], words[i + 2], words[i + 3]);
      }
      keep(view.getInt32(COUNT, true));
      return COUNT;
    }),
    task('text as a string', () => {
      for (let i = 0; i < COUNT; i++) {
        keep(uuidText(words[i], words[i + 1], words[i + 2], words[i + 3]).charCodeAt(i % TEXT_BYTES));
      }
      return COUNT;
    }),
    task('randomUUID of Node.js', () => {
      for (let i = 0; i < COUNT; i++) keep(randomUUID().charCodeAt(i % TEXT_BYTES));
      return COUNT;
    }),
  ];
}
