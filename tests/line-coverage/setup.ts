/** Before each test file: what it starts from here on, processes and threads, writes down which code ran. */
import { fileURLToPath } from 'node:url';

process.env.NODE_V8_COVERAGE = fileURLToPath(new URL('../../.zava/coverage-of-processes', import.meta.url));
