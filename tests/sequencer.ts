/** The order of the test files: so that all workers have something to do until the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

export class Sequencer extends BaseSequencer {
  /**
   * Files of faults mostly wait, so one of them goes with two that compute. The short ones without a server come last.
   * Within each kind the longest are first, or the largest where no run has told yet how long they take.
   */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const of = (name: string) => sorted.filter(({ project }) => project.name === name);
    const waiting = of('faults');
    const computing = [...of('validation'), ...of('integration')];
    const mixed: TestSpecification[] = [];
    while (waiting.length > 0 || computing.length > 0) {
      mixed.push(...waiting.splice(0, 1), ...computing.splice(0, 2));
    }
    return [...mixed, ...sorted.filter((file) => !mixed.includes(file))];
  }
}
