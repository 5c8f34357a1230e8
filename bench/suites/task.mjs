// What a suite's tasks are made of.

let sum = 0;

/** Takes what a task made, so that V8 cannot leave out the making. */
export function keep(value) {
  sum = (sum + value) | 0;
}

export const kept = () => sum;

/**
 * A task that does many things with each call, so that the clock's own cost does not count: figures are by thing.
 * @param run does them, keeps what it made, and returns how many they were.
 */
export function task(title, run) {
  return {
    title,
    measure() {
      const start = performance.now();
      const count = run();
      const passed = performance.now() - start;
      return { overriddenDuration: passed / count, overriddenIterationCost: passed };
    },
  };
}
