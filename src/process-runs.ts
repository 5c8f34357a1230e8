/** Whether another process of this machine is there. */

/** True also where the process is somebody else's, which no signal may be sent to. */
export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
