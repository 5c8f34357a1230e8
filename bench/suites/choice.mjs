// Weighted choice, by draw.
import { Choice } from '../../dist/src/core/random/choice.js';
import { Stream } from '../../dist/src/core/random/stream.js';
import { keep, task } from './task.mjs';

const COUNT = 100_000;

export function tasks({ world }) {
  const stream = new Stream('bench/choice');
  const fractions = Float64Array.from({ length: COUNT }, () => stream.fraction());
  const drawing = (title, choice) =>
    task(title, () => {
      let all = 0;
      for (let i = 0; i < COUNT; i++) all += choice.draw(fractions[i]);
      keep(all);
      return COUNT;
    });
  const prices = world.catalog.products.map(({ cost }) => cost);
  return [
    drawing('draw among the lines of an order', new Choice(world.baskets.items_weights)),
    drawing('draw among all products', new Choice(prices)),
    task('a new table of all products', () => {
      keep(new Choice(prices).other[0]);
      return 1;
    }),
  ];
}
